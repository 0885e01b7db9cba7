"""The gallery: four ways to connect layers, as a graph, and beside it the boundary that each can learn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from playground.core.activations import LINEAR
from playground.core.knobs import KNOBS
from playground.core.network import other_activation
from playground.lessons.layers.bound import line_bound
from playground.lessons.layers.gallery import MODELS, SUMMARY, GalleryRequest, ModelReport
from playground.lessons.layers.shapes import write_widths
from playground.lessons.layers.view.boundary import boundary
from playground.lessons.layers.view.controls import choice, problems, text
from playground.lessons.layers.view.state import PAGE, STATE, LayersState
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.shell.frame import page_of
from playground.shell.language import Say, speaker
from playground.shell.tables import table
from playground.shell.versioned_widgets import held_index

__all__ = ["regions"]

BUILD: Final = "playground.lessons.layers.tasks.layers:build"
ENTRY: Final = "layers/model.js"
PART: Final = "gallery"

Report = Callable[[], ModelReport | None]


def regions(page: PageState[LayersState]) -> Regions:
    """Model, widths, data; graph and boundary; code; summary, Sequential, the graph as a table."""
    request = page.now().gallery
    report: Report = asked("layers_model", BUILD, request)
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, request, report),
        rail=partial(_rail, request, report),
        shelf={
            "layers_page.gallery.summary": partial(_summary, report),
            "layers_page.gallery.as_sequential": partial(_sequential, request, report),
            "layers_page.graph.as_table": partial(_as_table, request, report),
        },
    )


def _knobs(request: GalleryRequest) -> None:
    say, knob = speaker(), KNOBS["data"]
    st.radio(
        say("layers_page.gallery.model"),
        format_func=lambda name: say(f"layers.model.{name}.title"),
        **held_index("gallery_arch", request.arch, MODELS, _choose),
    )
    hidden = write_widths(request.hidden)
    text(PART, "hidden", say("layers_page.gallery.hidden"), hidden, KNOBS["hidden"].typed, 40)
    choice(PART, "activation", say("layers_page.activation"), KNOBS["activation"].choices)
    choice(PART, "data", say(knob.label_key), knob.choices, lambda name: say(knob.choice_key(name)))
    problems(PART)


def _picture(request: GalleryRequest, report: Report) -> None:
    say = speaker()
    with st.container(key="gp_gallery_pair"):
        with st.container(key="gp_gallery_graph", gap=None):
            found = report()
            if found is not None:
                _graph(request, found, say)
        with st.container(key="gp_gallery_plane", gap=None):
            boundary(request)
    st.html(_limits(request, say))
    st.page_link(
        page_of(PAGE),
        label=say("layers_page.gallery.train"),
        icon=":material/play_circle:",
        query_params={"view": "stage", **request.experiment.to_query()},
    )


def _graph(request: GalleryRequest, report: ModelReport, say: Say) -> None:
    layers = [
        {
            "name": node.name,
            "kind": node.kind,
            "inputs": list(node.inputs),
            "units": node.units,
            "activation": node.activation,
            "shape": str(layer.shape),
            "weights": layer.num_weights,
        }
        for node, layer in zip(request.network.nodes, report.layers, strict=True)
    ]
    listed = "; ".join(f"{layer.name} {layer.shape}, {layer.num_weights}" for layer in report.layers)
    title = say(f"layers.model.{request.arch}.title")
    data = {
        "strings": component.words("layers_page", "graph"),
        "layers": layers,
        "description": say("layers_page.graph.description", title=title, layers=listed),
    }
    component.show(ENTRY, "layers_model_view", data)


def _limits(request: GalleryRequest, say: Say) -> str:
    """What the model is, can do, and cannot do."""
    units = {"left": request.activation, "right": other_activation(request.activation)}  # of two branches
    texts = {name: say(f"layers.model.{request.arch}.{name}", **units) for name in ("can", "cannot")}
    parts = "".join(
        f"<div><dt>{escape(say(f'layers_page.gallery.{name}'))}</dt>"
        f"<dd>{escape(text)}{_bound(request, name, say)}</dd></div>"
        for name, text in texts.items()
    )
    return f'<dl class="gp-limits">{parts}</dl>'


def _bound(request: GalleryRequest, name: str, say: Say) -> str:
    """What no straight line can do on these points, and whether the model is no more than one."""
    share = line_bound(request) if name == "cannot" else None
    if share is None:
        return ""
    is_line = all(node.activation == LINEAR for node in request.network.nodes)
    told = say(f"layers_page.gallery.bound_{'line' if is_line else 'bent'}", share=f"{100 * share:.1f}")
    return f' <b data-testid="bound">{escape(told)}</b>'


def _rail(request: GalleryRequest, report: Report) -> None:
    say, found = speaker(), report()
    words(say(f"layers.model.{request.arch}.about"), "quiet")
    if found is None:
        return
    words(say("layers_page.gallery.total", count=found.num_weights), "prompt")
    if request.arch == "residual" and len(request.hidden) < 2:
        words(say("layers_page.gallery.nothing_to_add"), "notice")
    elif request.arch == "residual" and len(set(request.hidden)) > 1:
        widths = {"widths": write_widths(request.hidden), "count": len(request.hidden)}
        words(say("layers_page.gallery.first_width", width=request.hidden[0], **widths), "notice")
    code_view(f"{request.functional}\n{SUMMARY}", label=say("layers_page.gallery.functional"))


def _summary(report: Report) -> None:
    found = report()
    if found is not None:
        code_view(found.summary)


def _sequential(request: GalleryRequest, report: Report) -> None:
    say, found = speaker(), report()
    if request.sequential is None:
        words(say("layers_page.gallery.no_sequential"), "quiet")
    elif found is not None:
        code_view(request.sequential, label=say("layers_page.gallery.sequential", count=found.sequential))


def _as_table(request: GalleryRequest, report: Report) -> None:
    say, nodes, found = speaker(), request.network.nodes, report()
    if found is None:
        return
    rows = (
        [
            layer.name,
            ", ".join(nodes[place].name for place in node.inputs) or "–",
            str(layer.shape),
            str(layer.num_weights),
        ]
        for node, layer in zip(nodes, found.layers, strict=True)
    )
    head = [say(f"layers_page.graph.{name}") for name in ("layer", "from", "shape", "count")]
    table(say("layers_page.graph.name"), head, rows)


def _choose(arch: str) -> None:
    STATE.settle(PART, arch=arch)
