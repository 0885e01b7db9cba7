"""The controls of the network stage: scene, data, network, training, regularisation, run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from playground.experiment import Experiment
from playground.ui.controls import knob_widget, rate_widgets, slider_and_number
from playground.ui.language import speaker
from playground.ui.session import slot
from playground.ui.sidebar_parts import TWO_CLASS_LOSSES, class_controls, fold, pair, tools

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
        fold(page, "regularisation", say("layers_stage.regularisation"), (("l1", "l2"), ("dropout",)))
        fold(page, "run", say("layers_stage.run"), (("steps", "stop"), ("target", "shuffle_seed")))


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
    fold(page, "start", say("layers_stage.start"), (("initializer", "init_seed"),), compact=True)


def _training(page: str, experiment: Experiment) -> None:
    say = speaker()
    rate_widgets(page)
    slider_and_number(page, "batch")
    knob_widget(page, "optimizer")
    settings = _SETTINGS[experiment.optimizer]
    if settings:
        rows = [(name,) for name in settings]
        fold(page, "optimizer", say("layers_stage.optimizer_settings"), rows, compact=True)
    if not experiment.has_many_classes:
        knob_widget(page, "loss", choices=TWO_CLASS_LOSSES)
