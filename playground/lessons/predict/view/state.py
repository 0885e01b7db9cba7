"""What a learner has set on the page of predictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from playground.core.errors import PlaygroundError
from playground.core.parsing import number_text
from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.view.query_words import OWN_POINTS, OWN_POINTS_OF_PREDICT, TRAINING_WORDS
from playground.lessons.predict.inference import Point, check_points
from playground.lessons.shared.lab_records import Lab, clinic, names_of
from playground.lessons.shared.validation import check_real, check_whole
from playground.lessons.shared.view.page_state import (
    QUESTION,
    TRAP,
    VIEW,
    PageState,
    Word,
    check_shown,
    number_or_text,
    real,
    whole,
)
from playground.lessons.traps import traps_of

__all__ = ["LARGEST_THRESHOLD", "OVERLAP", "PAGE", "STATE", "QUESTIONS", "VIEWS", "PredictPage"]

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
        check_shown(self, VIEWS, traps_of(PAGE), QUESTIONS)


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
    OWN_POINTS_OF_PREDICT: OWN_POINTS,
    "predict_batch": whole("", "batch"),
    "threshold": real("", "threshold"),
    "points": Word("", "points", _points, _write),
    "question": QUESTION,
    "trap": TRAP,
}
# The classes of the threshold's lab: they overlap, so that a threshold trades one mistake for the other.
OVERLAP: Final = replace(FitRequest(), neg_x=1.0, neg_y=2.0, pos_x=2.0, pos_y=1.0)
_THRESHOLD: Final = "threshold"
_MEANS: Final = ("neg_x", "neg_y", "pos_x", "pos_y")
_SAY_NOTHING: Final = frozenset({"view", "question", "lang", "embed", "embed_options"})


class PredictState(PageState[PredictPage]):
    """The state of the page: the threshold's lab begins with classes of its own where nothing else is set.

    Words of a link keep their meaning: only a link that names nothing but the lab has these classes.
    """

    def read(self, words: Mapping[str, str]) -> tuple[PredictPage, tuple[PlaygroundError, ...]]:
        found, problems = super().read(words)
        return (found if set(words) - _SAY_NOTHING else _begun(found)), problems

    def written(self, shown: PredictPage) -> dict[str, str]:
        words = super().written(shown)
        if shown.view != _THRESHOLD:
            return words
        if set(words) == {"view", *_MEANS} and shown.training == OVERLAP:
            return {"view": words["view"]}
        # Without a word of its own the chapter's training would be read as none.
        return words if len(words) > 1 else {**words, "neg_x": number_text(shown.training.neg_x)}

    def take(self, part: str, /, **values: Any) -> None:
        before = self.now().view
        super().take(part, **values)
        shown = self.now()
        if shown.view == before:
            return
        if shown.view == _THRESHOLD:
            begun = _begun(shown)
        else:
            begun = replace(shown, training=FitRequest()) if shown.training == OVERLAP else shown
        if begun != shown:
            super().take("", training=begun.training)


def _begun(shown: PredictPage) -> PredictPage:
    """The page with the classes of the threshold's lab, where it is open and nothing of the model was set."""
    is_plain = shown.training == FitRequest() and shown.threshold == PredictPage().threshold
    return replace(shown, training=OVERLAP) if shown.view == _THRESHOLD and is_plain else shown


STATE: Final = PredictState(PAGE, PredictPage(), WORDS, LABS, traps_of(PAGE))
