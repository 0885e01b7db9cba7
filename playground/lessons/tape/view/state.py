"""What a learner has set on the tape page: four frozen records that read from a link and write one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.core.parsing import as_real, number_text, quote
from playground.expression import parse
from playground.lessons.shared.validation import check_choice
from playground.lessons.tape.free_fall import FallRequest
from playground.lessons.tape.tape import FREE, TapeRequest
from playground.lessons.tape.two_inputs import TwoInputsRequest
from playground.lessons.traps import traps_of
from playground.shell import url_state

__all__ = [
    "LINK",
    "PAGE",
    "QUESTIONS",
    "VIEWS",
    "TapeState",
    "problems_of",
    "read",
    "refuse",
    "settle",
    "state",
    "take",
    "written",
]

PAGE: Final = "tape"
VIEWS: Final = ("tape", "graph", "draw", "fall", "inputs", "traps")
LINK: Final = "link"  # the place of what a link could not be used for
# Which questions stand beside which lab.
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "tape": (
        "unwatched_constant",
        "square_at_minus_four",
        "integer_variable",
        "watched_frozen",
        "second_call",
    ),
    "graph": ("two_paths",),
    "draw": ("sine_slope", "cubic_slope", "relu_slope"),
    "fall": ("acceleration",),
    "inputs": ("gradient_of_b", "gradient_shape"),
    "traps": (),
}
_IGNORED: Final = frozenset({"embed", "embed_options"})
_STATE: Final = "tape_state"
_PROBLEMS: Final = "tape_problems"


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
        check_choice("view", self.view, VIEWS)
        check_choice("trap", self.trap, traps_of(PAGE))
        if self.question:
            check_choice("question", self.question, [key for keys in QUESTIONS.values() for key in keys])


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of the link: where its value lies, how its text reads and is written."""

    part: str  # a field of TapeState; empty: the state itself
    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def _real(text: str) -> float | str:
    # What is no number goes on as text: the record itself says what it expects.
    value = as_real(text)
    return text if value is None else value


def _switch(name: str, text: str) -> bool:
    return check_choice(name, text, ("0", "1")) == "1"


def _formula(text: str) -> str:
    parse(text)  # the record looks at it only when it is used
    return text


def _samples(text: str) -> tuple[tuple[float | str, ...], ...]:
    return tuple(tuple(_real(cell) for cell in row.split(",")) for row in text.split(";"))


def _write_samples(samples: tuple[tuple[float, ...], ...]) -> str:
    return ";".join(",".join(number_text(value) for value in sample) for sample in samples)


def _write_switch(value: bool) -> str:
    return "1" if value else "0"


WORDS: Final[Mapping[str, _Word]] = {
    "view": _Word("", "view", str, str),
    "kind": _Word("tape", "kind", str, str),
    "watch": _Word("tape", "watch", partial(_switch, "watch"), _write_switch),
    "trainable": _Word("tape", "trainable", partial(_switch, "trainable"), _write_switch),
    "persistent": _Word("tape", "persistent", partial(_switch, "persistent"), _write_switch),
    "twice": _Word("tape", "calls", lambda text: 1 + _switch("twice", text), lambda calls: str(calls - 1)),
    "formula": _Word("tape", "expression", _formula, str),
    "function": _Word("tape", "function", str, str),
    "x": _Word("tape", "value", _real, number_text),
    "height": _Word("fall", "height", _real, number_text),
    "gravity": _Word("fall", "gravity", _real, number_text),
    "time": _Word("fall", "time", _real, number_text),
    "samples": _Word("inputs", "samples", _samples, _write_samples),
    "w1": _Word("inputs", "w1", _real, number_text),
    "w2": _Word("inputs", "w2", _real, number_text),
    "b": _Word("inputs", "b", _real, number_text),
    "question": _Word("", "question", str, str),
    "trap": _Word("", "trap", str, str),
}


def read(words: Mapping[str, str]) -> tuple[TapeState, tuple[PlaygroundError, ...]]:
    """The state of a link; a word that says nothing useful leaves the default and becomes a problem."""
    found = TapeState()
    problems: list[PlaygroundError] = [
        PlaygroundError("unknown", name=quote(name), known=", ".join(WORDS))
        for name in words
        if name not in WORDS and name not in _IGNORED
    ]
    for name, word in WORDS.items():
        if name in words:
            try:
                found = _with(found, word.part, **{word.name: word.read(words[name])})
            except PlaygroundError as problem:
                problems.append(problem)
    if found.question and "view" not in words:
        found = replace(found, view=_view_of(found.question))
    if "formula" in words and "function" not in words and found.tape.expression == words["formula"]:
        found = _with(found, "tape", function=FREE)
    return found, tuple(problems)


def written(shown: TapeState) -> dict[str, str]:
    """The words of a state: those that differ from the default, and `read` takes them back."""
    plain = TapeState()
    words = {}
    for name, word in WORDS.items():
        value, default = _value(shown, word), _value(plain, word)
        if value != default:
            words[name] = word.write(value)
    if shown.tape.function != FREE:
        words.pop("formula", None)  # by itself it would mean that function
    return words


def state() -> TapeState:
    """The state of this session; a link that was followed comes first."""
    words = url_state.asked(PAGE)
    if words is not None:
        found, problems = read(words)
        st.session_state[_STATE] = found
        st.session_state[_PROBLEMS] = {LINK: problems}
        url_state.keep(PAGE, written(found))
    shown: TapeState = st.session_state.setdefault(_STATE, TapeState())
    return shown


def settle(part: str, **values: Any) -> None:
    """Other values in a part of the state; a refusal leaves everything as it is and becomes a problem."""
    try:
        take(part, **values)
    except PlaygroundError as problem:
        refuse(part, problem)


def take(part: str, **values: Any) -> None:
    """The same, but a refusal is the caller's to tell."""
    changed = _with(replace(state(), question=""), part, **values)
    st.session_state[_STATE] = changed
    st.session_state[_PROBLEMS] = {}
    url_state.keep(PAGE, written(changed))


def refuse(part: str, *found: PlaygroundError) -> None:
    """Problems to show at a part of the page until the next change."""
    st.session_state[_PROBLEMS] = {part: found}


def problems_of(part: str) -> tuple[PlaygroundError, ...]:
    """What could not be used there."""
    found: tuple[PlaygroundError, ...] = st.session_state.get(_PROBLEMS, {}).get(part, ())
    return found


def _with(shown: TapeState, part: str, **values: Any) -> TapeState:
    if not part:
        return replace(shown, **values)
    return replace(shown, **{part: replace(getattr(shown, part), **values)})


def _value(shown: TapeState, word: _Word) -> Any:
    return getattr(getattr(shown, word.part) if word.part else shown, word.name)


def _view_of(question: str) -> str:
    return next(view for view, keys in QUESTIONS.items() if question in keys)
