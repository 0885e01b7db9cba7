"""The lab of the three ways: one training by a tape, by train_on_batch and by fit."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from playground.lessons.fit.fit import LOSSES, OPTIMIZERS, choice_key
from playground.lessons.fit.three_ways import WAYS, WaysReport
from playground.lessons.fit.view.state import STATE
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.reveal_button import tried
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import held_index

__all__ = ["three_ways", "regions"]

_TRAIN: Final = "playground.lessons.fit.tasks.validation:train_ways"
PART: Final = "ways"


@st.fragment
def three_ways() -> None:
    """The three programs; trained when the learner asks, and compared."""
    say, request = speaker(), STATE.now().ways
    with st.container(horizontal=True, gap="small", key="gp_ways_choices"):
        for name, options in (("optimizer", OPTIMIZERS), ("loss", LOSSES)):
            _choose(name, list(options), say)
    report: WaysReport | None = None
    if tried("fit_ways", request, say("fit_page.ways.train")):
        report = ask("fit_ways", _TRAIN, request)
    if report is not None:
        words(
            say(
                "fit_page.ways.difference",
                weights=number(report.weight_difference, 2),
                losses=number(report.loss_difference, 2),
                count=len(report.ways[WAYS[0]].losses),
            ),
            "right",
        )
        rows = [
            [
                say(f"fit_page.ways.{way}"),
                *(number(float(weight), 8) for weight in found.weights),
                number(float(found.losses[-1]), 8),
            ]
            for way, found in report.ways.items()
        ]
        table(say("fit_page.ways.table"), ["", "w₁", "w₂", "b", say("fit_page.ways.last_loss")], rows)
    for column, way in zip(st.columns(3, gap="medium"), WAYS, strict=True):
        with column:
            code_view(request.source(way), label=say(f"fit_page.ways.{way}"))
    words(say("fit_page.ways.why"))


def _choose(name: str, options: list[str], say: Say) -> None:
    st.selectbox(
        say(f"fit.field.{name}"),
        format_func=lambda choice: say(choice_key(name, choice)),
        **held_index(f"fit_ways_{name}", getattr(STATE.now().ways, name), options, partial(_set, name)),
    )


def _set(name: str, chosen: str) -> None:
    STATE.settle(PART, **{name: chosen})


def regions(page: PageState[Any]) -> Regions:
    """Three ways."""
    return Regions(knobs=lambda: None, picture=three_ways)
