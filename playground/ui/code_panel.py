"""The chapter's ten steps as a program for exactly the experiment on the page."""

from __future__ import annotations

import streamlit as st

from playground.experiment import Experiment
from playground.ui.language import speaker

__all__ = ["code_panel"]


def code_panel(experiment: Experiment) -> None:
    """Ten steps, each copied with one click, and the whole program as a file."""
    say = speaker()
    st.markdown(say("linear.code.lead"))
