"""What a learner has set on the page of compile and fit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from playground.lessons.fit import FitRequest
from playground.lessons.refusals import check_choice
from playground.lessons.traps import traps_of
from playground.ui.lessons.fit_words import TRAINING_WORDS
from playground.ui.lessons.page_state import PageState, Word, text

__all__ = ["PAGE", "PLACE", "QUESTIONS", "VIEWS", "FitPage"]

PAGE: Final = "fit"
VIEWS: Final = ("fit", "compile", "validation", "metrics", "ways", "traps")
# Which questions stand beside which lab.
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "fit": (),
    "compile": (),
    "validation": (),
    "metrics": (),
    "ways": (),
    "traps": (),
}


@dataclass(frozen=True, slots=True)
class FitPage:
    """The whole page; each part checks itself when it is built."""

    training: FitRequest = field(default_factory=FitRequest)
    view: str = VIEWS[0]
    trap: str = ""
    question: str = ""  # the one that a link asks for

    def __post_init__(self) -> None:
        check_choice("view", self.view, VIEWS)
        if self.trap:
            check_choice("trap", self.trap, traps_of(PAGE))
        if self.question:
            check_choice("question", self.question, [key for keys in QUESTIONS.values() for key in keys])


WORDS: Final[Mapping[str, Word]] = {
    "view": text("", "view"),
    **TRAINING_WORDS,
    "question": text("", "question"),
    "trap": text("", "trap"),
}
PLACE: Final = PageState(PAGE, FitPage(), WORDS)
