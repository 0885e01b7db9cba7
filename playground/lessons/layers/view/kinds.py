"""Kinds of layers on small examples: point at an output cell and see what made it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

import streamlit as st

from playground.lessons.layers.kinds import KINDS, KindReport, drawings, num_weights_text, stories
from playground.lessons.layers.kinds.request import PADDINGS
from playground.lessons.layers.view.controls import choice, other_numbers, problems, whole
from playground.lessons.layers.view.state import STATE
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import speaker
from playground.shell.versioned_widgets import held_choice

__all__ = ["regions"]

EXAMPLE: Final = "playground.lessons.layers.tasks.layers:example"
ENTRY: Final = "layers/kinds.js"
PART: Final = "kinds"
_SWITCH: Final = "kinds_kind"
# The question that comes first with a kind.
_FIRST: Final = {
    "simple_rnn": "rnn_shape",
    "lstm": "lstm_count",
    "gru": "lstm_count",
    "conv1d": "conv_shape",
    "conv2d": "conv_shape",
}


def _example() -> None:
    say = speaker()
    st.pills(
        say("layers_page.kinds.kind"),
        format_func=lambda name: KINDS[name].layer,
        required=True,
        label_visibility="collapsed",
        **held_choice(_SWITCH, STATE.now().kinds.kind, list(KINDS), _choose),
    )
    request = STATE.now().kinds
    words(say(f"layers.kind.{request.kind}.about"))
    with st.container(key="gp_kinds_controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        convolution = request.entry.family == "convolution"
        units = say("layers_page.filters" if convolution else "layers_page.units")
        whole(PART, "units", units)
        if convolution:
            whole(PART, "kernel_size", "kernel_size")
            whole(PART, "strides", "strides")
            choice(PART, "padding", "padding", PADDINGS)
        other_numbers(PART, say)
    problems(PART)
    report: KindReport | None = ask("layers_kind", EXAMPLE, request)
    if report is None:
        return
    words(say("layers_page.kinds.hint"), "quiet")
    component.show(
        ENTRY,
        "layers_kinds_view",
        {
            "strings": component.words("layers_page", "cells"),
            "kind": request.kind,
            "drawings": [asdict(drawing) for drawing in drawings(request, report.arrays)],
            "stories": [
                {"lit": {name: list(cells) for name, cells in story.lit.items()}, "lines": list(story.lines)}
                for story in stories(request, report.arrays)
            ],
        },
    )
    _count(request.kind, num_weights_text(request), report.num_weights)
    code_view(report.source, label=say("lesson_cards.what_ran"))


def _count(kind: str, text: str, count: int) -> None:
    say = speaker()
    words(say("layers_page.kinds.formula", formula=say(f"layers.kind.{kind}.formula")))
    words(say("layers_page.kinds.count", text=text, count=count), "prompt")


def _choose(kind: str) -> None:
    STATE.settle(PART, kind=kind)


def regions(page: PageState[Any]) -> Regions:
    """Kinds."""
    return Regions(knobs=lambda: None, picture=_example, question=_FIRST.get(page.now().kinds.kind))
