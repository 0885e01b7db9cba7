"""The tabs below the stage; only the open one does any work."""

from __future__ import annotations

from typing import Final

import streamlit as st

from playground.locale import languages, say
from playground.ui.code_panel import code_panel
from playground.ui.history_panel import history_panel
from playground.ui.inspect_panel import slow_motion
from playground.ui.language import speaker
from playground.ui.session import slot
from playground.ui.stage import PANELS
from playground.ui.theory_panel import theory_panel

__all__ = ["VIEWS", "panels"]

VIEWS: Final = ("step", "code", "theory", "history")


@st.fragment(key=PANELS)
def panels(page: str) -> None:
    """The step in slow motion, the code, the theory, the history."""
    speak, key = speaker(), f"{page}_view"
    titles = [speak(f"linear.tab.{view}") for view in VIEWS]
    asked = st.query_params.get("view")
    view = asked if asked in VIEWS else _view(st.session_state.get(key))
    title = titles[VIEWS.index(view)]
    if st.session_state.get(key) != title:
        st.session_state[key] = title
    step, code, theory, history = st.tabs(titles, key=key, on_change="rerun")
    experiment = slot(page).experiment
    with step:
        slow_motion(page, bool(step.open))
    if code.open:
        with code:
            code_panel(experiment)
    if theory.open:
        with theory:
            theory_panel(experiment)
    if history.open:
        with history:
            history_panel(page)


def _view(title: object) -> str:
    """The view a tab's title stands for, in whatever language it was chosen."""
    found = (view for lang in languages() for view in VIEWS if say(f"linear.tab.{view}", lang) == title)
    return next(found, VIEWS[0])
