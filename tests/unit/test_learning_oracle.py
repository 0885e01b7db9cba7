"""TensorFlow's training against the same training in NumPy float64, and against known numbers."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.experiment import Change, Experiment
from playground.core.losses import losses_for
from playground.core.optimizers import OPTIMIZERS
from playground.engine.linear import model
from playground.engine.linear.rows import advance
from playground.engine.linear.training import start_weights
from playground.engine.runtime import tf
from playground.points_reader.reader import read_points
from tests.unit.training import NO_LIMIT, numpy_run, train


def assert_equals_oracle(experiment: Experiment, steps: int) -> None:
    run, oracle = train(experiment.replace(steps=steps)), numpy_run(experiment, steps)
    assert run.steps.tolist() == oracle.steps.tolist()
    np.testing.assert_allclose(run["loss"], oracle["loss"], rtol=1e-4)
    np.testing.assert_allclose(run["full_loss"], oracle["full_loss"], rtol=1e-4)
    np.testing.assert_allclose(run.weights, oracle.weights, rtol=1e-5, atol=1e-5)
    np.testing.assert_allclose(run.gradients, oracle.gradients, rtol=1e-3, atol=1e-4)
    assert np.all(
        np.abs(run["accuracy"] - oracle["accuracy"]) <= undecided(experiment, oracle.weights) + 1e-7
    )


def undecided(experiment: Experiment, weights: np.ndarray) -> np.ndarray:
    """The share of points so near the boundary that float32 may put them on its other side, for each row."""
    inputs = draw(experiment).inputs.astype(np.float64)
    scores = inputs @ weights[:, :2].T + weights[:, 2]
    near: np.ndarray = np.mean(np.abs(scores - experiment.decision_threshold) < 1e-5, axis=0)
    return near


@pytest.mark.sampled(16)
@pytest.mark.parametrize("batch", [0, 32])
@pytest.mark.parametrize("loss", losses_for(many=False))
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_forty_steps_of_every_optimizer_and_loss(optimizer: str, loss: str, batch: int) -> None:
    rate = 0.02 if "momentum" in OPTIMIZERS[optimizer].knobs else 0.1
    if batch:
        rate /= 4
    assert_equals_oracle(Experiment(optimizer=optimizer, loss=loss, batch=batch, lr=rate), 40)


def test_an_epoch_ends_with_a_smaller_batch() -> None:
    experiment = Experiment(neg_n=30, pos_n=23, batch=16, lr=0.02)
    assert experiment.batches_per_epoch == 4  # 16, 16, 16, 5
    assert_equals_oracle(experiment, 40)


def test_a_batch_of_one_point() -> None:
    assert_equals_oracle(Experiment(batch=1, lr=0.01, neg_n=50, pos_n=40), 60)


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_the_rate_changes_mid_run(optimizer: str) -> None:
    changes = (Change(7, 0.02), Change(20, 0.1), Change(21, 0.05))
    assert_equals_oracle(Experiment(optimizer=optimizer, changes=changes), 40)


def test_adam_late_in_a_run_across_the_blocks_of_its_corrections() -> None:
    experiment = Experiment(optimizer="adam", lr=0.001, neg_n=20, pos_n=20, steps=4200)
    run, oracle = train(experiment), numpy_run(experiment, 4200)
    np.testing.assert_allclose(run["loss"], oracle["loss"], rtol=1e-3)
    np.testing.assert_allclose(run.weights, oracle.weights, rtol=1e-3, atol=1e-4)


def test_own_points_and_given_weights() -> None:
    points = read_points("x1,x2,label\n0,3,0\n1,2.5,0\n3,0,1\n2.5,-1,1\n4,0.5,1\n")
    assert_equals_oracle(Experiment(points=points, w1=0.25, w2=-1.0, b=2.0, lr=0.02), 40)


# ---- known numbers


def test_from_half_half_zero_the_loss_is_about_2_and_the_gradient_3_6_2() -> None:
    experiment = Experiment(w1=0.5, w2=0.5, b=0.0, neg_n=5000, pos_n=5000)
    first = advance(experiment, None, 0, 1, 1, NO_LIMIT).rows[0]
    np.testing.assert_allclose(first[[0, 3, 4, 5]], [2, 3, 6, 2], rtol=0.05)


def test_the_chapters_forty_steps_end_below_003() -> None:
    run = train(Experiment(seed=0, w1=0.5, w2=0.5, b=0.0, lr=0.1, steps=40))
    assert len(run.steps) == 41
    assert run.end is not None
    assert run.end.reason == "done"
    assert run["loss"][-1] < 0.03
    assert run["accuracy"][-1] >= 0.99
    assert np.all(np.diff(run["loss"]) < 0)


def test_start_weights_are_uniform_from_their_seed_or_given() -> None:
    drawn = np.array([start_weights(Experiment(init_seed=seed)) for seed in range(300)])
    assert np.all((drawn[:, :2] >= 0) & (drawn[:, :2] < 1))
    assert np.all(drawn[:, 2] == 0)
    np.testing.assert_allclose(drawn[:, :2].mean(axis=0), 0.5, atol=0.06)
    assert len(np.unique(drawn[:, 0])) == 300
    expected = tf.random.stateless_uniform(shape=(2, 1), seed=[7, 0]).numpy()[:, 0]
    assert start_weights(Experiment(init_seed=7))[:2].tolist() == expected.tolist()
    assert start_weights(Experiment(init_seed=7, w2=-2.0, b=1.5))[1:].tolist() == [-2.0, 1.5]


# ---- the broadcasting trap


def test_flat_targets_settle_at_a_quarter() -> None:
    run = train(Experiment(targets="flat", neg_n=100, pos_n=100, steps=400))
    assert run["loss"][-1] == pytest.approx(0.25, abs=1e-3)


@pytest.mark.parametrize("batch", [0, 32])
def test_flat_targets_equal_numpys_broadcasting(batch: int) -> None:
    assert_equals_oracle(Experiment(targets="flat", neg_n=60, pos_n=70, batch=batch, lr=0.05), 40)


def test_flat_targets_of_more_pairs_than_one_block() -> None:
    experiment = Experiment(targets="flat", neg_n=400, pos_n=301)
    assert experiment.num_samples**2 > model.PAIRS_AT_ONCE
    assert_equals_oracle(experiment, 3)


def test_flat_targets_do_what_tensorflows_plain_code_does() -> None:
    experiment = Experiment(targets="flat", neg_n=40, pos_n=30)
    sample = draw(experiment)
    w1, w2, _ = start_weights(experiment)
    predictions = tf.matmul(sample.inputs, tf.constant([[w1], [w2]]))
    trapped = tf.reduce_mean(tf.square(tf.constant(sample.targets[:, 0]) - predictions))
    first = advance(experiment, None, 0, 1, 1, NO_LIMIT)
    assert first.rows[0, 0] == pytest.approx(float(trapped), rel=1e-6)
