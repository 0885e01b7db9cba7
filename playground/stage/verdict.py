"""What is said of an answer to a stage's question: a hint, that it is held, or how it compares."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from playground.core.attempts import tells
from playground.core.experiment import Experiment
from playground.locale import say, strings
from playground.stage.answer_kinds import KINDS, Truth
from playground.stage.question_rules import Finding, Run
from playground.stage.questions import Asked
from playground.stage.request import Given
from playground.stage.scene_answers import asked_of

__all__ = ["judge"]


def judge(
    page: str, experiment: Experiment, given: Given, run: Run | None, language: str
) -> dict[str, Any] | None:
    """The verdict on an answer, in words; None where the experiment asks nothing of that name.

    Before the learner has seen the run's end: "hint" for a first answer that is wrong, else "held". Then
    "verdict", with what came, how far off the answer was, and why. "unread": it is no answer of the kind.
    """
    asked = asked_of(page, experiment)
    if asked is None or asked.name != given.question:
        return None
    question = asked.question
    kind = KINDS[question.kind]
    told: dict[str, Any] = {"question": asked.name, "value": given.value, "lang": language}
    value = kind.read(given.value, question.choices)
    if value is None:
        return {**told, "phase": "unread", "text": say(f"stage.unread_{question.kind}", language)}
    finding = question.rule(experiment, run)
    words = _Words(asked, experiment, language)
    if not given.has_ended:
        if finding is None or tells(
            words.compare(value, finding.truth).is_right, given.is_first, len(question.choices)
        ):
            return {**told, "phase": "held", "text": ""}
        return {**told, "phase": "hint", "text": words.mistake(value, finding.truth) or words.text("hint")}
    if finding is None:
        return None
    return {**told, "phase": "verdict", **words.verdict(value, finding)}


@dataclass(frozen=True, slots=True)
class _Words:
    asked: Asked
    experiment: Experiment
    language: str

    def text(self, key: str, **values: str) -> str:
        return say(f"{self.asked.words}.{key}", self.language, **values)

    def compare(self, value: Truth, truth: Truth) -> Any:
        question = self.asked.question
        return KINDS[question.kind].compare(value, truth, self.experiment, question.factor)

    def mistake(self, value: Truth, truth: Truth) -> str:
        """What is wrong with an answer that comes of a known mistake; "" for any other."""
        name = _mistake(self.asked, value, truth, self.experiment)
        area, _, prefix = self.asked.words.partition(".")
        is_known = bool(name) and f"{prefix}.wrong.{name}" in strings(area, self.language)
        return self.text(f"wrong.{name}") if is_known else ""

    def verdict(self, value: Truth, finding: Finding) -> dict[str, Any]:
        """How the answer compares with what came, and the reason with its numbers."""
        compared = self.compare(value, finding.truth)
        distance = say(f"stage.{compared.key}", self.language, **compared.values) if compared.key else ""
        reason = self.text(finding.reason, **finding.values)
        mistake = "" if compared.is_right else self.mistake(value, finding.truth)
        is_told = KINDS[self.asked.question.kind].is_told
        said, came = (self._told(one) if is_told else "" for one in (value, finding.truth))
        text = f"{mistake} {reason}" if mistake else reason
        return {"right": compared.is_right, "said": said, "came": came, "distance": distance, "text": text}

    def _told(self, value: Truth) -> str:
        if isinstance(value, str):
            return self.text(f"choice.{value}")
        assert isinstance(value, float)
        return f"{value:.4g}" if math.isfinite(value) else say("stage.question_never", self.language)


def _mistake(asked: Asked, value: Truth, truth: Truth, e: Experiment) -> str:
    question = asked.question
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        return question.habit(value, truth, e) if question.habit else ""
    close = question.closeness
    return next(
        (name for name, typical in question.mistakes if math.isclose(value, typical, rel_tol=close)), ""
    )
