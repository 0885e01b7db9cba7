"""What a scene asks before it is played: one record a scene, and the verdict on an answer.

Words stand beside the scene's title: `<area>.scene.<scene>.question`, `.choice.<choice>`, `.hint`, `.why`,
and `.wrong.<answer>` for answers that come of a known mistake. The right answer is computed when an answer
is sent; none of it reaches a browser before.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.parsing import Ambiguous, typed_real
from playground.core.scenes import scene_of
from playground.core.wire_format import Chunk
from playground.locale import say, strings
from playground.stage import question_rules as rules
from playground.stage.question_rules import Finding, Rule, Run
from playground.stage.request import MOST_COUNT, Given, Want

__all__ = ["AREAS", "QUESTIONS", "Question", "describe_question", "judge", "question_of", "whole_run"]

MOST_ROWS: Final = 190  # that a rule sees of a run
# The catalogue of a page's own words.
AREAS: Final[Mapping[str, str]] = {"linear": "linear", "layers": "layers_stage"}
_FORMULAS: Final = ("floor", "gauge", "warning", "theory", "best")  # all that is known before training


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its kind of answer, the rule that knows the right one, and what it covers until then.

    A number is right within `factor` times the truth. `mistakes` names numbers that come of a known mistake.
    """

    kind: Literal["choice", "number"]
    rule: Rule
    choices: tuple[str, ...] = ()
    factor: float = 1.0
    mistakes: tuple[tuple[str, float], ...] = ()
    covers: tuple[str, ...] = (*_FORMULAS, "curve")


def _choice(rule: Rule, *choices: str, covers: tuple[str, ...] = (*_FORMULAS, "curve")) -> Question:
    return Question("choice", rule, choices, covers=covers)


_LOSSES: Final = ("0.3", "0.03", "0.003")
_RIGHT: Final = ("50", "75", "100")  # per cent
_SEEN: Final = ("warning", "curve", "accuracy")  # of a network, which has no closed form

_LINEAR: Final[Mapping[str, Question]] = {
    "chapter": _choice(rules.nearest_loss(*_LOSSES), *_LOSSES),
    "overlap": Question(
        "number", rules.lowest_loss, factor=1.5, mistakes=(("zero", 0.0), ("half", 0.25), ("share", 0.5))
    ),
    "stretched": _choice(rules.turn_or_shift, "turn", "shift", "both"),
    "edge": _choice(rules.weights_path, "straight", "swing", "away"),
    "diverges": _choice(rules.comes_down, "works", "slower", "fails"),
    "minibatch": _choice(rules.near_the_end, "flat", "noisy", "rises"),
    "adam": _choice(rules.race_with_sgd, "faster", "same", "slower"),
    "far": _choice(rules.comes_down, "works", "slower", "fails"),
    "broadcast": _choice(rules.what_is_learned, "line", "constant", "opposite"),
}
_LAYERS: Final[Mapping[str, Question]] = {
    "circle": Question(
        "number", rules.lines_to_enclose, mistakes=(("two", 2.0), ("four", 4.0)), covers=("warning",)
    ),
    "xor_line": _choice(rules.shape_of_boundary, "smooth", "pieces", "line", covers=("warning",)),
    "xor": _choice(rules.nearest_accuracy(*_RIGHT), *_RIGHT, covers=_SEEN),
    "xor_feature": _choice(rules.nearest_accuracy(*_RIGHT), *_RIGHT, covers=_SEEN),
    "moons": _choice(rules.shape_of_boundary, "smooth", "pieces", "line", covers=("warning",)),
    "spiral": Question("number", rules.updates_until_plunge, factor=2.0, covers=_SEEN),
    "overfit": _choice(rules.curve_that_turns, "training", "held", "both", "neither", covers=_SEEN),
    "dropout": _choice(rules.held_out_rise, "strongly", "little", "no", covers=_SEEN),
    "vanishing": _choice(rules.how_far_down, "far", "part", "hardly", covers=_SEEN),
    "residual": _choice(rules.how_far_down, "far", "part", "hardly", covers=_SEEN),
    "branches": _choice(rules.nearest_accuracy(*_RIGHT), *_RIGHT, covers=_SEEN),
    "heads": _choice(rules.head_that_falls, "class", "distance", "alike", covers=_SEEN),
    "classes": Question(
        "number",
        rules.loss_of_guessing,
        factor=1.06,
        mistakes=(("share", 0.2), ("wrong", 0.8), ("one", 1.0)),
        covers=_SEEN,
    ),
    "zeros": _choice(rules.units_from_zero, "soon", "later", "never", covers=_SEEN),
}
QUESTIONS: Mapping[str, Mapping[str, Question]] = MappingProxyType({"linear": _LINEAR, "layers": _LAYERS})


def question_of(page: str, experiment: Experiment) -> tuple[str, Question] | None:
    """The scene that an experiment is on a page, and its question; None where nothing is asked."""
    name = scene_of(experiment, page) if page in QUESTIONS else None
    found = QUESTIONS[page].get(name) if name else None
    return None if name is None or found is None else (name, found)


