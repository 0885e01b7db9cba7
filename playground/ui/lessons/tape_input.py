"""What x is and which function it goes into: the controls that the tape builder and the graph share."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from playground.errors import PlaygroundError
from playground.expression import LONGEST, to_text
from playground.lessons.tape import FREE, KINDS, TAPE_FUNCTIONS, TapeRequest
from playground.ui.language import Say, speaker
from playground.ui.lessons.asking import refusal
from playground.ui.lessons.holding import held
from playground.ui.lessons.number_field import number_field
from playground.ui.lessons.tape_state import problems_of, refuse, settle, state

__all__ = ["PART", "function_and_input", "recording", "set_input"]

PART: Final = "tape"


def function_and_input(place: str) -> None:
    """The function, the learner's own formula, and the value of x."""
    say, request = speaker(), state().tape
    st.selectbox(
        say("tape_page.input.function"),
        [*TAPE_FUNCTIONS, FREE],
        format_func=lambda name: _function_name(name, say),
        **held(f"tape_{place}_function", request.function, partial(_set, "function")),
    )
    if request.function == FREE:
        _formula(place, request, say)
    step = 1.0 if request.is_integer else 0.1
    number_field(say("tape_page.input.x"), f"tape_{place}_x", request.input, set_input, step)
    for problem in problems_of(PART):
        refusal(problem)


def recording() -> None:
    """The kind of x, and how the tape is made and asked."""
    say, request = speaker(), state().tape
    st.selectbox(
        say("tape_page.input.kind"),
        KINDS,
        format_func=lambda kind: say(f"tape.kind.{kind}"),
        **held("tape_kind", request.kind, partial(_set, "kind")),
    )
    switches = (
        ("trainable", request.trainable, not request.is_variable),
        ("watch", request.watch, False),
        ("persistent", request.persistent, False),
        ("twice", request.calls > 1, False),
    )
    with st.container(gap="xsmall", key="gp_tape_switches"):
        for name, value, disabled in switches:
            st.checkbox(
                say(f"tape_page.input.{name}"),
                help=say(f"tape_page.input.{name}_help"),
                disabled=disabled,
                **held(f"tape_{name}", value, partial(_switch, name)),
            )


def set_input(x: float) -> None:
    """Another value of x."""
    settle(PART, value=x)


def _formula(place: str, request: TapeRequest, say: Say) -> None:
    refused = bool(problems_of(PART))  # stays in the field, to be mended there
    st.text_input(
        say("tape_page.input.formula"),
        max_chars=LONGEST,
        help=say("tape_page.input.formula_help"),
        autocomplete="off",
        **held(
            f"tape_{place}_formula",
            request.expression,
            _set_formula,
            lambda shown: refused or shown == request.expression,
        ),
    )


def _function_name(name: str, say: Say) -> str:
    words = say(f"tape.function.{name}")
    return words if name == FREE else f"{to_text(TAPE_FUNCTIONS[name].tree)}  ·  {words}"


def _set(name: str, value: str) -> None:
    settle(PART, **{name: value})


def _set_formula(formula: str) -> None:
    try:
        replace(state().tape, function=FREE, expression=formula)
    except PlaygroundError as problem:
        refuse(PART, problem)
        return
    settle(PART, expression=formula)


def _switch(name: str, value: bool) -> None:
    settle(PART, **({"calls": 1 + value} if name == "twice" else {name: value}))
