"""The controls of the linear classifier: scene, training, data, start and run."""

from __future__ import annotations

import streamlit as st

from playground.ui.controls import knob_widget, rate_widgets, slider_and_number
from playground.ui.language import speaker
from playground.ui.sidebar_parts import TWO_CLASS_LOSSES, class_controls, fold, tools

__all__ = ["linear_controls"]


def linear_controls(page: str) -> None:
    """Everything that shapes the run; few controls first, the rest folded away."""
    say = speaker()
    with st.sidebar:
        tools(page)
        st.subheader(say("knobs.group.training"))
        rate_widgets(page)
        slider_and_number(page, "batch")
        knob_widget(page, "optimizer")
        knob_widget(page, "loss", choices=TWO_CLASS_LOSSES)
        st.subheader(say("knobs.group.data"))
        class_controls(page)
        knob_widget(page, "seed")
        fold(
            page,
            "start_and_run",
            say("linear.start_and_run"),
            (
                ("w1", "w2"),
                ("b", "init_seed"),
                ("steps", "shuffle_seed"),
                ("stop",),
                ("target",),
                ("targets",),
            ),
        )
