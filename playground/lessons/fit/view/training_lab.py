"""The lab of fit(): choose, train, watch the epochs come, cancel, and read the History."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.experiment import POINTS
from playground.core.outcome import course
from playground.lessons.fit.fit import (
    METRIC_KEYS,
    FitRequest,
    history_csv,
    history_json,
    history_of,
)
from playground.lessons.fit.view.clouds import cloud_words, decision, finite, packed
from playground.lessons.fit.view.controls import data_controls, recipe_control, training_controls
from playground.lessons.fit.view.query_words import OWN_POINTS_OF_PREDICT, TRAINING
from playground.lessons.fit.view.state import STATE
from playground.lessons.fit.view.training import Training, training_of
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, failure_card, words
from playground.lessons.shared.view.lab_layout import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.shell.frame import page_of
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import heard

__all__ = ["KEY", "TICK", "call", "program", "regions", "training_data", "training_status", "training_told"]

ENTRY: Final = "fit/training.js"
KEY: Final = "fit_picture"
TICK: Final = 0.15  # seconds between two looks for the next epochs
SLOW: Final = 0.6  # of what stands beside the picture
VALIDATION: Final = "val_"  # before the name of what is measured on the held-out points


def call(request: FitRequest) -> None:
    """The training as one call."""
    code_view(f"{request.model_source}\n\n{request.call_source}", label=speaker()("fit_page.call_code"))


def program(request: FitRequest) -> None:
    """The program that ran, an epoch a call."""
    words(speaker()("fit_page.code_why"), "quiet")
    code_view(request.source)


def predict_words() -> dict[str, str]:
    """The words of the same training on the page of predictions."""
    written = STATE.written(STATE.now()).items()
    return {
        OWN_POINTS_OF_PREDICT if name == POINTS else name: text
        for name, text in written
        if STATE.words[name].part == TRAINING
    }


def training_view(place: PageState[Any]) -> None:
    """The training of the page's request: a fragment that looks again only while something runs."""
    running = training_of(place.now().training).status == "running"
    st.fragment(_view, run_every=TICK if running else None)(place, running)


def _view(place: PageState[Any], ticks: bool) -> None:
    say, training = speaker(), training_of(place.now().training)
    if training.status == "running" and ticks:
        training.advance()
    if (training.status == "running") != ticks:
        st.rerun()  # only the page can begin or end the looking again
    component.show(ENTRY, KEY, training_data(training))
    training_status(place.page, training, say)


def training_data(training: Training) -> dict[str, Any]:
    """What the picture shows: the points, the weights after each epoch, a chart for each measured thing."""
    request, history = training.request, history_of(training.logs)
    return {
        "strings": cloud_words("fit_page", "picture", training.request),
        "points": packed(request),
        "decision": decision(request),
        "weights": [finite(log.weights) for log in training.logs],
        "charts": [
            {"name": name, "series": [_series(key, history) for key in keys]}
            for name, keys in _charts(request).items()
        ],
        "epochs": request.epochs,
        "held": request.num_validation > 0,
    }


def _charts(request: FitRequest) -> dict[str, list[str]]:
    """The charts and the keys of the History in each: known before anything was trained."""
    names = ("loss", METRIC_KEYS[request.metric])
    held = request.num_validation > 0
    return {name: [name, *([f"{VALIDATION}{name}"] if held else [])] for name in names}


