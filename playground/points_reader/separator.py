"""What stands between the cells: one character for the whole text, chosen outside of quotation marks."""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

from playground.core.parsing import half_width, quote
from playground.points_reader.asking import AskedError
from playground.points_reader.numbers import starts_like_a_number, value_of
from playground.points_reader.records import Ambiguous, Choice
from playground.points_reader.rows import is_comment, lines_of, separator_line

__all__ = ["choose_separator"]

_FIRST_ROWS: Final = 100
_LONGEST: Final = 5_000  # characters of a line that are looked at
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')
# In the order of choice where two fit equally: a comma may be a decimal comma, the others divide cells.
_MARKS: Final = ";\t|,"


def choose_separator(text: str, option: str = "") -> tuple[str, str]:
    """The separator, and the text in which it is found: in half width if it stands in no other form."""
    if option:
        return option, text
    if named := separator_line(text):
        return named, text
    separator = _find(text)
    if separator is None:
        narrow = half_width(text)
        if narrow != text and (separator := _find(narrow)) is not None:
            return separator, narrow
    return separator or ",", text


def _find(text: str) -> str | None:
    plain = _QUOTED.sub('""', text[:200_000]) if '"' in text else text
    rows = (line.strip("\r\n ") for line in lines_of(plain) if line.strip() and not is_comment(line))
    lines = [line[:_LONGEST] for line in islice(rows, _FIRST_ROWS)]
    if not lines:
        return None
    usual = [mark for mark in _MARKS if _share(lines, mark) >= 0.5]
    if usual:
        best = max(usual, key=lambda mark: _numeric_share(lines, mark))
        return _comma_or_blank(lines) if best == "," else best
    if max(_share(lines, " "), _share(lines, "\t")) >= 0.5:
        return " "
    weak = max(f"{_MARKS} ", key=lambda mark: _share(lines, mark))
    return weak if _share(lines, weak) else None


def _comma_or_blank(lines: list[str]) -> str:
    """A comma, unless blanks divide the lines into numbers with decimal commas: 1,5 2,5"""
    data = [line for line in lines if starts_like_a_number(line)]
    if not data:
        return ","
    if all(_are_numbers(re.split("[ \t]+", line)) and not re.search(r",(?: |$)", line) for line in data):
        return " "
    unclear = [line for line in data if ", " in line and re.search(r"[0-9],[0-9]", line)]
    header = lines[0] if not starts_like_a_number(lines[0]) else None
    if len(unclear) == len(data) and (header is None or header.count(",") != data[0].count(",")):
        line = data[0]
        choices = (Choice("comma", _first_two(line, ",")), Choice("blank", _first_two(line, None)))
        raise AskedError(Ambiguous("separator", lines.index(line) + 1, 1, quote(line), choices))
    return ","


def _are_numbers(cells: list[str]) -> bool:
    return len(cells) > 1 and all(value_of(cell, ",") is not None for cell in cells[:2])


def _first_two(line: str, separator: str | None) -> str:
    """The first two cells as a question shows them: 1.5 and 2."""
    cells = [cell.strip(" ,;") for cell in line.split(separator)]
    return f"({', '.join(cell.replace(',', '.') for cell in cells[:2])})"


def _numeric_share(lines: list[str], mark: str) -> float:
    """How many of the cells are numbers, whichever decimal mark they have."""
    cells = [cell for line in lines for cell in line.split(mark) if cell.strip()]
    return sum(map(_is_number, cells)) / max(len(cells), 1)


def _is_number(cell: str) -> bool:
    return value_of(cell, ".") is not None or value_of(cell, ",") is not None


def _share(lines: list[str], mark: str) -> float:
    return sum(mark in line for line in lines) / len(lines)
