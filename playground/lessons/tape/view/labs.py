"""The labs of the tape page behind one switch; the questions of a lab stand with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_page import link_problems, switch
from playground.lessons.shared.view.page_state import LINK
from playground.lessons.shared.view.question import question_deck
from playground.lessons.shared.view.trap import trap_clinic
from playground.lessons.tape.view.builder import tape_builder
from playground.lessons.tape.view.free_fall import falling_object
from playground.lessons.tape.view.graph import recorded_graph
from playground.lessons.tape.view.sketch import compare_slopes, draw_slope
from playground.lessons.tape.view.state import PAGE, QUESTIONS, STATE, VIEWS
from playground.lessons.tape.view.two_inputs import two_inputs
from playground.shell.language import speaker

__all__ = ["labs"]


@st.fragment
def labs() -> None:
    """Title, switch and the open lab; a change within a lab runs the lab's own fragment."""
    say, shown = speaker(), STATE.now()
    with st.container(key="gp_lesson", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="gp_lesson_head"):
            st.title(say("tape_page.title"), anchor=False, width="content")
            switch(PAGE, VIEWS, shown.view, _switch)
        link_problems(STATE.problems_of(LINK))
        if shown.view == "traps":
            trap_clinic(PAGE, "tape_trap", shown.trap, _choose_trap)
            return
        words(say(f"tape_page.{shown.view}.lead"), "lead")
        _open(shown.view, partial(_deck, shown.view, shown.question or None))


def _open(view: str, deck: Callable[[], None]) -> None:
    """The lab, and the questions where the eye comes to them before the answer."""
    if view == "tape":
        tape_builder(deck)
        return
    if view == "draw":
        paper, _ = st.columns([7, 3], gap="large")
        with paper:
            deck()
        return
    lab, aside = st.columns([7, 3], gap="large")
    with lab:
        {"graph": recorded_graph, "fall": falling_object, "inputs": two_inputs}[view]()
    with aside, st.container(key="gp_aside"):
        deck()


def _deck(view: str, question: str | None) -> None:
    question_deck("tape", QUESTIONS[view], f"{PAGE}_{view}", question, draw_slope, compare_slopes)


def _switch(view: str) -> None:
    STATE.settle("", view=view)


def _choose_trap(name: str) -> None:
    STATE.settle("", trap=name)
