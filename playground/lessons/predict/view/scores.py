"""The lab of scores: the clouds with the model, and what predict gives for those that are held out."""

from __future__ import annotations

import math
from html import escape
from typing import Any, Final

import streamlit as st

from playground.core.losses import shading_of
from playground.lessons.fit.view.clouds import cloud_words, decision, packed
from playground.lessons.fit.view.press import press_button, presses
from playground.lessons.predict.inference import ScoresReport, Weights
from playground.lessons.predict.view.model import with_model
from playground.lessons.predict.view.score_bins import binned, scores_of
from playground.lessons.predict.view.state import STATE
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, printed_view, words
from playground.lessons.shared.view.lab_layout import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.shell.language import Say, speaker
from playground.shell.tables import number
from playground.shell.versioned_widgets import held_choice

__all__ = ["KEY", "batches_html", "regions"]

ENTRY: Final = "predict/scores.js"
KEY: Final = "predict_scores_picture"
BATCHES: Final = (32, 64, 128, 256, 600)
_PRESS: Final = "predict_scores"
# The axis before anything is known of the scores, by how the loss reads them: a score, or a logit.
_ENDS: Final = {"straight": (-1.5, 2.5), "sigmoid": (-12.0, 12.0)}
_TOLD: Final = {"straight": "mse", "sigmoid": "bce"}


def regions(page: PageState[Any]) -> Regions:
    """The batch size; the clouds above the scores; the code and what it printed."""
    held = page.now().training.num_validation > 0
    return with_model(
        _picture, _rail, knobs=_knobs, lead=None if held else "predict_page.scores.lead_training"
    )


def _knobs() -> None:
    say, shown = speaker(), STATE.now()
    st.segmented_control(
        say("predict_page.scores.batch"),
        **held_choice("predict_chunk", shown.batch if shown.batch in BATCHES else None, BATCHES, _batch),
    )


def _report(weights: Weights) -> ScoresReport | None:
    """The scores, once the learner asked: the questions are about their shape, batches and places."""
    shown = STATE.now()
    return scores_of(shown.training, weights, shown.batch) if _is_shown() else None


def _is_shown() -> bool:
    """Whether the scores are on the page: the same button hides them again."""
    return presses(_PRESS, "predicted") % 2 == 1


def _picture(weights: Weights) -> None:
    say, request = speaker(), STATE.now().training
    place, below = st.container(), st.container()
    with below:
        press_button(
            _PRESS, "predicted", say("predict_page.scores.predict"), say("predict_page.scores.again")
        )
        report = _report(weights)
    scores = None if report is None else report.predictions
    low, high = (0.0, 1.0) if scores is None else (float(scores.min()), float(scores.max()))
    first, last = _ENDS[shading_of(request.loss)["curve"]]
    data = {
        "strings": {
            **component.words("predict_page", "scores"),
            **cloud_words("predict_page", "scores", request),
        },
        "points": packed(request),
        "weights": list(weights),
        "decision": decision(request),
        "bins": None if report is None else binned(report),
        "ends": [min(first, math.floor(2 * low) / 2), max(last, math.ceil(2 * high) / 2)],
        "found": [low, high],
        "held": request.num_validation > 0,
    }
    with place:
        component.show(ENTRY, KEY, data)


def _rail(weights: Weights) -> None:
    say, report = speaker(), _report(weights)
    if report is None:
        return
    scores = report.predictions
    outside = int(((scores < 0) | (scores > 1)).sum())
    words(
        say(
            f"predict_page.scores.{_TOLD[shading_of(STATE.now().training.loss)['curve']]}",
            outside=outside,
            count=len(scores),
            low=number(float(scores.min()), 3),
            high=number(float(scores.max()), 3),
        )
    )
    st.html(batches_html(report, say))
    code_view(report.source, label=say("lesson_cards.what_ran"))
    printed_view(report.printed.rstrip(), say("lesson_cards.printed"))


def batches_html(report: ScoresReport, say: Say) -> str:
    """A block for each batch, as wide as it is large."""
    sizes = report.batches
    told = say("predict_page.scores.batches", count=len(sizes), points=sum(sizes))
    blocks = "".join(f'<span style="flex:{size} 1 0">{size}</span>' for size in sizes)
    return (
        f'<div class="gp-label">{escape(told)}</div>'
        f'<div class="gp-batches" role="img" aria-label="{escape(told)}">{blocks}</div>'
    )


def _batch(chosen: int) -> None:
    STATE.settle("", batch=int(chosen))
