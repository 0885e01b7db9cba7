"""Training the linear classifier as a pure function: from an experiment and a checkpoint to rows.

Row k holds the state before update k. A row has the same bits whether its run is computed in one request
or in many, from step 0 or from a checkpoint, and whoever else trains.
"""

from __future__ import annotations

import math
import time

import numpy as np
from numpy.typing import NDArray

from playground.experiment import Experiment
from playground.frames import Checkpoint, Chunk, End
from playground.learning.model import LOSSES
from playground.learning.training import Training
from playground.learning.update_rules import UPDATE_RULES

__all__ = ["KINDS", "advance", "is_prepared", "prepare"]

# Pairs of optimiser and loss, the likeliest first; "flat" is mse with targets (n,).
KINDS = tuple((optimizer, loss) for loss in LOSSES for optimizer in UPDATE_RULES)
_prepared: set[tuple[str, str]] = set()


def advance(
    experiment: Experiment,
    checkpoint: Checkpoint | None,
    start: int,
    stride: int,
    count: int,
    time_budget: float,
) -> Chunk:
    """Rows at start, start+stride, … (at most `count`), from the checkpoint or from step 0.

    The chunk's checkpoint is where to go on: at the next row, or wherever the `time_budget` (seconds) ran
    out, which may be before the first row. A run ends at its last step, at the first loss that is not
    finite or exploded, or (stop=loss) at the first full-data loss not above the target; then the last row
    is the one at that step. ValueError for a checkpoint of another optimiser or from after `start`.
    """
    if start < 0 or stride < 1 or count < 1:
        raise ValueError(f"received start {start}, stride {stride}, count {count}; expected >= 0, >= 1, >= 1")
    begun = time.perf_counter()
    training = Training(experiment)
    step, state = training.begin(checkpoint, start)
    first_step, last = step, experiment.last_step
    start = min(start, last)
    beyond = min(start + stride * count, last)
    steps: list[int] = []
    records: list[NDArray[np.float32]] = []
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
        steps += wanted
        records += [made[number - step] for number in wanted]
        step, state = step + updates, after

        spent = time.perf_counter() - begun
        to_next_row = (stride - (step - start) % stride) * spent / max(step - first_step, 1)
        if spent >= time_budget or (steps and step == boundary and spent + to_next_row > time_budget):
            break

    if end is None and step == last and len(steps) < count:
        made, _ = training.run(last, state, 1)
        end = training.find_end(last, made) or End("done", last, float(made[0, 0]))
        steps.append(last)
        records.append(made[0])
    rows = np.stack(records) if records else np.empty((0, 7), np.float32)
    return Chunk(np.array(steps, np.uint32), training.rows(rows), training.checkpoint(step, state), end)


def prepare(optimizer: str, loss: str) -> None:
    """Trace what a pair of KINDS needs, by training two points for one update of each."""
    targets = "flat" if loss == "flat" else "column"
    small = Experiment(
        optimizer=optimizer,
        loss="bce" if loss == "bce" else "mse",
        targets=targets,
        neg_n=2,
        pos_n=2,
        batch=2,
    )
    advance(small, None, 0, 1, 5, math.inf)
    _prepared.add((optimizer, loss))


def is_prepared(optimizer: str, loss: str) -> bool:
    """Whether a pair of KINDS is prepared, so that its use traces nothing."""
    return (optimizer, loss) in _prepared
