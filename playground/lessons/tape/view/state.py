"""What a learner has set on the tape page: four frozen records that read from a link and write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

from playground.core.errors import PlaygroundError
from playground.core.parsing import number_text
from playground.expression import parse
from playground.lessons.shared.lab_records import Lab, clinic, names_of
from playground.lessons.shared.validation import check_choice
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
)
from playground.lessons.tape.free_fall import FallRequest
from playground.lessons.tape.tape import FREE, TapeRequest
from playground.lessons.tape.two_inputs import TwoInputsRequest
from playground.lessons.traps import traps_of

__all__ = ["LABS", "PAGE", "QUESTIONS", "STATE", "VIEWS", "TapeState"]

PAGE: Final = "tape"
_VIEW: Final = "playground.lessons.tape.view"
# The labs of the page, in order. A lab more is an entry more, its module and its table in the catalogue.
LABS: Final = (
    Lab(
        "tape",
        f"{_VIEW}.builder",
        ("unwatched_constant", "square_at_minus_four", "integer_variable", "watched_frozen", "second_call"),
        minutes=10,
    ),
    Lab("graph", f"{_VIEW}.graph", ("two_paths",)),
    Lab("draw", f"{_VIEW}.sketch", ("sine_slope", "cubic_slope", "relu_slope")),
    Lab("fall", f"{_VIEW}.free_fall", ("acceleration",)),
    Lab("inputs", f"{_VIEW}.two_inputs", ("gradient_of_b", "gradient_shape")),
    clinic(),
)
VIEWS: Final = names_of(LABS)
QUESTIONS: Final = tuple(key for lab in LABS for key in lab.questions)


@dataclass(frozen=True, slots=True)
class TapeState:
    """The whole page; each part checks itself when it is built."""

    tape: TapeRequest = field(default_factory=TapeRequest)
    fall: FallRequest = field(default_factory=FallRequest)
    inputs: TwoInputsRequest = field(default_factory=TwoInputsRequest)
    view: str = VIEWS[0]
    trap: str = traps_of(PAGE)[0]
    question: str = ""  # the one that a link asks for

    def __post_init__(self) -> None:
        check_shown(self, VIEWS, traps_of(PAGE), QUESTIONS)


def _switch(name: str, given: str) -> bool:
    return check_choice(name, given, ("0", "1")) == "1"


def _formula(given: str) -> str:
    parse(given)  # the record looks at it only when it is used
    return given


def _samples(given: str) -> tuple[tuple[float | str, ...], ...]:
    return tuple(tuple(number_or_text(cell) for cell in row.split(",")) for row in given.split(";"))


def _write_samples(samples: tuple[tuple[float, ...], ...]) -> str:
    return ";".join(",".join(number_text(value) for value in sample) for sample in samples)


def _write_switch(value: bool) -> str:
    return "1" if value else "0"


def _has_formula(page: TapeState) -> bool:
    return page.tape.function == FREE


WORDS: Final[Mapping[str, Word]] = {
    "view": VIEW,
    "kind": text("tape", "kind"),
    "watch": Word("tape", "watch", partial(_switch, "watch"), _write_switch),
    "trainable": Word("tape", "trainable", partial(_switch, "trainable"), _write_switch),
    "persistent": Word("tape", "persistent", partial(_switch, "persistent"), _write_switch),
    "twice": Word("tape", "calls", lambda given: 1 + _switch("twice", given), lambda calls: str(calls - 1)),
    "formula": Word("tape", "expression", _formula, str, _has_formula),  # by itself it means its function
    "function": text("tape", "function"),
    "x": real("tape", "value"),
    "height": real("fall", "height"),
    "gravity": real("fall", "gravity"),
    "time": real("fall", "time"),
    "samples": Word("inputs", "samples", _samples, _write_samples),
    "w1": real("inputs", "w1"),
    "w2": real("inputs", "w2"),
    "b": real("inputs", "b"),
    "question": QUESTION,
    "trap": TRAP,
}


class _TapePage(PageState[TapeState]):
    """A formula in a link means its function, too, unless the link names one."""

    def read(self, words: Mapping[str, str]) -> tuple[TapeState, tuple[PlaygroundError, ...]]:
        found, problems = super().read(words)
        if "formula" in words and "function" not in words and found.tape.expression == words["formula"]:
            found = replace(found, tape=replace(found.tape, function=FREE))
        return found, problems


STATE: Final = _TapePage(PAGE, TapeState(), WORDS, LABS, traps_of(PAGE))
