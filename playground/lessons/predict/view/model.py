"""The model that the page predicts with: trained by the chapter's recipe when the page needs it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from playground.lessons.fit.view.controls import data_controls, recipe_control, training_controls
from playground.lessons.fit.view.query_words import TRAINING
from playground.lessons.fit.view.training import Training, training_of
from playground.lessons.fit.view.training_lab import TICK, call, program, training_status, training_told
from playground.lessons.fit.view.validation import ENTRY, picture_data
from playground.lessons.predict.inference import Weights
from playground.lessons.predict.view.state import PAGE, STATE
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab_layout import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.shell.frame import page_of
from playground.shell.language import Say, speaker

__all__ = ["trained_weights", "with_model"]

_OPEN = "predict_model"
Part = Callable[[Weights], None]


def with_model(
    picture: Part,
    rail: Part | None = None,
    shelf: Mapping[str, Part] | None = None,
    knobs: Callable[[], None] | None = None,
    **others: Any,
) -> Regions:
    """The regions of a lab that predicts: its parts once the model is trained, the training at its knobs."""
    return Regions(
        knobs=partial(_knobs, knobs),
        picture=partial(_picture, picture),
        rail=partial(_rail, rail),
        shelf={
            **{title: partial(_part, part) for title, part in (shelf or {}).items()},
            "predict_page.model": _model,
        },
        **others,
    )


def _knobs(own: Callable[[], None] | None) -> None:
    """The lab's own, and the training that made the model, folded."""
    if own is not None:
        own()
    say = speaker()
    with folded(say("predict_page.model"), _OPEN):
        recipe_control(STATE, say)
        training_controls(STATE, say)
    data_controls(STATE, say)


def _picture(picture: Part) -> None:
    weights = trained_weights()
    if weights is not None:
        picture(weights)


def _rail(rail: Part | None) -> None:
    weights = _weights(training_of(STATE.now().training))
    if weights is None:
        training_told(STATE)
    elif rail is not None:
        rail(weights)


def _part(part: Part) -> None:
    weights = _weights(training_of(STATE.now().training))
    if weights is not None:
        part(weights)


def _model() -> None:
    """How the model was trained."""
    say, training = speaker(), training_of(STATE.now().training)
    if training.logs:
        words(_told(training, say), "quiet")
    st.page_link(
        page_of("fit"),
        label=say("predict_page.to_fit"),
        icon=":material/arrow_forward:",
        query_params=fit_words() or None,
    )
    call(training.request)
    program(training.request)


def fit_words() -> dict[str, str]:
    """The words of the same training on the page of fit."""
    return {
        name: text
        for name, text in PageState.written(STATE, STATE.now()).items()
        if STATE.words[name].part == TRAINING
    }


def _told(training: Training, say: Say) -> str:
    values = dict(training.logs[-1].values)
    name, value = next(reversed(values.items()))
    return say("predict_page.model_trained", epochs=training.epoch, name=name, value=f"{value:.4g}")


def _weights(training: Training) -> Weights | None:
    """The weights at the end of a training that stands still; None if there are none to predict with."""
    if training.status in ("new", "running", "diverged", "failed") or not training.logs:
        return None
    weights = training.logs[-1].weights
    return weights if all(map(math.isfinite, weights)) else None


def trained_weights() -> Weights | None:
    """The weights at the end of the training; None while it runs, with its progress in their place."""
    training = training_of(STATE.now().training)
    if training.status == "new":
        training.start()
    if training.status == "running":
        st.fragment(_train, run_every=TICK)()
        return None
    weights = _weights(training)
    if weights is None:
        training_status(PAGE, training, speaker())
        words(speaker()("predict_page.no_model"), "notice")
    return weights


def _train() -> None:
    training = training_of(STATE.now().training)
    training.advance()
    if training.status != "running":
        st.rerun()
    component.show(ENTRY, "predict_training_picture", picture_data(training.request))
    training_status(PAGE, training, speaker())
