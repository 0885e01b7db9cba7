"""Kinds of layers on small examples: point at an output cell and see what made it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Final

import streamlit as st

from playground.lessons.layers.kinds import (
    KINDS,
    KindReport,
    KindRequest,
    drawings,
    num_weights_text,
    stories,
)
from playground.lessons.layers.kinds.request import PADDINGS
from playground.lessons.layers.view.controls import choice, other_numbers, problems, whole
from playground.lessons.layers.view.state import STATE, LayersState
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.shell.language import speaker
from playground.shell.versioned_widgets import held_index

__all__ = ["regions"]

EXAMPLE: Final = "playground.lessons.layers.tasks.layers:example"
ENTRY: Final = "layers/kinds.js"
PART: Final = "kinds"
# The question that comes first with a kind.
_FIRST: Final = {
    "simple_rnn": "rnn_shape",
    "lstm": "lstm_count",
    "gru": "lstm_count",
    "conv1d": "conv_shape",
    "conv2d": "conv_shape",
}

Report = Callable[[], KindReport | None]


def regions(page: PageState[LayersState]) -> Regions:
    """The kind and its sizes; its arrays with the sum of a cell; what it is, its weights, its code."""
    request = page.now().kinds
    report: Report = asked("layers_kind", EXAMPLE, request)
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, request, report),
        rail=partial(_rail, request, report),
        question=_FIRST.get(request.kind),
    )


def _knobs(request: KindRequest) -> None:
    say = speaker()
    st.radio(
        say("layers_page.kinds.kind"),
        format_func=lambda name: KINDS[name].layer,
        **held_index("kinds_kind", request.kind, list(KINDS), _choose),
    )
    is_convolution = request.entry.family == "convolution"
    whole(PART, "units", say("layers_page.filters" if is_convolution else "layers_page.units"))
    if is_convolution:
        whole(PART, "kernel_size", "kernel_size")
        whole(PART, "strides", "strides")
        choice(PART, "padding", "padding", PADDINGS)
    other_numbers(PART, say)
    problems(PART)


def _picture(request: KindRequest, report: Report) -> None:
    found = report()
    if found is None:
        return
    data = {
        "strings": component.words("layers_page", "cells"),
        "hint": speaker()("layers_page.kinds.hint"),
        "kind": request.kind,
        "drawings": [asdict(drawing) for drawing in drawings(request, found.arrays)],
        "stories": [
            {"lit": {name: list(cells) for name, cells in story.lit.items()}, "lines": list(story.lines)}
            for story in stories(request, found.arrays)
        ],
    }
    component.show(ENTRY, "layers_kinds_view", data)


def _rail(request: KindRequest, report: Report) -> None:
    say = speaker()
    words(say(f"layers.kind.{request.kind}.about"), "quiet")
    found = report()
    if found is None:
        return
    formula = say(f"layers.kind.{request.kind}.formula")
    words(say("layers_page.kinds.formula", formula=formula), "quiet")
    words(say("layers_page.kinds.count", text=num_weights_text(request), count=found.num_weights), "prompt")
    code_view(found.source, label=say("lesson_cards.what_ran"))


def _choose(kind: str) -> None:
    STATE.settle(PART, kind=kind)
