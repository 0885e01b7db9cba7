"""The labs of the page of compile and fit behind one switch; the questions of a lab stand with it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from playground.lessons.fit.view.compiling import loss_explorer, loss_guide, strings_and_objects
from playground.lessons.fit.view.metrics import metric_lab
from playground.lessons.fit.view.state import PAGE, QUESTIONS, STATE, VIEWS
from playground.lessons.fit.view.three_ways import three_ways
from playground.lessons.fit.view.training_lab import fit_lab
from playground.lessons.fit.view.validation import held_out, running_mean, sorted_split
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_page import link_problems, switch
from playground.lessons.shared.view.page_state import LINK
from playground.lessons.shared.view.question import question_deck
from playground.lessons.shared.view.trap import trap_clinic
from playground.shell.language import speaker

__all__ = ["labs"]


@st.fragment
def labs() -> None:
    """Title, switch and the open lab; a change within a lab runs the lab's own fragment."""
    say, shown = speaker(), STATE.now()
    with st.container(key="gp_lesson", gap="small"):
        st.title(say("fit_page.title"), anchor=False)
        switch(PAGE, VIEWS, shown.view, _switch)
        link_problems(STATE.problems_of(LINK))
        words(say(f"fit_page.{shown.view}.lead"), "lead")
        _open(shown.view, shown.question or None, shown.trap)


def _open(view: str, question: str | None, trap: str) -> None:
    match view:
        case "fit":
            fit_lab(partial(_deck, view, question))
        case "compile":
            strings_and_objects()
            _deck(view, question)
            loss_explorer()
            loss_guide()
        case "validation":
            lab, aside = st.columns([7, 4], gap="large")
            with lab:
                st.fragment(held_out)()
            with aside:
                _deck(view, question)
            running_mean()
            sorted_split()
        case "metrics":
            metric_lab(partial(_deck, view, question))
        case "ways":
            _deck(view, question)
            three_ways()
        case _:
            trap_clinic(PAGE, "fit_trap", trap, _trap)


def _deck(view: str, question: str | None) -> None:
    question_deck("fit", QUESTIONS[view], f"{PAGE}_{view}", question)


def _trap(key: str) -> None:
    STATE.settle("", trap=key)


def _switch(view: str) -> None:
    STATE.settle("", view=view)
