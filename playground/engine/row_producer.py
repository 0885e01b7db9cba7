"""From a checkpoint to the rows of one request: the same for the linear classifier and for networks."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.outcome import explosion_limit
from playground.core.wire_format import Checkpoint, Chunk, End

__all__ = ["Trains", "find_end", "first_loss", "progress"]

RUNS_KNOWN = 4096
Records = NDArray[np.float32]  # one a step, (m, width): the loss of its update first


class Trains(Protocol):
    """One experiment laid out for TensorFlow."""

    experiment: Experiment

    @property
    def no_records(self) -> Records:
        """Records (0, width)."""

    @property
    def updates_at_once(self) -> int:
        """How many updates one call of TensorFlow makes."""

    def begin(self, checkpoint: Checkpoint | None, start: int) -> tuple[int, Any]:
        """The step and the state to start from: the checkpoint's, or step 0."""

    def run(self, step: int, state: Any, updates: int) -> tuple[Records, Any]:
        """Updates step … step+updates-1: a record of each, and the state after."""

    def first_loss(self) -> float:
        """The loss of update 0."""

    def full_losses(self, records: Records) -> NDArray[np.float32]:
        """The loss on all training points at each record."""

    def full_accuracies(self, records: Records) -> NDArray[np.float32]:
        """The share of all training points that is right at each record."""

    def find_end(self, step: int, records: Records) -> End | None:
        """The first step of these records at which the run diverged or reached its target."""

    def rows(self, records: Records) -> NDArray[np.float32]:
        """The rows that records stand for."""

    def checkpoint(self, step: int, state: Any) -> Checkpoint:
        """The state before update `step` as a record."""


def progress(
    training: Trains, checkpoint: Checkpoint | None, start: int, stride: int, count: int, time_budget: float
) -> Chunk:
    """Rows at start, start+stride, … (at most `count`), from the checkpoint or from step 0.

    The chunk's checkpoint is where to go on: at the next row, or wherever the `time_budget` (seconds) ran
    out, which may be before the first row. A run ends at its last step, at the first loss that is not
    finite or exploded, or (stop=loss, accuracy) at the first step that reaches the target on all training
    points; then the last row is the one at that step. ValueError for a checkpoint of another optimiser or
    from after `start`.
    """
    if start < 0 or stride < 1 or count < 1:
        raise ValueError(f"received start {start}, stride {stride}, count {count}; expected >= 0, >= 1, >= 1")
    begun = time.perf_counter()
    step, state = training.begin(checkpoint, start)
    first_step, last = step, training.experiment.last_step
    start = min(start, last)
    beyond = min(start + stride * count, last)
    steps: list[int] = []
    records = [training.no_records]
    rows: list[NDArray[np.float32]] = []
    end: End | None = None

    while step < beyond and end is None:
        updates = min(beyond - step, training.updates_at_once)
        boundary = start + (step + updates - start) // stride * stride  # at or before the call's end
        if step < boundary < step + updates and boundary >= start:
            updates = boundary - step
        made, after = training.run(step, state, updates)
        end = training.find_end(step, made)
        if end is not None:
            _, after = training.run(step, state, end.step - step)
            made, updates = made[: end.step - step + 1], end.step - step
        first = max(start, start - (start - step) // stride * stride)
        wanted = [*range(first, step + updates, stride), *([end.step] if end is not None else [])]
        if wanted:
            steps += wanted
            records.append(np.stack([made[number - step] for number in wanted]))
        step, state = step + updates, after
        if step < last:  # the row of the last step is made together with those before it
            rows.append(training.rows(np.concatenate(records)))
            del records[1:]

        spent = time.perf_counter() - begun
        to_next_row = (stride - (step - start) % stride) * spent / max(step - first_step, 1)
        if spent >= time_budget or (steps and step == boundary and spent + to_next_row > time_budget):
            break

    if end is None and step == last and len(steps) < count:
        made, _ = training.run(last, state, 1)
        end = training.find_end(last, made) or End("done", last, float(made[0, 0]))
        steps.append(last)
        records.append(made)
    rows.append(training.rows(np.concatenate(records)))
    return Chunk(np.array(steps, np.uint32), np.concatenate(rows), training.checkpoint(step, state), end)


def find_end(training: Trains, step: int, records: Records) -> End | None:
    """The first step of these records at which the run diverged or reached its target."""
    losses = records[:, 0]
    if step == 0:
        _remember_first_loss(training.experiment.run_id, float(losses[0]))
    limit = explosion_limit(training.first_loss())
    diverged = _first(~np.isfinite(losses) | (losses > limit))
    is_reached = _REACHED.get(training.experiment.stop)
    if is_reached is not None:
        reached = _first(is_reached(training, records[:diverged]))
        if reached is not None:
            return End("target", step + reached, float(losses[reached]))
    return None if diverged is None else End("diverged", step + diverged, float(losses[diverged]))


def _loss_reached(training: Trains, records: Records) -> NDArray[np.bool_]:
    return training.full_losses(records) <= np.float32(training.experiment.target)


def _accuracy_reached(training: Trains, records: Records) -> NDArray[np.bool_]:
    # The number of points is exact: a share that is rounded may lie just below an equal target.
    count = training.experiment.num_samples
    right = np.rint(training.full_accuracies(records).astype(np.float64) * count)
    return np.asarray(right / count >= training.experiment.target_accuracy)


# At which records a run has reached what its stop asks for; the others end without being measured.
_REACHED: Mapping[str, Callable[[Trains, Records], NDArray[np.bool_]]] = MappingProxyType(
    {"loss": _loss_reached, "accuracy": _accuracy_reached}
)

# By run and not by Experiment, which would keep its own points alive.
_first_losses: dict[str, float] = {}


def first_loss(training: Trains) -> float:
    """The loss of update 0: what an exploding loss is measured against."""
    run = training.experiment.run_id
    loss = _first_losses.get(run)
    if loss is None:
        _, state = training.begin(None, 0)
        loss = float(training.run(0, state, 1)[0][0, 0])
        _remember_first_loss(run, loss)
    return loss


def _remember_first_loss(run: str, loss: float) -> None:
    if len(_first_losses) >= RUNS_KNOWN:
        _first_losses.clear()
    _first_losses[run] = loss


def _first(found: NDArray[np.bool_]) -> int | None:
    return int(np.argmax(found)) if found.any() else None
