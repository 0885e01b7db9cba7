"""The views of the layers page behind one switch: the stage first, then the labs that explain it."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.lessons.layers.view.state import PAGE, STATE, VIEWS
from playground.lessons.shared.view.lab_layout import open_lab, page_bar
from playground.shell import language
from playground.stage.panels import panels
from playground.stage.stage import knobs, load_modules, stage

__all__ = ["STAGE", "VIEWS_OF_LINKS", "follow", "layers_page"]

STAGE: Final = "stage"
_SWITCH: Final = "layers_page_view"
_ON_LABS: Final = "layers_on_labs"
_LEFT_LABS: Final = "layers_left_labs"
_PANELS: Final = ("code", "step", "history", "take")
VIEWS_OF_LINKS: Final = (STAGE, *_PANELS, *VIEWS)


def follow(arrived: bool) -> tuple[bool, bool, bool]:
    """Whether the stage is shown, whether it is come to (by a link, or from another page), and whether the
    address bar still holds the words of the view that was left just now, which mean nothing to this one.

    A link without the view of a lab means the stage, whose own address names none.
    """
    context = get_script_run_ctx()
    history = context is not None and context.is_history_navigation
    words = st.query_params.to_dict()
    # A question and a trap stand in a lab: which one, the labs' own words tell.
    view = words.get("view") or (next(iter(VIEWS)) if words.keys() & {"question", "trap"} else "")
    is_lab = view in VIEWS
    if view == STAGE or (not is_lab and (history or (arrived and words))):
        from_lab = bool(st.session_state.get(_ON_LABS, False))
        st.session_state[_ON_LABS] = False
        return True, arrived or from_lab or view == STAGE, False
    if is_lab and (arrived or history):
        st.session_state[_ON_LABS] = True
    on_stage = not st.session_state.get(_ON_LABS, False)
    if st.session_state.pop(_LEFT_LABS, False) and on_stage:
        # An entry of its own, which the stage fills in. What the browser sent may be older than its address.
        st.query_params.from_dict(language.parameters())
    return on_stage, arrived, bool(words) and on_stage == is_lab


def layers_page() -> None:
    """The switch, and the view that it stands on."""
    on_labs = bool(st.session_state.get(_ON_LABS, False))
    page_bar(PAGE, (STAGE, *VIEWS), STATE.now().view if on_labs else STAGE, _switch, _SWITCH)
    if on_labs:
        open_lab(STATE)
        return
    stage(PAGE, partial(panels, views=_PANELS))
    knobs(PAGE)
    load_modules()


def _switch(view: str) -> None:
    """Another view. The stage comes back with its draft, which the browser keeps."""
    st.session_state[_ON_LABS] = view != STAGE
    st.session_state[_LEFT_LABS] = view == STAGE
    if view != STAGE:
        STATE.settle("", view=view)
