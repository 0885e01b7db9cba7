"""Compose a sequence for the assignment lab: the start value, and steps added and taken away at the end."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import streamlit as st

from playground.lessons.assignment import ACTIONS, MOST_STEPS, Step
from playground.lessons.values import DTYPES, TensorLiteral, read_values, write_values
from playground.ui.language import Say, speaker
from playground.ui.lessons.asking import refusal
from playground.ui.lessons.holding import hold
from playground.ui.lessons.tensors_state import problem_of, read_index, settle, state, telling

__all__ = ["composer"]

PLACE: Final = "compose"
_ACTION: Final = "tensors_action"
_INDEX: Final = "tensors_action_index"
_VALUE: Final = "tensors_action_value"
_START: Final = "tensors_start"
_DTYPE: Final = "tensors_start_dtype"
_LONGEST_TEXT: Final = 1000


def composer() -> None:
    """Inputs for the start and for one more step; call it inside the lab's fragment."""
    say, request = speaker(), state().assignment
    if not problem_of(PLACE) and not _says(st.session_state.get(_START), request.initial):
        st.session_state[_START] = write_values(request.initial.values)
    hold(_DTYPE, request.initial.dtype)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", wrap=False):
        st.text_input(
            say("tensors_page.assign.initial"),
            key=_START,
            max_chars=_LONGEST_TEXT,
            on_change=_start,
            autocomplete="off",
        )
        st.selectbox(say("tensors.parameter.dtype"), DTYPES, key=_DTYPE, on_change=_start, width=120)
    _next_step(say)
    for problem in problem_of(PLACE):
        refusal(problem)
    with st.container(horizontal=True, gap="small"):
        full = len(request.steps) >= MOST_STEPS
        st.button(
            say("tensors_page.assign.add"),
            icon=":material/add:",
            key="tensors_step_add",
            on_click=_add,
            disabled=full,
            type="primary",
        )
        for name, icon, act in (("remove", "undo", _remove), ("clear", "delete_sweep", _clear)):
            st.button(
                say(f"tensors_page.assign.{name}"),
                icon=f":material/{icon}:",
                key=f"tensors_step_{name}",
                on_click=act,
                disabled=not request.steps,
            )


def _next_step(say: Say) -> None:
    if st.session_state.get(_ACTION) not in ACTIONS:
        st.session_state[_ACTION] = "assign_add"
    st.session_state.setdefault(_INDEX, "0, 0")
    st.session_state.setdefault(_VALUE, "1")
    action = ACTIONS[str(st.session_state[_ACTION])]
    st.selectbox(
        say("tensors_page.assign.action"),
        list(ACTIONS),
        format_func=lambda name: ACTIONS[name].code.format(index="…", value="…"),
        key=_ACTION,
        help=say("tensors_page.assign.action_help"),
    )
    with st.container(horizontal=True, gap="small"):
        if action.takes_index:
            st.text_input(
                say("tensors_page.assign.index"),
                key=_INDEX,
                max_chars=40,
                help=say("tensors_page.assign.index_help"),
                autocomplete="off",
                width=140,
            )
        if action.takes_value:
            st.text_input(
                say("tensors.parameter.value"), key=_VALUE, max_chars=_LONGEST_TEXT, autocomplete="off"
            )


def _says(text: object, literal: TensorLiteral) -> bool:
    try:
        return isinstance(text, str) and read_values(text) == literal.values
    except ValueError:
        return False


def _start() -> None:
    with telling(PLACE):
        literal = TensorLiteral.read(str(st.session_state[_START]), str(st.session_state[_DTYPE]))
        settle(assignment=replace(state().assignment, initial=literal), step=0)


def _add() -> None:
    """One more step at the end; the cursor goes to just before it, so that it can be predicted."""
    with telling(PLACE):
        name = str(st.session_state[_ACTION])
        action, request = ACTIONS[name], state().assignment
        step = Step(
            name,
            read_values(str(st.session_state[_VALUE])) if action.takes_value else None,
            read_index(str(st.session_state[_INDEX])) if action.takes_index else (),
        )
        settle(assignment=replace(request, steps=(*request.steps, step)), step=len(request.steps))


def _remove() -> None:
    with telling(PLACE):
        request = state().assignment
        steps = request.steps[:-1]
        settle(assignment=replace(request, steps=steps), step=min(state().step, len(steps)))


def _clear() -> None:
    with telling(PLACE):
        settle(assignment=replace(state().assignment, steps=()), step=0)
