"""The lab of validation: who is held out, why training loss starts above, and a split of sorted data."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from playground.lessons.fit.fit import FitPoints, FitRequest
from playground.lessons.fit.validation import RunningReport, SplitReport, SplitRun, halved
from playground.lessons.fit.view.figures import running_figure, split_figure
from playground.lessons.fit.view.query_words import TRAINING
from playground.lessons.fit.view.state import STATE
from playground.lessons.fit.view.training import training_of
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.reveal_button import tried
from playground.lessons.shared.view.trainer_reports import ask, refusal
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import held, tidy

__all__ = ["held_out", "running_mean", "sorted_split", "regions"]

_POINTS: Final = "playground.lessons.fit.tasks.fit:fit_points"
_RUNNING: Final = "playground.lessons.fit.tasks.validation:running_mean"
_SPLIT: Final = "playground.lessons.fit.tasks.validation:split"
CLASSES: Final = ("negative", "positive")


def held_out() -> None:
    """The points by their share, with the boundary of the training if there was one."""
    say, request = speaker(), STATE.now().training
    st.slider(
        say("fit.field.val"),
        0.0,
        0.9,
        step=0.05,
        **held("fit_val_slider", request.val, _share),
    )
    for problem in STATE.problems_of(TRAINING):
        refusal(problem)
    points: FitPoints | None = ask("fit_points", _POINTS, request)
    if points is None:
        return
    training = training_of(request)
    line = (*training.logs[-1].weights, request.threshold) if training.logs else ()
    names = {name: say(f"fit.{name}") for name in (*CLASSES, "held_out", "training", "boundary")}
    st.plotly_chart(
        split_figure(points, names, line),
        key="fit_split",
        config={"displayModeBar": False},
        alt=say("fit_page.validation.alt"),
    )
    counts = {"held": request.num_validation, "kept": request.num_training, "count": request.num_samples}
    words(say("fit_page.validation.counts", **counts), "quiet")
    with folded(say("lesson_cards.what_ran"), "fit_split_ran"):
        code_view(points.source)


def _share(value: float) -> None:
    STATE.settle(TRAINING, val=tidy(value))


@st.fragment
def running_mean() -> None:
    """Why the first training loss stands above the validation loss."""
    say, request = speaker(), STATE.now().training
    st.subheader(say("fit_page.running.title"), anchor=False)
    words(say("fit_page.running.lead"))
    if not tried("fit_running", request, say("fit_page.running.train")):
        return
    report: RunningReport | None = ask("fit_running", _RUNNING, request)
    if report is None:
        return
    levels = {"history": report.history_loss, "after": report.after}
    if report.val_loss is not None:
        levels["val"] = report.val_loss
    names = {name: say(f"fit_page.running.{name}") for name in ("running", "batch", "loss", *levels)}
    st.plotly_chart(
        running_figure(report.running, levels, names),
        key="fit_running_figure",
        config={"displayModeBar": False},
        alt=say("fit_page.running.alt"),
    )
    words(
        say(
            f"fit_page.running.{report.why}",
            history=number(report.history_loss, 4),
            after=number(report.after, 4),
        )
    )
    with folded(say("lesson_cards.what_ran"), "fit_running_ran"):
        code_view(report.source)


@st.fragment
def sorted_split() -> None:
    """validation_split takes the last points as they stand."""
    say, request = speaker(), halved(STATE.now().training)
    st.subheader(say("fit_page.split.title"), anchor=False)
    words(say("fit_page.split.lead", percent=round(100 * request.val)))
    if not tried("fit_sorted", request, say("fit_page.split.train")):
        return
    report: SplitReport | None = ask("fit_sorted", _SPLIT, request)
    if report is None:
        return
    _splits(report, request, say)
    with folded(say("lesson_cards.what_ran"), "fit_sorted_ran"):
        code_view(f"{request.data_source}\n\n{request.model_source}\n\n{report.sorted.source}")


def _splits(report: SplitReport, request: FitRequest, say: Say) -> None:
    columns = ("negatives", "positives", "val_metric", "on_all")
    rows = [
        [say("fit_page.split.sorted"), *_row(report.sorted)],
        [say("fit_page.split.permuted"), *_row(report.permuted)],
    ]
    metric = report.sorted.metric
    header = ["", *(say(f"fit_page.split.column_{name}", metric=metric) for name in columns)]
    table(say("fit_page.split.table"), header, rows)
    words(say("fit_page.split.why", samples=request.samples))


def _row(run: SplitRun) -> list[str]:
    return [str(run.negatives), str(run.positives), number(run.val_metric, 4), number(run.metric_on_all, 4)]


def regions(page: PageState[Any]) -> Regions:
    """Validation."""
    return Regions(knobs=lambda: None, picture=_validation)


def _validation() -> None:
    st.fragment(held_out)()
    running_mean()
    sorted_split()
