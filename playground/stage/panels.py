"""The tabs below a stage; only the open one does any work."""

from __future__ import annotations

from typing import Final

import streamlit as st

from playground.locale import languages, say
from playground.shell.language import speaker
from playground.stage.code_panel import code_panel
from playground.stage.history_panel import history_panel
from playground.stage.inspect_panel import slow_motion
from playground.stage.session import slot
from playground.stage.stage import catch_up
from playground.stage.take_panel import take_panel
from playground.stage.theory_panel import theory_panel
from playground.stage.view_words import TABS, shown_tabs

__all__ = ["VIEWS", "panels"]

VIEWS: Final = TABS


@st.fragment
def panels(page: str, views: tuple[str, ...] = VIEWS) -> None:
    """The tabs of a page: slow motion, code, theory, history, what can be taken along."""
    views = shown_tabs(views, st.query_params)
    if not views:
        return
    speak, key = speaker(), f"{page}_view"
    titles = [speak(f"linear.tab.{view}") for view in views]
    asked = st.query_params.get("view")
    view = asked if asked in views else _view(st.session_state.get(key), views)
    title = titles[views.index(view)]
    if st.session_state.get(key) != title:
        st.session_state[key] = title
    catch_up(page)
    place = slot(page)
    experiment = place.experiment
    # Numbers of the run from its first update on say as much as its curve.
    hidden = {"theory"} & place.covered
    hidden |= {"step", "history"} if "curve" in place.covered and place.step > 0 else set()
    for view, tab in zip(views, st.tabs(titles, key=key, on_change="rerun"), strict=True):
        is_open = bool(tab.open)
        if not is_open and view != "step":
            continue
        with tab:
            if view in hidden:
                st.markdown(speak("linear.covered"))
            elif view == "step":
                slow_motion(page, is_open)
            elif view == "code":
                code_panel(experiment)
            elif view == "theory":
                theory_panel(experiment)
            elif view == "take":
                take_panel(page, experiment)
            elif view == "history":
                history_panel(page)


def _view(title: object, views: tuple[str, ...]) -> str:
    """The view a tab's title stands for, in whatever language it was chosen."""
    found = (view for lang in languages() for view in views if say(f"linear.tab.{view}", lang) == title)
    return next(found, views[0])
