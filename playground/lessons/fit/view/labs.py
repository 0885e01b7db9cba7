"""The labs of the page of compile and fit behind one switch; the questions of a lab stand with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import streamlit as st

from playground.lessons.fit.view.compiling import loss_explorer, loss_guide, strings_and_objects
from playground.lessons.fit.view.metrics import metric_lab
from playground.lessons.fit.view.state import PAGE, QUESTIONS, STATE, VIEWS
from playground.lessons.fit.view.three_ways import three_ways
from playground.lessons.fit.view.training_lab import fit_lab
from playground.lessons.fit.view.validation import held_out, running_mean, sorted_split
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_page import link_problems, switch
from playground.lessons.shared.view.page_state import CLINIC, LINK
from playground.lessons.shared.view.question import question_deck
from playground.lessons.shared.view.trap import trap_clinic
from playground.shell.language import speaker

__all__ = ["LABS", "labs"]


def _compile(deck: Callable[[], None]) -> None:
    strings_and_objects()
    deck()
    loss_explorer()
    loss_guide()


def _validation(deck: Callable[[], None]) -> None:
    lab, aside = st.columns([7, 4], gap="large")
    with lab:
        st.fragment(held_out)()
    with aside:
        deck()
    running_mean()
    sorted_split()


def _ways(deck: Callable[[], None]) -> None:
    deck()
    three_ways()


# What draws each lab but the clinic; it is given what draws the lab's questions.
LABS: Final[Mapping[str, Callable[[Callable[[], None]], None]]] = {
    "fit": fit_lab,
    "compile": _compile,
    "validation": _validation,
    "metrics": metric_lab,
    "ways": _ways,
}


@st.fragment
def labs() -> None:
    """Title, switch and the open lab; a change within a lab runs the lab's own fragment."""
    say, shown = speaker(), STATE.now()
    with st.container(key="gp_lesson", gap="small"):
        st.title(say("fit_page.title"), anchor=False)
        switch(PAGE, VIEWS, shown.view, _switch)
        link_problems(STATE.problems_of(LINK))
        words(say(f"fit_page.{shown.view}.lead"), "lead")
        if shown.view == CLINIC:
            trap_clinic(PAGE, "fit_trap", shown.trap, _trap)
            return
        LABS[shown.view](partial(_deck, shown.view, shown.question or None))


def _deck(view: str, question: str | None) -> None:
    question_deck("fit", QUESTIONS[view], f"{PAGE}_{view}", question)


def _trap(key: str) -> None:
    STATE.settle("", trap=key)


def _switch(view: str) -> None:
    STATE.settle("", view=view)
