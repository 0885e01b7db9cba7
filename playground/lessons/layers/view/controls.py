"""The controls of the layers labs: each shows its part of the state, and a change goes there first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.lessons.layers.layer import LARGEST_SEED
from playground.lessons.layers.view.state import STATE
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.trainer_reports import refusal
from playground.shell.language import Say
from playground.shell.versioned_widgets import heard, held, held_index, problem_at

__all__ = ["choice", "other_numbers", "problems", "text", "whole"]


def whole(part: str, name: str, label: str) -> None:
    """A whole number; the record says what it takes."""
    value = getattr(getattr(STATE.now(), part), name)
    number_field(
        label,
        f"{part}_{name}",
        value,
        partial(_take, part, name),
        partial(STATE.refuse, part),
        True,
        width=150,
    )


def choice(
    part: str, name: str, label: str, choices: Sequence[str], title: Callable[[str], str] = str
) -> None:
    """One of a few words."""
    value = getattr(getattr(STATE.now(), part), name)
    st.selectbox(
        label,
        format_func=title,
        width=220,
        **held_index(f"{part}_{name}", value, choices, partial(_set, part, name)),
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
        **held(
            f"{part}_{name}",
            shown,
            partial(_read, part, name, read),
            same=lambda given: _means(read, given, shown),
        ),
    )
    problem = problem_at(f"{part}_{name}")
    if problem is not None:
        refusal(problem)


def other_numbers(part: str, say: Say) -> None:
    """A button for other weights."""
    seed = int(getattr(STATE.now(), part).seed)
    st.button(
        say("layers_page.other_numbers"),
        key=f"{part}_other_numbers",
        icon=":material/casino:",
        on_click=heard(STATE.settle),
        args=(part,),
        kwargs={"seed": (seed + 1) % (LARGEST_SEED + 1)},
    )


def problems(part: str) -> None:
    """What could not be used, below the controls."""
    for problem in STATE.problems_of(part):
        refusal(problem)


def _set(part: str, name: str, value: Any) -> None:
    STATE.settle(part, **{name: value})


def _take(part: str, name: str, value: Any) -> None:
    STATE.take(part, **{name: value})


def _read(part: str, name: str, read: Callable[[str], Any], given: str) -> None:
    STATE.take(part, **{name: read(given)})


def _means(read: Callable[[str], Any], given: str, shown: str) -> bool:
    """Whether two texts mean the same, however they are spaced."""
    try:
        return bool(read(given) == read(shown))
    except PlaygroundError:
        return False
