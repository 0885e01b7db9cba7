"""The labs of scores and threshold: what predict gives, and what a threshold makes of it."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from playground.lessons.fit.fit import FitRequest
from playground.lessons.predict.inference import ScoresReport, Weights
from playground.lessons.predict.view.figures import scores_figure
from playground.lessons.predict.view.model import with_model
from playground.lessons.predict.view.state import STATE
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.reveal_button import tried
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import Say, speaker
from playground.shell.tables import number
from playground.shell.versioned_widgets import held_choice

__all__ = ["score_lab", "regions"]

_SCORES: Final = "playground.lessons.predict.tasks.inference:scores"
_CONFUSION: Final = "playground.lessons.predict.tasks.inference:confusion"
_ROC: Final = "playground.lessons.predict.tasks.inference:roc"
_CHART: Final = {"displayModeBar": False}
BATCHES: Final = (32, 64, 128, 256, 600)


def score_lab(weights: Weights) -> None:
    """Raw scores of the held-out points, in batches; the first ten as the chapter prints them."""
    say, shown = speaker(), STATE.now()
    left, right = st.columns([5, 7], gap="large")
    with left, st.container(gap="small", key="gp_prediction_scores"):
        st.segmented_control(
            say("predict_page.scores.batch"),
            **held_choice("predict_chunk", shown.batch if shown.batch in BATCHES else None, BATCHES, _batch),
        )
        # The shape, the batches and where scores lie are what the questions ask.
        if not tried("predict_scores", "predicted", say("predict_page.scores.predict")):
            return
        report = _scores(shown.training, weights, STATE.now().batch)
        if report is None:
            return
        st.html(batches_html(report, say))
        code_view(report.source, label=say("lesson_cards.what_ran"))
        code_view(report.printed.rstrip(), label=say("lesson_cards.printed"))
    with right, st.container(gap="small"):
        st.plotly_chart(
            scores_figure(report, _words(say)),
            key="predict_scores",
            config=_CHART,
            alt=say("predict_page.scores.alt"),
        )
        scores = report.predictions
        outside = int(((scores < 0) | (scores > 1)).sum())
        words(
            say(
                f"predict_page.scores.{shown.training.loss}",
                outside=outside,
                count=len(scores),
                low=number(float(scores.min()), 3),
                high=number(float(scores.max()), 3),
            )
        )


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


def _scores(request: FitRequest, weights: Weights, batch: int) -> ScoresReport | None:
    report: ScoresReport | None = ask("predict_scores", _SCORES, request, weights, batch)
    return report


def _words(say: Say) -> dict[str, str]:
    fit = {name: say(f"fit.{name}") for name in ("negative", "positive")}
    own = {name: say(f"predict_page.scores.{name}") for name in ("score", "count", "band", "threshold")}
    return {**fit, **own}


def regions(page: PageState[Any]) -> Regions:
    """Scores."""
    return with_model(score_lab)
