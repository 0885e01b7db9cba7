"""Shape inference: a model that has no weights yet, step by step to its first and second input."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from playground.lessons.layers.shapes import (
    STEPS,
    LayerState,
    Moment,
    ShapesReport,
    ShapesRequest,
    read_widths,
    write_widths,
)
from playground.lessons.layers.view.controls import problems, text
from playground.lessons.layers.view.state import STATE, LayersState
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.view.code_view import code_view, failure_card, printed_view, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held_choice

__all__ = ["chain_html", "regions", "strip_html"]

INFER: Final = "playground.lessons.layers.tasks.layers:infer"
PART: Final = "shapes"
_SWITCH: Final = "shapes_moment"
# Pixels: the largest cell of a kernel, and the room for all kernels side by side, and for the tallest one.
_CELL: Final = 30
_ACROSS: Final = 640
_APART: Final = 100  # of it, what a layer takes beside its cells
_DOWN: Final = 170
_UNKNOWN: Final = 3  # rows of a kernel while nobody knows how many it has

Report = Callable[[], ShapesReport | None]


def regions(page: PageState[LayersState]) -> Regions:
    """Widths and inputs; the steps as frames, the current one large; the code with its line lit."""
    request, place = page.now().shapes, STEPS.index(page.now().moment)
    report: Report = asked("layers_shapes", INFER, request)
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, request, report, place),
        rail=partial(_code, report, place),
        shelf={"layers_page.shapes.printed": partial(_printed, report, place)},
    )


def _knobs(request: ShapesRequest) -> None:
    say = speaker()
    text(PART, "widths", say("layers_page.shapes.widths"), write_widths(request.widths), read_widths, 40)
    text(PART, "first", say("layers_page.shapes.first"), str(request.first), read_shape, 40)
    text(PART, "second", say("layers_page.shapes.second"), str(request.second), read_shape, 40)
    problems(PART)


def _picture(request: ShapesRequest, report: Report, place: int) -> None:
    say, found = speaker(), report()
    if found is None:
        return
    with st.container(key="gp_film"):
        st.html(strip_html(found))
        st.segmented_control(
            say("layers_page.shapes.steps"),
            format_func=lambda step: f"{STEPS.index(step) + 1} · {say(f'layers_page.shapes.step.{step}')}",
            required=True,
            label_visibility="collapsed",
            width="stretch",
            **held_choice(_SWITCH, STEPS[place], STEPS, _go),
        )
    moment = found.moments[place]
    counts = {"axes": len(request.first), "given": len(request.second)}
    told = escape(say(f"layers_page.shapes.told.{found.told(place, request)}", **counts))
    frame = chain_html(moment, _input(request, moment.step), say)
    st.html(f'<section class="gp-film-frame"><p role="status">{told}</p>{frame}</section>')
    _turns(place, say)


def _turns(place: int, say: Say) -> None:
    """Back and on, one step each."""
    turns = (
        ("back", ":material/arrow_back:", "secondary", max(place - 1, 0)),
        ("next", ":material/arrow_forward:", "primary", min(place + 1, len(STEPS) - 1)),
    )
    with st.container(horizontal=True, gap="small", key="gp_shapes_turns"):
        for name, icon, kind, to in turns:
            st.button(
                say(f"layers_page.shapes.{name}"),
                key=f"shapes_{name}",
                icon=icon,
                type=kind,  # type: ignore[arg-type]
                disabled=to == place,
                on_click=heard(STATE.settle),
                args=("",),
                kwargs={"moment": STEPS[to]},
            )


def _code(report: Report, place: int) -> None:
    """All statements, those of the step lit; below them the error that it met."""
    found = report()
    if found is None:
        return
    moment, marks, number = found.moments[place], dict[int, str](), 1
    for index, one in enumerate(found.moments):
        for _ in one.source.split("\n"):
            if index > place:
                marks[number] = "later"
            elif index == place:
                marks[number] = "now bad" if moment.failure is not None else "now"
            number += 1
    code_view("\n".join(one.source for one in found.moments), marks, speaker()("layers_page.shapes.lines"))
    if moment.failure is not None:
        failure_card(moment.failure, f"shapes_{moment.step}")


def _printed(report: Report, place: int) -> None:
    found = report()
    if found is None:
        return
    printed = found.moments[place].printed.strip()
    if printed:
        printed_view(printed, speaker()("lesson_cards.printed"))
    else:
        words(speaker()("layers_page.shapes.silent"), "quiet")


def _input(request: ShapesRequest, step: str) -> tuple[int, ...] | None:
    """What goes into the model at a step; None while nothing has."""
    return {"call": request.first, "after": request.first, "second": request.second}.get(step)


def strip_html(report: ShapesReport) -> str:
    """A small picture of every step: layers dashed until they hold weights, or the lines of a summary."""
    frames = "".join(f"<div>{_small(moment)}</div>" for moment in report.moments)
    return f'<div class="gp-film-strip" aria-hidden="true">{frames}</div>'


def _small(moment: Moment) -> str:
    if moment.step in ("before", "after"):
        kind = "is-built" if moment.built else ""
        return f'<p class="gp-film-lines {kind}">{"<i></i>" * 4}</p>'
    boxes = "".join(f'<i class="{"is-built" if layer.weights else ""}"></i>' for layer in moment.layers)
    refused = "is-refused" if moment.failure is not None else ""
    arrow = "" if moment.step == "define" else f'<b class="{refused}">→</b>'
    return f'<p class="gp-film-boxes">{arrow}{boxes}</p>'


def chain_html(moment: Moment, given: tuple[int, ...] | None, say: Say) -> str:
    """The layers one after another with their kernels cell by cell, and the shapes that pass between them.

    Question marks stand for what is unknown until the weights are there.
    """
    parts = [_arrow("?" if given is None else str(given), moment.failure is not None)]
    cell = _cell_of(moment)
    for layer in moment.layers:
        parts += [_box(layer, cell), _arrow(str(layer.output or "?"))]
    total = sum(layer.num_weights for layer in moment.layers)
    count = escape(say("layers_page.shapes.count", count=total))
    return (
        f'<div data-testid="chain" data-built="{str(moment.built).lower()}">'
        f'<ol class="gp-chain">{"".join(parts)}</ol><p class="gp-chain-count">{count}</p></div>'
    )


def _arrow(shape: str, refused: bool = False) -> str:
    kind = " is-refused" if refused else " is-unknown" if shape == "?" else ""
    return f'<li class="gp-chain-arrow{kind}"><span>{escape(shape)}</span><i aria-hidden="true">→</i></li>'


def _box(layer: LayerState, cell: int) -> str:
    """A layer: its kernel (features × units) and its bias, as cells."""
    built = " is-built" if layer.output is not None else ""
    weights = dict(layer.weights)
    kernel, bias = weights.get("kernel"), weights.get("bias")
    rows = _UNKNOWN if kernel is None else kernel[0]
    return (
        f'<li class="gp-chain-box{built}"><b>{escape(layer.name)}</b>'
        f"{_cells(rows, layer.units, cell, kernel is None)}"
        f"<span>kernel {escape(str(kernel or f'(?, {layer.units})'))}</span>"
        f"{_cells(1, layer.units, cell, bias is None)}"
        f"<span>bias {escape(str(bias or (layer.units,)))}</span></li>"
    )


def _cells(rows: int, columns: int, side: int, unknown: bool) -> str:
    """A grid of cells; where nothing is known, its columns alone and a question mark."""
    style = f"--gp-columns:{columns};--gp-rows:{rows};--gp-side:{side}px"
    mark = "<b>?</b>" if unknown and rows > 1 else ""
    cells = "<i></i>" * (columns if unknown else rows * columns)
    named = "gp-chain-cells is-unknown" if unknown else "gp-chain-cells"
    return f'<div class="{named}" style="{style}" aria-hidden="true">{cells}{mark}</div>'


def _cell_of(moment: Moment) -> int:
    """The side of a cell: all layers stand side by side, the tallest kernel fits."""
    units, layers = sum(layer.units for layer in moment.layers), len(moment.layers)
    rows = max(dict(layer.weights).get("kernel", (_UNKNOWN, 0))[0] for layer in moment.layers)
    return max(8, min(_CELL, (_ACROSS - _APART * layers) // units, _DOWN // rows))


def _go(moment: str) -> None:
    STATE.settle("", moment=moment)
