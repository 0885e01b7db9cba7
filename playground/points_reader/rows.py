"""Text to rows of cells with the lines they begin in: the csv module, brackets and comments."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from playground.core.errors import DataError

__all__ = ["Row", "is_comment", "lines_of", "rows_of", "separator_line"]

_SEPARATOR_LINE: Final = re.compile(r'"?sep=(\t|[^\r\n])"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
_END: Final = "\ue000end of the points\ue000"  # what follows the last line
_BLANK_CELL: Final = re.compile(r'"((?:[^"]|"")*)"|\S+')
_SHEET_ERRORS: Final = ("#n/a", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a record without blanks around them, and the line in which it begins."""

    line: int
    cells: tuple[str, ...]


def separator_line(text: str) -> str | None:
    """The separator that the first line names, as Excel writes it: sep=;"""
    found = _SEPARATOR_LINE.match(text)
    return found[1] if found else None


def is_comment(text: str) -> bool:
    """Whether a line or its first cell is a comment; Excel's #N/A is none."""
    text = text.strip()
    return text.startswith("#") and not text.casefold().startswith(_SHEET_ERRORS)


def lines_of(text: str) -> Iterator[str]:
    """The lines of a text with their ends, without the brackets around a line: (1, 2) is 1, 2."""
    for line in io.StringIO(text, newline=""):  # \r\n, \n and \r end a line, \v and U+2028 do not
        content = line.strip()
        end = line[len(line.rstrip("\r\n")) :]
        inner = content.rstrip(",; ")
        if content[:1] in ("(", "[") and inner[-1:] in (")", "]"):
            yield inner.strip("()[] ") + end
        else:
            yield line


def rows_of(text: str, separator: str) -> Iterator[Row]:
    """The rows of a text that are neither empty nor comments; DataError where a quotation mark is alone."""
    skip = 1 if separator_line(text) else 0
    records = _by_blanks(text) if separator == " " else _by_separator(text, separator)
    for line, record in records:
        cells = tuple(cell.strip() for cell in record)
        if line > skip and any(cells) and not is_comment(cells[0]):
            yield Row(line, cells)


def _by_separator(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    lines = chain(lines_of(text), [_END])
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)  # not strict: "1" ,2 is no fault
    line, record = 1, [""]
    try:
        for record in reader:
            if record == [_END]:
                return
            if record and _END in record[-1]:  # the last quotation mark is open
                break
            yield line, record
            line = reader.line_num + 1
    except csv.Error:  # a cell is longer than any has to be
        pass
    raise DataError("csv_text", line=str(line))


def _by_blanks(text: str) -> Iterator[tuple[int, list[str]]]:
    for line, content in enumerate(lines_of(text), start=1):
        found = _BLANK_CELL.finditer(content)
        yield (
            line,
            [cell[0].rstrip(",;") if cell[1] is None else cell[1].replace('""', '"') for cell in found],
        )
