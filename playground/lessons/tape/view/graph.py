"""The recorded graph: values forward, gradients backward, and the same as a table."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.expression import to_label
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_layout import Regions, asked, code_that_ran
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.tape.graph import GraphReport, GraphRequest
from playground.lessons.tape.non_finite import oddity
from playground.lessons.tape.numeric_derivative import differences
from playground.lessons.tape.tape import FREE, TapeRequest
from playground.lessons.tape.view.builder import number_text
from playground.lessons.tape.view.controls import function_and_input
from playground.lessons.tape.view.state import STATE, TapeState
from playground.shell.language import Say, speaker
from playground.shell.tables import table
from playground.shell.versioned_widgets import held_choice

__all__ = ["regions"]

# Formulas whose graphs have something to see: paths that meet, a chain, a quotient.
EXAMPLES: Final = ("x*x + x", "sin(x**2)", "x/(1 + x**2)")
RECORD: Final = "playground.lessons.tape.tasks.graph:record"
ENTRY: Final = "tape/graph.js"


def regions(page: PageState[TapeState]) -> Regions:
    """Function and input; the graph; the code that was recorded; the graph as a table."""
    tape = page.now().tape
    request = GraphRequest(tape.function, tape.expression, tape.value)
    report = asked("tape_graph", RECORD, request)
    return Regions(
        knobs=partial(_knobs, tape),
        picture=partial(_picture, request, report),
        rail=partial(code_that_ran, report),
        shelf={"tape_page.graph.as_table": partial(_as_tables, report)},
    )


def _knobs(request: TapeRequest) -> None:
    say = speaker()
    _examples(say)
    function_and_input("graph")
    if replace(request, kind="variable", watch=False, trainable=True) != request:
        words(say("tape_page.graph.own_input"), "quiet")


def _picture(request: GraphRequest, recorded: Callable[[], GraphReport | None]) -> None:
    say, report = speaker(), recorded()
    if report is None:
        return
    data = {
        "strings": component.words("tape_page", "graph"),
        "graph": {
            "nodes": [_plain(asdict(node)) for node in report.nodes],
            "edges": [_plain(asdict(edge)) for edge in report.edges],
        },
        "description": _description(report, to_label(request.tree), say),
    }
    component.show(ENTRY, "tape_graph_view", data)
    if report.nodes[0].gradient is None:
        words(say("tape_page.graph.broken"), "why")
    slope = differences(request.tree, request.value).central
    odd = oddity(request.tree, request.value, report.nodes[-1].value, report.nodes[0].gradient, slope)
    if odd is not None:
        words(say(f"tape.odd.{odd}"), "why")


def _examples(say: Say) -> None:
    request = STATE.now().tape
    current = request.expression if request.function == FREE and request.expression in EXAMPLES else None
    st.pills(say("tape_page.graph.examples"), **held_choice("tape_example", current, EXAMPLES, _example))


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """A record for the browser; JSON has no words for ∞ and nan."""
    return {
        name: str(value) if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in record.items()
    }


def _example(formula: str) -> None:
    STATE.settle("tape", function=FREE, expression=formula)


def _description(report: GraphReport, formula: str, say: Say) -> str:
    nodes = "; ".join(
        f"{node.code}: {number_text(node.value)}, ∇ {_gradient(node.gradient)}" for node in report.nodes
    )
    return say("tape_page.graph.description", formula=formula, nodes=nodes)


def _as_tables(recorded: Callable[[], GraphReport | None]) -> None:
    say, report = speaker(), recorded()
    if report is None:
        return
    head = [say(f"tape_page.graph.{name}") for name in ("recorded", "value", "gradient")]
    table(
        say("tape_page.graph.name"),
        head,
        ([node.code, number_text(node.value), _gradient(node.gradient)] for node in report.nodes),
    )
    head = [say(f"tape_page.graph.{name}") for name in ("from", "to", "local")]
    table(
        say("tape_page.graph.edges"),
        head,
        (
            [edge.start, edge.end, number_text(edge.local)]
            for edge in report.edges
            if edge.local is not None or not edge.start.startswith(f"{edge.end}.")
        ),
    )


def _gradient(value: float | None) -> str:
    return "None" if value is None else number_text(value)
