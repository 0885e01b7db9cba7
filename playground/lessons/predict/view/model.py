"""The model that the page predicts with: trained by the chapter's recipe when the page needs it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

import streamlit as st

from playground.lessons.fit.view.controls import data_controls, recipe_control, training_controls
from playground.lessons.fit.view.query_words import TRAINING
from playground.lessons.fit.view.training import Training, training_of
from playground.lessons.fit.view.training_lab import TICK, training_code, training_status
from playground.lessons.predict.inference import Weights
from playground.lessons.predict.view.state import PAGE, STATE
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.folding import folded
from playground.shell.frame import page_of
from playground.shell.language import Say, speaker

__all__ = ["model_controls", "trained_weights"]

_OPEN: Final = "predict_model"


def model_controls() -> None:
    """The training that made the model, folded."""
    say, training = speaker(), training_of(STATE.now().training)
    if training.logs:
        words(_told(training, say), "quiet")
    with folded(say("predict_page.model"), _OPEN):
        left, right = st.columns([5, 7], gap="large")
        with left, st.container(gap="small", key="gp_prediction_model"):
            recipe_control(STATE, say)
            training_controls(STATE, say)
            data_controls(STATE, say)
        with right:
            st.page_link(
                page_of("fit"),
                label=say("predict_page.to_fit"),
                icon=":material/arrow_forward:",
                query_params=fit_words() or None,
            )
            training_code(training.request, "predict_program", say)


def fit_words() -> dict[str, str]:
    """The words of the same training on the page of fit."""
    return {
        name: text for name, text in STATE.written(STATE.now()).items() if STATE.words[name].part == TRAINING
    }


def _told(training: Training, say: Say) -> str:
    values = dict(training.logs[-1].values)
    name, value = next(reversed(values.items()))
    return say("predict_page.model_trained", epochs=training.epoch, name=name, value=f"{value:.4g}")


def trained_weights() -> Weights | None:
    """The weights at the end of the training; None while it runs, with its progress in their place."""
    training = training_of(STATE.now().training)
    if training.status == "new":
        training.start()
    if training.status == "running":
        st.fragment(_train, run_every=TICK)()
        return None
    if training.status in ("diverged", "failed") or not training.logs:
        training_status(PAGE, training, speaker())
        words(speaker()("predict_page.no_model"), "notice")
        return None
    weights = training.logs[-1].weights
    return weights if all(map(math.isfinite, weights)) else None


def _train() -> None:
    training = training_of(STATE.now().training)
    training.advance()
    if training.status != "running":
        st.rerun()
    training_status(PAGE, training, speaker())


def with_model(lab: Callable[[Weights], None]) -> None:
    """A lab under the controls of the model, once it is trained."""
    model_controls()
    weights = trained_weights()
    if weights is not None:
        lab(weights)
