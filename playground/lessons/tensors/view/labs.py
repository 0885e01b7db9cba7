"""The labs of the tensors page behind one switch; the questions of a lab stand beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_page import link_problems, switch
from playground.lessons.shared.view.page_state import CLINIC, LINK
from playground.lessons.shared.view.question import question_deck
from playground.lessons.shared.view.trap import trap_clinic
from playground.lessons.tensors.view.assignment import assignment_lab
from playground.lessons.tensors.view.builder import tensor_builder
from playground.lessons.tensors.view.calculator import calculator
from playground.lessons.tensors.view.eager import script_runner, traced_runner
from playground.lessons.tensors.view.state import PAGE, QUESTIONS, STATE, VIEWS
from playground.shell.language import speaker

__all__ = ["LABS", "labs"]


def _runners() -> None:
    script_runner()
    traced_runner()


# What draws each lab but the clinic.
LABS: Final[Mapping[str, Callable[[], None]]] = {
    "build": tensor_builder,
    "operate": calculator,
    "assign": assignment_lab,
    "run": _runners,
}


@st.fragment
def labs() -> None:
    """Title, switch and the open lab. The switch runs this fragment, a change within a lab the lab's own."""
    say, shown = speaker(), STATE.now()
    with st.container(key="gp_lesson", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="gp_lesson_head"):
            st.title(say("tensors_page.title"), anchor=False, width="content")
            switch(PAGE, VIEWS, shown.view, _switch)
        link_problems(STATE.problems_of(LINK))
        if shown.view == CLINIC:
            trap_clinic(PAGE, "tensors_trap", shown.trap, _choose_trap)
            return
        words(say(f"tensors_page.{shown.view}.lead"), "lead")
        lab, aside = st.columns([7, 3], gap="large")
        with lab:
            LABS[shown.view]()
        with aside, st.container(key="gp_aside"):
            question_deck(PAGE, QUESTIONS[shown.view], f"{PAGE}_{shown.view}", shown.question or None)


def _choose_trap(name: str) -> None:
    STATE.settle("", trap=name)


def _switch(view: str) -> None:
    STATE.settle("", view=view)
