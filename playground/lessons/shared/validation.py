"""What a learner gave that no lesson can take: received, expected, how to mend it."""

from __future__ import annotations

from collections.abc import Collection

from playground.core.errors import PlaygroundError
from playground.core.parsing import Ambiguous, bound_text, number_text, quote, typed_real, typed_whole
from playground.locale import SOURCE, say

__all__ = ["LessonError", "check_choice", "check_real", "check_whole"]


class LessonError(PlaygroundError):
    """A refusal of a lesson; its texts are the tables `lesson.<reason>` of the catalogue `refusals`."""

    def _part(self, part: str, language: str = SOURCE) -> str:
        return say(f"refusals.{self.reason}.{part}", language, **self.values)


def check_real(name: str, value: object, low: float, high: float) -> float:
    """A number within [low, high] as a float."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise _bounds("lesson.real", name, value, low, high)
    return float(value)


def check_whole(name: str, value: object, low: int, high: int) -> int:
    """A whole number within [low, high]."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _bounds("lesson.whole", name, value, low, high)
    return value


def check_choice(name: str, value: object, choices: Collection[str]) -> str:
    """One of the given words."""
    if not isinstance(value, str) or value not in choices:
        raise LessonError("lesson.choice", name=name, value=quote(value), choices=", ".join(choices))
    return value


def _bounds(reason: str, name: str, value: object, low: float, high: float) -> LessonError:
    """The refusal of a number; of a text with two readings, of which one may be meant, the question which."""
    if isinstance(value, str):
        found = typed_whole(value) if reason == "lesson.whole" else typed_real(value)
        if isinstance(found, Ambiguous) and any(low <= part <= high for part in (found.first, found.second)):
            first, second = found.texts
            return LessonError(
                "lesson.ambiguous_for", name=name, value=quote(value), first=first, second=second
            )
    shown = number_text(value) if isinstance(value, float) else quote(value)
    return LessonError(reason, name=name, value=shown, low=bound_text(low), high=bound_text(high))
