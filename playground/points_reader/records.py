"""What reading gives: points with what was understood of their file, or a question with two readings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.points import Points

__all__ = ["Ambiguous", "BadLine", "Choice", "Reading", "Understanding", "line_ranges"]

_MOST_RANGES = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of the option that decides, and how the text reads with it."""

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A text that has more than one reading: the option that decides, where, and what each choice gives.

    `reason` is the refusal where nobody can be asked; `line` and `column` count from 1, 0 is the whole text.
    """

    option: str
    line: int
    column: int
    text: str
    choices: tuple[Choice, ...]
    reason: str = "points_ambiguous"

    @property
    def error(self) -> DataError:
        """The refusal of a text that nobody can be asked about."""
        first, second = self.choices[:2]
        return DataError(
            self.reason,
            value=self.text,
            line=str(self.line),
            column=str(self.column),
            first=first.shown,
            second=second.shown,
            option=self.option,
            first_value=first.value,
            second_value=second.value,
        )


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that holds no point, as it reads, and why."""

    line: int
    text: str
    error: DataError


@dataclass(frozen=True, slots=True)
class Understanding:
    """How a file was read.

    `encoding` is empty for text that was pasted. `names` are those of all columns, empty without a header;
    `chosen` are the places of x1 and x2, `label` that of the classes. `lines` counts the lines that hold
    something besides the header and comments; `dropped` are those left out because a value is missing.
    """

    encoding: str
    separator: str
    decimal: str
    names: tuple[str, ...]
    chosen: tuple[int, int]
    label: int | None
    classes: tuple[tuple[str, int], ...]
    lines: int
    points: int
    dropped: int
    damaged: int

    @property
    def is_plain(self) -> bool:
        """Whether the file is as the playground writes it: nothing needs to be told."""
        return (
            self.encoding in ("", "UTF-8")
            and (self.separator, self.decimal) == (",", ".")
            and [name.casefold() for name in self.names] == ["x1", "x2", "label"]
            and (self.chosen, self.label) == ((0, 1), 2)
            and [name for name, _ in self.classes] == ["0", "1"]
            and not (self.dropped or self.damaged)
        )


@dataclass(frozen=True, eq=False, slots=True)
class Reading:
    """Points (n, 2) with their lines and classes, and the lines that hold none."""

    understanding: Understanding
    inputs: NDArray[np.float64]
    targets: NDArray[np.float64] | None
    lines: tuple[int, ...]
    bad: tuple[BadLine, ...]
    column_names: tuple[str, str]

    def points(self) -> Points:
        """The points to train on; DataError if a line holds none, or if they are no data set."""
        if self.bad:
            raise self.first_error()
        if self.targets is None:
            raise DataError("points_no_label", value=", ".join(self.column_names), line="1")
        names = tuple(name for name, _ in self.understanding.classes)
        return Points(
            self.inputs.astype(np.float32), self.targets.astype(np.float32), names, self.column_names
        )

    def first_error(self) -> DataError:
        """The refusal of the first bad line, with the counts of the file."""
        first = self.bad[0].error
        counts = {
            "good": str(len(self.inputs)),
            "total": str(self.understanding.lines),
            "lines": line_ranges([bad.line for bad in self.bad]),
        }
        return DataError(first.reason, **first.values, **counts)


def line_ranges(lines: list[int]) -> str:
    """Numbers of lines in short: 1-6, 9; the rest of many is an ellipsis."""
    ranges: list[list[int]] = []
    for line in lines:
        if ranges and line == ranges[-1][1] + 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    shown = [str(low) if low == high else f"{low}-{high}" for low, high in ranges[:_MOST_RANGES]]
    return ", ".join([*shown, "…"] if len(ranges) > _MOST_RANGES else shown)
