"""The controls of the layers labs: each shows its part of the state, and a change goes there first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from playground.errors import PlaygroundError
from playground.lessons.layer import LARGEST_SEED
from playground.ui.language import Say
from playground.ui.lessons.asking import refusal
from playground.ui.lessons.holding import held
from playground.ui.lessons.layers_state import problems_of, refuse, settle, state
from playground.ui.lessons.number_field import number_field

__all__ = ["choice", "other_numbers", "problems", "text", "whole"]


def whole(part: str, name: str, label: str) -> None:
    """A whole number; the record says what it takes."""
    value = getattr(getattr(state(), part), name)
    number_field(label, f"{part}_{name}", value, partial(_set, part, name, lambda number: number), width=150)


def choice(
    part: str, name: str, label: str, choices: Sequence[str], title: Callable[[str], str] = str
) -> None:
    """One of a few words."""
    value = getattr(getattr(state(), part), name)
    st.selectbox(
        label,
        choices,
        format_func=title,
        width=220,
        **held(f"{part}_{name}", value, partial(_set, part, name, str)),
    )


def text(
    part: str, name: str, label: str, shown: str, read: Callable[[str], Any], longest: int = 200
) -> None:
    """Typed text that a record reads; what it refuses stays in the field to be mended."""
    st.text_input(
        label,
        max_chars=longest,
        width=360 if longest > 60 else 220,
        autocomplete="off",
        **held(f"{part}_{name}", shown, partial(_set, part, name, read), lambda _: bool(problems_of(part))),
    )


def other_numbers(part: str, say: Say) -> None:
    """A button for other weights."""
    seed = int(getattr(state(), part).seed)
    st.button(
        say("layers_page.other_numbers"),
        key=f"{part}_other_numbers",
        icon=":material/casino:",
        on_click=settle,
        args=(part,),
        kwargs={"seed": (seed + 1) % (LARGEST_SEED + 1)},
    )


def problems(part: str) -> None:
    """What could not be used, below the controls."""
    for problem in problems_of(part):
        refusal(problem)


def _set(part: str, name: str, read: Callable[[Any], Any], given: Any) -> None:
    try:
        value = read(given)
    except PlaygroundError as problem:
        refuse(part, problem)
        return
    settle(part, **{name: value})
