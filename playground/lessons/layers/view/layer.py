"""A layer three ways: by hand, as a Layer subclass, from Keras, with one result."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from playground.core.activations import ACTIVATIONS
from playground.lessons.layers.layer import LayerReport, LayerWay
from playground.lessons.layers.view.controls import choice, other_numbers, problems, text, whole
from playground.lessons.layers.view.state import STATE
from playground.lessons.shared.values import TensorLiteral, write_values
from playground.lessons.shared.view.code_view import code_view
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_grid import largest, show, value_html
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import Say, speaker

__all__ = ["layer_three_ways", "regions"]

COMPARE: Final = "playground.lessons.layers.tasks.layers:compare"
PART: Final = "layer"
_COLUMNS: Final = (5, 7, 7)  # as wide as their code


@st.fragment
def layer_three_ways() -> None:
    """Inputs, units and activation; W and b; then the three ways side by side and their difference."""
    say = speaker()
    with st.container(key="gp_layer_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        text(
            PART,
            "inputs",
            say("layers_page.layer.inputs"),
            write_values(STATE.now().layer.inputs.values),
            TensorLiteral.read,
        )
        whole(PART, "units", say("layers_page.units"))
        choice(PART, "activation", say("layers_page.activation"), list(ACTIVATIONS))
        other_numbers(PART, say)
    problems(PART)
    report: LayerReport | None = ask("layers_layer", COMPARE, STATE.now().layer)
    if report is None:
        return
    numbers = largest([report.inputs.values, *(weight.values for weight in report.weights)])
    show(
        value_html(name, value, scale=numbers)
        for name, value in zip(("inputs", "W", "b"), (report.inputs, *report.weights), strict=True)
    )
    with folded(say("layers_page.layer.shared"), "layer_shared"):
        code_view(report.shared)
    scale = largest(way.output.values for way in report.ways)
    for column, way in zip(st.columns(_COLUMNS, gap="medium"), report.ways, strict=True):
        with column, st.container(key=f"gp_way_{way.way}", gap="small"):
            st.subheader(say(f"layers_page.layer.{way.way}"), anchor=False)
            show([value_html(way.way, way.output, scale=scale)])
            _holds(way, say)
            code_view(way.source, label=say("lesson_cards.what_ran"))
    _difference(report, say)


def _holds(way: LayerWay, say: Say) -> None:
    """State: what the layer keeps between two calls."""
    items = "".join(
        f"<li><b>{escape(name)}</b> {escape(str(shape))} <small>{count}</small></li>"
        for name, shape, count in way.state
    )
    total = sum(count for _, _, count in way.state)
    title = escape(say("layers_page.layer.holds", count=total))
    st.html(f'<div class="gp-label">{title}</div><ul class="gp-holds">{items}</ul>')


def _difference(report: LayerReport, say: Say) -> None:
    value = "0" if report.difference == 0 else f"{report.difference:.3g}"
    title = escape(say("layers_page.layer.difference"))
    st.html(f'<p class="gp-words is-prompt" data-testid="layer-difference">{title} <b>{value}</b></p>')
    code_view(report.comparison)


def regions(page: PageState[Any]) -> Regions:
    """The layer."""
    return Regions(knobs=lambda: None, picture=layer_three_ways)
