"""What the pages of labs share: the switch between the labs, and what a link could not be used for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.lessons.shared.view.trainer_reports import refusal
from playground.shell.language import speaker
from playground.shell.versioned_widgets import held_choice

__all__ = ["link_problems", "switch"]

_MOST_PROBLEMS: Final = 6


def switch(page: str, views: Sequence[str], view: str, change: Callable[[str], None], key: str) -> None:
    """The views of a page, the open one marked; `change` is told another."""
    say = speaker()
    with st.container(key=key, width="content"):
        st.segmented_control(
            say(f"{page}_page.labs"),
            format_func=lambda name: say(f"{page}_page.{name}.title"),
            required=True,
            label_visibility="collapsed",
            **held_choice(key, view, views, change),
        )


def link_problems(problems: Sequence[PlaygroundError]) -> None:
    """The words of a link that were not used, and why; nothing if there are none."""
    if not problems:
        return
    with st.container(key="gp_notices", border=True, gap="xsmall"):
        st.text(speaker()("common.link_problem"))
        for problem in problems[:_MOST_PROBLEMS]:
            refusal(problem)
