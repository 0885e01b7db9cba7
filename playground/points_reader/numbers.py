"""Numbers of a table: whether a comma or a point marks the decimals is decided for the whole text.

| cell | decimal point | decimal comma |
|---|---|---|
| 12  -3  1e5 | the number | the number |
| 1.5  0.125  .5 | the number | none |
| 1,5  0,125 | none | the number |
| 1.234 | 1.234 | 1234 |
| 1,234 | 1234 | 1.234 |
| 1.234,5  1.234.567 | none | 1234.5, 1234567 |
| 1,234.5  1,234,567 | 1234.5, 1234567 | none |
| 1 234,5 | none | 1234.5 |

Cells that have one reading only decide for those that have two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from playground.core.errors import DataError
from playground.core.parsing import as_real, half_width, number_text, quote
from playground.points_reader.asking import AskedError
from playground.points_reader.records import Ambiguous, Choice

__all__ = ["Cell", "decimal_of", "is_date", "is_missing", "looks_numeric", "starts_like_a_number", "value_of"]

_MISSING: Final = frozenset(
    {"", "na", "n/a", "#n/a", "nan", "null", "none", "?", "-", ".", "missing", "결측", "결측치"}
)
_GROUPS: Final = {
    ".": re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([ ,'’])[0-9]{3})(?:\1[0-9]{3})*(?:\.[0-9]*)?"),
    ",": re.compile(r"[+-]?[1-9][0-9]{0,2}(?:([ .'’])[0-9]{3})(?:\1[0-9]{3})*(?:,[0-9]*)?"),
}
_LOOKS_NUMERIC: Final = re.compile(r"[+-]? ?[0-9.,](?:[0-9.,'’ ]*[0-9.,])?(?:[eE][+-]?[0-9]+)?")
_STARTS_LIKE_A_NUMBER: Final = re.compile(r"[\s(\[{\"'+\-=.,]*[0-9]")
_DATE: Final = re.compile(
    r"[0-9]{4}[-/.] ?[0-9]{1,2}[-/.] ?[0-9]{1,2}\b.*|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}\b.*"
    r"|[0-9]{1,2}[-/. ]+(?:[A-Za-z]{3,9}\b|[가-힣]).*|[0-9]{1,4}[년월].*|[0-9]{1,2}:[0-9]{2}\b.*"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its place in the file, line and column counted from 1."""

    text: str
    line: int
    column: int


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value: empty, NA, nan, null, ?, -"""
    return text.strip().casefold() in _MISSING


def looks_numeric(text: str) -> bool:
    """Whether a cell may be a number with one of the two decimal marks."""
    text = half_width(text).strip()
    return _LOOKS_NUMERIC.fullmatch(text) is not None and any(map(str.isdigit, text))


def starts_like_a_number(text: str) -> bool:
    """Whether a cell begins as numbers do, be it quoted, in brackets, a date or a formula."""
    return _STARTS_LIKE_A_NUMBER.match(half_width(text)) is not None


def is_date(text: str) -> bool:
    """Whether a cell is a date or a time of day."""
    return _DATE.fullmatch(half_width(text).strip()) is not None


def value_of(text: str, decimal: str) -> float | None:
    """The finite number of a cell, or None."""
    text = half_width(text).strip()
    if found := _GROUPS[decimal].fullmatch(text):
        text = text.replace(found[1], "")
    if decimal == ",":
        if "." in text:
            return None
        text = text.replace(",", ".")
    return as_real(text)


def decimal_of(cells: Iterable[Cell], separator: str) -> str:
    """The decimal mark of a text; DataError if cells contradict each other.

    Where all have two readings it is asked; between commas a number seldom has a decimal comma, so there
    it is a point.
    """
    first: dict[str, Cell] = {}
    either: Cell | None = None
    for cell in cells:
        if not looks_numeric(cell.text):
            continue
        values = {mark: value for mark in ".," if (value := value_of(cell.text, mark)) is not None}
        if len(values) == 1:
            (mark,) = values
            first.setdefault(mark, cell)
        elif len(set(values.values())) == 2:
            either = either or cell
    if len(first) == 2:
        point, comma = first["."], first[","]
        raise DataError(
            "points_decimals",
            point=quote(point.text),
            comma=quote(comma.text),
            point_line=str(point.line),
            comma_line=str(comma.line),
        )
    if first:
        return next(iter(first))
    if either is not None and separator != ",":
        choices = (
            Choice("point", number_text(value_of(either.text, ".") or 0.0)),
            Choice("comma", number_text(value_of(either.text, ",") or 0.0)),
        )
        raise AskedError(Ambiguous("decimal", either.line, either.column, quote(either.text), choices))
    return "."
