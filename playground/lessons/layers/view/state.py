"""What a learner has set in the labs of the layers page: records that read from a link and write one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.core.knobs import KNOBS
from playground.core.parsing import as_whole, quote
from playground.lessons.layers.gallery import GalleryRequest
from playground.lessons.layers.kinds import KindRequest
from playground.lessons.layers.layer import LayerRequest
from playground.lessons.layers.shapes import STEPS, ShapesRequest, read_widths, write_widths
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.validation import check_choice
from playground.lessons.shared.values import TensorLiteral, write_values
from playground.lessons.shared.view.page_state import lab_of
from playground.lessons.traps import traps_of
from playground.shell import url_state
from playground.stage.knob_panel import VIEWS_WITHOUT_STAGE

__all__ = [
    "LINK",
    "PAGE",
    "QUESTIONS",
    "VIEWS",
    "WORDS",
    "LayersState",
    "problems_of",
    "read",
    "refuse",
    "settle",
    "state",
    "take",
    "written",
]

PAGE: Final = "layers"
VIEWS: Final = VIEWS_WITHOUT_STAGE[PAGE]
LINK: Final = "link"  # the place of what a link could not be used for
# Which questions stand beside which lab.
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "layer": ("dense_count",),
    "kinds": ("conv_shape", "rnn_shape", "lstm_count"),
    "shapes": ("unbuilt", "other_batch"),
    "gallery": ("branches_count", "xor_floor"),
    "traps": (),
}
_ALWAYS: Final = "view"  # without it the address means the stage
_IGNORED: Final = frozenset({"embed", "embed_options"})
_STATE: Final = "layers_state"
_PROBLEMS: Final = "layers_problems"


@dataclass(frozen=True, slots=True)
class LayersState:
    """All labs; each part checks itself when it is built."""

    layer: LayerRequest = field(default_factory=LayerRequest)
    kinds: KindRequest = field(default_factory=KindRequest)
    shapes: ShapesRequest = field(default_factory=ShapesRequest)
    gallery: GalleryRequest = field(default_factory=GalleryRequest)
    moment: str = STEPS[0]  # how far the learner went with the unbuilt model
    view: str = VIEWS[0]
    trap: str = traps_of(PAGE)[0]
    question: str = ""  # the one that a link asks for

    def __post_init__(self) -> None:
        check_choice("view", self.view, VIEWS)
        check_choice("moment", self.moment, STEPS)
        check_choice("trap", self.trap, traps_of(PAGE))
        if self.question:
            check_choice("question", self.question, [key for keys in QUESTIONS.values() for key in keys])


@dataclass(frozen=True, slots=True)
class _Word:
    """One word of the link: where its value lies, how its text reads and is written."""

    part: str  # a field of LayersState; empty: the state itself
    name: str
    read: Callable[[str], Any]
    write: Callable[[Any], str]


def _whole(text: str) -> int | str:
    # What is no number goes on as text: the record itself says what it expects.
    value = as_whole(text)
    return text if value is None else value


def _write_shape(shape: tuple[int, ...]) -> str:
    return ",".join(map(str, shape))


def _write_inputs(inputs: TensorLiteral) -> str:
    return write_values(inputs.values).replace(" ", "")


WORDS: Final[Mapping[str, _Word]] = {
    "view": _Word("", "view", str, str),
    "x": _Word("layer", "inputs", TensorLiteral.read, _write_inputs),
    "units": _Word("layer", "units", _whole, str),
    "function": _Word("layer", "activation", str, str),
    "numbers": _Word("layer", "seed", _whole, str),
    "kind": _Word("kinds", "kind", str, str),
    "kind_units": _Word("kinds", "units", _whole, str),
    "kernel": _Word("kinds", "kernel_size", _whole, str),
    "strides": _Word("kinds", "strides", _whole, str),
    "padding": _Word("kinds", "padding", str, str),
    "kind_numbers": _Word("kinds", "seed", _whole, str),
    "widths": _Word("shapes", "widths", read_widths, write_widths),
    "first": _Word("shapes", "first", read_shape, _write_shape),
    "second": _Word("shapes", "second", read_shape, _write_shape),
    "moment": _Word("", "moment", str, str),
    # The same words as on the stage, for the same things.
    "arch": _Word("gallery", "arch", str, str),
    "hidden": _Word("gallery", "hidden", KNOBS["hidden"].parse, write_widths),
    "activation": _Word("gallery", "activation", str, str),
    "data": _Word("gallery", "data", str, str),
    "question": _Word("", "question", str, str),
    "trap": _Word("", "trap", str, str),
}


def read(words: Mapping[str, str]) -> tuple[LayersState, tuple[PlaygroundError, ...]]:
    """The state of a link; a word that says nothing useful leaves the default and becomes a problem."""
    found = LayersState()
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
    view = lab_of(words, QUESTIONS, traps_of(PAGE))
    if view:
        found = replace(found, view=view)
    return found, tuple(problems)


def written(shown: LayersState) -> dict[str, str]:
    """The words of a state: the view, and what differs from the default; `read` takes them back."""
    plain = LayersState()
    words = {}
    for name, word in WORDS.items():
        value, default = _value(shown, word), _value(plain, word)
        if value != default or name == _ALWAYS:
            words[name] = word.write(value)
    return words


def state() -> LayersState:
    """The state of this session; a link that was followed comes first."""
    words = url_state.asked(PAGE)
    if words is not None:
        found, problems = read(words)
        st.session_state[_STATE] = found
        st.session_state[_PROBLEMS] = {LINK: problems}
        url_state.keep(PAGE, written(found))
    shown: LayersState = st.session_state.setdefault(_STATE, LayersState())
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


def _with(shown: LayersState, part: str, **values: Any) -> LayersState:
    if not part:
        return replace(shown, **values)
    return replace(shown, **{part: replace(getattr(shown, part), **values)})


def _value(shown: LayersState, word: _Word) -> Any:
    return getattr(getattr(shown, word.part) if word.part else shown, word.name)
