"""What a run that is no scene is asked: a question that fits its settings, answered by theory and run.

The first question of `RUN_QUESTIONS` that fits is asked. Its words are `run_questions.<name>`, as those of
scenes; the question itself may name the numbers that `names` gives.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from playground.core.experiment import Experiment
from playground.core.scenes import home_of, scene_of
from playground.locale import strings
from playground.stage import drawn_rules as drawn
from playground.stage.question_rules import NEAR, Finding, Run, count, share, text, updates_to
from playground.stage.questions import FORMULAS, QUESTIONS, Asked, Question, describe, question_of
from playground.theory.summary import summary

__all__ = [
    "AREA",
    "MOST_STEPS",
    "RUN_QUESTIONS",
    "RunQuestion",
    "asked_of",
    "describe_run_question",
    "question_words",
    "run_question",
]

AREA: Final = "run_questions"
MOST_STEPS: Final = 2000  # of a run that is trained once more to judge an answer
_FALLEN: Final = 0.8  # of the first loss: less has come down
_LADDER: Final = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)
_ALL: Final = (*FORMULAS, "curve", "accuracy")
_DATA: Final = tuple(f"{label}_{name}" for label in ("neg", "pos") for name in ("x", "y", "sx", "sy", "rho"))


@dataclass(frozen=True, slots=True)
class RunQuestion:
    """A question for runs: whether it fits one, beside what the page opens with, and what it names."""

    question: Question
    fits: Callable[[Experiment, Experiment], bool]
    names: Callable[[Experiment], Mapping[str, str]] = lambda e: {"updates": str(e.last_step)}


def settles(e: Experiment, run: Run | None) -> Finding | None:
    """Whether the loss comes down, stays, or grows; where a critical rate is known it is the reason."""
    if run is None:
        return None
    theory = summary(e)
    first, last = run.first("full_loss"), run.last("full_loss")
    grew = run.has_diverged or last > NEAR * first
    truth = "grows" if grew else "stays" if last > _FALLEN * first else "falls"
    values = {"first": text(first), "last": text(last), "rate": text(e.lr), "step": str(int(run.steps[-1]))}
    if theory.critical_kind != "exact" or theory.critical_lr is None or not theory.eigenvalues:
        return Finding(truth, values, "why_free")
    ratio = e.lr / theory.critical_lr
    values |= {"critical": text(theory.critical_lr), "ratio": text(ratio)}
    return Finding(truth, values, "why_above" if ratio > 1 else "why_below")


def level_of(e: Experiment) -> float | None:
    """A round loss a little above the lowest possible one; None where no such loss is known."""
    floor = summary(e).loss_floor if e.is_linear and e.loss == "mse" else None
    if floor is None or not 1e-4 < floor < 0.1:
        return None
    power = 10.0 ** math.floor(math.log10(1.4 * floor))
    return next(step * power for step in _LADDER if step * power >= 1.4 * floor)


def updates_to_level(e: Experiment, run: Run | None) -> Finding | None:
    """The first update after which the loss is at or below the level that the question names."""
    level = level_of(e)
    if run is None or level is None:
        return None
    updates, theory = updates_to(run, level), summary(e)
    values = {"level": text(level), "came": count(updates), "last": text(run.last("full_loss"))}
    values |= {"floor": text(theory.loss_floor or 0.0), "steps": str(e.last_step)}
    if not math.isfinite(updates):
        return Finding(updates, values, "why_never")
    if e.optimizer != "sgd" or not theory.exact_batch or not theory.eigenvalues or e.changes:
        return Finding(updates, values, "why_free")
    flattest = theory.eigenvalues[0]
    values |= {"flattest": text(flattest), "kept": share(abs(1.0 - e.lr * flattest))}
    return Finding(updates, values)


def updates_to_half(e: Experiment, run: Run | None) -> Finding | None:
    """The update at which half of the first loss is gone."""
    if run is None:
        return None
    losses = run.values["full_loss"]
    updates = updates_to(run, float(losses[0]) / 2)
    values = {"first": text(float(losses[0])), "last": text(float(losses[-1])), "came": count(updates)}
    fastest = int(run.steps[int(np.argmin(np.diff(losses)))]) if len(losses) > 1 else 0
    values |= {"steps": str(e.last_step), "fastest": str(fastest)}
    return Finding(updates, values, "why" if math.isfinite(updates) else "why_never")


def _has_other(names: tuple[str, ...]) -> Callable[[Experiment, Experiment], bool]:
    return lambda e, home: any(getattr(e, name) != getattr(home, name) for name in names)


def _has_other_clouds(e: Experiment, home: Experiment) -> bool:
    is_clouds = e.is_linear and e.points is None and e.data == "gaussians" and e.loss == "mse"
    return is_clouds and e.targets == home.targets and _has_other(_DATA)(e, home)


def _is_far(e: Experiment, home: Experiment) -> bool:
    """The clouds have moved so that the rate is above the critical one."""
    theory = summary(e)
    is_known = theory.critical_kind == "exact" and theory.critical_lr is not None
    return _has_other_clouds(e, home) and is_known and e.lr > (theory.critical_lr or math.inf)


def _is_long_step(e: Experiment, home: Experiment) -> bool:
    critical = summary(e).critical_lr if e.is_linear else None
    return e.lr > 0.75 * critical if critical is not None else e.lr >= 3 * Experiment().lr


def _settles_soon(e: Experiment, home: Experiment) -> bool:
    return level_of(e) is not None


_CHOICES: Final = ("falls", "stays", "grows")
RUN_QUESTIONS: Mapping[str, RunQuestion] = MappingProxyType(
    {
        "critical": RunQuestion(
            Question("rate", drawn.critical_rate, factor=1.5, until_end=("gauge", "warning", "theory")),
            _is_far,
        ),
        "settles": RunQuestion(Question("choice", settles, _CHOICES, covers=_ALL), _is_long_step),
        "boundary": RunQuestion(
            Question(
                "line",
                drawn.boundary,
                factor=1.03,
                habit=drawn.middle_line,
                covers=(*_ALL, "boundary"),
                until_end=("best", "theory"),
            ),
            _has_other_clouds,
        ),
        "sketch": RunQuestion(
            Question(
                "curve", drawn.curve_of("full_loss", "why_grows"), factor=1.1, column="full_loss", covers=_ALL
            ),
            _has_other(("optimizer", "batch", "activation", "hidden", "features")),
        ),
        "level": RunQuestion(
            Question("number", updates_to_level, factor=1.5, covers=_ALL),
            _settles_soon,
            lambda e: {"level": text(level_of(e) or 0.0), "updates": str(e.last_step)},
        ),
        "half": RunQuestion(
            Question("number", updates_to_half, factor=1.5, covers=_ALL), lambda e, home: True
        ),
    }
)


def run_question(page: str, experiment: Experiment) -> Asked | None:
    """The question of a run that is no scene; None where nothing is asked."""
    e, is_short = experiment, experiment.stop == "steps" and 1 < experiment.last_step <= MOST_STEPS
    if page not in QUESTIONS or not is_short or e.edits or scene_of(e, page) is not None:
        return None
    home = home_of(page)
    found = next((name for name, asked in RUN_QUESTIONS.items() if asked.fits(e, home)), None)
    return None if found is None else Asked(found, RUN_QUESTIONS[found].question, f"{AREA}.{found}")


def asked_of(page: str, experiment: Experiment) -> Asked | None:
    """What an experiment is asked on a page: as a scene, or as a run."""
    return question_of(page, experiment) or run_question(page, experiment)


def describe_run_question(page: str, experiment: Experiment) -> dict[str, Any] | None:
    """What a browser is told of a run's question but its words; None where there is none."""
    asked = run_question(page, experiment)
    if asked is None:
        return None
    values = dict(RUN_QUESTIONS[asked.name].names(experiment))
    return {
        "name": asked.name,
        **describe(asked.question),
        "choices": list(asked.question.choices),
        "values": values,
    }


def question_words(language: str) -> dict[str, str]:
    """The questions and their choices for the stage; hints and reasons stay with the server."""
    told = strings(AREA, language)
    return {
        f"ask.{key}": words for key, words in told.items() if key.endswith(".question") or ".choice." in key
    }
