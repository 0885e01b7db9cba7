"""A program for exactly the experiment on the page: the chapter's ten steps, or a network's in Keras."""

from __future__ import annotations

import streamlit as st

from playground.experiment import Experiment
from playground.export.network_script import network_script
from playground.export.script import script
from playground.ui.language import language, speaker

__all__ = ["code_panel"]


def code_panel(experiment: Experiment) -> None:
    """The program, copied with one click, and as a file."""
    say, is_linear = speaker(), experiment.is_linear
    program = (script if is_linear else network_script)(experiment, language())
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.text(say("linear.code.lead") if is_linear else say("network_code.lead"))
        st.download_button(
            say("linear.code.download"),
            program,
            file_name="linear_classifier.py" if is_linear else "network.py",
            mime="text/x-python",
            on_click="ignore",
            key="gp_code_file",
        )
    st.code(program, language="python")
