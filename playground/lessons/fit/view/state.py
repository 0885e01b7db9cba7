"""What a learner has set on the page of compile and fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from playground.core.experiment import POINTS
from playground.core.parsing import number_text
from playground.lessons.fit.choosing import ChoosingRequest
from playground.lessons.fit.compiling import CompileRequest
from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.loss_choice import ChoiceRequest
from playground.lessons.fit.loss_point import LossPointRequest
from playground.lessons.fit.metric_scores import MetricRequest
from playground.lessons.fit.three_ways import WaysRequest
from playground.lessons.fit.view.query_words import OWN_POINTS, TRAINING_WORDS
from playground.lessons.shared.lab_records import Lab, clinic, names_of
from playground.lessons.shared.view.page_state import (
    QUESTION,
    TRAP,
    VIEW,
    PageState,
    Word,
    check_shown,
    number_or_text,
    real,
    text,
    whole,
    whole_or_text,
)
from playground.lessons.traps import traps_of

__all__ = ["LABS", "PAGE", "STATE", "QUESTIONS", "VIEWS", "FitPage"]

PAGE: Final = "fit"
_VIEW: Final = "playground.lessons.fit.view"
# The labs of the page, in order. A lab more is an entry more, its module and its table in the catalogue.
LABS: Final = (
    Lab("fit", f"{_VIEW}.training_lab", ("updates_of_fit", "history_keys"), minutes=10),
    Lab("compile", f"{_VIEW}.compiling", ("where_misspelt", "entropy_gradient"), minutes=10),
    Lab("choosing", f"{_VIEW}.choosing", (), minutes=10),
    Lab("validation", f"{_VIEW}.validation", ("first_epoch", "sorted_split"), minutes=10),
    Lab("metrics", f"{_VIEW}.metrics", ("exactly_half", "accuracy_of_scores")),
    Lab("ways", f"{_VIEW}.three_ways", ("same_start", "metric_of_an_epoch")),
    clinic(),
)
VIEWS: Final = names_of(LABS)
QUESTIONS: Final = tuple(key for lab in LABS for key in lab.questions)


@dataclass(frozen=True, slots=True)
class FitPage:
    """The whole page; each part checks itself when it is built."""

    training: FitRequest = field(default_factory=FitRequest)
    compile: CompileRequest = field(default_factory=CompileRequest)
    choosing: ChoosingRequest = field(default_factory=ChoosingRequest)
    choice: ChoiceRequest = field(default_factory=ChoiceRequest)
    point: LossPointRequest = field(default_factory=LossPointRequest)
    metrics: MetricRequest = field(default_factory=MetricRequest)
    ways: WaysRequest = field(default_factory=WaysRequest)
    view: str = VIEWS[0]
    trap: str = ""
    question: str = ""  # the one that a link asks for

    def __post_init__(self) -> None:
        check_shown(self, VIEWS, traps_of(PAGE), QUESTIONS)


def _reals(given: str) -> tuple[float | str, ...]:
    return tuple(map(number_or_text, given.split(",")))


def _wholes(given: str) -> tuple[int | str, ...]:
    return tuple(map(whole_or_text, given.split(",")))


def _write(values: tuple[float, ...]) -> str:
    return ",".join(map(number_text, values))


WORDS: Final[Mapping[str, Word]] = {
    "view": VIEW,
    **TRAINING_WORDS,
    POINTS: OWN_POINTS,
    "named_optimizer": text("compile", "optimizer"),
    "named_loss": text("compile", "loss"),
    "named_metric": text("compile", "metric"),
    "named_rate": text("compile", "rate"),
    "compared": text("choosing", "kind"),
    "compared_data": text("choosing", "data"),
    "compared_rate": text("choosing", "rate"),
    "task": text("choice", "task"),
    "output": text("choice", "output"),
    "labels": text("choice", "labels"),
    "target": whole("point", "target"),
    "score": real("point", "score"),
    "scores": Word("metrics", "scores", _reals, _write),
    "targets": Word("metrics", "targets", _wholes, _write),
    "threshold": real("metrics", "threshold"),
    "ways_optimizer": text("ways", "optimizer"),
    "ways_loss": text("ways", "loss"),
    "question": QUESTION,
    "trap": TRAP,
}
STATE: Final = PageState(PAGE, FitPage(), WORDS, LABS, traps_of(PAGE))
