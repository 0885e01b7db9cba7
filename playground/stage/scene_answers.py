"""Questions of a server's own scenes that take an answer: its file names what each is about.

The rule, the kind of answer and the words of the reason are those of a run's question of that name
(`run_questions`); the question itself is the teacher's text. `level` has the loss of the file in the place of
one that follows from the settings.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from playground.core.errors import SettingsError
from playground.core.experiment import Experiment
from playground.core.scene_file import Entry, SceneFile
from playground.core.scenes import entry_of, scene_of
from playground.locale import say
from playground.stage import questions, run_questions
from playground.stage.question_rules import Finding, Run, count, text, updates_to
from playground.stage.questions import Asked, Question, describe
from playground.stage.run_questions import AREA, MOST_STEPS, RUN_QUESTIONS
from playground.theory.summary import summary

__all__ = ["FITS", "asked_of", "check_answers", "describe_question", "question_of"]


def updates_to_given(level: float, _e: Experiment, run: Run | None) -> Finding | None:
    """The first update after which the loss is at or below a level that the file names."""
    if run is None:
        return None
    updates = updates_to(run, level)
    values = {"level": text(level), "came": count(updates), "last": text(run.last("full_loss"))}
    values |= {"steps": str(int(run.steps[-1]))}
    return Finding(updates, values, "why_given" if math.isfinite(updates) else "why_given_never")


def _has_critical_rate(e: Experiment) -> bool:
    theory = summary(e) if e.is_linear else None
    return theory is not None and theory.critical_kind == "exact" and theory.critical_lr is not None


def _is_two_clouds(e: Experiment) -> bool:
    return e.is_linear and e.points is None and e.data == "gaussians" and e.targets == "column"


def _is_any(_e: Experiment) -> bool:
    return True


# Which settings a question can be asked of, beside the run's length.
FITS: Final[Mapping[str, Callable[[Experiment], bool]]] = MappingProxyType(
    {
        "settles": _is_any,
        "half": _is_any,
        "level": _is_any,
        "critical": _has_critical_rate,
        "boundary": _is_two_clouds,
        "sketch": _is_any,
    }
)


def check_answers(file: SceneFile | None) -> None:
    """SettingsError for the first scene of a file whose question its own run cannot answer."""
    for entry in file.scenes if file else ():
        e = entry.experiment
        if not entry.answer or e is None:
            continue
        is_short = e.stop == "steps" and 1 < e.last_step <= MOST_STEPS and not e.edits
        key = "scene_answer_run" if not is_short else f"scene_answer_{entry.answer}"
        if not is_short or not FITS[entry.answer](e):
            place, most = f"{entry.place}, answer", str(MOST_STEPS)
            raise SettingsError("scene_field", place=place, value=entry.answer, expected_key=key, most=most)


def question_of(page: str, experiment: Experiment) -> Asked | None:
    """What the scene that an experiment is asks: that of the server's file, or the app's own."""
    name = scene_of(experiment, page) if page in questions.QUESTIONS else None
    entry = entry_of(name) if name else None
    if entry is None or not entry.answer:
        return questions.question_of(page, experiment)
    return Asked(entry.name, _question(entry), f"{AREA}.{entry.answer}")


def asked_of(page: str, experiment: Experiment) -> Asked | None:
    """What an experiment is asked on a page: as a scene, or as a run."""
    return question_of(page, experiment) or run_questions.asked_of(page, experiment)


def describe_question(page: str, name: str, language: str) -> dict[str, Any] | None:
    """What a browser is told of a scene's question: how it is answered, and what it covers."""
    entry = entry_of(name)
    if entry is None or not entry.answer:
        return questions.describe_question(page, name, language)
    asked = _question(entry)
    choices = [[key, say(f"{AREA}.{entry.answer}.choice.{key}", language)] for key in asked.choices]
    return {"name": name, **describe(asked), "choices": choices}


def _question(entry: Entry) -> Question:
    question = RUN_QUESTIONS[entry.answer].question
    if entry.level is None:
        return question
    return replace(question, rule=partial(updates_to_given, entry.level))
