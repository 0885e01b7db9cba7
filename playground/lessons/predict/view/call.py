"""The lab of call against predict: the same numbers, at another cost."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from playground.lessons.fit.view.press import press_button, presses
from playground.lessons.predict.inference import COST_SIZES, CostReport, Weights, cost_program
from playground.lessons.predict.view.model import with_model
from playground.lessons.predict.view.state import STATE
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab_layout import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import speaker
from playground.shell.tables import number, table

__all__ = ["KEY", "regions"]

ENTRY: Final = "predict/call.js"
KEY: Final = "predict_call_picture"
_COST: Final = "playground.lessons.predict.tasks.inference:cost"
_PRESS: Final = "predict_call"


def regions(page: PageState[Any]) -> Regions:
    """The guess and the measured times; why; the times as a table."""
    return with_model(_picture, _why, {"predict_page.call.numbers": _table})


def _report(weights: Weights) -> CostReport | None:
    """The times; measured anew whenever the learner asks."""
    request = STATE.now().training
    count = presses(_PRESS, (request, weights))
    if not count:
        return None
    report: CostReport | None = ask(f"predict_call_{count}", _COST, request, weights)
    return report


def _picture(weights: Weights) -> None:
    say, request = speaker(), STATE.now().training
    place, below = st.container(), st.container()
    with below:
        press_button(
            _PRESS, (request, weights), say("predict_page.call.measure"), say("predict_page.call.again")
        )
        report = _report(weights)
    data = {
        "strings": component.words("predict_page", "call"),
        "sizes": list(COST_SIZES),
        "rows": []
        if report is None
        else [
            {"size": size, "predict": 1000 * predict, "call": 1000 * call}
            for size, predict, call, _ in report.rows
        ],
    }
    with place:
        component.show(ENTRY, KEY, data)


def _why(weights: Weights) -> None:
    say, report = speaker(), _report(weights)
    if report is None:
        return
    size, predict, call, _ = report.rows[0]
    words(say("predict_page.call.why", size=size, times=number(predict / call, 2)))
    code_view(report.source, label=say("lesson_cards.what_ran"))


def _table(weights: Weights) -> None:
    say, report = speaker(), _report(weights)
    if report is None:
        words(say("predict_page.call.before"), "quiet")
        code_view(cost_program(COST_SIZES[-1]))
        return
    names = {name: say(f"predict_page.call.{name}") for name in ("predict", "call", "points", "difference")}
    header = [names["points"], f"{names['predict']}, ms", f"{names['call']}, ms", names["difference"]]
    rows = [
        [str(size), number(1000 * predict, 3), number(1000 * call, 3), number(difference, 2)]
        for size, predict, call, difference in report.rows
    ]
    table(say("predict_page.call.table"), header, rows)
