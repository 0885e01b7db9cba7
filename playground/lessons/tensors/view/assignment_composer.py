"""Compose a sequence for the assignment lab: the start value, and steps added and taken away at the end."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.lessons.shared.values import DTYPES, TensorLiteral, read_values, write_values
from playground.lessons.shared.view.trainer_reports import refusal
from playground.lessons.tensors.assignment import ACTIONS, MOST_STEPS, Step
from playground.lessons.tensors.view.state import STATE, read_index
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held, held_index, problem_at

__all__ = ["composer"]

PLACE: Final = "compose"
_ACTION: Final = "tensors_action"
_INDEX: Final = "tensors_action_index"
_VALUE: Final = "tensors_action_value"
_START: Final = "tensors_start"
_DTYPE: Final = "tensors_start_dtype"
_DRAFT: Final = "tensors_draft"
_FIRST_DRAFT: Final = {_ACTION: "assign_add", _INDEX: "0, 0", _VALUE: "1"}
_LONGEST_TEXT: Final = 1000


def composer() -> None:
    """Inputs for the start and for one more step; they stand among the knobs."""
    say, request = speaker(), STATE.now().assignment
    st.text_input(
        say("tensors_page.assign.initial"),
        max_chars=_LONGEST_TEXT,
        autocomplete="off",
        **held(
            _START,
            write_values(request.initial.values),
            _start,
            same=lambda shown: _says(shown, request.initial),
        ),
    )
    st.selectbox(
        say("tensors.parameter.dtype"),
        **held_index(_DTYPE, request.initial.dtype, DTYPES, _start_dtype),
    )
    problem = problem_at(_START)
    if problem is not None:
        refusal(problem)
    _next_step(say)
    for problem in STATE.problems_of(PLACE):
        refusal(problem)
    with st.container(horizontal=True, gap="small"):
        full = len(request.steps) >= MOST_STEPS
        st.button(
            say("tensors_page.assign.add"),
            icon=":material/add:",
            key="tensors_step_add",
            on_click=heard(_add),
            disabled=full,
            type="primary",
        )
        for name, icon, act in (
            ("remove", ":material/undo:", _remove),
            ("clear", ":material/delete:", _clear),
        ):
            st.button(
                say(f"tensors_page.assign.{name}"),
                icon=icon,
                key=f"tensors_step_{name}",
                on_click=heard(act),
                disabled=not request.steps,
            )


def _next_step(say: Say) -> None:
    draft = _draft()
    action = ACTIONS[draft[_ACTION]]
    st.selectbox(
        say("tensors_page.assign.action"),
        format_func=lambda name: ACTIONS[name].code.format(index="…", value="…"),
        help=say("tensors_page.assign.action_help"),
        **held_index(_ACTION, draft[_ACTION], list(ACTIONS), partial(_note, _ACTION)),
    )
    if action.takes_index:
        st.text_input(
            say("tensors_page.assign.index"),
            max_chars=40,
            help=say("tensors_page.assign.index_help"),
            autocomplete="off",
            **held(_INDEX, draft[_INDEX], partial(_note, _INDEX)),
        )
    if action.takes_value:
        st.text_input(
            say("tensors.parameter.value"),
            max_chars=_LONGEST_TEXT,
            autocomplete="off",
            **held(_VALUE, draft[_VALUE], partial(_note, _VALUE)),
        )


def _draft() -> dict[str, str]:
    """The next line as far as it is composed, by the keys of its widgets."""
    draft: dict[str, str] = st.session_state.setdefault(_DRAFT, dict(_FIRST_DRAFT))
    return draft


def _note(key: str, value: str) -> None:
    _draft()[key] = value


def _says(text: object, literal: TensorLiteral) -> bool:
    try:
        return isinstance(text, str) and read_values(text) == literal.values
    except ValueError:
        return False


def _start(text: str) -> None:
    _begin(values=read_values(text))


def _start_dtype(dtype: str) -> None:
    try:
        _begin(dtype=dtype)
    except PlaygroundError as problem:
        STATE.refuse(PLACE, problem)


def _begin(**changed: Any) -> None:
    request = STATE.now().assignment
    STATE.take("", assignment=replace(request, initial=replace(request.initial, **changed)), step=0)


def _add() -> None:
    """One more step at the end; the cursor goes to just before it, so that it can be predicted."""
    request = STATE.now().assignment
    try:
        steps = (*request.steps, _drafted())
        STATE.take("", assignment=replace(request, steps=steps), step=len(request.steps))
    except PlaygroundError as problem:
        STATE.refuse(PLACE, problem)


def _drafted() -> Step:
    """The step that is typed; PlaygroundError if it is none."""
    draft = _draft()
    action = ACTIONS[draft[_ACTION]]
    return Step(
        draft[_ACTION],
        read_values(draft[_VALUE]) if action.takes_value else None,
        read_index(draft[_INDEX]) if action.takes_index else (),
    )


def _remove() -> None:
    shown = STATE.now()
    assignment = replace(shown.assignment, steps=shown.assignment.steps[:-1])
    STATE.settle("", PLACE, assignment=assignment, step=min(shown.step, len(assignment.steps)))


def _clear() -> None:
    STATE.settle("", PLACE, assignment=replace(STATE.now().assignment, steps=()), step=0)
