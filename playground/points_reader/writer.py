"""Points to CSV: what the reader takes without a question, and a spreadsheet program does not run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from playground.core.data import sample_to_test
from playground.core.experiment import Experiment
from playground.core.points import COLUMN_NAMES, Points
from playground.points_reader.columns import Columns, choose_columns, is_header
from playground.points_reader.options import Options
from playground.points_reader.rows import Row

__all__ = ["write_points", "write_table", "write_test_points"]

_LABEL = "label"


def write_points(points: Points, numbered: bool = False) -> str:
    """The table of points with a header; the classes by name, or by number if `numbered`.

    Columns that could not be found by their names again are called x1 and x2.
    """
    names = [str(number) if numbered else _harmless(name) for number, name in enumerate(points.class_names)]
    labels = [names[number] for number in points.targets.astype(int).tolist()]
    return write_table(points.inputs, labels, COLUMN_NAMES if numbered else _header(points))


def write_test_points(experiment: Experiment) -> str:
    """The table of the test set for a program: the classes by the numbers that the model has for them."""
    sample = sample_to_test(experiment)
    if sample is None:
        raise ValueError("received an experiment without a test set; expected one")
    return write_table(sample.inputs, map(str, sample.labels))


def write_table(
    inputs: NDArray[np.float32], labels: Iterable[str], columns: tuple[str, str] = COLUMN_NAMES
) -> str:
    """The same of any number of points, inputs (n, 2), with their labels as they stand."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*columns, _LABEL])
    for (x1, x2), label in zip(inputs, labels, strict=True):
        writer.writerow([str(x1), str(x2), label])  # the shortest text of a float32
    return text.getvalue()


def _header(points: Points) -> tuple[str, str]:
    names = points.column_names
    row = Row(1, (*names, _LABEL))
    if not is_header(row) or names[0].startswith("#") or any(name[0] in "=+-@'\"" for name in names):
        return COLUMN_NAMES
    example = [Row(2, ("1", "2", "a"))]
    try:
        found = choose_columns(row, example, Options(), labels=True)
    except ValueError:
        return COLUMN_NAMES
    return names if found == Columns((0, 1), 2, 3) else COLUMN_NAMES


def _harmless(name: str) -> str:
    """A label that a spreadsheet program would take for a formula, behind an apostrophe."""
    try:
        float(name)
    except ValueError:
        return f"'{name}" if name[0] in "=+-@" else name
    return name
