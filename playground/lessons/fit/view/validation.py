"""The lab of validation: who is held out, why training loss starts above, and a split of sorted data."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.validation import RunningReport, SplitReport, SplitRun, halved
from playground.lessons.fit.view.clouds import cloud_words, decision, finite, packed
from playground.lessons.fit.view.controls import data_controls, recipe_control, training_controls
from playground.lessons.fit.view.figures import running_figure
from playground.lessons.fit.view.press import press_button, presses
from playground.lessons.fit.view.query_words import TRAINING
from playground.lessons.fit.view.state import STATE
from playground.lessons.fit.view.training import training_of
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab_layout import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import Say, speaker
from playground.shell.tables import number, percent, table
from playground.shell.versioned_widgets import held, tidy

__all__ = ["ENTRY", "KEY", "picture_data", "regions", "running_mean", "sorted_split"]

ENTRY: Final = "fit/held_out.js"
KEY: Final = "fit_held_out"
_RUNNING: Final = "playground.lessons.fit.tasks.validation:running_mean"
_SPLIT: Final = "playground.lessons.fit.tasks.validation:split"


def regions(page: PageState[Any]) -> Regions:
    """The share held out; who is held out, in the plane; the split's code; two experiments in the shelf."""
    request: FitRequest = page.now().training
    return Regions(
        knobs=partial(_knobs, page, request),
        picture=partial(_picture, request),
        rail=partial(_code, request),
        shelf={
            "fit_page.running.title": running_mean,
            "fit_page.split.title": sorted_split,
        },
    )


def _knobs(page: PageState[Any], request: FitRequest) -> None:
    say = speaker()
    st.slider(
        say("fit.field.val"),
        0.0,
        0.9,
        step=0.05,
        **held("fit_val_slider", request.val, _share),
    )
    recipe_control(page, say)
    with folded(say("fit_page.validation.training"), "fit_validation_training"):
        training_controls(page, say)
    data_controls(page, say)


def _picture(request: FitRequest) -> None:
    say = speaker()
    component.show(ENTRY, KEY, picture_data(request))
    counts = {"held": request.num_validation, "kept": request.num_training, "count": request.num_samples}
    words(say("fit_page.validation.counts", **counts), "quiet")
    if not training_of(request).logs:
        words(say("fit_page.validation.train", lab=say("fit_page.fit.title")), "quiet")


def picture_data(request: FitRequest) -> dict[str, Any]:
    """The points, and the boundary of the training if there was one."""
    training = training_of(request)
    return {
        "strings": cloud_words("fit_page", "validation", request),
        "points": packed(request),
        "weights": finite(training.logs[-1].weights) if training.logs else None,
        "decision": decision(request),
        "held": request.num_validation > 0,
    }


def _code(request: FitRequest) -> None:
    code_view(request.split_source, label=speaker()("fit_page.validation.code"))


def _share(value: float) -> None:
    STATE.settle(TRAINING, val=tidy(value))


@st.fragment
def running_mean() -> None:
    """Why the first training loss stands above the validation loss."""
    say, request = speaker(), STATE.now().training
    words(say("fit_page.running.lead"))
    press_button("fit_running", request, say("fit_page.running.train"), say("fit.train_again"))
    if not presses("fit_running", request):
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
        alt=say("fit_page.running.alt", lines=", ".join(names[name] for name in levels)),
    )
    words(_running_told(report, say))
    with folded(say("lesson_cards.what_ran"), "fit_running_ran"):
        code_view(report.source)


def _running_told(report: RunningReport, say: Say) -> str:
    """The sentences that the numbers of the epoch bear out."""
    losses = {"history": report.history_loss, "after": report.after, "val": report.val_loss}
    values = {name: number(loss, 4) for name, loss in losses.items() if loss is not None}
    keys = [report.why, *([report.validation_told] if report.validation_told else [])]
    return " ".join(say(f"fit_page.running.{key}", **values) for key in keys)


@st.fragment
def sorted_split() -> None:
    """validation_split takes the last points as they stand."""
    say, request = speaker(), halved(STATE.now().training)
    words(say("fit_page.split.lead", percent=round(100 * request.val)))
    press_button("fit_sorted", request, say("fit_page.split.train"), say("fit.train_again"))
    if not presses("fit_sorted", request):
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
    words(_held_told(report.sorted, say))
    permuted = report.permuted
    told = {
        "sorted": percent(report.sorted.metric_on_all),
        "permuted": percent(permuted.metric_on_all),
        "held": percent(report.sorted.val_metric),
        "first": number(permuted.first_loss, 3),
        "last": number(permuted.loss_on_all, 3),
    }
    settings = {"epochs": request.epochs, "count": request.num_samples, "threshold": request.threshold}
    words(say(f"fit_page.split.{report.why(request)}", **settings, **told))


def _held_told(run: SplitRun, say: Say) -> str:
    """Who is held out of the sorted points, and who is left to train on: of own classes both may be left."""
    counts = {
        name: getattr(run, name) for name in ("negatives", "positives", "kept_negatives", "kept_positives")
    }
    return say(f"fit_page.split.held{'_mixed' if run.kept_positives else ''}", **counts)


def _row(run: SplitRun) -> list[str]:
    return [str(run.negatives), str(run.positives), number(run.val_metric, 4), number(run.metric_on_all, 4)]
