"""The labs of the layers page; the questions of a lab stand with it. `ui.layers_views` switches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from playground.lessons.layers.view.deck import deck
from playground.lessons.layers.view.gallery import model_gallery
from playground.lessons.layers.view.kinds import layer_kinds
from playground.lessons.layers.view.layer import layer_three_ways
from playground.lessons.layers.view.shapes import shape_inference
from playground.lessons.layers.view.state import PAGE, STATE
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_page import link_problems
from playground.lessons.shared.view.page_state import LINK
from playground.lessons.shared.view.trap import trap_clinic
from playground.shell.language import speaker

__all__ = ["VIEWS", "layer_views", "open_lab"]

_WIDE: Final = {
    "layer",
    "kinds",
    "gallery",
    "traps",
}  # these need the whole width, and place their questions themselves


def _traps() -> None:
    trap_clinic(PAGE, "layers_trap", STATE.now().trap, _choose_trap)


# A view more is an entry more here and in layers_state.VIEWS, and a table with title and lead in layers_page.
VIEWS: Final[Mapping[str, Callable[[], None]]] = {
    "layer": layer_three_ways,
    "kinds": layer_kinds,
    "shapes": shape_inference,
    "gallery": model_gallery,
    "traps": _traps,
}


@st.fragment
def layer_views() -> None:
    """Title and the open lab; a change within a lab runs the lab's own fragment."""
    say = speaker()
    with st.container(key="gp_lesson", gap="small"):
        st.title(say("layers_page.title"), anchor=False)
        open_lab()


def open_lab() -> None:
    """What the link could not be used for, the lab's first words, the lab and its questions."""
    say, shown = speaker(), STATE.now()
    link_problems(STATE.problems_of(LINK))
    words(say(f"layers_page.{shown.view}.lead"), "lead")
    if shown.view in _WIDE:
        VIEWS[shown.view]()
        return
    lab, aside = st.columns([7, 3], gap="large")
    with lab:
        VIEWS[shown.view]()
    with aside:
        deck(shown.view)


def _choose_trap(name: str) -> None:
    STATE.settle("", trap=name)
