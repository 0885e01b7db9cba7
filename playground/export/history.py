"""The rows of a whole run, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import ExperimentError
from playground.core.experiment import Experiment
from playground.core.wire_format import Checkpoint, Chunk, End
from playground.export.targets import Material

__all__ = ["FURTHEST", "WholeRun", "csv_file", "json_file", "rows_as_csv", "whole_run"]

ADVANCE: Final = "playground.engine.run:advance"
SECONDS: Final = 0.15  # of a task: so long at most a stage waits for this run
ROWS_A_TASK: Final = 2000
FURTHEST: Final = 200_000  # steps of a run without a last one
VERSION: Final = 1


@dataclass(frozen=True, eq=False)
class WholeRun:
    """Rows of a run, `stride` steps apart, and the last one: steps (m,), rows (m, width)."""

    steps: NDArray[np.uint32]
    rows: NDArray[np.float32]
    stride: int
    end: End | None
    checkpoint: Checkpoint


def whole_run(material: Material, most_rows: int) -> WholeRun:
    """The run of the material, trained a task at a time; at most about `most_rows` rows."""
    e = material.experiment
    last = min(e.last_step, FURTHEST)
    stride = max(1, math.ceil(last / max(1, most_rows - 1)))
    chunks: list[Chunk] = []
    checkpoint: Checkpoint | None = None
    start, end = 0, None
    while end is None and start <= last:
        count = min(ROWS_A_TASK, (last - start) // stride + 1)
        chunk: Chunk = material.ask(ADVANCE, e, checkpoint, start, stride, count, SECONDS)
        chunks.append(chunk)
        checkpoint, end = chunk.checkpoint, chunk.end
        if len(chunk):
            start = int(chunk.steps[-1]) + stride
            if end is None and start > e.last_step:
                start = e.last_step  # the last row lies between two strides
    assert checkpoint is not None
    steps = np.concatenate([chunk.steps for chunk in chunks])
    rows = np.concatenate([chunk.rows for chunk in chunks])
    return WholeRun(steps, rows, stride, end, checkpoint)


def csv_file(material: Material) -> str:
    """step,epoch,loss,… as `python -m playground train` prints it."""
    run = _bounded(material)
    return rows_as_csv(material.experiment, run.steps, run.rows)


def json_file(material: Material) -> str:
    """The same rows as JSON, with the experiment that they belong to; null for what is not finite."""
    e, run = material.experiment, _bounded(material)
    head = {
        "version": VERSION,
        "experiment": json.loads(e.to_json()),
        "end": None if run.end is None else {"reason": run.end.reason, "step": run.end.step},
        "columns": ["step", "epoch", *e.row_names],
    }
    rows = ",\n".join(json.dumps(row) for row in _json_rows(e, run))
    return f'{json.dumps(head)[:-1]}, "rows": [\n{rows}\n]}}\n'


def rows_as_csv(experiment: Experiment, steps: NDArray[np.uint32], rows: NDArray[np.float32]) -> str:
    """Rows of a run as the command line writes them; a network's weights p0, p1, … come last."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("step", "epoch", *experiment.row_names))
    for step, row in zip(steps.tolist(), rows, strict=True):
        writer.writerow((step, experiment.epoch_of(step), *map(str, row)))
    return out.getvalue()


def _json_rows(experiment: Experiment, run: WholeRun) -> Iterator[list[Any]]:
    for step, row in zip(run.steps.tolist(), run.rows, strict=True):
        # The text of a float32 is the shortest that reads back as the same float32.
        values = (float(str(value)) if math.isfinite(value) else None for value in row)
        yield [step, experiment.epoch_of(step), *values]


def _bounded(material: Material) -> WholeRun:
    if material.experiment.stop == "never":
        raise ExperimentError("never")
    return whole_run(material, material.most_rows)