def _series(key: str, history: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    values = [value if math.isfinite(value) else None for value in history.get(key, ())]
    return {"name": key, "held": key.startswith(VALIDATION), "values": values}


def training_status(page: str, training: Training, say: Say) -> None:
    """What can be done with the training, and how far it is: one row that keeps its place."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"gp_training_{page}"):
        _buttons(page, training, say)
        epoch, epochs = training.epoch, training.request.epochs
        text = say(f"fit.status.{training.status}", epoch=epoch, epochs=epochs)
        st.progress(epoch / epochs, text=text)


def _buttons(page: str, training: Training, say: Say) -> None:
    if training.status == "running":
        st.button(
            say("fit.cancel"),
            key=f"{page}_cancel",
            icon=":material/stop:",
            on_click=heard(training.cancel),
        )
    else:
        st.button(
            say("fit.train" if training.status == "new" else "fit.train_again"),
            key=f"{page}_train",
            icon=":material/play_arrow:",
            type="primary",
            on_click=heard(training.start),
        )
    if training.status == "cancelled" and training.epoch < training.request.epochs:
        st.button(
            say("fit.go_on"),
            key=f"{page}_go_on",
            icon=":material/resume:",
            on_click=heard(training.go_on),
        )


def training_told(place: PageState[Any]) -> None:
    """What is to say about the training beside its picture; it follows while something runs."""
    running = training_of(place.now().training).status == "running"
    with st.container(key=f"gp_training_told_{place.page}"):
        st.fragment(_told, run_every=SLOW if running else None)(place)


def _told(place: PageState[Any]) -> None:
    say, training = speaker(), training_of(place.now().training)
    if training.waiting:
        stands = "stands_" if training.waiting == "busy" and training.status == "cancelled" else ""
        words(say(f"fit.waiting.{stands}{training.waiting}", epoch=training.epoch), "notice")
    for epoch in training.resumed:
        words(say("fit.resumed", epoch=epoch), "notice")
    for sentence in told_of(training, say):
        words(sentence, "notice")
    if training.request.batch >= training.request.num_training:
        words(say("fit.one_batch", count=training.request.num_training), "quiet")
    if not training.request.num_validation:
        words(say("fit.none_held"), "quiet")
    if training.failure is not None:
        failure_card(training.failure, f"{place.page}_failure")


def told_of(training: Training, say: Say) -> Iterator[str]:
    """What the numbers of a training that stands still do not say by themselves, a sentence each."""
    losses = [] if training.first_loss is None else [training.first_loss]
    losses += history_of(training.logs).get("loss", [])
    if training.status == "diverged":
        ends = (*losses[-1:], *history_of(training.logs).get("val_loss", [])[-1:])
        if all(map(math.isfinite, ends)):
            yield say("fit.exploded", first=number(losses[0], 4), last=number(max(ends), 4))
        else:
            yield say("fit.diverged")
    elif training.status in ("done", "cancelled") and training.logs and all(map(math.isfinite, losses)):
        went = course(losses)
        if went != "fell":
            yield say(f"fit.{went}", first=number(losses[0], 4), last=number(losses[-1], 4))


def _keys(history: Mapping[str, Sequence[float]], say: Say) -> None:
    """What each key of the History is, and when in the epoch it is measured."""
    told = []
    for key in history:
        metric = key.removeprefix(VALIDATION)
        kind = "loss" if metric == "loss" else "metric"
        held = "held_" if key.startswith(VALIDATION) else ""
        told.append(f"- `{key}`: {say(f'fit.key.{held}{kind}', metric=metric)}")
    st.caption("\n".join([say("fit.keys"), "", *told]))
    st.caption(say("fit.key.heads"))


def training_history(place: PageState[Any]) -> None:
    """The History as a table with its keys; it grows while something runs."""
    running = training_of(place.now().training).status == "running"
    st.fragment(_history, run_every=SLOW if running else None)(place)


def _history(place: PageState[Any]) -> None:
    say, page, training = speaker(), place.page, training_of(place.now().training)
    history = history_of(training.logs)
    if not history:
        words(say("fit_page.no_history"), "quiet")
        return
    rows = [
        [str(log.epoch + 1), *(number(values[place], 4) for values in history.values())]
        for place, log in enumerate(training.logs)
    ]
    table(say("fit.history_table"), [say("fit.epoch"), *history], rows)
    if training.status != "running":  # files of a moment ago would be gone when the browser looks for them
        _downloads(page, training)
    _keys(history, say)


def _downloads(page: str, training: Training) -> None:
    say = speaker()
    with st.container(horizontal=True, gap="small", key=f"gp_downloads_{page}"):
        for name, content, mime in (
            ("csv", history_csv(training.logs), "text/csv"),
            ("json", history_json(training.request, training.logs), "application/json"),
        ):
            st.download_button(
                say(f"fit.download_{name}"),
                content,
                file_name=f"gradient-playground-fit.{name}",
                mime=mime,
                key=f"{page}_{name}",
                icon=":material/download:",
                on_click="ignore",
            )


def regions(page: PageState[Any]) -> Regions:
    """Recipe, compile and fit; clouds and curves; the call; History and program."""
    request: FitRequest = page.now().training
    return Regions(
        knobs=partial(_knobs, page),
        picture=partial(training_view, page),
        rail=partial(_rail, page),
        shelf={
            "fit_page.history": partial(training_history, page),
            "fit_page.code": partial(program, request),
        },
    )


def _knobs(page: PageState[Any]) -> None:
    say = speaker()
    recipe_control(page, say)
    training_controls(page, say)
    data_controls(page, say)


def _rail(page: PageState[Any]) -> None:
    say = speaker()
    call(page.now().training)
    training_told(page)
    st.page_link(
        page_of("predict"),
        label=say("fit_page.to_predict"),
        icon=":material/arrow_forward:",
        query_params=predict_words() or None,
    )
