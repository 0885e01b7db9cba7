"""The controls of the linear classifier: scene, training, data, start and run."""

from __future__ import annotations

import streamlit as st

from playground.ui.controls import knob_widget, rate_widgets, slider_and_number
from playground.ui.language import speaker
from playground.ui.sidebar_parts import TWO_CLASS_LOSSES, class_controls, pair, tools

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
        with st.expander(say("linear.start_and_run")):
            pair(page, "w1", "w2")
            pair(page, "b", "init_seed")
            pair(page, "steps", "shuffle_seed")
            knob_widget(page, "stop")
            knob_widget(page, "target")
            knob_widget(page, "targets")
