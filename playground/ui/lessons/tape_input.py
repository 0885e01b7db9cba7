"""What x is and which function it goes into: the controls that the tape builder and the graph share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from playground.errors import PlaygroundError
from playground.expression import LONGEST, to_text
from playground.lessons.tape import FREE, KINDS, LARGEST_INPUT, TAPE_FUNCTIONS, TapeRequest
from playground.ui.language import Say, speaker
from playground.ui.lessons.asking import refusal
from playground.ui.lessons.holding import hold, tidy
from playground.ui.lessons.tape_state import problems_of, refuse, settle, state

__all__ = ["PART", "function_and_input", "recording", "set_input"]

PART: Final = "tape"


def function_and_input(place: str) -> None:
    """The function, the learner's own formula, and the value of x."""
    say, request = speaker(), state().tape
    key = f"tape_{place}_function"
    hold(key, request.function)
    st.selectbox(
        say("tape_page.input.function"),
        [*TAPE_FUNCTIONS, FREE],
        format_func=lambda name: _function_name(name, say),
        key=key,
        on_change=_set,
        args=("function", key),
    )
    if request.function == FREE:
        _formula(place, request, say)
    key = f"tape_{place}_x"
    hold(key, request.input)
    st.number_input(
        say("tape_page.input.x"),
        min_value=-LARGEST_INPUT,
        max_value=LARGEST_INPUT,
        step=1.0 if request.is_integer else 0.1,
        format="%.6g",
        key=key,
        on_change=_set,
        args=("value", key),
    )
    for problem in problems_of(PART):
        refusal(problem)


def recording() -> None:
    """The kind of x, and how the tape is made and asked."""
    say, request = speaker(), state().tape
    hold("tape_kind", request.kind)
    st.selectbox(
        say("tape_page.input.kind"),
        KINDS,
        format_func=lambda kind: say(f"tape.kind.{kind}"),
        key="tape_kind",
        on_change=_set,
        args=("kind", "tape_kind"),
    )
    switches = (
        ("trainable", request.trainable, not request.is_variable),
        ("watch", request.watch, False),
        ("persistent", request.persistent, False),
        ("twice", request.calls > 1, False),
    )
    with st.container(gap="xsmall", key="gp_tape_switches"):
        for name, value, disabled in switches:
            key = f"tape_{name}"
            hold(key, value)
            st.checkbox(
                say(f"tape_page.input.{name}"),
                key=key,
                help=say(f"tape_page.input.{name}_help"),
                disabled=disabled,
                on_change=_switch,
                args=(name, key),
            )


def set_input(x: float) -> None:
    """Another value of x."""
    settle(PART, value=x)


def _formula(place: str, request: TapeRequest, say: Say) -> None:
    key = f"tape_{place}_formula"
    # A formula that was refused stays in the field, to be mended there.
    if not problems_of(PART):
        hold(key, request.expression)
    st.text_input(
        say("tape_page.input.formula"),
        key=key,
        max_chars=LONGEST,
        help=say("tape_page.input.formula_help"),
        autocomplete="off",
        on_change=_set,
        args=("expression", key),
    )


def _function_name(name: str, say: Say) -> str:
    words = say(f"tape.function.{name}")
    return words if name == FREE else f"{to_text(TAPE_FUNCTIONS[name].tree)}  ·  {words}"


def _set(name: str, key: str) -> None:
    value: Any = st.session_state[key]
    if name == "expression":
        try:
            replace(state().tape, function=FREE, expression=value)
        except PlaygroundError as problem:
            refuse(PART, problem)
            return
    settle(PART, **{name: tidy(value) if isinstance(value, float) else value})


def _switch(name: str, key: str) -> None:
    value = bool(st.session_state[key])
    settle(PART, **({"calls": 1 + value} if name == "twice" else {name: value}))
