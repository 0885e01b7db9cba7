"""The lab of new points: click, type, paste or upload, and read the model's scores."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.errors import DataError
from playground.core.parsing import number_text
from playground.lessons.fit.view.clouds import class_names, cloud_words, decision, packed
from playground.lessons.predict.inference import (
    LARGEST_COORDINATE,
    MOST_POINTS,
    NEW_POINTS,
    Point,
    PointsReport,
    Weights,
)
from playground.lessons.predict.view.model import with_model
from playground.lessons.predict.view.state import STATE
from playground.lessons.shared.validation import LessonError, check_real
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab_layout import Regions
from playground.lessons.shared.view.number_field import TypedNumberError, number_field, read_number
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import ask, refusal
from playground.points_reader.options import Options
from playground.points_reader.reader import read
from playground.points_reader.records import Ambiguous, BadLine, Understanding
from playground.shell.language import Say, speaker
from playground.shell.points_view import decisions, tell_reading
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import heard, held, tidy

__all__ = ["ENTRY", "KEY", "placed", "regions", "told"]

ENTRY: Final = "predict/points.js"
KEY: Final = "predict_points"
PART: Final = "points"
_SCORES: Final = "playground.lessons.predict.tasks.inference:points"
_READ: Final = "predict_read"
_HEARD: Final = "predict_heard"
_DRAFT: Final = "predict_draft"
_NO_OPTIONS: Final = Options()
_STEP: Final = 0.01
_COORDINATES: Final = {"x": "x1", "y": "x2"}  # of the typed point, and what refusals call them
_LONGEST: Final = 40  # word of a client
_MOST_CLICKS: Final = 10**6


def regions(page: PageState[Any]) -> Regions:
    """Ways to type; the plane to put points on; the code; the table of scores."""
    return with_model(_picture, _code, {"predict_page.points.table": _table}, knobs=_knobs)


def _knobs() -> None:
    say = speaker()
    with st.container(gap="small", key="gp_prediction_typed"):
        _typed(say)
        _many(say)
        for problem in STATE.problems_of(PART):
            refusal(problem)
        _read()


def _report(weights: Weights) -> PointsReport | None:
    """The scores of the learner's points; none without points."""
    points = STATE.now().points
    if not points:
        return None
    report: PointsReport | None = ask("predict_new", _SCORES, weights, points)
    return report


def _picture(weights: Weights) -> None:
    place, below = st.container(), st.container()
    with below:
        report = _report(weights)
    with place:
        component.show(ENTRY, KEY, _data(report, weights), {"put": _put})


def _data(report: PointsReport | None, weights: Weights) -> dict[str, Any]:
    shown = STATE.now()
    request = shown.training
    points = () if report is None else shown.points
    scores = [] if report is None else report.scores.tolist()
    return {
        "strings": cloud_words("predict_page", "plane", request),
        "clouds": packed(request),
        "weights": list(weights),
        "decision": decision(request),
        "held": request.num_validation > 0,
        "step": _STEP,
        "heard": st.session_state.get(_HEARD),
        "points": [
            {"x": x, "y": y, "score": number(score, 3), "positive": score > request.threshold}
            for (x, y), score in zip(points, scores, strict=True)
        ],
    }


def _code(weights: Weights) -> None:
    report = _report(weights)
    if report is not None:
        code_view(report.source, label=speaker()("lesson_cards.what_ran"))


def placed(value: object) -> Point | None:
    """The place that the browser tells, if it is one."""
    x, y = (component.told_number(value, name, -LARGEST_COORDINATE, LARGEST_COORDINATE) for name in "xy")
    return None if x is None or y is None else (tidy(x), tidy(y))


def told(value: object, heard: Mapping[str, Any] | None) -> tuple[list[Point], dict[str, Any] | None]:
    """The places of an event that were not heard before, and what has been heard from now on.

    An event holds all places that its browser knows no answer to: the one before it may have been lost.
    """
    if not isinstance(value, Mapping):
        return [], None
    client, first, places = (value.get(name) for name in ("client", "first", "places"))
    if not isinstance(client, str) or len(client) > _LONGEST or not isinstance(places, list):
        return [], None
    if isinstance(first, bool) or not isinstance(first, int) or not 0 <= first <= _MOST_CLICKS:
        return [], None
    before = heard["count"] if heard is not None and heard["client"] == client else first
    new = places[max(0, before - first) :][: MOST_POINTS + 1]  # one too many is told as such
    count = max(before, first + len(places))
    return [point for place in new if (point := placed(place))], {"client": client, "count": count}


def _put() -> None:
    points, heard = told(component.told(KEY, "put"), st.session_state.get(_HEARD))
    if heard is not None:
        st.session_state[_HEARD] = heard
    if points:
        _add(*points)


def _add(*points: Point) -> None:
    STATE.settle("", PART, points=(*STATE.now().points, *points))


