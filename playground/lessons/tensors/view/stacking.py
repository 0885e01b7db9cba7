"""From points to data: two arrays are stacked, get their targets, and meet W and b; each shape is seen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from html import escape
from typing import Any, Final

import streamlit as st

from playground.lessons.shared.values import Value
from playground.lessons.shared.view.code_view import code_view, failure_card, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_board import Part, across, arranged, board, board_html, part
from playground.lessons.shared.view.tensor_grid import Index, Large, cell_text, largest, show, value_html
from playground.lessons.shared.view.trainer_reports import refusal
from playground.lessons.tensors.stacking import (
    JOINS,
    NUMBERS,
    TARGETS,
    StackReport,
    StackRequest,
    row_sources,
)
from playground.lessons.tensors.tensors import LARGEST_SEED
from playground.lessons.tensors.view.state import STATE, TensorsState
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held_index

__all__ = ["regions"]

STACK: Final = "playground.lessons.tensors.tasks.stacking:stack"
PLACE: Final = "stack"
_ROOM: Final = (330.0, 300.0)  # px, of each array
# The arrays of the picture and their titles; the differences are drawn where they are too many.
_TITLES: Final = {
    "negative_samples": "negative",
    "positive_samples": "positive",
    "inputs": "inputs",
    "targets": "targets",
    "differences": "differences",
}


def regions(page: PageState[TensorsState]) -> Regions:
    """How the arrays are made and joined; the arrays; what came of their shapes, and the Variables."""
    request = page.now().stack
    report = asked(PLACE, STACK, request)
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, request, report),
        rail=partial(_outcome, request, report),
        shelf={"tensors_page.stack.code": partial(_code, report)},
    )


def _knobs(request: StackRequest) -> None:
    say = speaker()
    number_field(
        say("tensors_page.stack.samples"),
        "tensors_samples",
        request.samples,
        partial(_take, "samples"),
        partial(STATE.refuse, PLACE),
        True,
    )
    for name, choices in (("join", JOINS), ("targets", TARGETS), ("numbers", NUMBERS)):
        st.radio(
            say(f"tensors_page.stack.{name}"),
            format_func=partial(_choice, say, name),
            **held_index(f"tensors_{name}", getattr(request, name), list(choices), partial(_settle, name)),
        )
    st.button(
        say("tensors_page.stack.draw"),
        key="tensors_draw",
        icon=":material/casino:",
        on_click=heard(_draw),
    )
    for problem in STATE.problems_of(PLACE):
        refusal(problem)


def _choice(say: Say, name: str, key: str) -> str:
    return say(f"tensors.stacking.{name}.{key}")


def _picture(request: StackRequest, ran: Callable[[], StackReport | None]) -> None:
    say, report = speaker(), ran()
    if report is None:
        return
    values = report.named
    is_crossed = report.outcome == "crossed"
    drawn = [name for name in _TITLES if name in values and (is_crossed or name != "differences")]
    scale = largest(values[name].values for name in drawn)
    parts = [_array(name, values, request, scale, say) for name in drawn]
    parts.insert(2, _sign("→"))
    if is_crossed:
        parts.insert(5, _sign("→"))
    ways = [[0], [0, 5], [0, 2, 5]] if is_crossed else [[0], [0, 2]]
    board(board_html(arranged(parts, ways), scale, say, kind="equation"), "tensors_stack")


def _array(name: str, values: Mapping[str, Value], request: StackRequest, scale: float, say: Say) -> Part:
    value = values[name]
    sheets = across(value.shape, _ROOM)
    large = Large(sheets)
    if name == "inputs":
        large = Large(sheets, tell=partial(_told, values, request), sources=partial(_lit, request))
    html = value_html(name, value, scale=scale, large=large, title=_TITLES[name], say=say)
    return part(html, value.shape, sheets)


def _told(values: Mapping[str, Value], request: StackRequest, index: Index) -> str:
    """Which element it is, and from where it was taken: inputs[4, 1] = positive_samples[1, 1] = 0.5."""
    name, place = row_sources(request.join, index, request.samples)
    inputs = values["inputs"].values
    assert inputs is not None  # it is drawn
    return f"inputs{list(index)} = {name}{list(place)} = {cell_text(inputs[index])}"


def _lit(request: StackRequest, index: Index) -> str:
    name, place = row_sources(request.join, index, request.samples)
    return f"{name}:{','.join(map(str, place))}"


def _sign(text: str) -> Part:
    return Part(f'<span class="gp-sign" aria-hidden="true">{escape(text)}</span>')


def _outcome(request: StackRequest, ran: Callable[[], StackReport | None]) -> None:
    """What the shapes came to, with the error where there is one; then all shapes, and the Variables."""
    say, report = speaker(), ran()
    if report is None:
        return
    if report.failure is not None:
        failure_card(report.failure, "tensors_stack")
    else:
        shapes = {name: str(report.named[name].shape) for name in ("targets", "predictions", "differences")}
        words(say(f"tensors_page.stack.{report.outcome}", **shapes))
    _shapes(report.named)
    words(say("tensors_page.stack.variables"), "quiet")
    show(value_html(name, report.named[name], say=say) for name in ("W", "b"))
    words(say(f"tensors_page.stack.why_{request.numbers}"), "quiet")


def _shapes(values: Mapping[str, Value]) -> None:
    cells = "".join(
        f"<dt><code>{escape(name)}</code></dt><dd>{escape(str(value.shape))}</dd>"
        for name, value in values.items()
    )
    st.html(f'<dl class="gp-compared" data-testid="stack-shapes">{cells}</dl>')


def _code(ran: Callable[[], StackReport | None]) -> None:
    report = ran()
    if report is None:
        return
    marks = {}
    if report.failure is not None and report.failure.line is not None:
        marks = {report.failure.line: "bad"}
    code_view(report.source, marks, speaker()("lesson_cards.what_ran"))


def _take(name: str, value: Any) -> None:
    STATE.take("stack", **{name: value})


def _settle(name: str, value: Any) -> None:
    STATE.settle("stack", PLACE, **{name: value})


def _draw() -> None:
    _settle("seed", (STATE.now().stack.seed + 1) % (LARGEST_SEED + 1))
