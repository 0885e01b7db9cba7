"""How a request and a run end: last step, divergence, target loss, time budget, refusals."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.experiment import HARD_LIMIT, Change, Experiment
from playground.core.wire_format import LINEAR_COLUMNS, Checkpoint
from playground.engine.linear.rows import advance
from playground.theory.critical_rate import critical_lr
from playground.theory.linear_model import hessian_eigenvalues
from tests.unit.training import NO_LIMIT, numpy_run, train

# ---- the last step


def test_rows_0_to_steps_and_the_last_is_the_end() -> None:
    chunk = advance(Experiment(steps=7), None, 0, 1, 60, NO_LIMIT)
    assert chunk.steps.tolist() == list(range(8))
    assert chunk.rows.shape == (8, len(LINEAR_COLUMNS))
    assert chunk.end is not None
    assert (chunk.end.reason, chunk.end.step, chunk.checkpoint.step) == ("done", 7, 7)
    assert chunk.end.loss == chunk.rows[-1, 0]
    assert chunk.checkpoint.values.tolist() == chunk.rows[-1, 6:].tolist()


def test_no_more_rows_than_asked_for_and_the_end_is_the_next_one() -> None:
    experiment = Experiment(steps=6)
    chunk = advance(experiment, None, 0, 1, 6, NO_LIMIT)
    assert (len(chunk), chunk.end, chunk.checkpoint.step) == (6, None, 6)
    rest = advance(experiment, chunk.checkpoint, 6, 1, 6, NO_LIMIT)
    assert rest.steps.tolist() == [6]
    assert rest.end is not None


def test_past_the_end_is_the_end() -> None:
    chunk = advance(Experiment(steps=5), None, 900, 10, 60, NO_LIMIT)
    assert chunk.steps.tolist() == [5]
    assert chunk.end is not None
    assert chunk.end.reason == "done"


def test_never_goes_on() -> None:
    chunk = advance(Experiment(stop="never", steps=3), None, 0, 1, 60, NO_LIMIT)
    assert (len(chunk), chunk.end) == (60, None)
    late = Checkpoint(HARD_LIMIT - 1, chunk.checkpoint.values)
    end = advance(Experiment(stop="never"), late, HARD_LIMIT - 1, 1, 60, NO_LIMIT)
    assert end.steps.tolist() == [HARD_LIMIT - 1, HARD_LIMIT]
    assert end.end is not None


# ---- divergence


def first_divergence(experiment: Experiment) -> int:
    with np.errstate(all="ignore"):
        losses = numpy_run(experiment, 100)["loss"]
    return int(np.argmax(~(losses <= 1e6 * max(1.0, losses[0]))))


@pytest.mark.parametrize("stride", [1, 3, 50])
@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(lr=0.2, steps=500),
        Experiment(lr=0.25, batch=32, steps=500, w1=100.0, w2=100.0, b=-50.0),
        Experiment(lr=0.3, optimizer="momentum", steps=500, changes=(Change(3, 0.9),)),
    ],
)
def test_a_run_stops_at_the_first_exploded_loss(experiment: Experiment, stride: int) -> None:
    step = first_divergence(experiment)
    run = train(experiment, stride=stride, count=40)
    assert run.end is not None
    assert (run.end.reason, run.end.step) == ("diverged", step)
    assert run.steps.tolist() == [*range(0, step, stride), step]
    assert run.end.loss == run["loss"][-1]
    assert run.checkpoint.step == step
    assert run.checkpoint.values[:3].tobytes() == run.weights[-1].tobytes()


def test_divergence_before_the_step_asked_for() -> None:
    experiment = Experiment(lr=0.2, steps=500)
    chunk = advance(experiment, None, 400, 1, 60, NO_LIMIT)
    assert chunk.steps.tolist() == [first_divergence(experiment)]
    assert chunk.end is not None
    assert chunk.end.reason == "diverged"


def test_an_infinite_loss_is_a_divergence_too() -> None:
    run = train(Experiment(lr=10.0, w1=100.0, w2=100.0, neg_x=10.0, pos_x=10.0, pos_sx=5.0, steps=500))
    assert run.end is not None
    assert run.end.reason == "diverged"
    huge = Checkpoint(3, np.array([3e38, 3e38, 0], np.float32))
    chunk = advance(Experiment(), huge, 3, 1, 5, NO_LIMIT)
    assert chunk.end is not None
    assert (chunk.end.reason, chunk.end.step, np.isfinite(chunk.end.loss)) == ("diverged", 3, False)


def test_just_under_the_critical_rate_converges_and_just_over_diverges() -> None:
    critical = critical_lr(hessian_eigenvalues(draw(Experiment()).inputs))
    assert train(Experiment(lr=0.98 * critical, steps=3000), stride=100).end.reason == "done"
    assert train(Experiment(lr=1.02 * critical, steps=3000), stride=100).end.reason == "diverged"


# ---- the target loss


@pytest.mark.parametrize("batch", [0, 32])
@pytest.mark.parametrize("stride", [1, 9, 1000])
def test_the_first_step_at_or_under_the_target(batch: int, stride: int) -> None:
    rate = 0.1 if batch == 0 else 0.01
    experiment = Experiment(stop="loss", target=0.05, batch=batch, lr=rate, steps=1)
    full_losses = train(experiment.replace(stop="steps", steps=400))["full_loss"]
    step = int(np.argmax(full_losses <= np.float32(0.05)))
    assert step > 10
    run = train(experiment, stride=stride, count=30)
    assert run.end is not None
    assert (run.end.reason, run.end.step) == ("target", step)
    assert run.steps[-1] == step
    assert run["full_loss"][-1] == full_losses[step]
    assert np.all(run["full_loss"][:-1] > 0.05)


@pytest.mark.parametrize("batch", [0, 32])
@pytest.mark.parametrize("stride", [1, 9, 1000])
def test_the_first_step_at_or_above_the_target_accuracy(batch: int, stride: int) -> None:
    shares = train(Experiment(batch=batch, lr=0.01, steps=400))["accuracy"].astype(np.float64)
    target = float(np.round(shares[60] * 2000) / 2000)  # exactly reached there, at the latest
    step = int(np.argmax(np.rint(shares * 2000) >= round(target * 2000)))
    assert 0 < step <= 60
    experiment = Experiment(stop="accuracy", target_accuracy=target, batch=batch, lr=0.01, steps=1)
    run = train(experiment, stride=stride, count=30)
    assert run.end is not None
    assert (run.end.reason, run.end.step) == ("target", step)
    assert run.steps[-1] == step


def test_a_target_already_reached_ends_at_once() -> None:
    run = train(Experiment(stop="loss", target=100.0))
    assert run.steps.tolist() == [0]
    assert run.end is not None
    assert run.end.reason == "target"


# ---- time budget and refusals


def test_a_request_out_of_time_still_comes_forward_and_says_where_to_go_on() -> None:
    experiment = Experiment(stop="never", batch=32)
    chunk = advance(experiment, None, 0, 100_000, 60, 0.0)
    assert chunk.steps.tolist() == [0]
    assert 0 < chunk.checkpoint.step < 100_000
    sought = advance(experiment, None, 100_000, 1, 60, 0.0)
    assert (len(sought), sought.end) == (0, None)
    assert 0 < sought.checkpoint.step < 100_000
    assert sought.rows.shape == (0, len(LINEAR_COLUMNS))


def test_out_of_time_at_a_row_when_rows_are_near() -> None:
    chunk = advance(Experiment(stop="never"), None, 0, 40, 240, 0.05)
    assert chunk.steps.tolist() == list(range(0, 40 * len(chunk), 40))
    assert chunk.checkpoint.step == 40 * len(chunk)


@pytest.mark.parametrize(
    ("start", "stride", "count"),
    [(-1, 1, 1), (0, 0, 1), (0, 1, 0)],
)
def test_nonsense_is_refused(start: int, stride: int, count: int) -> None:
    with pytest.raises(ValueError, match="received start"):
        advance(Experiment(), None, start, stride, count, NO_LIMIT)


def test_a_checkpoint_of_another_optimizer_or_from_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match="with 6 values"):
        advance(Experiment(), Checkpoint(3, np.zeros(6, np.float32)), 5, 1, 1, NO_LIMIT)
    with pytest.raises(ValueError, match="step <= 2"):
        advance(Experiment(), Checkpoint(3, np.zeros(3, np.float32)), 2, 1, 1, NO_LIMIT)