def _typed(say: Say) -> None:
    draft = _draft()
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="gp_enter_point"):
        for name, label in (("x", "x₁"), ("y", "x₂")):
            number_field(
                label,
                f"predict_type_{name}",
                draft[name],
                partial(_note, name),
                partial(STATE.refuse, PART),
            )
        st.button(
            say("predict_page.points.add"),
            key="predict_type_add",
            icon=":material/add:",
            on_click=heard(_type),
        )


def _draft() -> dict[str, Any]:
    """The point and the lines that are typed and not yet added."""
    draft: dict[str, Any] = st.session_state.setdefault(_DRAFT, {"x": 1.5, "y": 1.5, "lines": ""})
    return draft


def _note(name: str, value: float | str) -> None:
    """A coordinate as it is typed: what is refused is told at once, and stays to be corrected."""
    _draft()[name] = value
    STATE.refuse(PART)
    _coordinate(name)


def _retype(name: str, text: str) -> None:
    _note(name, read_number(text))


def _coordinate(name: str) -> float | None:
    """A typed coordinate; None, with a word about why, if it is none that a point may have."""
    try:
        return check_real(_COORDINATES[name], _draft()[name], -LARGEST_COORDINATE, LARGEST_COORDINATE)
    except LessonError as problem:
        # No number holds instead: nothing is added before it is corrected.
        STATE.refuse(PART, TypedNumberError(problem, f"predict_type_{name}", "", partial(_retype, name)))
        return None


def _type() -> None:
    x = _coordinate("x")
    y = None if x is None else _coordinate("y")
    if x is not None and y is not None:
        _add((x, y))


def _many(say: Say) -> None:
    draft = _draft()
    st.text_area(
        say("predict_page.points.paste"),
        max_chars=20_000,
        height=110,
        placeholder="1.5, 2\n3, -0.5",
        **held("predict_pasted", draft["lines"], partial(draft.__setitem__, "lines")),
    )
    st.button(
        say("predict_page.points.take"),
        key="predict_take",
        icon=":material/playlist_add:",
        on_click=heard(_paste),
    )
    st.file_uploader(say("predict_page.points.upload"), key="predict_upload", on_change=heard(_upload))
    if STATE.now().points:
        with st.container(horizontal=True, gap="small"):
            for name, icon in (("undo", ":material/undo:"), ("clear", ":material/delete:")):
                st.button(
                    say(f"predict_page.points.{name}"),
                    key=f"predict_{name}",
                    icon=icon,
                    type="tertiary",
                    on_click=heard(_drop),
                    args=(name,),
                )


def _paste() -> None:
    _take(_draft()["lines"])


def _upload() -> None:
    file = st.session_state["predict_upload"]
    if file is not None:
        _take(file.getvalue())


def _take(content: bytes | str, options: Options = _NO_OPTIONS) -> None:
    """Add the points of a text; what has two readings is asked."""
    st.session_state[_READ] = None
    STATE.refuse(PART)
    try:
        found = read(content, options, NEW_POINTS)
    except DataError as problem:
        is_empty = problem.reason == "points_nothing"
        STATE.refuse(PART, LessonError("lesson.points_lines") if is_empty else problem)
        return
    if isinstance(found, Ambiguous):
        STATE.refuse(PART, _AskedError(found, content, options))
        return
    st.session_state[_READ] = found.understanding, found.bad
    if len(found.inputs):
        _add(*((x, y) for x, y in found.inputs.tolist()))


class _AskedError(TypedNumberError):
    """The question which of two readings of a text is meant; `choose` takes the points of one."""

    def __init__(self, question: Ambiguous, content: bytes | str, options: Options) -> None:
        super().__init__(question.error, "predict_points", "", self._choose)
        self._decisions = {
            shown: partial(_take, content, decided) for shown, decided in decisions(question, options).items()
        }
        self.readings = tuple(self._decisions)

    def _choose(self, shown: str) -> None:
        self._decisions[shown]()


def _drop(name: str) -> None:
    points = STATE.now().points
    st.session_state[_READ] = None
    STATE.settle("", points=points[:-1] if name == "undo" else ())


def _read() -> None:
    found: tuple[Understanding, tuple[BadLine, ...]] | None = st.session_state.get(_READ)
    if found is not None:
        say = speaker()
        tell_reading(*found, lambda bad: say("predict_page.points.refused", line=bad.line, text=bad.text))


def _table(weights: Weights) -> None:
    say, shown, report = speaker(), STATE.now(), _report(weights)
    if report is None:
        words(say("predict_page.points.none"), "quiet")
        return
    request = shown.training
    rows = [
        [
            str(place),
            number_text(x),
            number_text(y),
            number(float(score), 5),
            class_names(request)[int(score > request.threshold)],
        ]
        for place, ((x, y), score) in enumerate(zip(shown.points, report.scores, strict=True), start=1)
    ]
    names = [say(f"predict_page.points.column_{name}") for name in ("point", "score", "class")]
    table(say("predict_page.points.table"), [names[0], "x₁", "x₂", *names[1:]], rows)
    words(
        say(
            "predict_page.points.told",
            threshold=number_text(request.threshold),
            count=len(shown.points),
            most=MOST_POINTS,
        ),
        "quiet",
    )
