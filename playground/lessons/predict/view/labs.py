"""The labs of the page of predictions behind one switch; the questions of a lab stand with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from playground.lessons.predict.inference import Weights
from playground.lessons.predict.view.call import call_lab
from playground.lessons.predict.view.model import model_controls, trained_weights
from playground.lessons.predict.view.points import point_lab
from playground.lessons.predict.view.scores import score_lab, threshold_lab
from playground.lessons.predict.view.state import PAGE, QUESTIONS, STATE, VIEWS
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_page import link_problems, switch
from playground.lessons.shared.view.page_state import CLINIC, LINK
from playground.lessons.shared.view.question import question_deck
from playground.lessons.shared.view.trap import trap_clinic
from playground.shell.language import speaker

__all__ = ["LABS", "labs"]

# What draws each lab but the clinic; it is given the weights of the trained model.
LABS: Final[Mapping[str, Callable[[Weights], None]]] = {
    "scores": st.fragment(score_lab),
    "threshold": threshold_lab,
    "points": point_lab,
    "call": call_lab,
}


@st.fragment
def labs() -> None:
    """Title, switch, the model and the open lab; a change within a lab runs the lab's own fragment."""
    say, shown = speaker(), STATE.now()
    with st.container(key="gp_lesson", gap="small"):
        st.title(say("predict_page.title"), anchor=False)
        switch(PAGE, VIEWS, shown.view, _switch)
        link_problems(STATE.problems_of(LINK))
        seen = shown.view == "scores" and not shown.training.num_validation
        words(say(f"predict_page.{shown.view}.{'lead_training' if seen else 'lead'}"), "lead")
        if shown.view == CLINIC:
            trap_clinic(PAGE, "predict_trap", shown.trap, _trap)
            return
        model_controls()
        _open(shown.view)
        question_deck(PAGE, QUESTIONS[shown.view], f"{PAGE}_{shown.view}", shown.question or None)


def _open(view: str) -> None:
    weights = trained_weights()
    if weights is not None:
        LABS[view](weights)


def _switch(view: str) -> None:
    STATE.settle("", view=view)


def _trap(key: str) -> None:
    STATE.settle("", trap=key)
