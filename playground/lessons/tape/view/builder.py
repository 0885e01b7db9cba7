"""The tape builder: make an input, record a function, ask for the gradient, and see why it is None."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any, Final

import numpy as np
import streamlit as st

from playground.lessons.shared.values import Failure, Value
from playground.lessons.shared.view.code_view import failure_card, words
from playground.lessons.shared.view.lab_layout import Regions, asked, code_that_ran
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.tape.notes import notes
from playground.lessons.tape.tape import TapeReport, TapeRequest
from playground.lessons.tape.view.controls import PART, function_and_input, recording
from playground.lessons.tape.view.curve import curve_code, tangent
from playground.lessons.tape.view.state import STATE, TapeState
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard

__all__ = ["number_text", "regions"]

GRADIENT: Final = "playground.lessons.tape.tasks.tape:gradient"


def regions(page: PageState[TapeState]) -> Regions:
    """What x is, how the tape is made; the curve with its tangent, the tape's answer; the code."""
    request = page.now().tape
    report = asked("tape_gradient", GRADIENT, request)
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, request, report),
        rail=partial(code_that_ran, report),
        shelf={"tape_page.tangent.code": partial(_curve_code, request, report)},
    )


def _knobs(request: TapeRequest) -> None:
    function_and_input("builder", request.is_integer)
    recording()


def _picture(request: TapeRequest, report: Callable[[], TapeReport | None]) -> None:
    found = report()
    if found is None:
        return
    tangent(request, found.gradient is not None and found.gradient.kind != "none")
    with st.container(key="gp_tape_answer", gap="small"):
        _answer(request, found, speaker())


def _curve_code(request: TapeRequest, report: Callable[[], TapeReport | None]) -> None:
    if report() is not None:
        curve_code(request)


def number_text(value: float | None) -> str:
    """A float32 as TensorFlow prints it: the shortest text that reads back as the same number."""
    if value is None:
        return "–"
    return _signs(str(np.float32(value)))


def _difference_text(value: float | None) -> str:
    """A float64 of which the digits beyond those of a float32 mean nothing."""
    if value is None:
        return "–"
    text = f"{value:.7g}"
    return _signs(text if {"e", ".", "n"} & set(text) else f"{text}.0")


def _signs(text: str) -> str:
    return text.replace("-", "−").replace("inf", "∞").replace("e+", "e")


def _answer(request: TapeRequest, report: TapeReport, say: Say) -> None:
    differences = report.differences
    rows = [("gradient", *_gradient(report))]
    if report.value is not None:
        rows.append(("y", number_text(report.value.number), ""))
    rows.append((say("tape_page.answer.difference"), _difference_text(differences.central), ""))
    if differences.course in ("kink", "edge"):
        rows.append((say("tape_page.answer.left"), _difference_text(differences.left), ""))
        rows.append((say("tape_page.answer.right"), _difference_text(differences.right), ""))
    if report.watched is not None:
        rows.append((say("tape_page.answer.watched"), str(report.watched), ""))
    if report.second is not None:
        rows.append((say("tape_page.answer.second"), _second(report.second), ""))
    _figures(rows)
    if report.failure is not None:
        failure_card(report.failure, "tape_failure")
    for reason in report.reasons:
        words(say(f"tape.reason.{reason}"), "why")
    if isinstance(report.second, Failure):
        failure_card(report.second, "tape_second")
    if report.reasons or report.failure or isinstance(report.second, Failure):
        st.button(
            say("tape_page.answer.repair"),
            key="tape_repair",
            icon=":material/build:",
            on_click=heard(_repair),
            args=(report.repaired,),
        )
    for key in notes(request, report):
        words(say(key), "quiet")


def _gradient(report: TapeReport) -> tuple[str, str]:
    if report.gradient is None:
        return "–", "is-large"
    if report.gradient.kind == "none":
        return "None", "is-large is-none"
    return number_text(report.gradient.number), "is-large is-number"


def _second(second: Value | Failure) -> str:
    if isinstance(second, Failure):
        return second.error
    return "None" if second.kind == "none" else number_text(second.number)


def _figures(rows: list[tuple[str, str, str]]) -> None:
    cells = "".join(
        f'<dt>{escape(name)}</dt><dd class="{kind}">{escape(text)}</dd>' for name, text, kind in rows
    )
    st.html(f'<dl class="gp-answer" data-testid="tape-answer">{cells}</dl>')


def _repair(repaired: Any) -> None:
    names = ("kind", "watch", "trainable", "persistent", "function", "expression", "value", "calls")
    STATE.settle(PART, **{name: getattr(repaired, name) for name in names})