def describe_question(page: str, name: str, language: str) -> dict[str, Any] | None:
    """What a browser is told of a scene's question: how it is answered, and what it covers."""
    asked = QUESTIONS.get(page, {}).get(name)
    if asked is None:
        return None
    prefix = f"{AREAS[page]}.scene.{name}"
    choices = [[key, say(f"{prefix}.choice.{key}", language)] for key in asked.choices]
    return {"kind": asked.kind, "choices": choices, "covers": list(asked.covers)}


def whole_run(experiment: Experiment) -> Generator[Want, Chunk, Run]:
    """The pieces of a run, to be trained one after another; then its rows, the last one among them."""
    e = experiment
    stride = -(-e.last_step // MOST_ROWS)
    want = Want(0, stride, MOST_COUNT, None)
    steps: list[NDArray[Any]] = []
    rows: list[NDArray[Any]] = []
    while True:
        chunk = yield want
        steps.append(chunk.steps)
        rows.append(chunk.rows)
        if chunk.end is not None:
            break
        start = int(chunk.steps[-1]) + stride if len(chunk) else want.start
        want = Want(min(start, e.last_step), stride, MOST_COUNT, chunk.checkpoint)
    values = np.concatenate(rows).astype(np.float64)
    columns = {name: values[:, at] for at, name in enumerate(e.columns)}
    return Run(np.concatenate(steps).astype(np.float64), columns, chunk.end.reason == "diverged")


def judge(
    page: str, experiment: Experiment, given: Given, run: Run | None, language: str
) -> dict[str, Any] | None:
    """The verdict on an answer, in words; None where the experiment asks nothing of that name.

    Before the learner has seen the run's end: "hint" for a first answer that is wrong, else "held". Then
    "verdict", with what came, how far off the answer was, and why. "unread": it is no answer of the kind.
    """
    found = question_of(page, experiment)
    if found is None or found[0] != given.question:
        return None
    name, asked = found
    value = _read(asked, given.value)
    told: dict[str, Any] = {"question": name, "value": given.value, "lang": language}
    if value is None:
        return {**told, "phase": "unread", "text": say("stage.question_unread", language)}
    finding = asked.rule(experiment, run)
    words = _Words(page, name, language)
    if not given.has_ended:
        if finding is None or not given.is_first or _is_right(asked, value, finding.truth):
            return {**told, "phase": "held", "text": ""}
        return {**told, "phase": "hint", "text": words.mistake(asked, value) or words.text("hint")}
    if finding is None:
        return None
    return {**told, "phase": "verdict", **_verdict(asked, value, finding, words)}


@dataclass(frozen=True, slots=True)
class _Words:
    page: str
    name: str
    language: str

    def text(self, key: str, **values: str) -> str:
        return say(f"{AREAS[self.page]}.scene.{self.name}.{key}", self.language, **values)

    def mistake(self, asked: Question, value: str | float) -> str:
        """What is wrong with an answer that comes of a known mistake; "" for any other."""
        named = value if isinstance(value, str) else _mistake(asked, value)
        key = f"wrong.{named}"
        is_known = f"scene.{self.name}.{key}" in strings(AREAS[self.page], self.language)
        return self.text(key) if is_known else ""


def _verdict(asked: Question, value: str | float, finding: Finding, words: _Words) -> dict[str, Any]:
    right = _is_right(asked, value, finding.truth)
    if asked.kind == "choice":
        said, came = (words.text(f"choice.{key}") for key in (value, finding.truth))
    else:
        said, came = (f"{float(number):.4g}" for number in (value, finding.truth))
    distance = "" if asked.kind == "choice" else _distance(float(value), float(finding.truth), words.language)
    reason = words.text("why", **finding.values)
    mistake = "" if right else words.mistake(asked, value)
    text = f"{mistake} {reason}" if mistake else reason
    return {"right": right, "said": said, "came": came, "distance": distance, "text": text}


def _distance(value: float, truth: float, language: str) -> str:
    """How far a number was off, in words."""
    if value == truth:
        return say("stage.distance_exact", language)
    if value <= 0.0 or truth <= 0.0 or not math.isfinite(truth):
        return say("stage.distance_by", language, by=f"{abs(value - truth):.3g}")
    times = max(value, truth) / min(value, truth)
    if times < 1.095:
        return say("stage.distance_near", language, percent=f"{100 * abs(value / truth - 1):.2g} %")
    key = "above" if value > truth else "below"
    return say(f"stage.distance_{key}", language, times=f"{times:.1f}" if times < 10 else f"{times:.0f}")


def _is_right(asked: Question, value: str | float, truth: str | float) -> bool:
    if isinstance(value, str) or isinstance(truth, str):
        return value == truth
    if value <= 0.0 or truth <= 0.0:
        return value == truth
    return max(value, truth) / min(value, truth) <= asked.factor * (1 + 1e-9)


def _mistake(asked: Question, value: float) -> str:
    return next((name for name, typical in asked.mistakes if math.isclose(value, typical, rel_tol=0.02)), "")


def _read(asked: Question, text: str) -> str | float | None:
    """The answer as its kind takes it; None for what is none."""
    if asked.kind == "choice":
        return text if text in asked.choices else None
    value = typed_real(text)
    return None if value is None or isinstance(value, Ambiguous) else float(value)
