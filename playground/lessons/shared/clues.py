"""The hint to a wrong answer that nobody foresaw: what it has in common with the right one.

Whether an answer gets a hint or the solution is decided in `playground.core.attempts`.
"""

from __future__ import annotations

import numpy as np

from playground.core.parsing import number_text
from playground.lessons.shared.question_records import Answer, Clue, Question

__all__ = ["clue_of"]


def clue_of(asked: Question, given: Answer, truth: Answer) -> Clue | None:
    """The clue to a wrong answer; None for a choice, whose mistakes are all known."""
    if asked.kind == "choice":
        return None
    if isinstance(given, float) and isinstance(truth, float):
        return _number_clue(given, truth)
    assert isinstance(given, tuple)
    assert isinstance(truth, tuple)
    if asked.kind == "curve":
        return _curve_clue(asked, given, truth)
    return _shape_clue(given, truth)


def _number_clue(given: float, truth: float) -> Clue:
    if truth and given == -truth:
        return Clue("sign")
    return Clue("larger" if truth > given else "smaller", {"given": number_text(given)})


def _shape_clue(given: tuple[float, ...], truth: tuple[float, ...]) -> Clue:
    if len(given) != len(truth):
        return Clue("fewer_axes" if len(given) > len(truth) else "more_axes", {"count": str(len(given))})
    if sorted(given) == sorted(truth):
        return Clue("order")
    right = sum(size == true for size, true in zip(given, truth, strict=True))
    return Clue("sizes", {"right": str(right), "count": str(len(truth))})


def _curve_clue(asked: Question, given: tuple[float, ...], truth: tuple[float, ...]) -> Clue:
    """Where the drawing is farthest off, and on which side."""
    off = np.array(given) - np.array(truth)
    at = int(np.argmax(np.abs(off)))
    return Clue("too_high" if off[at] > 0 else "too_low", {"x": number_text(round(asked.curve_x[at], 2))})
