"""Predict before you look: questions whose truth TensorFlow computes when the learner has answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np

from playground.core.parsing import Ambiguous, number_text, quote, typed_real
from playground.lessons.fit import questions as fit
from playground.lessons.layers import questions as layers
from playground.lessons.predict import questions as predict
from playground.lessons.shared.question_records import CURVE_TOLERANCE, Answer, Question, Verdict
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.validation import LessonError, check_choice
from playground.lessons.tape import questions as tape
from playground.lessons.tensors import questions as tensors

__all__ = [
    "CURVE_TOLERANCE",
    "QUESTIONS",
    "Answer",
    "Question",
    "Verdict",
    "question",
    "questions_of",
    "read_answer",
]

MOST_AXES = 4  # of an answer: a batch of images has four

# In the order of the pages; a key is a word of links.
_TABLES = (tensors.QUESTIONS, tape.QUESTIONS, fit.QUESTIONS, predict.QUESTIONS, layers.QUESTIONS)
QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {key: entry for table in _TABLES for key, entry in table.items()}
)


def question(key: str) -> Question:
    """The question of a key; LessonError for an unknown one."""
    return QUESTIONS[check_choice("question", key, QUESTIONS)]


def questions_of(page: str) -> tuple[str, ...]:
    """The keys of a page's questions, in order."""
    return tuple(key for key, entry in QUESTIONS.items() if entry.page == page)


def read_answer(key: str, given: object) -> Answer:
    """What a learner gave, as the question's kind takes it; LessonError if it is nothing of the kind.

    Numbers and shapes may come as text; a curve is a sequence of finite numbers, one for each of curve_x.
    """
    asked = question(key)
    match asked.kind:
        case "number":
            return _number(given)
        case "shape":
            text = given if isinstance(given, str) else str(tuple(_sequence(given)))
            return read_shape(text, MOST_AXES)
        case "choice":
            return check_choice("answer", given, asked.choices)
        case "curve":
            curve = tuple(_number(value) for value in _sequence(given))
            if len(curve) != asked.points:
                raise LessonError("lesson.curve", value=str(len(curve)), points=str(asked.points))
            return curve


def _number(given: object) -> float:
    text = given if isinstance(given, str) else number_text(given) if isinstance(given, (int, float)) else ""
    value = typed_real(text)
    if isinstance(value, Ambiguous):
        first, second = value.texts
        raise LessonError("lesson.ambiguous", value=quote(given), first=first, second=second)
    if value is None:
        raise LessonError("lesson.number", value=quote(given))
    return value


def _sequence(given: object) -> Sequence[object]:
    if not isinstance(given, (list, tuple, np.ndarray)):
        raise LessonError("lesson.sequence", value=quote(given))
    return [value.item() if isinstance(value, np.generic) else value for value in given]
