"""Labels to classes: numbers in their order, words in that of the alphabet, up to five."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.parsing import as_real, number_text, quote
from playground.core.points import LONGEST_NAME, MOST_CLASSES
from playground.points_reader.numbers import Cell, value_of

__all__ = ["classes_of", "label_text"]

# Words of which one is the negative class, whatever the alphabet says.
_NEGATIVE_FIRST: Final = (
    ("false", "true"),
    ("no", "yes"),
    ("negative", "positive"),
    ("음성", "양성"),
    ("거짓", "참"),
    ("아니요", "예"),
)


def label_text(text: str) -> str | None:
    """A label in one line; None if it is too long or cannot be shown."""
    text = " ".join(text.split())
    text = text[1:] if re.match(r"'[=+\-@]", text) else text  # a formula that was made harmless
    return text if text.isprintable() and 0 < len(text) <= LONGEST_NAME else None


def classes_of(
    cells: Sequence[Cell], decimal: str
) -> tuple[NDArray[np.float64], tuple[tuple[str, int], ...]]:
    """The class of each label (n,), and the classes by name with how many points they have.

    DataError for words among numbers, for more than five classes, and for words that differ only in
    their capitals.
    """
    values = [_number(cell.text, decimal) for cell in cells]
    words = [cell for cell, value in zip(cells, values, strict=True) if value is None]
    if words and len(words) < len(cells):
        numbers = [cell for cell, value in zip(cells, values, strict=True) if value is not None]
        odd = words[0] if len(words) <= len(numbers) else numbers[0]
        raise DataError("points_mixed_labels", value=quote(odd.text), line=str(odd.line))
    keys: list[float] | list[str] = (
        [str(label_text(cell.text)) for cell in cells]
        if words
        else [value + 0.0 for value in values if value is not None]
    )
    found: list[float] | list[str] = sorted(set(keys))  # type: ignore[type-var, assignment]
    names = [name if isinstance(name, str) else number_text(name) for name in found]
    _check(names)
    folded = tuple(name.casefold() for name in names)
    if folded[::-1] in _NEGATIVE_FIRST:
        found, names = found[::-1], names[::-1]
    place = {key: index for index, key in enumerate(found)}
    targets = np.array([place[key] for key in keys], dtype=np.float64)
    counts = np.bincount(targets.astype(int), minlength=len(names))
    return targets, tuple(zip(names, counts.tolist(), strict=True))


def _number(text: str, decimal: str) -> float | None:
    """The number of a label: a plain one whatever the decimal mark of the coordinates is."""
    value = value_of(text, decimal)
    return as_real(text) if value is None else value


def _check(names: Sequence[str]) -> None:
    if len(names) > MOST_CLASSES:
        shown = ", ".join(map(quote, names[:3]))
        raise DataError("points_many_classes", count=str(len(names)), value=shown, most=str(MOST_CLASSES))
    folded: dict[str, str] = {}
    for name in names:
        if name.casefold() in folded:
            raise DataError("points_same_labels", first=quote(folded[name.casefold()]), second=quote(name))
        folded[name.casefold()] = name
