"""The learner draws the slope of a curve; TensorFlow's slope is drawn beside it when the answer is fixed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.expression import to_label
from playground.lessons.questions import QUESTIONS
from playground.lessons.shared.question_records import Question, Verdict
from playground.lessons.shared.view import component
from playground.lessons.shared.view.lab_layout import Regions, deck_of
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.question import commit, is_told, shown_question, turn_to, verdict_on
from playground.lessons.shared.view.trainer_reports import ask
from playground.lessons.tape.tape import TAPE_FUNCTIONS, Curve, CurveRequest
from playground.lessons.tape.view.curve import CURVE, curve_data
from playground.lessons.tape.view.state import TapeState
from playground.shell.language import speaker
from playground.shell.versioned_widgets import held_index

__all__ = ["SKETCHES", "drawn", "regions"]

ENTRY: Final = "tape/sketch.js"
# The function of each question, and a range of y that holds both curves and gives nothing away.
SKETCHES: Final[Mapping[str, tuple[str, tuple[float, float]]]] = {
    "sine_slope": ("sin", (-2.0, 2.0)),
    "cubic_slope": ("polynomial", (-6.0, 12.0)),
    "relu_slope": ("relu", (-2.0, 3.5)),
}


def regions(page: PageState[TapeState]) -> Regions:
    """Which curve; the paper, on which the question is answered."""
    entry = page.lab("draw")
    key = shown_question(deck_of(page, entry), entry.questions)
    return Regions(knobs=partial(_knobs, page, key), picture=partial(_picture, key))


def _knobs(page: PageState[TapeState], key: str) -> None:
    st.radio(
        speaker()("tape_page.sketch.which"),
        format_func=lambda key: to_label(TAPE_FUNCTIONS[SKETCHES[key][0]].tree),
        **held_index("tape_sketch_which", key, list(SKETCHES), partial(_turn, page)),
    )


def _turn(page: PageState[TapeState], key: str) -> None:
    entry = page.lab("draw")
    turn_to(deck_of(page, entry), entry.questions, key)


def _picture(key: str) -> None:
    """Paper with the function's curve and a pen; with both slopes once the solution is told."""
    _paper(key, QUESTIONS[key], verdict_on(key))


def drawn(key: str, value: object) -> list[Any] | None:
    """What was drawn for a question, as the browser tells it; `commit` checks the numbers."""
    ys = value.get("ys") if isinstance(value, Mapping) and value.get("key") == key else None
    return list(ys) if isinstance(ys, (list, tuple)) and len(ys) <= QUESTIONS[key].points else None


def _paper(key: str, asked: Question, verdict: Verdict | None) -> None:
    function, view = SKETCHES[key]
    request = CurveRequest(function, low=asked.low, high=asked.high, samples=121)
    curve: Curve | None = ask(f"tape_sketch_{key}", CURVE, request)
    if curve is None:
        return
    # The browser gets the function alone, until the solution is told: its slope is what is asked for.
    found = curve_data(curve)
    slope = {"y": found.pop("slope"), "connected": found.pop("slope_connected")}
    place = f"tape_sketch_{key}"
    told = verdict if verdict is not None and is_told(verdict) else None
    data = {
        "strings": component.words("tape_page", "sketch"),
        "key": key,
        "formula": to_label(TAPE_FUNCTIONS[function].tree),
        "curve": found,
        "xs": np.round(asked.curve_x, 6).tolist(),
        "view": list(view),
        "drawn": None if verdict is None else _floats(verdict.given_curve),
        "given": None if told is None else _floats(told.given_curve),
        "truth": None if told is None else _floats(told.true_curve),
        "slope": None if told is None else slope,
    }
    component.show(ENTRY, place, data, {"answer": partial(_answered, key, place)})


def _floats(values: NDArray[np.float64] | None) -> list[float] | None:
    return None if values is None else [float(y) for y in values]


def _answered(key: str, place: str) -> None:
    ys = drawn(key, component.told(place, "answer"))
    if ys is not None:
        commit(key, ys)
