"""The chapter's ten steps as a program for exactly the experiment on the page."""

from __future__ import annotations

import streamlit as st

from playground.experiment import Experiment
from playground.export.script import script
from playground.ui.language import language, speaker

__all__ = ["code_panel"]


def code_panel(experiment: Experiment) -> None:
    """The ten steps as one program, copied with one click, and as a file."""
    say = speaker()
    program = script(experiment, language())
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.text(say("linear.code.lead"))
        st.download_button(
            say("linear.code.download"),
            program,
            file_name="linear_classifier.py",
            mime="text/x-python",
            on_click="ignore",
            key="gp_code_file",
        )
    st.code(program, language="python")
