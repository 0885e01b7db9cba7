"""The controls of the layers labs: each shows its part of the state, and a change goes there first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from playground.errors import PlaygroundError
from playground.lessons.layer import LARGEST_SEED
from playground.ui.language import Say
from playground.ui.lessons.asking import refusal
from playground.ui.lessons.holding import hold
from playground.ui.lessons.layers_state import problems_of, refuse, settle, state

__all__ = ["choice", "other_numbers", "problems", "text", "whole"]


def whole(part: str, name: str, label: str, low: int, high: int) -> None:
    """A whole number."""
    key = f"{part}_{name}"
    hold(key, getattr(getattr(state(), part), name))
    st.number_input(
        label,
        min_value=low,
        max_value=high,
        step=1,
        key=key,
        width=150,
        on_change=_set,
        args=(part, name, key, int),
    )


def choice(
    part: str, name: str, label: str, choices: Sequence[str], title: Callable[[str], str] = str
) -> None:
    """One of a few words."""
    key = f"{part}_{name}"
    hold(key, getattr(getattr(state(), part), name))
    st.selectbox(
        label, choices, format_func=title, key=key, width=220, on_change=_set, args=(part, name, key, str)
    )


def text(
    part: str, name: str, label: str, shown: str, read: Callable[[str], Any], longest: int = 200
) -> None:
    """Typed text that a record reads; what it refuses stays in the field to be mended."""
    key = f"{part}_{name}"
    if not problems_of(part) or key not in st.session_state:
        hold(key, shown)
    st.text_input(
        label,
        key=key,
        max_chars=longest,
        width=360 if longest > 60 else 220,
        autocomplete="off",
        on_change=_set,
        args=(part, name, key, read),
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


def _set(part: str, name: str, key: str, read: Callable[[Any], Any]) -> None:
    try:
        value = read(st.session_state[key])
    except PlaygroundError as problem:
        refuse(part, problem)
        return
    settle(part, **{name: value})
