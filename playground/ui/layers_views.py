"""The views of the layers page behind one switch: the stage first, then what explains it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from playground.ui.language import speaker
from playground.ui.layers_sidebar import layers_controls
from playground.ui.lessons.holding import hold
from playground.ui.notices import notices
from playground.ui.panels import panels
from playground.ui.session import slot
from playground.ui.stage import load_modules, stage

__all__ = ["PAGE", "STAGE", "VIEWS", "follow_view", "layers_page", "shown_view"]

PAGE: Final = "layers"
STAGE: Final = "stage"
_SWITCH: Final = "layers_page_view"
_SHOWN: Final = "layers_shown_view"
_PANELS: Final = ("code", "history")


def _stage() -> None:
    notices(PAGE)
    stage(PAGE)
    layers_controls(PAGE)
    panels(PAGE, _PANELS)
    load_modules()


# A view more is an entry more here, and its title in `layers_stage.view`.
VIEWS: Final[Mapping[str, Callable[[], None]]] = {STAGE: _stage}


def shown_view() -> str:
    """The view that is shown in this session."""
    view = st.session_state.get(_SHOWN, STAGE)
    return view if view in VIEWS else STAGE


def follow_view(words: Mapping[str, str], arrived: bool) -> str:
    """The view that a link asks for: the stage if it names none; without any word the one shown last."""
    if arrived and words:
        st.session_state[_SHOWN] = words.get("view", STAGE)
    return shown_view()


def layers_page() -> None:
    """The switch, and the view that it stands on."""
    say, view = speaker(), shown_view()
    if len(VIEWS) > 1:
        hold(_SWITCH, view)
        st.segmented_control(
            say("layers_stage.views"),
            list(VIEWS),
            format_func=lambda name: say(f"layers_stage.view.{name}"),
            key=_SWITCH,
            required=True,
            on_change=_switch,
            label_visibility="collapsed",
        )
    VIEWS[view]()


def _switch() -> None:
    """Another view: the stage begins again where its experiment begins."""
    st.session_state[_SHOWN] = str(st.session_state[_SWITCH])
    slot(PAGE).forget_stage()
