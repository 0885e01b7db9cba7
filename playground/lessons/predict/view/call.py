"""The lab of call against predict: the same numbers, at another cost."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from playground.lessons.predict.inference import CostReport, Weights
from playground.lessons.predict.view.figures import cost_figure
from playground.lessons.predict.view.model import with_model
from playground.lessons.predict.view.state import STATE
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.reveal_button import tried
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import speaker
from playground.shell.tables import number, table

__all__ = ["call_lab", "regions"]

_COST: Final = "playground.lessons.predict.tasks.inference:cost"


@st.fragment
def call_lab(weights: Weights) -> None:
    """Time both when the learner asks."""
    say, request = speaker(), STATE.now().training
    if not tried("predict_call", (request, weights), say("predict_page.call.measure")):
        return
    report: CostReport | None = ask("predict_call", _COST, request, weights)
    if report is None:
        return
    left, right = st.columns([6, 6], gap="large")
    names = {name: say(f"predict_page.call.{name}") for name in ("predict", "call", "points", "milliseconds")}
    with left, st.container(gap="small"):
        st.plotly_chart(
            cost_figure(report, names),
            key="predict_cost",
            config={"displayModeBar": False},
            alt=say("predict_page.call.alt"),
        )
        header = [names["points"], f"{names['predict']}, ms", f"{names['call']}, ms"]
        header.append(say("predict_page.call.difference"))
        rows = [
            [str(size), number(1000 * predict, 3), number(1000 * call, 3), number(difference, 2)]
            for size, predict, call, difference in report.rows
        ]
        table(say("predict_page.call.table"), header, rows)
    with right, st.container(gap="small"):
        words(say("predict_page.call.why"))
        code_view(report.source, label=say("lesson_cards.what_ran"))


def regions(page: PageState[Any]) -> Regions:
    """Calls."""
    return with_model(call_lab)
