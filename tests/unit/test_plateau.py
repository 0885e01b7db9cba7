"""A run that ends at a plateau of its loss, against the rule in NumPy and keras.callbacks.EarlyStopping."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import keras
import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.core.wire_format import Checkpoint, Chunk
from playground.engine.inspect import inspect_step
from playground.engine.run import advance
from tests.unit.training import NO_LIMIT

# Words of a run that is watched, and how long it is followed without a stop.
RUNS: dict[str, dict[str, Any]] = {
    "all points": {"lr": 0.05},
    "all points, no least improvement": {"lr": 0.14, "min_delta": 0.0, "patience": 4},
    "mini-batches rise and fall": {"batch": 16, "lr": 0.06, "patience": 7, "min_delta": 0.0},
    "a network, mini-batches": {
        "hidden": (3,),
        "batch": 50,
        "lr": 0.3,
        "patience": 12,
        "neg_n": 60,
        "pos_n": 60,
    },
}
LENGTH = 400


def full_losses(experiment: Experiment) -> list[float]:
    chunk = advance(experiment.replace(stop="steps", steps=LENGTH), None, 0, 1, LENGTH + 1, NO_LIMIT)
    found: list[float] = chunk.rows[:, experiment.columns.index("full_loss")].tolist()
    return found


def by_numpy(losses: list[float], patience: int, min_delta: float) -> int:
    """The first step that is `patience` steps behind the last one that lowered the best loss enough."""
    best, improved = np.inf, 0
    for step, loss in enumerate(losses):
        if np.float32(loss + min_delta) < best:
            best, improved = np.float32(loss), step
        if step - improved >= patience:
            return step
    raise AssertionError("no plateau")


def by_keras(losses: list[float], patience: int, min_delta: float) -> int:
    callback = keras.callbacks.EarlyStopping(monitor="loss", patience=patience, min_delta=min_delta)
    model = SimpleNamespace(stop_training=False)
    callback.set_model(model)
    callback.on_train_begin()
    for step, loss in enumerate(losses):
        callback.on_epoch_end(step, {"loss": loss})
        if model.stop_training:
            return step
    raise AssertionError("no plateau")


def in_requests(experiment: Experiment, stride: int, count: int, budget: float = NO_LIMIT) -> Chunk:
    """The last chunk of a run that is asked for piece by piece, each from the checkpoint before."""
    checkpoint, start = None, 0
    for _ in range(2 * LENGTH):
        chunk = advance(experiment, checkpoint, start, stride, count, budget)
        checkpoint = chunk.checkpoint
        assert len(checkpoint.values) == experiment.checkpoint_size
        assert np.isfinite(checkpoint.values).all()
        if chunk.end is not None:
            return chunk
        start = int(chunk.steps[-1]) + stride if len(chunk) else start
    raise AssertionError("no end")


@pytest.mark.parametrize("words", RUNS.values(), ids=RUNS.keys())
def test_a_run_ends_where_early_stopping_ends_it(words: dict[str, Any]) -> None:
    experiment = Experiment(stop="plateau").replace(**words)
    losses = full_losses(experiment)
    rule = (experiment.patience, experiment.min_delta)
    step = by_keras(losses, *rule)
    assert step == by_numpy(losses, *rule)
    for stride, count in ((1, 1000), (1, 5), (9, 3), (1000, 1)):
        chunk = in_requests(experiment, stride, count)
        assert chunk.end is not None
        assert (chunk.end.reason, chunk.end.step, int(chunk.steps[-1])) == ("plateau", step, step)
    out_of_time = in_requests(experiment, 1, 1000, budget=0.0)
    assert out_of_time.end == chunk.end


def test_the_end_is_found_again_from_its_own_checkpoint_and_in_slow_motion() -> None:
    experiment = Experiment(stop="plateau", lr=0.05)
    end = in_requests(experiment, 1, 1000)
    assert end.end is not None
    again = advance(experiment, end.checkpoint, end.end.step, 1, 5, NO_LIMIT)
    assert again.end == end.end
    assert inspect_step(experiment, end.checkpoint, end.end.step).end == end.end
    assert inspect_step(experiment, None, end.end.step - 1).end is None


def test_what_a_plateau_remembers_is_no_checkpoint_of_another_stop() -> None:
    checkpoint = advance(Experiment(stop="plateau"), None, 0, 1, 3, NO_LIMIT).checkpoint
    assert checkpoint.values[-1] == 0.0  # each of the first steps improved
    with pytest.raises(ValueError, match="with 5 values"):
        advance(Experiment(), checkpoint, 3, 1, 3, NO_LIMIT)
    with pytest.raises(ValueError, match="expected step <= 3 and 5 values"):
        advance(Experiment(stop="plateau"), Checkpoint(3, checkpoint.values[:3]), 3, 1, 3, NO_LIMIT)
