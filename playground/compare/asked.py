"""What the browser asks the page Compare about a run: checked, with the experiment that its words mean."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeGuard

from playground.core.experiment import MOST_WORDS, Experiment
from playground.core.points_store import sent_texts, take_points
from playground.stage.draft import lacking, settle

__all__ = ["box_of", "is_place", "is_whole", "lacking_sets", "read"]

_LONGEST: Final = 200
_MOST_SETS: Final = 8  # of the runs that questions are about at one time
_FARTHEST: Final = 1e6


def read(asked: object) -> tuple[str, Experiment] | None:
    """The key of a question and the experiment that it is about; None for what is no question."""
    if not isinstance(asked, Mapping):
        return None
    key, page, words = asked.get("key"), asked.get("page"), _words(asked)
    if not isinstance(key, str) or len(key) > _LONGEST or page not in ("linear", "layers") or words is None:
        return None
    return key, settle(page, words, None).experiment


def lacking_sets(questions: Iterable[object], told: object) -> dict[str, Any]:
    """The names of sets of own points that the questions need and this server lacks.

    It told the texts of sets that it has, and which are gone: without these the questions are answered as its
    rows are. The turn says which of what it told this server has heard.
    """
    heard: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    take_points(sent_texts(heard.get("texts"), _MOST_SETS))
    gone = sent_texts(heard.get("gone"), _MOST_SETS)
    found = dict.fromkeys(name for asked in questions for name in lacking(_words(asked)))
    turn = heard.get("turn")
    return {
        "names": [name for name in found if name not in gone],
        "turn": turn if is_whole(turn, 2**31) else 0,
    }


def _words(asked: object) -> dict[str, str] | None:
    """The words of the run that a question is about; None where they are none."""
    words = asked.get("words") if isinstance(asked, Mapping) else None
    if not isinstance(words, Mapping) or len(words) > MOST_WORDS:
        return None
    if not all(isinstance(text, str) for pair in words.items() for text in pair):
        return None
    return dict(words)


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
