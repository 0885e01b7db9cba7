"""What x is and which function it goes into: the controls that the tape builder and the graph share."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from playground.core.parsing import number_text
from playground.expression import LONGEST, TYPED, to_label
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.trainer_reports import refusal
from playground.lessons.tape.tape import FREE, KINDS, TAPE_FUNCTIONS, TapeRequest
from playground.lessons.tape.view.state import STATE
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import held, held_index, problem_at

__all__ = ["PART", "function_and_input", "recording", "set_input"]

PART: Final = "tape"


def function_and_input(place: str, whole: bool = False) -> None:
    """The function, the learner's own formula, and the value of x, in whole numbers if need be."""
    say, request = speaker(), STATE.now().tape
    st.selectbox(
        say("tape_page.input.function"),
        format_func=lambda name: _function_name(name, say),
        **held_index(
            f"tape_{place}_function", request.function, [*TAPE_FUNCTIONS, FREE], partial(_set, "function")
        ),
    )
    if request.function == FREE:
        _formula(place, request, say)
    x = request.input if whole else request.value
    number_field(
        say("tape_page.input.x"), f"tape_{place}_x", x, partial(_typed, whole), partial(STATE.refuse, PART)
    )
    for problem in STATE.problems_of(PART):
        refusal(problem)


def recording() -> None:
    """The kind of x, and how the tape is made and asked."""
    say, request = speaker(), STATE.now().tape
    st.selectbox(
        say("tape_page.input.kind"),
        format_func=lambda kind: say(f"tape.kind.{kind}"),
        **held_index("tape_kind", request.kind, KINDS, partial(_set, "kind")),
    )
    switches = (
        # Nothing that is no Variable can be trainable.
        ("trainable", request.trainable and request.is_variable, not request.is_variable),
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
    STATE.settle(PART, value=x)


def _typed(whole: bool, x: float | str) -> None:
    """A typed value of x; the record would round it where x is an integer."""
    if whole and isinstance(x, float) and not x.is_integer():
        raise LessonError("lesson.whole_for_int", name="x", value=number_text(x))
    STATE.take(PART, value=x)


def _formula(place: str, request: TapeRequest, say: Say) -> None:
    st.text_input(
        say("tape_page.input.formula"),
        max_chars=LONGEST,
        help=say("tape_page.input.formula_help", functions=", ".join(TYPED)),
        autocomplete="off",
        **held(f"tape_{place}_formula", request.expression, _set_formula),
    )
    problem = problem_at(f"tape_{place}_formula")
    if problem is not None:
        refusal(problem)
        words(say("tape_page.input.still", formula=request.expression), "quiet")


def _function_name(name: str, say: Say) -> str:
    words = say(f"tape.function.{name}")
    return words if name == FREE else f"{to_label(TAPE_FUNCTIONS[name].tree)}  ·  {words}"


def _set(name: str, value: str) -> None:
    STATE.settle(PART, **{name: value})


def _set_formula(formula: str) -> None:
    replace(
        STATE.now().tape, function=FREE, expression=formula
    )  # refused, it stays in its field to be mended
    STATE.settle(PART, expression=formula)


def _switch(name: str, value: bool) -> None:
    STATE.settle(PART, **({"calls": 1 + value} if name == "twice" else {name: value}))
