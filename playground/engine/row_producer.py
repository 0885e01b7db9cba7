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
from playground.core.stops import STOPS
from playground.core.wire_format import Checkpoint, Chunk, End, EndReason

__all__ = ["Kept", "Trains", "find_end", "first_loss", "kept_of", "progress"]

RUNS_KNOWN = 4096
Kept = tuple[float, ...]  # what a way to stop remembers: `Stop.kept`
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

    def find_end(self, step: int, records: Records, kept: Kept) -> tuple[End | None, Kept]:
        """See `find_end` below."""

    def rows(self, records: Records) -> NDArray[np.float32]:
        """The rows that records stand for."""

    def checkpoint(self, step: int, state: Any, kept: Kept) -> Checkpoint:
        """The state before update `step` as a record, with what the way to stop remembers."""


def progress(
    training: Trains, checkpoint: Checkpoint | None, start: int, stride: int, count: int, time_budget: float
) -> Chunk:
    """Rows at start, start+stride, … (at most `count`), from the checkpoint or from step 0.

    The chunk's checkpoint is where to go on: at the next row, or wherever the `time_budget` (seconds) ran
    out, which may be before the first row. A run ends at its last step, at the first loss that is not
    finite or exploded, or (stop=loss, accuracy, plateau) at the first step at which what is measured on all
    training points says so; then the last row is the one at that step. ValueError for a checkpoint of
    another optimiser or from after `start`.
    """
    if start < 0 or stride < 1 or count < 1:
        raise ValueError(f"received start {start}, stride {stride}, count {count}; expected >= 0, >= 1, >= 1")
    begun = time.perf_counter()
    step, state = training.begin(checkpoint, start)
    kept = kept_of(training.experiment, checkpoint)
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
        end, kept = training.find_end(step, made, kept)
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
        end, _ = training.find_end(last, made, kept)
        end = end or End("done", last, float(made[0, 0]))
        steps.append(last)
        records.append(made)
    rows.append(training.rows(np.concatenate(records)))
    return Chunk(
        np.array(steps, np.uint32), np.concatenate(rows), training.checkpoint(step, state, kept), end
    )


def kept_of(experiment: Experiment, checkpoint: Checkpoint | None) -> Kept:
    """What the way to stop remembers at a checkpoint; at step 0 without one."""
    kept = STOPS[experiment.stop].kept
    if checkpoint is None or not kept:
        return kept
    return tuple(checkpoint.values[-len(kept) :].tolist())


def find_end(training: Trains, step: int, records: Records, kept: Kept) -> tuple[End | None, Kept]:
    """The first step of these records at which the run ends before its last step, and what is kept there.

    `kept` is what the way to stop remembers before the first record; without an end, what is returned is
    that after the last one.
    """
    losses = records[:, 0]
    if step == 0:
        _remember_first_loss(training.experiment.run_id, float(losses[0]))
    limit = explosion_limit(training.first_loss())
    diverged = _first(~np.isfinite(losses) | (losses > limit))
    stop = training.experiment.stop
    if stop in _FOUND:
        reason, find = _FOUND[stop]
        found, kept = find(training, records[:diverged], kept)
        if found is not None:
            return End(reason, step + found, float(losses[found])), kept
    return None if diverged is None else End("diverged", step + diverged, float(losses[diverged])), kept


def _loss_reached(training: Trains, records: Records, kept: Kept) -> tuple[int | None, Kept]:
    return _first(training.full_losses(records) <= np.float32(training.experiment.target)), kept


def _accuracy_reached(training: Trains, records: Records, kept: Kept) -> tuple[int | None, Kept]:
    # The number of points is exact: a share that is rounded may lie just below an equal target.
    count = training.experiment.num_samples
    right = np.rint(training.full_accuracies(records).astype(np.float64) * count)
    return _first(np.asarray(right / count >= training.experiment.target_accuracy)), kept


def _plateau_reached(training: Trains, records: Records, kept: Kept) -> tuple[int | None, Kept]:
    """The rule of keras.callbacks.EarlyStopping with monitor="loss", asked at every step.

    A loss improves if loss + min_delta < the lowest one that improved. The run ends where `patience`
    steps in a row have not improved. Keras adds as Python does and compares float32.
    """
    e, (best, waited) = training.experiment, kept
    for place, loss in enumerate(training.full_losses(records).tolist()):
        if np.float32(loss + e.min_delta) < np.float32(best):
            best, waited = loss, 0.0
        elif waited + 1 >= e.patience:
            return place, (best, waited)
        else:
            waited += 1
    return None, (best, waited)


Find = Callable[[Trains, Records, Kept], tuple[int | None, Kept]]
# Where a run has come to what its stop asks for, and what its end is called; others are not measured.
_FOUND: Mapping[str, tuple[EndReason, Find]] = MappingProxyType(
    {
        "loss": ("target", _loss_reached),
        "accuracy": ("target", _accuracy_reached),
        "plateau": ("plateau", _plateau_reached),
    }
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
