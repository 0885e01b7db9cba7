"""A sweep as a heat map: a cell for each pair of values, and the theory's critical rate across it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, Literal, cast

import numpy as np

from playground.sweep.grid import Axis, Sweep
from playground.sweep.results import Measure, Results
from playground.theory.summary import summary

__all__ = ["Cell", "Segment", "best_cell", "cells", "critical_line", "worst_shown"]

RATE: Final = "lr"
RATIO: Final = 100.0  # of the worst value that is told apart by colour to the best one, where ratios count
Segment = tuple[float, float, float, float]  # x0, y0, x1, y1 in cells, from the first value of each axis


@dataclass(frozen=True, slots=True)
class Cell:
    """The runs of one pair of values: their mean, and the spread over seeds.

    `waiting`: no run is finished. `diverged`: at least one did. `none`: there is no such number.
    `tint` is 0 for the best value of the map and 1 for the worst shown; RATIO times the best is 1.
    """

    x: int
    y: int
    state: Literal["waiting", "diverged", "none", "value"]
    finished: int
    diverged: int = 0
    value: float | None = None
    low: float | None = None
    high: float | None = None
    tint: float = 0.0


def cells(sweep: Sweep, results: Results, measure: Measure) -> list[Cell]:
    """All cells, row by row; each is coloured by its own value."""
    found = [
        _cell(sweep, results, measure, x, y)
        for y in range(len(sweep.y.values))
        for x in range(len(sweep.x.values))
    ]
    low, high = _ends(found, measure)
    return [replace(cell, tint=_tint(measure, cell, low, high)) for cell in found]


def worst_shown(found: Sequence[Cell], measure: Measure) -> tuple[float | None, bool]:
    """The value at the worse end of the colours, and whether there are worse ones than it."""
    values = [cell.value for cell in found if cell.state == "value" and cell.value is not None]
    if not values:
        return None, False
    if measure.more_is_better:
        return min(values), False
    _, high = _ends(found, measure)
    worst = max(values)
    is_cut = _scaled(measure, worst) > high
    return (math.exp(high) if is_cut else worst), is_cut


def _ends(found: Sequence[Cell], measure: Measure) -> tuple[float, float]:
    """The scaled values between which colours change: one run that exploded leaves the others apart."""
    values = [_scaled(measure, cell.value) for cell in found if cell.state == "value"]
    high = max(values, default=0.0)
    if not measure.is_log:
        return min(values, default=0.0), high
    # A loss of 0, which the hinge loss reaches, is too far from all others: it has the colour of the best.
    far = math.log(measure.least) + math.log(RATIO)
    low = min([value for value in values if value > far] or values, default=0.0)
    return low, min(high, low + math.log(RATIO))


def _cell(sweep: Sweep, results: Results, measure: Measure, x: int, y: int) -> Cell:
    found = [results.get(point.experiment.run_id) for point in sweep.at(x, y)]
    finished = [result for result in found if result is not None]
    if not finished:
        return Cell(x, y, "waiting", 0)
    diverged = sum(result.has_diverged for result in finished)
    if diverged:
        return Cell(x, y, "diverged", len(finished), diverged)
    values = [value for result in finished if (value := measure.value(result)) is not None]
    if len(values) < len(finished):
        return Cell(x, y, "none", len(finished))
    mean = math.fsum(values) / len(values)
    return Cell(x, y, "value", len(finished), 0, mean, min(values), max(values))


def _scaled(measure: Measure, value: float | None) -> float:
    assert value is not None
    return math.log(max(value, measure.least)) if measure.is_log else value


def _tint(measure: Measure, cell: Cell, low: float, high: float) -> float:
    if cell.state != "value" or high <= low:
        return 0.0
    share = min(max((_scaled(measure, cell.value) - low) / (high - low), 0.0), 1.0)
    return 1 - share if measure.more_is_better else share


def best_cell(found: Sequence[Cell]) -> Cell | None:
    """The cell with the best value; None before there is one."""
    shown = (cell for cell in found if cell.state == "value")
    return min(shown, key=lambda cell: (cell.tint, cell.value), default=None)


@lru_cache(maxsize=32)
def critical_line(sweep: Sweep) -> tuple[Segment, ...]:
    """A segment across each row (or column) at its critical rate; none where no formula is known.

    Between two rates of the axis its place is that of its logarithm. Beyond the axis it lies at the edge.
    """
    if RATE not in (sweep.x.knob, sweep.y.knob):
        return ()
    along_x = sweep.x.knob == RATE
    rates, others = (sweep.x, sweep.y) if along_x else (sweep.y, sweep.x)
    if not _rises(rates):
        return ()
    line: list[Segment] = []
    for place in range(len(others.values)):
        point = sweep.at(0, place)[0] if along_x else sweep.at(place, 0)[0]
        known = summary(point.experiment)
        if known.critical_lr is None or known.critical_kind == "all_points":
            continue
        at = _place(cast("tuple[float, ...]", rates.values), known.critical_lr)
        line.append((at, place, at, place + 1) if along_x else (place, at, place + 1, at))
    return tuple(line)


def _rises(axis: Axis) -> bool:
    values: tuple[Any, ...] = axis.values
    return axis.is_number and all(low < high for low, high in pairwise(values))


def _place(rates: Sequence[float], rate: float) -> float:
    """Where a rate lies among cells whose middles are these rates."""
    if rate < rates[0]:
        return 0.0
    if rate > rates[-1]:
        return float(len(rates))
    return float(np.interp(math.log(rate), np.log(rates), np.arange(len(rates)) + 0.5))
