"""From a checkpoint to the rows of one request: the same for the linear classifier and for networks."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from playground.core.wire_format import Checkpoint, Chunk, End
from playground.engine.run_ends import kept_of
from playground.engine.training_protocol import Trains

__all__ = ["progress"]


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
    final = training.no_records  # the record at the last step, which no update follows
    end: End | None = None

    while step < beyond and end is None:
        updates = min(beyond - step, training.updates_at_once)
        boundary = start + (step + updates - start) // stride * stride  # at or before the call's end
        if step < boundary < step + updates and boundary >= start:
            updates = boundary - step
        if step + updates == last < start + stride * count:
            made, after = training.run_to_last(step, state, updates)
            made, final = made[:-1], made[-1:]
        else:
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
        if not len(final):  # the request begins with the last step
            final, _ = training.run(last, state, 1)
        end, _ = training.find_end(last, final, kept)
        end = end or End("done", last, float(final[0, 0]))
        steps.append(last)
        records.append(final)
    rows.append(training.rows(np.concatenate(records)))
    return Chunk(
        np.array(steps, np.uint32), np.concatenate(rows), training.checkpoint(step, state, kept), end
    )
