"""A layer three ways: by hand, as a Layer subclass, from Keras, with one result."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.core.activations import ACTIVATIONS
from playground.lessons.layers.layer import LayerReport, LayerRequest, LayerWay
from playground.lessons.layers.view.controls import choice, other_numbers, problems, text, whole
from playground.lessons.layers.view.state import LayersState
from playground.lessons.shared.values import TensorLiteral, write_values
from playground.lessons.shared.view.code_view import code_view
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_grid import cell_text, largest
from playground.shell.language import Say, speaker

__all__ = ["equation_html", "regions", "ways_html"]

COMPARE: Final = "playground.lessons.layers.tasks.layers:compare"
PART: Final = "layer"
_CROWDED: Final = 10  # columns of all grids: with more of them, three digits have to do
_WEAKEST: Final = 14  # percent of colour that the smallest number other than 0 has

Array = NDArray[Any]
Report = Callable[[], LayerReport | None]


def regions(page: PageState[LayersState]) -> Regions:
    """Inputs, units, activation; the layer as one equation, then made three times; the codes that ran."""
    request = page.now().layer
    report: Report = asked("layers_layer", COMPARE, request)
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, request, report),
        rail=partial(_rail, report),
        shelf={
            "layers_page.layer.by_subclass": partial(_by_subclass, report),
            "layers_page.layer.comparison": partial(_comparison, report),
        },
    )


def _knobs(request: LayerRequest) -> None:
    say = speaker()
    inputs = write_values(request.inputs.values)
    text(PART, "inputs", say("layers_page.layer.inputs"), inputs, TensorLiteral.read)
    whole(PART, "units", say("layers_page.units"))
    choice(PART, "activation", say("layers_page.activation"), list(ACTIVATIONS))
    other_numbers(PART, say)
    problems(PART)


def _picture(request: LayerRequest, report: Report) -> None:
    found = report()
    if found is None:
        return
    say = speaker()
    st.html(
        f'<div class="gp-layer-picture">{equation_html(request, found, say)}{ways_html(found, say)}</div>'
    )


def _rail(report: Report) -> None:
    found = report()
    if found is not None:
        say = speaker()
        code_view(found.shared, label=say("layers_page.layer.shared"))
        for way in (found.ways[0], found.ways[2]):
            code_view(way.source, label=say(f"layers_page.layer.{way.way}"))


def _by_subclass(report: Report) -> None:
    found = report()
    if found is not None:
        code_view(found.ways[1].source, label=speaker()("lesson_cards.what_ran"))


def _comparison(report: Report) -> None:
    found = report()
    if found is not None:
        code_view(found.comparison, label=speaker()("lesson_cards.what_ran"))


def equation_html(request: LayerRequest, report: LayerReport, say: Say) -> str:
    """activation(inputs · W + b) as one row of grids; under each output the sum that it comes from."""
    inputs, (weights, bias) = report.inputs.values, (weight.values for weight in report.weights)
    outputs, sums = report.ways[0].output.values, report.sums.values
    if inputs is None or weights is None or bias is None or outputs is None or sums is None:
        return ""  # the trainer gives numbers for all five
    weak, strong = largest([inputs, weights, bias]), largest([outputs])
    columns = sum(grid.shape[-1] for grid in (inputs, weights, bias, outputs))
    grid = partial(_grid, crowded=columns > _CROWDED)
    parts = (
        grid("inputs", inputs, weak),
        _sign("·", "is-product"),
        grid("W", weights, weak),
        _sign("+"),
        grid("b", bias, weak),
        f'<div class="gp-layer-sign is-function"><span>{escape(request.activation)}</span><i>→</i></div>',
        grid("outputs", outputs, strong, sums),
    )
    rows = max(inputs.shape[0], weights.shape[0])
    crowded = " is-crowded" if columns > _CROWDED else ""
    name = escape(say("layers_page.layer.equation", function=request.activation))
    return (
        f'<section class="gp-layer-equation{crowded}" role="group" aria-label="{name}" '
        f'data-testid="equation" style="--gp-columns:{columns};--gp-rows:{rows}">{"".join(parts)}</section>'
    )


def ways_html(report: LayerReport, say: Say) -> str:
    """The three ways side by side: what each gives and holds; below them how far apart they are."""
    scale = largest(way.output.values for way in report.ways)
    ways = _sign("=").join(_way(way, scale, say) for way in report.ways)
    value = "0" if report.difference == 0 else f"{report.difference:.3g}"
    difference = escape(say("layers_page.layer.difference"))
    units = report.ways[0].output.shape[-1] if report.ways[0].output.shape else 1
    return (
        f'<section class="gp-layer-ways" style="--gp-columns:{3 * units}">{ways}</section>'
        f'<p class="gp-words is-prompt" data-testid="layer-difference">{difference} <b>{value}</b></p>'
    )


def _way(way: LayerWay, scale: float, say: Say) -> str:
    """What the layer gives, and its state: what it keeps between two calls."""
    items = "".join(
        f"<li><b>{escape(name)}</b> {escape(str(shape))} <small>{count}</small></li>"
        for name, shape, count in way.state
    )
    total = escape(say("layers_page.layer.holds", count=sum(count for _, _, count in way.state)))
    title = escape(say(f"layers_page.layer.{way.way}"))
    values = np.empty((0, 0)) if way.output.values is None else way.output.values
    return (
        f'<article class="gp-layer-way" data-way="{escape(way.way)}"><h2>{title}</h2>'
        f"{_grid(way.way, values, scale, crowded=values.shape[-1] > 2)}"
        f'<div class="gp-label">{total}</div><ul class="gp-holds">{items}</ul></article>'
    )


def _sign(sign: str, kind: str = "") -> str:
    return f'<div class="gp-layer-sign {kind}">{sign}</div>'


def _grid(name: str, values: Array, scale: float, below: Array | None = None, crowded: bool = False) -> str:
    """An array under its name and shape; `below` stands small under each number."""
    shape = str(tuple(int(size) for size in values.shape))
    rows = np.atleast_2d(values)
    small = None if below is None else np.atleast_2d(below)
    text = _three_digits if crowded else cell_text
    lines = (
        "".join(
            _cell(value, scale, text, None if small is None else small[row, column])
            for column, value in enumerate(cells)
        )
        for row, cells in enumerate(rows)
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    caption = f"<b>{escape(name)}</b> <span>{escape(shape)}</span>"
    named = "gp-grid gp-layer-grid is-crowded" if crowded else "gp-grid gp-layer-grid"
    return f'<table class="{named}"><caption>{caption}</caption><tbody>{body}</tbody></table>'


def _cell(value: Any, scale: float, text: Callable[[Any], str], below: Any) -> str:
    number = float(value)
    named = ' class="gp-above"' if number > 0 else ' class="gp-below"' if number < 0 else ""
    share = _WEAKEST + (100 - _WEAKEST) * min(abs(number) / scale, 1.0) if scale else 0.0
    small = "" if below is None else f"<small>{text(below)}</small>"
    return f'<td{named} style="--gp-share:{share:.0f}%">{text(value)}{small}</td>'


def _three_digits(value: Any) -> str:
    return cell_text(float(f"{float(value):.3g}"))
