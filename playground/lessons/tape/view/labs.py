"""The labs of the tape page behind one switch; the questions of a lab stand with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import streamlit as st

from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_page import link_problems, switch
from playground.lessons.shared.view.page_state import CLINIC, LINK
from playground.lessons.shared.view.question import question_deck
from playground.lessons.shared.view.trap import trap_clinic
from playground.lessons.tape.view.builder import tape_builder
from playground.lessons.tape.view.free_fall import falling_object
from playground.lessons.tape.view.graph import recorded_graph
from playground.lessons.tape.view.sketch import compare_slopes, draw_slope
from playground.lessons.tape.view.state import PAGE, QUESTIONS, STATE, VIEWS
from playground.lessons.tape.view.two_inputs import two_inputs
from playground.shell.language import speaker

__all__ = ["LABS", "labs"]


def _paper(deck: Callable[[], None]) -> None:
    paper, _ = st.columns([7, 3], gap="large")
    with paper:
        deck()


def _with_aside(lab: Callable[[], None], deck: Callable[[], None]) -> None:
    left, aside = st.columns([7, 3], gap="large")
    with left:
        lab()
    with aside, st.container(key="gp_aside"):
        deck()


# What draws each lab but the clinic; it is given what draws the lab's questions, and puts them where the eye
# comes to them before the answer.
LABS: Final[Mapping[str, Callable[[Callable[[], None]], None]]] = {
    "tape": tape_builder,
    "graph": partial(_with_aside, recorded_graph),
    "draw": _paper,
    "fall": partial(_with_aside, falling_object),
    "inputs": partial(_with_aside, two_inputs),
}


@st.fragment
def labs() -> None:
    """Title, switch and the open lab; a change within a lab runs the lab's own fragment."""
    say, shown = speaker(), STATE.now()
    with st.container(key="gp_lesson", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="gp_lesson_head"):
            st.title(say("tape_page.title"), anchor=False, width="content")
            switch(PAGE, VIEWS, shown.view, _switch)
        link_problems(STATE.problems_of(LINK))
        if shown.view == CLINIC:
            trap_clinic(PAGE, "tape_trap", shown.trap, _choose_trap)
            return
        words(say(f"tape_page.{shown.view}.lead"), "lead")
        LABS[shown.view](partial(_deck, shown.view, shown.question or None))


def _deck(view: str, question: str | None) -> None:
    question_deck("tape", QUESTIONS[view], f"{PAGE}_{view}", question, draw_slope, compare_slopes)


def _switch(view: str) -> None:
    STATE.settle("", view=view)


def _choose_trap(name: str) -> None:
    STATE.settle("", trap=name)
