"""What a learner has set on the page of predictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from playground.core.parsing import number_text
from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.view.query_words import TRAINING_WORDS
from playground.lessons.predict.inference import Point, check_points
from playground.lessons.shared.lab_records import Lab, clinic, names_of
from playground.lessons.shared.validation import check_choice, check_real, check_whole
from playground.lessons.shared.view.page_state import (
    QUESTION,
    TRAP,
    VIEW,
    PageState,
    Word,
    number_or_text,
    real,
    whole,
)
from playground.lessons.traps import traps_of

__all__ = ["LARGEST_THRESHOLD", "PAGE", "STATE", "QUESTIONS", "VIEWS", "PredictPage"]

PAGE: Final = "predict"
LARGEST_THRESHOLD: Final = 10.0
_VIEW: Final = "playground.lessons.predict.view"
# The labs of the page, in order. A lab more is an entry more, its module and its table in the catalogue.
LABS: Final = (
    Lab("scores", f"{_VIEW}.scores", ("prediction_shape", "batches_of_predict")),
    Lab("threshold", f"{_VIEW}.threshold", ("higher_threshold",), minutes=10),
    Lab("points", f"{_VIEW}.points", ("score_range",)),
    Lab("call", f"{_VIEW}.call", ("called_model",)),
    clinic(),
)
VIEWS: Final = names_of(LABS)
QUESTIONS: Final = tuple(key for lab in LABS for key in lab.questions)


@dataclass(frozen=True, slots=True)
class PredictPage:
    """The whole page; each part checks itself when it is built."""

    training: FitRequest = field(default_factory=FitRequest)
    batch: int = 128
    threshold: float = 0.5
    points: tuple[Point, ...] = ()
    view: str = VIEWS[0]
    trap: str = ""
    question: str = ""  # the one that a link asks for

    def __post_init__(self) -> None:
        check_whole("predict_batch", self.batch, 1, 2000)
        threshold = check_real("threshold", self.threshold, -LARGEST_THRESHOLD, LARGEST_THRESHOLD)
        object.__setattr__(self, "threshold", threshold)
        object.__setattr__(self, "points", check_points(self.points))
        check_choice("view", self.view, VIEWS)
        if self.trap:
            check_choice("trap", self.trap, traps_of(PAGE))
        if self.question:
            check_choice("question", self.question, QUESTIONS)


def _points(given: str) -> tuple[tuple[float | str, float | str], ...]:
    points = []
    for part in given.split(";"):
        x, _, y = part.partition(",")
        points.append((number_or_text(x), number_or_text(y)))
    return tuple(points)


def _write(points: tuple[Point, ...]) -> str:
    return ";".join(f"{number_text(x)},{number_text(y)}" for x, y in points)


WORDS: Final[Mapping[str, Word]] = {
    "view": VIEW,
    **TRAINING_WORDS,
    "predict_batch": whole("", "batch"),
    "threshold": real("", "threshold"),
    "points": Word("", "points", _points, _write),
    "question": QUESTION,
    "trap": TRAP,
}
STATE: Final = PageState(PAGE, PredictPage(), WORDS, LABS, traps_of(PAGE))
