"""The loss of networks on a plane through their weights, against NumPy and against the rows of their runs."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.core.data import split
from playground.core.experiment import Experiment
from playground.core.network import Network, network_of
from playground.engine.network.plane import losses_on_plane
from playground.theory.loss_plane import COARSEST, Directions, cells_of, directions, filters
from tests.unit.network_training import named, network, numpy_loss, train

Array = NDArray[np.float64]
CASES = {
    "cross-entropy": network(activation="tanh"),
    "penalties": network(loss="mse", activation="relu", l1=0.01, l2=0.02, val=0.3),
    "residual": network(arch="residual", hidden=(5, 5, 5), activation="sigmoid", lr=0.3),
    "no hidden layer": network(hidden=(), loss="hinge", features=("x1", "x2", "x1sq")),
}


def ends(e: Experiment) -> tuple[Array, Array, Array]:
    """Start, end, and the losses of the run."""
    rows = named(e, train(e).rows)
    weights = rows["weights"].astype(np.float64)
    return weights[0], weights[-1], rows["full_loss"].astype(np.float64)


def plane_of(e: Experiment, seed: int = 0) -> tuple[Array, Array, Array, Directions]:
    start, end, losses = ends(e)
    found = directions(network_of(e), start, end, seed)
    assert found is not None
    return start, end, losses, found


@pytest.mark.parametrize("e", CASES.values(), ids=CASES)
def test_losses_on_the_plane_are_those_of_numpy_and_of_the_run(e: Experiment) -> None:
    start, _, losses, found = plane_of(e)
    cells, box = 4, (-found.length, 3.0 * found.length, -0.5 * found.length, 0.5 * found.length)
    plane, trained = (start, found.along, found.across), split(e).training
    grid = np.reshape(losses_on_plane(e, plane, box, cells, 0, 60.0), (cells + 1, cells + 1))
    for row, y in enumerate(np.linspace(*box[2:], cells + 1)):
        for column, x in enumerate(np.linspace(*box[:2], cells + 1)):
            weights = start + x * found.along + y * found.across
            assert grid[row, column] == pytest.approx(numpy_loss(e, weights, trained), rel=2e-5, abs=1e-6)
    # Two places of the grid are start and end of the run: there it has the run's own losses.
    assert [grid[2, 1], grid[2, 2]] == pytest.approx([losses[0], losses[-1]], rel=1e-6)


def test_rows_in_pieces_are_those_of_the_whole_bit_for_bit() -> None:
    e = CASES["cross-entropy"]
    start, _, _, found = plane_of(e)
    plane, box = (start, found.along, found.across), (-1.0, 2.0, -1.0, 1.0)
    whole = losses_on_plane(e, plane, box, 6, 0, 60.0)
    pieces: list[float] = []
    while len(pieces) < 49:
        piece = losses_on_plane(e, plane, box, 6, len(pieces) // 7, 0.0)
        assert len(piece) == 7, "without time a piece is one row"
        pieces += piece
    assert pieces == whole


@pytest.mark.parametrize("e", CASES.values(), ids=CASES)
def test_axes_are_perpendicular_and_the_random_one_has_the_length_of_every_filter(e: Experiment) -> None:
    start, end, _, found = plane_of(e, seed=3)
    axes = np.array([found.along, found.across])
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(start + found.length * found.along, end, rtol=1e-12)
    # The direction as it was drawn: what was taken off along the way brings all biases back to nothing.
    net = network_of(e)
    biases = np.setdiff1d(np.arange(net.size), np.concatenate(list(filters(net))))
    moved = max(biases, key=lambda place: abs(found.along[place]))
    taken = -found.filter_length * found.across[moved] / found.along[moved]
    drawn = found.filter_length * found.across + taken * found.along
    np.testing.assert_allclose(drawn[biases], 0.0, atol=1e-10)
    for places in filters(net):
        assert np.linalg.norm(drawn[places]) == pytest.approx(np.linalg.norm(end[places]), rel=1e-9)
    other = directions(net, start, end, 4)
    assert other is not None
    assert abs(other.across @ found.across) < 0.99


def test_a_filter_is_the_kernel_column_of_one_unit() -> None:
    net: Network = network_of(network(hidden=(3,)))
    kernel = np.arange(6).reshape(2, 3)
    assert [places.tolist() for places in filters(net)] == [*kernel.T.tolist(), [9, 10, 11]]


def test_no_plane_through_one_place_and_coarser_grids_for_large_networks() -> None:
    net = network_of(network())
    place = np.ones(net.size)
    assert directions(net, place, place, 0) is None
    assert directions(net, place, 0.0 * place, 0) is None, "no weights, no filters to be as long as"
    fine, coarse = cells_of(net, 200), cells_of(network_of(network(hidden=(12,) * 6)), 10_000)
    assert fine > coarse == COARSEST
