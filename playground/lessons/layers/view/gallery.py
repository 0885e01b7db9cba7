"""The gallery: four ways to connect layers, as a graph, as code, as a summary, and ready for the stage."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from playground.core.knobs import KNOBS
from playground.lessons.layers.gallery import MODELS, SUMMARY, GalleryRequest, ModelReport
from playground.lessons.layers.shapes import write_widths
from playground.lessons.layers.view.controls import choice, problems, text
from playground.lessons.layers.view.state import PAGE, STATE
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, folded_code, words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.frame import page_of
from playground.shell.language import Say, speaker
from playground.shell.tables import table
from playground.shell.versioned_widgets import held_choice

__all__ = ["model_gallery", "regions"]

BUILD: Final = "playground.lessons.layers.tasks.layers:build"
ENTRY: Final = "layers/model.js"
PART: Final = "gallery"
_SWITCH: Final = "gallery_arch"


@st.fragment
def model_gallery() -> None:
    """The model and its widths; graph at the left, what it can do, code and summary at the right."""
    say = speaker()
    st.pills(
        say("layers_page.gallery.model"),
        format_func=lambda name: say(f"layers.model.{name}.title"),
        required=True,
        label_visibility="collapsed",
        **held_choice(_SWITCH, STATE.now().gallery.arch, MODELS, _choose),
    )
    request = STATE.now().gallery
    words(say(f"layers.model.{request.arch}.about"))
    with st.container(key="gp_gallery_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        text(
            PART,
            "hidden",
            say("layers_page.gallery.hidden"),
            write_widths(request.hidden),
            KNOBS["hidden"].typed,
            40,
        )
        choice(PART, "activation", say("layers_page.activation"), KNOBS["activation"].choices)
    problems(PART)
    report: ModelReport | None = ask("layers_model", BUILD, request)
    if report is None:
        return
    graph, beside = st.columns([4, 6], gap="large")
    with graph, st.container(gap="small"):
        _graph(request, report, say)
    with beside, st.container(gap="small", key="gp_gallery_beside"):
        words(say("layers_page.gallery.total", count=report.num_weights), "prompt")
        if request.arch == "residual" and len(request.hidden) < 2:
            words(say("layers_page.gallery.nothing_to_add"), "notice")
        elif request.arch == "residual" and len(set(request.hidden)) > 1:
            widths = {"widths": write_widths(request.hidden), "count": len(request.hidden)}
            words(say("layers_page.gallery.first_width", width=request.hidden[0], **widths), "notice")
        words(say("layers_page.gallery.can", text=say(f"layers.model.{request.arch}.can")))
        words(say("layers_page.gallery.cannot", text=say(f"layers.model.{request.arch}.cannot")))
        _train(request, say)
        _code(request, report, say)


def _graph(request: GalleryRequest, report: ModelReport, say: Say) -> None:
    nodes = request.network.nodes
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
        for node, layer in zip(nodes, report.layers, strict=True)
    ]
    listed = "; ".join(f"{layer.name} {layer.shape}, {layer.num_weights}" for layer in report.layers)
    description = say(
        "layers_page.graph.description", title=say(f"layers.model.{request.arch}.title"), layers=listed
    )
    component.show(
        ENTRY,
        "layers_model_view",
        {
            "strings": component.words("layers_page", "graph"),
            "layers": layers,
            "description": description,
        },
    )
    with folded(say("layers_page.graph.as_table"), "layers_model_table"):
        head = [say(f"layers_page.graph.{name}") for name in ("layer", "from", "shape", "count")]
        table(
            say("layers_page.graph.name"),
            head,
            (
                [
                    layer.name,
                    ", ".join(nodes[place].name for place in node.inputs) or "–",
                    str(layer.shape),
                    str(layer.num_weights),
                ]
                for node, layer in zip(nodes, report.layers, strict=True)
            ),
        )


def _train(request: GalleryRequest, say: Say) -> None:
    """The data to train on, and the link that opens this very model on the stage."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="gp_gallery_train"):
        knob = KNOBS["data"]
        choice(PART, "data", say(knob.label_key), knob.choices, lambda name: say(knob.choice_key(name)))
        st.page_link(
            page_of(PAGE),
            label=say("layers_page.gallery.train"),
            icon=":material/play_circle:",
            query_params={"view": "stage", **request.experiment.to_query()},
        )


def _code(request: GalleryRequest, report: ModelReport, say: Say) -> None:
    code_view(f"{request.functional}\n{SUMMARY}", label=say("layers_page.gallery.functional"))
    folded_code(report.summary, say("layers_page.gallery.summary"), "layers_summary")
    if request.sequential is None:
        words(say("layers_page.gallery.no_sequential"), "quiet")
    else:
        code_view(request.sequential, label=say("layers_page.gallery.sequential", count=report.sequential))


def _choose(arch: str) -> None:
    STATE.settle(PART, arch=arch)


def regions(page: PageState[Any]) -> Regions:
    """The gallery."""
    return Regions(knobs=lambda: None, picture=model_gallery)
