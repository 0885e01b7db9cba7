"""Judge a learner's prediction against what TensorFlow computes now."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.parsing import number_text
from playground.lessons.questions import question, read_answer
from playground.lessons.shared.clues import clue_of
from playground.lessons.shared.question_records import CURVE_TOLERANCE, Answer, Question, Verdict
from playground.lessons.shared.tasks.sandbox import Namespace

__all__ = ["judge"]


def judge(key: str, given: object) -> Verdict:
    """Whether the answer is right, the truth, and the mistake that a wrong answer looks like."""
    asked, answer = question(key), read_answer(key, given)
    namespace = _asked(key)
    truth = _plain(asked, namespace.names["answer"])
    scale = _range(truth) if asked.kind == "curve" else 1.0
    right = _agrees(asked, answer, truth, scale)
    mistake = None if right else _mistake(asked, answer, namespace)
    clue = None if right or mistake else clue_of(asked, answer, truth)
    if asked.kind != "curve":
        return Verdict(key, right, _text(truth), _text(answer), mistake, asked.source, clue=clue)
    true_curve, drawn = _curve(truth), _curve(answer)
    distance = _distance(drawn, true_curve) / scale
    x = np.array(asked.curve_x)
    return Verdict(key, right, "", "", mistake, asked.source, x, true_curve, drawn, distance, clue)


@lru_cache(maxsize=64)  # the truth stays the truth, and a Keras model that is traced costs memory
def _asked(key: str) -> Namespace:
    """The names that a question's code leaves."""
    namespace = Namespace()
    namespace.execute(question(key).source)
    return namespace


def _plain(asked: Question, value: Any) -> Answer:
    """A value of the lesson's code as an answer of the question's kind."""
    match asked.kind:
        case "number":
            return round(float(value), 6)
        case "shape":
            return tuple(int(size) for size in value)
        case "choice":
            return str(value)
        case "curve":
            return tuple(float(y) for y in value)


def _agrees(asked: Question, answer: Answer, truth: Answer, scale: float) -> bool:
    if asked.kind == "curve":
        return _distance(_curve(answer), _curve(truth)) <= CURVE_TOLERANCE * scale
    if isinstance(answer, float) and isinstance(truth, float):
        return abs(answer - truth) <= asked.tolerance
    return answer == truth


def _mistake(asked: Question, answer: Answer, namespace: Namespace) -> str | None:
    for key, expression in asked.mistakes:
        wrong = _plain(asked, namespace.evaluate(expression)[0])
        # A flat line is near a small curve: distance counts in the range of the curve that it is taken for.
        if _agrees(asked, answer, wrong, _range(wrong) if asked.kind == "curve" else 1.0):
            return key
    return None


def _curve(values: Answer) -> NDArray[np.float64]:
    return np.array(values, dtype=np.float64)


def _distance(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Root mean square distance of two curves."""
    return float(np.sqrt(np.mean((first - second) ** 2)))


def _range(truth: Answer) -> float:
    curve = _curve(truth)
    return float(curve.max() - curve.min()) or 1.0


def _text(value: Answer) -> str:
    return number_text(value) if isinstance(value, float) else str(value)
