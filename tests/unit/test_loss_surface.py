"""The loss surface against NumPy on all points, and against the losses that the engine reports."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.losses import losses_for
from playground.engine.run import advance
from playground.theory.loss_surface import grid, has_best_bias, has_surface, parabola
from playground.theory.summary import summary

BOX = (-0.6, 0.9, -0.8, 0.7)
CELLS = 8


def loss_at(e: Experiment, w1: float, w2: float, b: float) -> float:
    """The mean loss in plain float64, written out for each loss."""
    sample = draw(e)
    x, y = sample.inputs.astype(np.float64), sample.targets[:, 0].astype(np.float64)
    z = w1 * x[:, 0] + w2 * x[:, 1] + b
    d = np.abs(z - y)
    values = {
        "mse": (z - y) ** 2,
        "bce": np.maximum(z, 0.0) - z * y + np.log1p(np.exp(-np.abs(z))),
        "huber": np.where(d <= 1.0, 0.5 * d**2, d - 0.5),
        "hinge": np.maximum(1.0 - (2.0 * y - 1.0) * z, 0.0),
    }
    return float(values[e.loss].mean())


def places() -> list[tuple[float, float]]:
    w1, w2 = np.linspace(BOX[0], BOX[1], CELLS + 1), np.linspace(BOX[2], BOX[3], CELLS + 1)
    return [(float(a), float(c)) for c in w2 for a in w1]


@pytest.mark.parametrize("loss", losses_for(many=False))
def test_a_grid_at_one_bias_is_the_mean_loss_of_all_points(loss: str) -> None:
    e = Experiment(loss=loss, neg_n=40, pos_n=60)
    expected = [loss_at(e, w1, w2, 0.3) for w1, w2 in places()]
    np.testing.assert_allclose(grid(e, BOX, CELLS, 0.3).losses, expected, rtol=1e-12)


def test_the_closed_form_is_the_squared_error_and_its_best_bias_the_least_one() -> None:
    e = Experiment(neg_n=40, pos_n=60)
    form = parabola(e)
    assert form is not None
    h, g = np.array(form.curvature), np.array(form.slope)
    best = grid(e, BOX, CELLS, None)
    for (w1, w2), loss, bias in zip(places(), best.losses, best.biases, strict=True):
        v = np.array([w1, w2, -(g[2] + h[2, 0] * w1 + h[2, 1] * w2) / h[2, 2]])
        assert v[2] == pytest.approx(bias, abs=1e-12)
        assert form.constant + g @ v + 0.5 * v @ h @ v == pytest.approx(loss, rel=1e-11)
        assert loss == pytest.approx(loss_at(e, w1, w2, bias), rel=1e-12)
    known = summary(e)
    assert known.optimum is not None
    assert known.loss_floor is not None
    v = np.array(known.optimum)
    assert form.constant + g @ v + 0.5 * v @ h @ v == pytest.approx(known.loss_floor, rel=1e-9)


def test_the_best_bias_of_the_cross_entropy_is_the_least_loss_of_its_place() -> None:
    e = Experiment(loss="bce", neg_n=40, pos_n=60)
    best = grid(e, (-4.0, 4.0, -4.0, 4.0), CELLS, None)
    w = np.linspace(-4.0, 4.0, CELLS + 1)
    for at, (loss, bias) in enumerate(zip(best.losses, best.biases, strict=True)):
        w1, w2 = float(w[at % (CELLS + 1)]), float(w[at // (CELLS + 1)])
        assert loss == pytest.approx(loss_at(e, w1, w2, bias), rel=1e-12)
        assert min(loss_at(e, w1, w2, bias + by) for by in (-1e-3, 1e-3)) >= loss


@pytest.mark.parametrize("far", [20.0, 400.0])
def test_the_best_bias_is_found_far_out_where_no_point_is_undecided(far: float) -> None:
    e = Experiment(loss="bce", neg_n=40, pos_n=60)
    best = grid(e, (-far, far, -far, far), CELLS, None)
    sample = draw(e)
    x, y = sample.inputs.astype(np.float64), sample.targets[:, 0].astype(np.float64)
    w = np.linspace(-far, far, CELLS + 1)
    for at, loss in enumerate(best.losses):
        w1, w2 = float(w[at % (CELLS + 1)]), float(w[at // (CELLS + 1)])
        outputs = w1 * x[:, 0] + w2 * x[:, 1]
        low, high = -outputs.max() - 40.0, -outputs.min() + 40.0
        for _ in range(100):
            middle = 0.5 * (low + high)
            rises = np.mean(0.5 * (1.0 + np.tanh(0.5 * (outputs + middle))) - y) > 0.0
            low, high = (low, middle) if rises else (middle, high)
        assert loss == pytest.approx(loss_at(e, w1, w2, middle), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("loss", ["mse", "bce"])
def test_the_surface_goes_through_the_losses_of_a_run(loss: str) -> None:
    e = Experiment(loss=loss)
    chunk = advance(e, None, 0, 1, 10, 10.0)
    for row in chunk.rows[::3]:
        named = dict(zip(e.columns, map(float, row), strict=True))
        w1, w2 = named["w1"], named["w2"]
        found = grid(e, (w1, w1 + 1.0, w2, w2 + 1.0), 1, named["b"]).losses[0]
        assert found == pytest.approx(named["full_loss"], rel=2e-6)


def test_what_has_no_surface_says_so() -> None:
    assert has_surface(Experiment())
    assert not has_surface(Experiment(targets="flat"))
    assert not has_surface(Experiment.parse({"hidden": "4"}))
    assert parabola(Experiment(loss="bce")) is None
    assert [has_best_bias(Experiment(loss=loss)) for loss in ("mse", "bce", "huber", "hinge")] == [
        True,
        True,
        False,
        False,
    ]
