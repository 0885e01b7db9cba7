"""A program for exactly the experiment on the page: the chapter's ten steps, or a network's in Keras."""

from __future__ import annotations

from functools import partial

import streamlit as st

from playground.core.experiment import Experiment
from playground.export.notebook import notebook
from playground.export.program import program
from playground.points_reader.writer import write_points, write_test_points
from playground.shell.language import language, speaker

__all__ = ["code_panel"]


def code_panel(experiment: Experiment) -> None:
    """The program, copied with one click, and as a file or a notebook; own points as the file it reads."""
    say, is_linear = speaker(), experiment.is_linear
    code = program(experiment, language())
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.text(say("linear.code.lead") if is_linear else say("network_code.lead"))
        name = "linear_classifier" if is_linear else "network"
        with st.container(horizontal=True, width="content", gap="small"):
            if experiment.points is not None:
                st.download_button(
                    say("own_points.program_file"),
                    partial(write_points, experiment.points, numbered=True),
                    file_name="points.csv",
                    mime="text/csv",
                    on_click="ignore",
                    key="gp_points_file",
                )
            if experiment.test_points is not None:
                st.download_button(
                    say("own_points.test_file"),
                    partial(write_test_points, experiment),
                    file_name="test_points.csv",
                    mime="text/csv",
                    on_click="ignore",
                    key="gp_test_points_file",
                )
            st.download_button(
                say("linear.code.download"),
                code,
                file_name=f"{name}.py",
                mime="text/x-python",
                on_click="ignore",
                key="gp_code_file",
            )
            st.download_button(
                say("linear.code.notebook"),
                partial(notebook, experiment, language()),
                file_name=f"{name}.ipynb",
                mime="application/x-ipynb+json",
                on_click="ignore",
                key="gp_notebook_file",
            )
    st.code(code, language="python")
