"""All mini-batch gradients of an epoch, against the engine's own and against differences of the loss."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.core.losses import losses_for
from playground.engine.run import advance
from playground.theory.batch_gradients import batch_gradients
from tests.unit.test_loss_surface import loss_at

WEIGHTS = ("w1", "w2", "b")


@pytest.mark.parametrize("loss", losses_for(many=False))
def test_each_batch_has_the_gradient_that_the_engine_takes(loss: str) -> None:
    e = Experiment(neg_n=23, pos_n=30, loss=loss, batch=16, steps=9, lr=0.05)
    chunk = advance(e, None, 0, 1, 10, 10.0)
    column = e.columns.index
    for step, row in zip(chunk.steps.tolist(), chunk.rows, strict=True):
        weights = [float(row[column(name)]) for name in WEIGHTS]
        found = batch_gradients(e, step, weights)
        assert found is not None
        assert found.taken == step % e.batches_per_epoch
        assert found.sizes.tolist() == [16, 16, 16, 5]
        expected = [row[column(f"grad_{name}")] for name in WEIGHTS]
        np.testing.assert_allclose(found.gradients[found.taken], expected, rtol=2e-5, atol=2e-6)
        mean = found.sizes @ found.gradients / found.sizes.sum()
        np.testing.assert_allclose(mean, found.full, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("loss", losses_for(many=False))
def test_the_gradient_of_all_points_is_the_slope_of_the_loss(loss: str) -> None:
    e = Experiment(neg_n=40, pos_n=60, loss=loss, batch=32)
    place = np.array([0.31, -0.17, 0.23])
    found = batch_gradients(e, 0, place.tolist())
    assert found is not None
    for axis, slope in enumerate(found.full):
        by = np.eye(3)[axis] * 1e-5
        rise = loss_at(e, *(place + by)) - loss_at(e, *(place - by))
        assert slope == pytest.approx(rise / 2e-5, abs=1e-5)


def test_a_network_and_the_broadcasting_trap_have_none() -> None:
    assert batch_gradients(Experiment(data="moons", hidden=(3,)), 0, (0, 0, 0)) is None
    assert batch_gradients(Experiment(targets="flat", batch=8), 0, (0, 0, 0)) is None
