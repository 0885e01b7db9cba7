"""The controls of the network stage: scene, data, network, training, regularisation, run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from playground.experiment import Experiment
from playground.ui.controls import knob_widget, rate_widgets, slider_and_number
from playground.ui.language import speaker
from playground.ui.session import slot
from playground.ui.sidebar_parts import TWO_CLASS_LOSSES, class_controls, pair, tools

__all__ = ["layers_controls"]

# The knobs of an optimiser besides the learning rate.
_SETTINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "sgd": (),
    "momentum": ("momentum",),
    "rmsprop": ("rho", "epsilon"),
    "adam": ("beta1", "beta2", "epsilon"),
}


def layers_controls(page: str) -> None:
    """Everything that shapes the run; what matters first on top, the rest folded away."""
    say, experiment = speaker(), slot(page).experiment
    with st.sidebar:
        tools(page)
        st.subheader(say("knobs.group.data"))
        _data(page, experiment)
        st.subheader(say("knobs.group.network"))
        _network(page, experiment)
        st.subheader(say("knobs.group.training"))
        _training(page, experiment)
        with st.expander(say("layers_stage.regularisation")):
            pair(page, "l1", "l2")
            knob_widget(page, "dropout")
        with st.expander(say("layers_stage.run")):
            pair(page, "steps", "stop")
            pair(page, "target", "shuffle_seed")


def _data(page: str, experiment: Experiment) -> None:
    knob_widget(page, "data")
    if experiment.data_set == "gaussians":
        class_controls(page)
    else:
        pair(page, "samples", "noise")
    pair(page, "val", "seed")
    if experiment.has_many_classes:
        pair(page, "classes", "labels")


def _network(page: str, experiment: Experiment) -> None:
    say = speaker()
    pair(page, "hidden", "activation")
    knob_widget(page, "features")
    knob_widget(page, "arch")
    with st.expander(say("layers_stage.start"), type="compact"):
        pair(page, "initializer", "init_seed")


def _training(page: str, experiment: Experiment) -> None:
    say = speaker()
    rate_widgets(page)
    slider_and_number(page, "batch")
    knob_widget(page, "optimizer")
    settings = _SETTINGS[experiment.optimizer]
    if settings:
        with st.expander(say("layers_stage.optimizer_settings"), type="compact"):
            for name in settings:
                knob_widget(page, name)
    if not experiment.has_many_classes:
        knob_widget(page, "loss", choices=TWO_CLASS_LOSSES)
