"""One update in slow motion has the numbers of the rows, and its parts add up."""

from __future__ import annotations

import pickle
import subprocess
import sys

import numpy as np
import pytest

from playground.core.data import batch_indices, draw
from playground.core.experiment import Change, Experiment
from playground.core.losses import losses_for
from playground.core.optimizers import OPTIMIZERS
from playground.core.step_report import StepTooFar
from playground.engine.inspect import inspect_step
from playground.engine.linear.rows import advance
from tests.unit.training import COLUMN, NO_LIMIT, numpy_run, train

LOSSES = {**{name: {"loss": name} for name in losses_for(many=False)}, "flat": {"targets": "flat"}}


@pytest.mark.sampled(8)
@pytest.mark.parametrize("batch", [0, 12])
@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_report_has_the_numbers_of_the_rows(optimizer: str, loss: str, batch: int) -> None:
    experiment = Experiment(optimizer=optimizer, batch=batch, neg_n=30, pos_n=25, lr=0.02, **LOSSES[loss])
    run, step = train(experiment), 17
    row, next_row = run.rows[step], run.rows[step + 1]
    report = inspect_step(experiment, None, step)
    assert (report.step, report.epoch, report.loss_name) == (step, experiment.epoch_of(step), loss)
    assert report.loss == row[COLUMN["loss"]]
    assert report.full_loss == pytest.approx(row[COLUMN["full_loss"]], rel=1e-6)
    assert list(report.gradient) == row[3:6].tolist()
    assert list(report.weights_before) == row[6:].tolist()
    assert list(report.weights_after) == next_row[6:].tolist()
    np.testing.assert_allclose(report.increment, next_row[6:] - row[6:], rtol=1e-6)
    np.testing.assert_allclose(report.formula_gradient, report.gradient, rtol=1e-4, atol=1e-6)
    if batch == 0:
        assert report.full_gradient == report.gradient
        assert report.loss_after == next_row[0]


def test_the_first_rows_of_the_batch_with_prediction_loss_and_slope() -> None:
    experiment = Experiment(batch=12, neg_n=30, pos_n=25)
    report, sample = inspect_step(experiment, None, 3), draw(experiment)
    batch, _ = batch_indices(experiment, 3, 4)
    assert report.batch.tolist() == batch.tolist()
    assert (report.batch_size, len(report.samples)) == (12, 5)
    w1, w2, b = report.weights_before
    for index, row in zip(batch, report.samples, strict=False):
        assert (row.index, row.x1, row.x2) == (index, *sample.inputs[index])
        assert row.target == sample.targets[index, 0]
        assert row.prediction == pytest.approx(w1 * row.x1 + w2 * row.x2 + b, abs=1e-6)
        assert row.loss == pytest.approx((row.target - row.prediction) ** 2, rel=1e-5)
        assert row.slope == pytest.approx(2 * (row.prediction - row.target), rel=1e-5)


def test_the_mean_loss_of_all_samples_is_the_loss() -> None:
    for words in LOSSES.values():
        experiment = Experiment(batch=5, neg_n=30, pos_n=25, **words)
        report = inspect_step(experiment, None, 2)
        assert np.mean([row.loss for row in report.samples]) == pytest.approx(report.loss, rel=1e-5)


def test_the_gradient_of_a_batch_beside_that_of_all_points() -> None:
    experiment = Experiment(batch=10)
    report, full = inspect_step(experiment, None, 0), numpy_run(experiment.replace(batch=0), 0)
    np.testing.assert_allclose(report.full_gradient, full.gradients[0], rtol=1e-5)
    assert report.full_loss == pytest.approx(full["loss"][0], rel=1e-5)
    assert report.gradient != report.full_gradient


def test_slots_and_step_size_of_adam() -> None:
    experiment = Experiment(optimizer="adam", lr=0.1, changes=(Change(5, 0.02),))
    first, later = inspect_step(experiment, None, 0), inspect_step(experiment, None, 5)
    assert [slot.name for slot in first.slots] == ["mean", "mean_square"]
    assert first.slots[0].before == (0, 0, 0)
    np.testing.assert_allclose(first.slots[0].after, np.multiply(0.1, first.gradient), rtol=1e-5)
    np.testing.assert_allclose(first.slots[1].after, np.multiply(0.001, np.square(first.gradient)), rtol=1e-4)
    assert (first.learning_rate, later.learning_rate) == (0.1, 0.02)
    assert first.step_size == pytest.approx(0.1 * np.sqrt(0.001) / 0.1, rel=1e-5)
    np.testing.assert_allclose(np.abs(first.increment), 0.1, rtol=1e-4)  # adam's first step is ± the rate


def test_from_a_checkpoint_at_or_before_the_step() -> None:
    experiment = Experiment(optimizer="momentum", lr=0.02, batch=32)
    whole = pickle.dumps(inspect_step(experiment, None, 20))
    for step in (5, 19, 20):
        checkpoint = advance(experiment, None, 0, step, 1, NO_LIMIT).checkpoint
        assert checkpoint.step == step
        assert pickle.dumps(inspect_step(experiment, checkpoint, 20)) == whole


def test_at_the_end_of_a_run_the_report_is_that_of_its_last_row() -> None:
    done = inspect_step(Experiment(steps=6), None, 50)
    assert done.end is not None
    assert (done.step, done.end.reason) == (6, "done")
    diverged = inspect_step(Experiment(lr=0.2, steps=100), None, 90)
    assert diverged.end == train(Experiment(lr=0.2, steps=100)).end
    assert diverged.step == diverged.end.step
    assert inspect_step(Experiment(), None, 3).end is None


def test_a_step_too_far_says_how_far_it_came() -> None:
    with pytest.raises(StepTooFar) as refusal:
        inspect_step(Experiment(stop="never"), None, 100_000, time_budget=0.0)
    again = pickle.loads(pickle.dumps(refusal.value))
    assert (again.step, again.reached) == (100_000, refusal.value.reached)
    assert 0 < again.reached < 100_000


def test_the_report_is_read_without_tensorflow() -> None:
    content = pickle.dumps(inspect_step(Experiment(optimizer="adam"), None, 1))
    code = (
        "import pickle, sys; report = pickle.load(sys.stdin.buffer); print(report.step, report.loss);"
        "assert 'tensorflow' not in sys.modules and 'playground.engine' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], input=content, capture_output=True, check=True)
    assert done.stdout.decode().startswith("1 ")
