"""Shape inference: a model that has no weights yet, step by step to its first and second input."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from playground.lessons.layers.shapes import (
    STEPS,
    LayerState,
    Moment,
    ShapesReport,
    read_widths,
    write_widths,
)
from playground.lessons.layers.view.controls import problems, text
from playground.lessons.layers.view.state import STATE
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.view.code_view import code_view, failure_card, words
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held_choice

__all__ = ["chain_html", "shape_inference", "regions"]

INFER: Final = "playground.lessons.layers.tasks.layers:infer"
PART: Final = "shapes"
_SWITCH: Final = "shapes_moment"


@st.fragment
def shape_inference() -> None:
    """Widths and inputs; the steps; the model after the chosen one."""
    say, request = speaker(), STATE.now().shapes
    with st.container(key="gp_shapes_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        text(PART, "widths", say("layers_page.shapes.widths"), write_widths(request.widths), read_widths, 40)
        text(PART, "first", say("layers_page.shapes.first"), str(request.first), read_shape, 40)
        text(PART, "second", say("layers_page.shapes.second"), str(request.second), read_shape, 40)
    problems(PART)
    report: ShapesReport | None = ask("layers_shapes", INFER, STATE.now().shapes)
    if report is None:
        return
    _steps(say)
    place = STEPS.index(STATE.now().moment)
    moment = report.moments[place]
    words(_told(moment, report, say), "prompt")
    left, right = st.columns([6, 7], gap="large")
    with left:
        lines = [one.source for one in report.moments]
        marks: dict[int, str] = {}
        number = 1
        for index, source in enumerate(lines):
            for _ in source.split("\n"):
                if index > place:
                    marks[number] = "later"
                elif index == place:
                    marks[number] = "now bad" if moment.failure is not None else "now"
                number += 1
        code_view("\n".join(lines), marks, say("lesson_cards.what_ran"))
    with right, st.container(gap="small", key="gp_shapes_result"):
        st.html(chain_html(moment, report.moments[STEPS.index("call")], say))
        if moment.failure is not None:
            failure_card(moment.failure, f"shapes_{moment.step}")
        if moment.printed.strip():
            code_view(moment.printed.strip(), label=say("lesson_cards.printed"))


def _steps(say: Say) -> None:
    """The steps as a switch, with a button for the next one."""
    place = STEPS.index(STATE.now().moment)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="gp_shapes_steps"):
        st.segmented_control(
            say("layers_page.shapes.steps"),
            format_func=lambda step: f"{STEPS.index(step) + 1} · {say(f'layers_page.shapes.step.{step}')}",
            required=True,
            label_visibility="collapsed",
            **held_choice(_SWITCH, STATE.now().moment, STEPS, _go),
        )
        st.button(
            say("layers_page.shapes.next"),
            key="shapes_next",
            icon=":material/arrow_forward:",
            type="primary",
            disabled=place + 1 == len(STEPS),
            on_click=heard(STATE.settle),
            args=("",),
            kwargs={"moment": STEPS[min(place + 1, len(STEPS) - 1)]},
        )


def _told(moment: Moment, report: ShapesReport, say: Say) -> str:
    if moment.step in ("call", "second"):
        outcome = "refused" if moment.failure is not None else "passed"
        return say(f"layers_page.shapes.told.{moment.step}_{outcome}")
    if moment.step == "after" and not moment.built:
        return say("layers_page.shapes.told.before")
    return say(f"layers_page.shapes.told.{moment.step}")


def chain_html(moment: Moment, call: Moment, say: Say) -> str:
    """The layers as boxes with what they hold: question marks until the weights are there."""
    boxes = "".join(_box(layer, say) for layer in moment.layers)
    total = sum(layer.num_weights for layer in moment.layers)
    count = say("layers_page.shapes.count", count=total)
    return (
        f'<div data-testid="chain" data-built="{str(moment.built).lower()}">'
        f'<ol class="gp-chain">{boxes}</ol><p class="gp-words is-quiet">{escape(count)}</p></div>'
    )


def _box(layer: LayerState, say: Say) -> str:
    named = " is-built" if layer.output is not None else ""
    weights = layer.weights or (("kernel", None), ("bias", None))
    rows = [(name, str(shape) if shape else _unknown(name, layer.units)) for name, shape in weights]
    output = str(layer.output) if layer.output is not None else "?"
    rows.append((say("layers_page.shapes.output"), output))
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(shape)}</dd></div>" for name, shape in rows)
    return f'<li class="gp-chain-box{named}"><b>{escape(layer.name)}</b><dl>{items}</dl></li>'


def _unknown(name: str, units: int) -> str:
    return f"(?, {units})" if name == "kernel" else f"({units},)"


def _go(moment: str) -> None:
    STATE.settle("", moment=moment)


def regions(page: PageState[Any]) -> Regions:
    """Shapes."""
    return Regions(knobs=lambda: None, picture=shape_inference)
