"""Which columns hold x1, x2 and the classes: by their names, else by what is in them, else it is asked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from playground.core.errors import DataError
from playground.core.parsing import as_whole, quote
from playground.core.points import LONGEST_NAME
from playground.points_reader.asking import AskedError
from playground.points_reader.numbers import is_missing, looks_numeric, starts_like_a_number
from playground.points_reader.options import Options
from playground.points_reader.records import Ambiguous, Choice
from playground.points_reader.rows import Row

__all__ = ["MOST_COLUMNS", "Columns", "choose_columns", "is_header", "shown_name", "with_row_names"]

_LABEL_NAMES: Final = frozenset(
    {
        "label",
        "labels",
        "class",
        "classes",
        "target",
        "targets",
        "species",
        "category",
        "group",
        "y_true",
        "klasse",
        "classe",
    }
    | {"레이블", "라벨", "클래스", "분류", "타깃", "타겟", "정답", "품종", "종", "범주"}
)
_ROW_NAMES: Final = frozenset({"", "id", "index", "idx", "no", "nr", "number", "row", "번호", "순번"})
MOST_COLUMNS: Final = 1000
_SAMPLE: Final = 200  # rows that are looked at


@dataclass(frozen=True, slots=True)
class Columns:
    """Places of x1, x2 and the classes, and how many columns there are."""

    chosen: tuple[int, int]
    label: int | None
    width: int


def is_header(row: Row, rest: Sequence[Row] = ()) -> bool:
    """Whether a row holds names: a row with a number in it, quoted or in brackets, is none.

    A name may begin with a digit (2014 total) where another one stands above a column of numbers.
    """
    if {"x1", "x2"} <= set(map(_plain, row.cells)):
        return True
    if any(looks_numeric(cell.strip("()[]{}'\"= ")) for cell in row.cells):
        return False
    words = [place for place, cell in enumerate(row.cells) if cell and not starts_like_a_number(cell)]
    named = len(words) == len([cell for cell in row.cells if cell])
    return named or any(_is_numeric(rest[:_SAMPLE], place) for place in words)


def with_row_names(header: Row, rows: Sequence[Row]) -> Row:
    """The header with a place for row numbers where R left it out: each row 1, 2, … has one cell more."""
    cells = len(header.cells)
    if rows and all(len(row.cells) == cells + 1 and row.cells[0] == str(n) for n, row in enumerate(rows, 1)):
        return Row(header.line, ("", *header.cells))
    return header


def choose_columns(header: Row | None, rows: Sequence[Row], options: Options, labels: bool) -> Columns:
    """The columns of a table; DataError where they are not there, asked where more than two may be meant."""
    sample = rows[:_SAMPLE]
    widths = Counter(_width(row.cells) for row in sample)
    width = _width(header.cells) if header else max(widths, key=lambda n: (widths[n], n), default=0)
    line = str(header.line if header else rows[0].line if rows else 1)
    if width > MOST_COLUMNS:
        raise DataError("points_wide", columns=f"{width:,}", most=f"{MOST_COLUMNS:,}")
    if width < 2:
        raise DataError("points_one_column", line=line)
    names = tuple(map(_plain, header.cells[:width])) if header else ()
    told = [quote(name) for name in header.cells[:width]] if header else [str(n + 1) for n in range(width)]
    label = _named(options.label, header, width, "label") if options.label else None
    if options.columns:
        if len(options.columns) != 2:
            raise DataError("points_option_columns", value=quote(", ".join(options.columns)))
        first, second = (_named(name, header, width, "columns") for name in options.columns)
        chosen: tuple[int, int] | None = (first, second)
    else:
        chosen = _x1_and_x2(names, told, line, label)
    if label is None and width > 2:
        label = _label(names, sample, width, chosen or ())
    if chosen is None:
        chosen = _others(names, sample, width, label, told, line)
    if not labels:
        return Columns(chosen, None, width)
    if label is None or label in chosen:
        raise DataError("points_no_label", value=", ".join(told), line=line)
    return Columns(chosen, label, width)


def shown_name(text: str) -> str:
    """A column's name as it is shown: one printable line of bounded length."""
    text = " ".join("".join(c if c.isprintable() else " " for c in text).split()).lstrip("# ")
    return text if len(text) <= LONGEST_NAME else f"{text[: LONGEST_NAME - 1]}…"


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "_", name.strip().casefold()).strip("_")


