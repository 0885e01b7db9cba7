"""What a scene asks before it is played: one record a scene. What any other run is asked: `run_questions`.

Words stand beside the scene's title: `<area>.scene.<scene>.question`, `.choice.<choice>`, `.hint`, `.why`,
and `.wrong.<answer>` for answers that come of a known mistake. The right answer is computed when an answer
is sent; none of it reaches a browser before. `verdict` says what is right.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.scenes import scene_of
from playground.core.wire_format import Chunk
from playground.locale import say
from playground.stage import drawn_rules as drawn
from playground.stage import question_rules as rules
from playground.stage.answer_kinds import KNOTS, Truth
from playground.stage.question_rules import Rule, Run
from playground.stage.request import MOST_COUNT, Want

__all__ = [
    "AREAS",
    "FORMULAS",
    "QUESTIONS",
    "Asked",
    "Question",
    "describe",
    "describe_question",
    "question_of",
    "whole_run",
]

MOST_ROWS: Final = 190  # that a rule sees of a run
# The catalogue of a page's own words.
AREAS: Final[Mapping[str, str]] = {"home": "linear", "linear": "linear", "layers": "layers_stage"}
FORMULAS: Final = ("floor", "gauge", "warning", "theory", "best")  # all that is known before training


@dataclass(frozen=True, slots=True)
class Question:
    """One question: its kind of answer (of `KINDS`), the rule of the right one, what it covers until then.

    A number is right within `factor` times the truth; a drawing, where its distance is at most `factor` - 1.
    `mistakes` names numbers that come of a known mistake, and are within `closeness` of it; `habit` names
    one in a drawing. `column` is the loss that a sketch is of. What is in `until_end` stays covered until
    the run has ended, as it is the answer itself.
    """

    kind: str
    rule: Rule
    choices: tuple[str, ...] = ()
    factor: float = 1.0
    mistakes: tuple[tuple[str, float], ...] = ()
    closeness: float = 0.02
    habit: Callable[[Truth, Truth, Experiment], str] | None = None
    column: str = ""
    covers: tuple[str, ...] = (*FORMULAS, "curve")
    until_end: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that an experiment is asked, its name, and where its words stand."""

    name: str
    question: Question
    words: str


def _choice(rule: Rule, *choices: str, covers: tuple[str, ...] = (*FORMULAS, "curve")) -> Question:
    return Question("choice", rule, choices, covers=covers)


_LOSSES: Final = ("0.3", "0.03", "0.003")
_RIGHT: Final = ("50", "75", "100")  # per cent
_SEEN: Final = ("warning", "curve", "accuracy")  # of a network, which has no closed form

_LINEAR: Final[Mapping[str, Question]] = {
    "chapter": _choice(rules.nearest_loss(*_LOSSES), *_LOSSES),
    "overlap": Question(
        "number", rules.lowest_loss, factor=1.5, mistakes=(("zero", 0.0), ("half", 0.25), ("share", 0.5))
    ),
    "stretched": Question(
        "line",
        drawn.boundary,
        factor=1.03,
        habit=drawn.middle_line,
        covers=(*FORMULAS, "curve", "accuracy", "boundary"),
        until_end=("best", "theory"),
    ),
    "edge": _choice(rules.weights_path, "straight", "swing", "away"),
    "diverges": _choice(rules.comes_down, "works", "slower", "fails"),
    "minibatch": _choice(rules.near_the_end, "flat", "noisy", "rises"),
    "adam": _choice(rules.race_with_sgd, "faster", "same", "slower"),
    "far": Question(
        "rate",
        drawn.critical_rate,
        factor=1.5,
        mistakes=(("same", 0.15),),
        closeness=0.35,
        until_end=("gauge", "warning", "theory"),
    ),
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
    "overfit": Question(
        "curve",
        drawn.curve_of("val_loss"),
        factor=1.15,
        habit=drawn.only_falls,
        column="val_loss",
        covers=_SEEN,
    ),
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
QUESTIONS: Mapping[str, Mapping[str, Question]] = MappingProxyType(
    {"home": {"chapter": _LINEAR["chapter"]}, "linear": _LINEAR, "layers": _LAYERS}
)


def question_of(page: str, experiment: Experiment) -> Asked | None:
    """What an experiment is asked on a page: the scene's question, or None where it is no scene."""
    name = scene_of(experiment, page) if page in QUESTIONS else None
    found = QUESTIONS[page].get(name) if name else None
    return None if name is None or found is None else Asked(name, found, f"{AREAS[page]}.scene.{name}")


def describe_question(page: str, name: str, language: str) -> dict[str, Any] | None:
    """What a browser is told of a scene's question: how it is answered, and what it covers."""
    asked = QUESTIONS.get(page, {}).get(name)
    if asked is None:
        return None
    prefix = f"{AREAS[page]}.scene.{name}"
    choices = [[key, say(f"{prefix}.choice.{key}", language)] for key in asked.choices]
    return {"name": name, **describe(asked), "choices": choices}


def describe(question: Question) -> dict[str, Any]:
    """What a browser is told of any question but its words."""
    told = {"kind": question.kind, "covers": list(question.covers), "until_end": list(question.until_end)}
    return {**told, "column": question.column, "knots": KNOTS}


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
