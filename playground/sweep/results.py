"""What a run of a sweep came to, and files of results: CSV and JSON, from which a sweep goes on."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, get_args

from playground.core.errors import ExperimentError
from playground.core.knobs import text_of
from playground.core.wire_format import EndReason
from playground.sweep.grid import Sweep

__all__ = ["FORMATS", "MEASURES", "Measure", "Result", "Results", "as_csv", "as_json", "read_results"]

VERSION: Final = 1
Results = dict[str, "Result"]  # by the identity of the run


@dataclass(frozen=True, slots=True)
class Result:
    """The last row of a run, how it ended, and the first step whose loss on all points is at the target.

    `loss` and `accuracy` are those of all training points; what is not finite, or not there, is None.
    """

    run: str
    end: EndReason
    step: int
    loss: float | None
    accuracy: float | None
    val_loss: float | None
    val_accuracy: float | None
    target_step: int | None

    @property
    def has_diverged(self) -> bool:
        return self.end == "diverged"


@dataclass(frozen=True, slots=True)
class Measure:
    """A number of a result that a heat map shows; `is_log`: differences are ratios, of `least` at least."""

    name: str
    value: Callable[[Result], float | None]
    more_is_better: bool
    is_log: bool
    least: float = 1e-12


_TABLE = (
    Measure("loss", lambda result: result.loss, more_is_better=False, is_log=True),
    Measure("accuracy", lambda result: result.accuracy, more_is_better=True, is_log=False),
    Measure("val_loss", lambda result: result.val_loss, more_is_better=False, is_log=True),
    Measure("val_accuracy", lambda result: result.val_accuracy, more_is_better=True, is_log=False),
    # A run may begin at the target: 0 steps are told from 1.
    Measure("target_step", lambda result: result.target_step, more_is_better=False, is_log=True, least=0.5),
)
MEASURES: Mapping[str, Measure] = MappingProxyType({measure.name: measure for measure in _TABLE})

_FIELDS: Final = ("end", "step", "loss", "accuracy", "val_loss", "val_accuracy", "target_step")


def as_csv(sweep: Sweep, results: Results) -> str:
    """A line for each finished run: both values, the seed, how it ended; nothing where there is no number."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((sweep.x.knob, sweep.y.knob, "seed_number", "run", "target", *_FIELDS))
    for head, result in _lines(sweep, results):
        told = (getattr(result, name) for name in _FIELDS)
        writer.writerow(
            (*head, result.run, repr(sweep.target), *("" if value is None else value for value in told))
        )
    return out.getvalue()


def as_json(sweep: Sweep, results: Results) -> str:
    """The sweep, and an object for each finished run."""
    content = {
        "version": VERSION,
        "experiment": json.loads(sweep.experiment.to_json()),
        "x": {"knob": sweep.x.knob, "values": [text_of(value) for value in sweep.x.values]},
        "y": {"knob": sweep.y.knob, "values": [text_of(value) for value in sweep.y.values]},
        "seeds": sweep.seeds,
        "target": sweep.target,
    }
    lines = [
        json.dumps(
            {
                sweep.x.knob: head[0],
                sweep.y.knob: head[1],
                "seed_number": head[2],
                "run": result.run,
                **{name: getattr(result, name) for name in _FIELDS},
            }
        )
        for head, result in _lines(sweep, results)
    ]
    inside = ",\n".join(lines)
    return f'{json.dumps(content)[:-1]}, "results": [\n{inside}\n]}}\n'


FORMATS: Mapping[str, Callable[[Sweep, Results], str]] = MappingProxyType({"csv": as_csv, "json": as_json})


def _lines(sweep: Sweep, results: Results) -> Iterable[tuple[tuple[str, str, int], Result]]:
    for point in sweep.points:
        result = results.get(point.experiment.run_id)
        if result is not None:
            values = text_of(sweep.x.values[point.x]), text_of(sweep.y.values[point.y])
            yield (*values, point.seed), result


def read_results(text: str, sweep: Sweep) -> Results:
    """The runs of this sweep in a file of either kind; ExperimentError for a file that is none.

    A file that holds results of another sweep is refused, too: who writes this sweep's file in its place
    would lose them.
    """
    known = {point.experiment.run_id for point in sweep.points}
    rows = _rows_of_json(text) if text.lstrip()[:1] in ("{", "[") else _rows_of_csv(text)
    found: Results = {}
    others = 0
    for row in rows:
        try:
            result = _result(row)
            if result.run in known and _number(row["target"]) == sweep.target:
                found[result.run] = result
            else:
                others += 1
        except (KeyError, ValueError, TypeError, OverflowError):
            continue  # a line that was cut or changed: the run is done again
    if others:
        raise ExperimentError("sweep_other", count=str(others))
    return found


def _rows_of_csv(text: str) -> list[dict[str, Any]]:
    try:
        reader = csv.DictReader(io.StringIO(text))
        is_ours = {"run", "target", *_FIELDS} <= set(reader.fieldnames or ())
        rows = [dict(row) for row in reader] if is_ours else []
    except csv.Error:  # a cell of 128 kB
        is_ours = False
    if not is_ours:
        raise ExperimentError("sweep_file")
    return rows


def _rows_of_json(text: str) -> list[dict[str, Any]]:
    try:
        content = json.loads(text)
        target = content["target"]
        return [{**row, "target": target} for row in content["results"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ExperimentError("sweep_file") from None


def _result(row: Mapping[str, Any]) -> Result:
    if row["end"] not in get_args(EndReason):
        raise ValueError(row["end"])
    if not isinstance(row["run"], str):
        raise TypeError(row["run"])
    target_step = _number(row["target_step"])
    return Result(
        run=row["run"],
        end=row["end"],
        step=int(row["step"]),
        **{name: _number(row[name]) for name in ("loss", "accuracy", "val_loss", "val_accuracy")},
        target_step=None if target_step is None else int(target_step),
    )


def _number(value: Any) -> float | None:
    if value is None or value == "":
        return None
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(value)
    return number
