"""The lab of fit(): choose, train, watch the epochs come, cancel, and read the History."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.outcome import course
from playground.lessons.fit.fit import FitRequest, history_csv, history_json, history_of
from playground.lessons.fit.view.controls import data_controls, recipe_control, training_controls
from playground.lessons.fit.view.history_figure import VALIDATION, history_figure
from playground.lessons.fit.view.query_words import TRAINING
from playground.lessons.fit.view.state import STATE
from playground.lessons.fit.view.training import Training, training_of
from playground.lessons.shared.view.code_view import code_view, failure_card, words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.shell.frame import page_of
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import heard

__all__ = ["TICK", "fit_lab", "training_code", "training_status", "training_view", "regions"]

TICK: Final = 0.15  # seconds between two looks for the next epochs


def fit_lab(aside: Callable[[], None]) -> None:
    """Controls and `aside` at the left, the training at the right. Call it inside the page's fragment."""
    say = speaker()
    left, right = st.columns([4, 8], gap="large")
    with left, st.container(key="gp_fit_controls", gap="small"):
        recipe_control(STATE, say)
        training_controls(STATE, say)
        data_controls(STATE, say)
        aside()
    with right, st.container(key="gp_fit_result", gap="small"):
        training_view(STATE)
        training_code(STATE.now().training, "fit_program", say)
        st.page_link(
            page_of("predict"),
            label=say("fit_page.to_predict"),
            icon=":material/arrow_forward:",
            query_params=predict_words() or None,
        )


def training_code(request: FitRequest, key: str, say: Say) -> None:
    """The training as one call, and the program that ran, folded."""
    code_view(f"{request.model_source}\n\n{request.call_source}", label=say("fit_page.call_code"))
    with folded(say("fit_page.code"), key):
        words(say("fit_page.code_why"), "quiet")
        code_view(request.source)


def predict_words() -> dict[str, str]:
    """The words of the same training on the page of predictions."""
    return {
        name: text for name, text in STATE.written(STATE.now()).items() if STATE.words[name].part == TRAINING
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
    training_status(place.page, training, say)
    _history(place.page, training, say)


def training_status(page: str, training: Training, say: Say) -> None:
    """What can be done with the training, and how far it is."""
    _buttons(page, training, say)
    _progress(page, training, say)


def _buttons(page: str, training: Training, say: Say) -> None:
    with st.container(horizontal=True, gap="small", key=f"gp_training_{page}"):
        running = training.status == "running"
        if running:
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


def _progress(page: str, training: Training, say: Say) -> None:
    epoch, epochs = training.epoch, training.request.epochs
    if training.status != "new":
        text = say(f"fit.status.{training.status}", epoch=epoch, epochs=epochs)
        st.progress(epoch / epochs, text=text)
    else:
        words(say("fit.status.new", epochs=epochs), "quiet")
    if training.waiting:
        stands = "stands_" if training.waiting == "busy" and training.status == "cancelled" else ""
        words(say(f"fit.waiting.{stands}{training.waiting}", epoch=epoch), "notice")
    for place in training.resumed:
        words(say("fit.resumed", epoch=place), "notice")
    for sentence in told_of(training, say):
        words(sentence, "notice")
    if training.request.batch >= training.request.num_training:
        words(say("fit.one_batch", count=training.request.num_training), "quiet")
    if not training.request.num_validation:
        words(say("fit.none_held"), "quiet")
    if training.failure is not None:
        failure_card(training.failure, f"{page}_failure")


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


def _history(page: str, training: Training, say: Say) -> None:
    history = history_of(training.logs)
    if not history:
        return
    figure = history_figure(history, training.request.epochs, {"epoch": say("fit.epoch")})
    st.plotly_chart(
        figure, key=f"{page}_history", config={"displayModeBar": False}, alt=say("fit.history_alt")
    )
    _keys(history, say)
    rows = [
        [str(log.epoch + 1), *(number(values[place], 4) for values in history.values())]
        for place, log in enumerate(training.logs)
    ]
    table(say("fit.history_table"), [say("fit.epoch"), *history], rows)
    if training.status == "running":
        return  # files of a moment ago would be gone when the browser looks for them
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
    """The training."""
    return Regions(knobs=lambda: None, picture=partial(fit_lab, lambda: None))
