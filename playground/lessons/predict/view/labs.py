"""The labs of the page of predictions behind one switch; the questions of a lab stand with it."""

from __future__ import annotations

import streamlit as st

from playground.lessons.predict.view.call import call_lab
from playground.lessons.predict.view.model import model_controls, trained_weights
from playground.lessons.predict.view.points import point_lab
from playground.lessons.predict.view.scores import score_lab, threshold_lab
from playground.lessons.predict.view.state import PAGE, QUESTIONS, STATE, VIEWS
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_page import link_problems, switch
from playground.lessons.shared.view.page_state import LINK
from playground.lessons.shared.view.question import question_deck
from playground.lessons.shared.view.trap import trap_clinic
from playground.shell.language import speaker

__all__ = ["labs"]


@st.fragment
def labs() -> None:
    """Title, switch, the model and the open lab; a change within a lab runs the lab's own fragment."""
    say, shown = speaker(), STATE.now()
    with st.container(key="gp_lesson", gap="small"):
        st.title(say("predict_page.title"), anchor=False)
        switch(PAGE, VIEWS, shown.view, _switch)
        link_problems(STATE.problems_of(LINK))
        words(say(f"predict_page.{shown.view}.lead"), "lead")
        if shown.view == "traps":
            trap_clinic(PAGE, "predict_trap", shown.trap, _trap)
            return
        model_controls()
        _open(shown.view)
        question_deck(PAGE, QUESTIONS[shown.view], f"{PAGE}_{shown.view}", shown.question or None)


def _open(view: str) -> None:
    weights = trained_weights()
    if weights is None:
        return
    match view:
        case "scores":
            st.fragment(score_lab)(weights)
        case "threshold":
            threshold_lab(weights)
        case "points":
            point_lab(weights)
        case _:
            call_lab(weights)


def _switch(view: str) -> None:
    STATE.settle("", view=view)


def _trap(key: str) -> None:
    STATE.settle("", trap=key)
