"""Runs of a sweep, as many as fit into the time of one task; what is begun goes on in the next one."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.core.experiment import Experiment
from playground.core.wire_format import Checkpoint, Chunk
from playground.engine.run import advance
from playground.sweep.results import Result

__all__ = ["Begun", "run_some"]

ROWS_A_CALL = 500


@dataclass(frozen=True, eq=False)
class Begun:
    """A run that the time of a task did not suffice for: where it goes on, and what was seen of it."""

    checkpoint: Checkpoint
    start: int
    target_step: int | None


def run_some(
    experiments: Sequence[Experiment], begun: Begun | None, target: float, seconds: float
) -> tuple[list[Result], Begun | None]:
    """The results of the first experiments, as many as `seconds` suffice for; `begun` is the first one's.

    The rows are those of `advance`, so a result is that of the run by itself, bit for bit.
    """
    deadline = time.perf_counter() + seconds
    results: list[Result] = []
    for experiment in experiments:
        while True:
            left = max(deadline - time.perf_counter(), 0.0)
            checkpoint, start = (None, 0) if begun is None else (begun.checkpoint, begun.start)
            chunk = advance(experiment, checkpoint, start, 1, ROWS_A_CALL, left)
            reached = begun.target_step if begun is not None else None
            if reached is None:
                reached = _first_below(experiment, chunk, target)
            if chunk.end is not None:
                results.append(_result(experiment, chunk, reached))
                begun = None
                break
            begun = Begun(chunk.checkpoint, start + len(chunk), reached)
            if time.perf_counter() >= deadline:
                return results, begun
        if time.perf_counter() >= deadline:
            break
    return results, begun


def _first_below(experiment: Experiment, chunk: Chunk, target: float) -> int | None:
    if not len(chunk):
        return None
    losses = chunk.rows[:, experiment.columns.index("full_loss")]
    found = np.flatnonzero(losses <= np.float32(target))
    return int(chunk.steps[found[0]]) if len(found) else None


def _result(experiment: Experiment, chunk: Chunk, target_step: int | None) -> Result:
    assert chunk.end is not None
    row = dict(zip(experiment.columns, chunk.rows[-1], strict=False))
    return Result(
        run=experiment.run_id,
        end=chunk.end.reason,
        step=chunk.end.step,
        loss=_plain(row["full_loss"]),
        accuracy=_plain(row["accuracy"]),
        val_loss=_plain(row.get("val_loss")),
        val_accuracy=_plain(row.get("val_accuracy")),
        target_step=target_step,
    )


def _plain(value: Any) -> float | None:
    """The float whose text is the shortest for this float32; None for what is not finite."""
    return float(str(value)) if value is not None and math.isfinite(value) else None
