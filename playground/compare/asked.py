"""What the browser asks the page Compare about a run: checked, with the experiment that its words mean."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, TypeGuard

from playground.core.experiment import MOST_WORDS, Experiment
from playground.stage.draft import settle

__all__ = ["box_of", "is_place", "is_whole", "read"]

_LONGEST: Final = 200
_FARTHEST: Final = 1e6


def read(asked: object) -> tuple[str, Experiment] | None:
    """The key of a question and the experiment that it is about; None for what is no question."""
    if not isinstance(asked, Mapping):
        return None
    key, page, words = (asked.get(name) for name in ("key", "page", "words"))
    if not isinstance(key, str) or len(key) > _LONGEST or page not in ("linear", "layers"):
        return None
    if not isinstance(words, Mapping) or len(words) > MOST_WORDS:
        return None
    if not all(isinstance(text, str) for pair in words.items() for text in pair):
        return None
    return key, settle(page, dict(words), None).experiment


def box_of(value: object) -> tuple[float, float, float, float] | None:
    """Four numbers that span a box: from, to on one axis, from, to on the other; else None."""
    if not isinstance(value, list | tuple) or len(value) != 4 or not all(map(is_place, value)):
        return None
    x0, x1, y0, y1 = map(float, value)
    return (x0, x1, y0, y1) if x0 < x1 and y0 < y1 else None


def is_place(value: object) -> TypeGuard[float]:
    """Whether this is a number on an axis that somebody may look at."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and abs(value) <= _FARTHEST  # type: ignore[arg-type]


def is_whole(value: object, most: int) -> TypeGuard[int]:
    """Whether this is a whole number from 0 to `most`."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most
