"""The one reader of points: `read` finds out encoding, separator, decimal mark, columns and classes.

What could mean two things is not guessed: the result is then `Ambiguous`, and `Options` decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from playground.core.errors import DataError
from playground.core.parsing import bound_text, is_cut, quote
from playground.core.points import COLUMN_NAMES, LONGEST_NAME, Points
from playground.points_reader.asking import AskedError
from playground.points_reader.columns import (
    MOST_COLUMNS,
    Columns,
    choose_columns,
    is_header,
    shown_name,
    with_row_names,
)
from playground.points_reader.encoding import decode
from playground.points_reader.labels import classes_of, label_text
from playground.points_reader.numbers import Cell, decimal_of, is_date, is_missing, value_of
from playground.points_reader.options import TRAINING, Options, Purpose
from playground.points_reader.records import Ambiguous, BadLine, Choice, Reading, Understanding
from playground.points_reader.rows import Row, rows_of
from playground.points_reader.separator import choose_separator

__all__ = ["column_names", "read", "read_points"]

_NO_OPTIONS: Final = Options()


def read_points(content: bytes | str, options: Options = _NO_OPTIONS) -> Points:
    """The points of a file to train on; DataError says what is wrong, or which option decides."""
    found = read(content, options)
    if isinstance(found, Ambiguous):
        raise found.error
    return found.points()


def read(
    content: bytes | str, options: Options = _NO_OPTIONS, purpose: Purpose = TRAINING
) -> Reading | Ambiguous:
    """Points and what was understood, or the question that has to be answered first.

    Lines that hold no point are in `bad`; DataError is for a text that holds no table of points at all.
    """
    try:
        return _read(content, options, purpose)
    except AskedError as asked:
        return asked.question


def column_names(content: bytes | str, options: Options = _NO_OPTIONS) -> tuple[str, ...]:
    """The columns of a table by name, or by number where they have none; empty for what is no table."""
    try:
        header, data, *_ = _table(content, options)
    except (AskedError, DataError):
        return ()
    first = header or data[0] if data else header
    cells = () if first is None else first.cells[:MOST_COLUMNS]
    names = [shown_name(cell) if header else "" for cell in cells]
    return tuple(name or str(place) for place, name in enumerate(names, start=1))


def _table(content: bytes | str, options: Options) -> tuple[Row | None, list[Row], str, str, int]:
    """The header, the rows, the separator, the encoding, and how many characters were lost before."""
    if isinstance(content, bytes):
        text, encoding = decode(content, options.encoding)
    else:
        text, encoding = content.removeprefix("\ufeff"), ""
    separator, text = choose_separator(text, options.separator)
    rows = list(rows_of(text, separator))
    if not rows:
        raise DataError("points_nothing")
    header = with_row_names(rows[0], rows[1:]) if is_header(rows[0], rows[1:]) else None
    return header, rows[1:] if header else rows, separator, encoding, text.count("\ufffd")


def _read(content: bytes | str, options: Options, purpose: Purpose) -> Reading:
    header, data, separator, encoding, damaged = _table(content, options)
    columns = choose_columns(header, data, options, purpose.labels)
    if len(data) > purpose.most:
        low, high = purpose.fewest, purpose.most
        raise DataError("csv_count", count=f"{len(data):,}", low=str(low), high=f"{high:,}")
    decimal = options.decimal or _decimal(data, columns, separator)
    if not options.decimal and separator == ",":
        _ask_about_cut_numbers(data, columns)
    return _Table(header, data, columns, separator, decimal, encoding, damaged).read(options, purpose)


def _decimal(rows: Sequence[Row], columns: Columns, separator: str) -> str:
    """The decimal mark of the two columns; where they do not tell, of all others."""
    try:
        return decimal_of(_cells(rows, columns.chosen), separator)
    except AskedError:
        rest = [place for place in range(columns.width) if place not in columns.chosen]
        try:
            found = decimal_of(_cells(rows, rest), separator)
        except (AskedError, DataError):
            found = ""
        if not found or not any(mark in cell.text for cell in _cells(rows, rest) for mark in ".,"):
            raise
        return found


def _cells(rows: Sequence[Row], places: Sequence[int]) -> list[Cell]:
    return [
        Cell(row.cells[place], row.line, place + 1)
        for row in rows
        for place in places
        if place < len(row.cells)
    ]


def _ask_about_cut_numbers(rows: Sequence[Row], columns: Columns) -> None:
    """1,000,2 may be 1, 0 and 2, or 1000 and 2: a cell that begins with 0 and another digit looks cut off."""
    wanted = (*columns.chosen, columns.label)
    for row in rows:
        for place in range(1, min(len(row.cells), columns.width)):
            before, cell = row.cells[place - 1], row.cells[place]
            looks_cut = place in wanted and cell.isdigit() and is_cut(cell)
            if looks_cut and value_of(before, ".") is not None:
                whole = f"{before}{cell}" if len(cell) == 3 else f"{before}.{cell}"
                choices = (Choice("point", f"{before} and {cell}"), Choice("", whole))
                shown = quote(",".join(row.cells))
                raise AskedError(Ambiguous("decimal", row.line, place + 1, shown, choices, "points_cut"))


class _Table:
    """Rows whose separator, decimal mark and columns are known."""

    def __init__(
        self,
        header: Row | None,
        rows: Sequence[Row],
        columns: Columns,
        separator: str,
        decimal: str,
        encoding: str,
        damaged: int,
    ) -> None:
        self.rows, self.columns = rows, columns
        self.separator, self.decimal, self.encoding, self.damaged = separator, decimal, encoding, damaged
        self.names = tuple(map(shown_name, header.cells[: columns.width])) if header else ()

    def read(self, options: Options, purpose: Purpose) -> Reading:
        """The points, line by line."""
        points: list[tuple[float, float]] = []
        labels: list[Cell] = []
        lines: list[int] = []
        bad: list[BadLine] = []
        dropped = 0
        for row in self.rows:
            found = self._point(row, purpose)
            if not isinstance(found, DataError):
                points.append(found)
                lines.append(row.line)
                if self.columns.label is not None:
                    labels.append(Cell(row.cells[self.columns.label], row.line, self.columns.label + 1))
            elif found.reason == "points_missing" and options.missing == "drop":
                dropped += 1
            else:
                bad.append(BadLine(row.line, self._text(row), found))
        is_whole = self.columns.label is not None and not bad
        targets, classes = classes_of(labels, self.decimal) if is_whole else (None, ())
        understanding = Understanding(
            encoding=self.encoding,
            separator=self.separator,
            decimal=self.decimal,
            names=self.names,
            chosen=self.columns.chosen,
            label=self.columns.label,
            classes=classes,
            lines=len(self.rows),
            points=len(points),
            dropped=dropped,
            damaged=self.damaged,
        )
        inputs = np.array(points, dtype=np.float64).reshape(-1, 2)
        first, second = (self._name(place) for place in self.columns.chosen)
        is_named = first and second and (first.casefold(), second.casefold()) != COLUMN_NAMES
        names = (first, second) if is_named else COLUMN_NAMES
        return Reading(understanding, inputs, targets, tuple(lines), tuple(bad), names)

    def _name(self, place: int) -> str:
        return self.names[place] if place < len(self.names) else ""

    def _text(self, row: Row) -> str:
        return quote(self.separator.join(row.cells))

    def _point(self, row: Row, purpose: Purpose) -> tuple[float, float] | DataError:
        """The point of a row, or why it holds none."""
        label, wanted, width = self.columns.label, self.columns.chosen, self.columns.width
        filled = max(place for place, cell in enumerate(row.cells, start=1) if cell)
        needed = max((*wanted, label if label is not None else 0)) + 1
        if filled > width or len(row.cells) < (width if purpose.labels else needed):
            return self._fault("points_width", row, cells=str(len(row.cells)), width=str(width))
        values: list[float] = []
        for column in wanted:
            cell = row.cells[column]
            value = value_of(cell, self.decimal)
            if value is None:
                if is_missing(cell):
                    return self._cell_fault("points_missing", row, column)
                return self._cell_fault("points_date" if is_date(cell) else "points_cell", row, column)
            if abs(value) > purpose.largest:
                return self._cell_fault("points_far", row, column, limit=bound_text(purpose.largest))
            values.append(value)
        if label is not None and is_missing(row.cells[label]):
            return self._cell_fault("points_missing", row, label)
        if label is not None and label_text(row.cells[label]) is None:
            return self._cell_fault("points_label", row, label, most=str(LONGEST_NAME))
        return values[0], values[1]

    def _cell_fault(self, reason: str, row: Row, column: int, **values: str) -> DataError:
        return self._fault(reason, row, cell=quote(row.cells[column]), column=str(column + 1), **values)

    def _fault(self, reason: str, row: Row, **values: str) -> DataError:
        return DataError(reason, value=self._text(row), line=str(row.line), **values)
