"""What a learner has set on the tensors page: records that read from a link and write one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.core.parsing import as_real, as_whole, half_width, is_cut, number_text, quote
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.validation import LessonError, check_choice, check_whole
from playground.lessons.shared.values import Nested, TensorLiteral, read_values, write_values
from playground.lessons.tensors.assignment import ACTIONS, SEQUENCES, AssignmentRequest, Step
from playground.lessons.tensors.eager import SCRIPTS, TRACED
from playground.lessons.tensors.operations import OperationRequest
from playground.lessons.tensors.tensors import TensorRequest
from playground.lessons.traps import traps_of
from playground.shell import url_state

__all__ = [
    "PAGE",
    "QUESTIONS",
    "VIEWS",
    "TensorsState",
    "problem_of",
    "read",
    "read_index",
    "read_steps",
    "refuse",
    "settle",
    "state",
    "telling",
    "write_index",
    "write_steps",
    "written",
]

PAGE: Final = "tensors"
VIEWS: Final = ("build", "operate", "assign", "run", "traps")
LINK: Final = "link"  # the place of what a link could not be used for
# Which questions stand beside which lab.
QUESTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "build": ("part_shape", "whole_dtype", "same_seed"),
    "operate": ("broadcast_shape", "matmul_shape", "flat_difference", "mixed_dtypes"),
    "assign": ("item_assignment", "assign_sequence", "rebound"),
    "run": ("eager_value", "traced_print"),
    "traps": (),
}
_LAST_LINE: Final = 99
_STATE: Final = "tensors_state"
_PROBLEMS: Final = "tensors_problems"
_IGNORED: Final = frozenset({"embed", "embed_options"})
_STEP: Final = re.compile(r"(\w+)(?:@([^=]*))?(?:=(.*))?", re.DOTALL)
_OPERANDS: Final[Mapping[str, Nested]] = {"a": ((1.0,), (2.0,), (3.0,)), "b": (10.0, 20.0, 30.0, 40.0)}


def _first_operation() -> OperationRequest:
    return OperationRequest("add", TensorLiteral(_OPERANDS["a"]), TensorLiteral(_OPERANDS["b"]))


@dataclass(frozen=True, slots=True)
class TensorsState:
    """The whole page; each part checks itself when it is built."""

    view: str = VIEWS[0]
    tensor: TensorRequest = field(default_factory=lambda: TensorRequest("normal", (3, 4)))
    operation: OperationRequest = field(default_factory=_first_operation)
    assignment: AssignmentRequest = SEQUENCES["notes"]
    step: int = 0
    script: str = "tensors"
    line: int = 0
    function: str = "shapes"
    call: int = 0
    trap: str = traps_of(PAGE)[0]
    question: str = ""  # the one that a link asks for

    def __post_init__(self) -> None:
        check_choice("view", self.view, VIEWS)
        check_choice("script", self.script, SCRIPTS)
        check_choice("function", self.function, TRACED)
        check_choice("trap", self.trap, traps_of(PAGE))
        if self.question:
            check_choice("question", self.question, [key for keys in QUESTIONS.values() for key in keys])
        check_whole("step", self.step, 0, len(self.assignment.steps))
        check_whole("line", self.line, 0, _LAST_LINE)
        check_whole("call", self.call, 0, _LAST_LINE)


# ---- the link

# Words of the builder and how each reads; the rest of the words stands in `_READERS`.
_TENSOR_WORDS: Final[Mapping[str, str]] = {
    "make": "constructor",
    **{name: name for name in ("shape", "dtype", "value", "mean", "stddev", "low", "high", "seed")},
}
_OPERATION_WORDS: Final = ("op", "a", "a_dtype", "b", "b_dtype", "axis")
_ASSIGNMENT_WORDS: Final = ("sequence", "start", "start_dtype", "steps")
_PLAIN_WORDS: Final = ("view", "step", "script", "line", "function", "call", "trap", "question")
_WORDS: Final = (*_TENSOR_WORDS, *_OPERATION_WORDS, *_ASSIGNMENT_WORDS, *_PLAIN_WORDS)
_WHOLE: Final = frozenset({"step", "line", "call", "seed", "axis"})


def read(words: Mapping[str, str]) -> tuple[TensorsState, tuple[PlaygroundError, ...]]:
    """The state of a link; a word that says nothing useful leaves the default and becomes a problem."""
    found = TensorsState()
    known = {*_WORDS, *_IGNORED}
    problems: list[PlaygroundError] = [
        PlaygroundError("unknown", name=quote(name), known=", ".join(_WORDS))
        for name in words
        if name not in known
    ]
    for names, apply in (
        (tuple(_TENSOR_WORDS), _with_tensor),
        (_OPERATION_WORDS, _with_operation),
        (_ASSIGNMENT_WORDS, _with_assignment),
        *(((name,), _with_plain) for name in _PLAIN_WORDS),
    ):
        given = {name: words[name] for name in names if name in words}
        try:
            found = apply(found, given)
        except PlaygroundError as whole:
            # Together they make nothing: take those that can be taken one by one.
            refused = []
            for name, text in given.items():
                try:
                    found = apply(found, {name: text})
                except PlaygroundError as problem:
                    refused.append(problem)
            problems += refused or [whole]
    if found.question and "view" not in words:
        found = replace(found, view=_view_of(found.question))
    return found, tuple(problems)


def written(shown: TensorsState) -> dict[str, str]:
    """The words of the open lab: those that differ from the default, and `read` takes them back."""
    match shown.view:
        case "build":
            words = _tensor_words(shown)
        case "operate":
            words = _operation_words(shown)
        case "assign":
            words = _assignment_words(shown)
        case _:
            names = {"run": ("script", "line", "function", "call"), "traps": ("trap",)}[shown.view]
            words = {name: str(getattr(shown, name)) for name in names}
    plain = _defaults(shown.view)
    words = {name: text for name, text in words.items() if plain.get(name) != text}
    return words if shown.view == VIEWS[0] else {"view": shown.view, **words}


def _defaults(view: str) -> dict[str, str]:
    plain = TensorsState(view=view)
    words = {"build": _tensor_words, "operate": _operation_words, "assign": _assignment_words}
    if view in words:
        return words[view](plain)
    return {name: str(getattr(plain, name)) for name in _PLAIN_WORDS}


def _tensor_words(shown: TensorsState) -> dict[str, str]:
    values = {word: getattr(shown.tensor, name) for word, name in _TENSOR_WORDS.items()}
    return {word: _text(value) for word, value in values.items()}


def _operation_words(shown: TensorsState) -> dict[str, str]:
    request = shown.operation
    words = {"op": request.operation, "axis": str(request.axis)}
    for name, literal in (("a", request.a), ("b", request.b)):
        if literal is not None:
            words |= {name: write_values(literal.values), f"{name}_dtype": literal.dtype}
    return words


def _assignment_words(shown: TensorsState) -> dict[str, str]:
    words = {"step": str(shown.step)}
    for key, request in SEQUENCES.items():
        if request == shown.assignment:
            return {"sequence": key, **words}
    request = shown.assignment
    return {
        "start": write_values(request.initial.values),
        "start_dtype": request.initial.dtype,
        "steps": write_steps(request.steps),
        **words,
    }


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return number_text(value) if isinstance(value, float) else str(value)


def _number(name: str, text: str) -> Any:
    """The number a word stands for; what is none goes on as text, and the record says what it expects."""
    number = as_whole(text) if name in _WHOLE else as_real(text)
    return text if number is None else number


def _with_tensor(shown: TensorsState, words: Mapping[str, str]) -> TensorsState:
    values: dict[str, Any] = {}
    for word, text in words.items():
        name = _TENSOR_WORDS[word]
        if word == "shape":
            values[name] = read_shape(text)
        else:
            values[name] = text if word in ("make", "dtype") else _number(word, text)
    return replace(shown, tensor=replace(shown.tensor, **values))


def _with_operation(shown: TensorsState, words: Mapping[str, str]) -> TensorsState:
    request = shown.operation
    values: dict[str, Any] = {}
    if "op" in words:
        values["operation"] = words["op"]
    if "axis" in words:
        values["axis"] = _number("axis", words["axis"])
    for name, literal in (("a", request.a), ("b", request.b or TensorLiteral(_OPERANDS["b"]))):
        text, dtype = words.get(name), words.get(f"{name}_dtype", literal.dtype)
        values[name] = TensorLiteral(literal.values if text is None else read_values(text), dtype)
    return replace(shown, operation=replace(request, **values))


def _with_assignment(shown: TensorsState, words: Mapping[str, str]) -> TensorsState:
    request = shown.assignment
    if "sequence" in words:
        request = SEQUENCES[check_choice("sequence", words["sequence"], SEQUENCES)]
    if "start" in words or "start_dtype" in words:
        values = read_values(words["start"]) if "start" in words else request.initial.values
        initial = TensorLiteral(values, words.get("start_dtype", request.initial.dtype))
        request = replace(request, initial=initial)
    if "steps" in words:
        request = replace(request, steps=read_steps(words["steps"]))
    return replace(shown, assignment=request, step=0)


def _with_plain(shown: TensorsState, words: Mapping[str, str]) -> TensorsState:
    values: dict[str, Any] = {
        name: _number(name, text) if name in _WHOLE else text for name, text in words.items()
    }
    return replace(shown, **values)


def _view_of(question: str) -> str:
    return next(view for view, keys in QUESTIONS.items() if question in keys)


def read_index(text: str) -> tuple[int | None, ...]:
    """An index as a learner types it: 0, 1 or 0, : where the colon stands for a whole axis."""
    index: list[int | None] = []
    for part in half_width(text).strip().strip("[]").split(","):
        place = None if part.strip() == ":" or is_cut(part) else as_whole(part)
        if place is None and part.strip() != ":":
            raise LessonError("lesson.step_index", value=quote(text))
        index.append(place)
    return tuple(index)


def write_index(index: tuple[int | None, ...]) -> str:
    """The same text again."""
    return ", ".join(":" if place is None else str(place) for place in index)


def read_steps(text: str) -> tuple[Step, ...]:
    """Steps as the link holds them: action@index=value, separated by semicolons."""
    steps = []
    for part in filter(None, text.split(";")):
        match = _STEP.fullmatch(part)
        action = check_choice("action", match[1] if match else part, ACTIONS)
        index = match[2] if match else None
        value = match[3] if match else None
        steps.append(
            Step(
                action,
                None if value is None else read_values(value),
                () if index is None else read_index(index),
            )
        )
    return tuple(steps)


def write_steps(steps: tuple[Step, ...]) -> str:
    """The text that `read_steps` takes back."""
    parts = []
    for step in steps:
        entry = ACTIONS[step.action]
        index = f"@{write_index(step.index).replace(' ', '')}" if entry.takes_index else ""
        value = f"={write_values(step.value)}" if entry.takes_value and step.value is not None else ""
        parts.append(f"{step.action}{index}{value}")
    return ";".join(parts)


# ---- the session


def state() -> TensorsState:
    """The state of this session; a link that was followed comes first."""
    words = url_state.asked(PAGE)
    if words is not None:
        found, problems = read(words)
        st.session_state[_STATE] = found
        st.session_state[_PROBLEMS] = {LINK: problems}
        url_state.keep(PAGE, written(found))
    shown: TensorsState = st.session_state.setdefault(_STATE, TensorsState())
    return shown


def settle(**values: Any) -> None:
    """Other values of the state; a PlaygroundError leaves everything as it is."""
    changed = replace(state(), **{"question": "", **values})
    st.session_state[_STATE] = changed
    st.session_state.setdefault(_PROBLEMS, {}).pop(LINK, None)
    url_state.keep(PAGE, written(changed))


@contextmanager
def telling(place: str) -> Iterator[None]:
    """A change that may be refused: the refusal is shown at its place until the next change there."""
    problems = st.session_state.setdefault(_PROBLEMS, {})
    problems.pop(place, None)
    try:
        yield
    except PlaygroundError as problem:
        problems[place] = (problem,)


def refuse(place: str, *found: PlaygroundError) -> None:
    """Problems to show at a place until the next change there; none: the change there was taken."""
    st.session_state.setdefault(_PROBLEMS, {})[place] = found


def problem_of(place: str) -> tuple[PlaygroundError, ...]:
    """What was refused at a place."""
    found: tuple[PlaygroundError, ...] = st.session_state.get(_PROBLEMS, {}).get(place, ())
    return found