def _width(cells: Sequence[str]) -> int:
    """How many cells there are without empty ones at the end."""
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)


def _named(name: str, header: Row | None, width: int, option: str) -> int:
    """The place of a column by its name, or by its number from 1."""
    cells = header.cells[:width] if header else ()
    exact = [place for place, cell in enumerate(cells) if cell == name]
    found = exact or [place for place, cell in enumerate(cells) if _plain(cell) == _plain(name) != ""]
    number = as_whole(name)
    if not found and number is not None and 1 <= number <= width:
        return number - 1
    if len(found) != 1:
        known = ", ".join(quote(cell) for cell in cells) or f"1, …, {width}"
        raise DataError("points_option_column", option=option, value=quote(name), known=known[:200])
    return found[0]


def _x1_and_x2(
    names: Sequence[str], told: Sequence[str], line: str, label: int | None
) -> tuple[int, int] | None:
    """The places of the names x1 and x2, or of x and y; None where there are none."""
    for first, second in (("x1", "x2"), ("x", "y"), ("x_1", "x_2")):
        counts = names.count(first), names.count(second)
        if counts == (1, 1):
            return names.index(first), names.index(second)
        if first == "x1" and any(counts):
            raise DataError("points_names", value=", ".join(told)[:200], line=line)
    return None


def _label(names: Sequence[str], rows: Sequence[Row], width: int, chosen: Sequence[int]) -> int | None:
    """The column of classes: by its name, as the only one of words, or as the last of three."""
    free = [place for place in range(width) if place not in chosen]
    named = [place for place in free if place < len(names) and names[place] in _LABEL_NAMES]
    if len(named) == 1:
        return named[0]
    words = [place for place in free if not _is_numeric(rows, place) and not _is_row_name(names, place)]
    if len(words) == 1:
        return words[0]
    rest = [place for place in free if not _is_row_name(names, place)]
    if len(rest) + len(chosen) == 3:
        return rest[-1]
    return None


def _others(
    names: Sequence[str], rows: Sequence[Row], width: int, label: int | None, told: Sequence[str], line: str
) -> tuple[int, int]:
    """The two columns of numbers that are left."""
    free = [place for place in range(width) if place != label and not _is_row_name(names, place)]
    numeric = [place for place in free if _is_numeric(rows, place)]
    if len(numeric) < 2 <= len(free) <= 2 or (len(free) == 2 and not rows):
        numeric = free  # what is in them is told line by line
    if len(numeric) < 2:
        raise DataError("points_few_columns", value=", ".join(told)[:200], line=line)
    if len(numeric) > 2:
        pairs = [(numeric[0], numeric[1]), (numeric[0], numeric[2])]
        choices = tuple(Choice(_pair(pair, told, names), _pair(pair, told, names)) for pair in pairs)
        shown = ", ".join(told)[:200]
        raise AskedError(Ambiguous("columns", int(line), 0, shown, choices, "points_columns"))
    return numeric[0], numeric[1]


def _pair(pair: tuple[int, int], told: Sequence[str], names: Sequence[str]) -> str:
    """Two columns as the option names them: by name where that is one plain word, else by number."""
    return ",".join(
        told[place][1:-1]
        if names and re.fullmatch(r"[\w.-]+", told[place][1:-1]) and names.count(names[place]) == 1
        else str(place + 1)
        for place in pair
    )


def _is_numeric(rows: Sequence[Row], place: int) -> bool:
    cells = [row.cells[place] for row in rows if place < len(row.cells)]
    known = [cell for cell in cells if not is_missing(cell)]
    return bool(known) and sum(map(looks_numeric, known)) * 2 >= len(known)


def _is_row_name(names: Sequence[str], place: int) -> bool:
    return place < len(names) and (names[place] in _ROW_NAMES or names[place].startswith("unnamed"))
