"""The assignment lab: names that point at values, and a sequence of lines, one at a time, back and forth.

Before each line the learner may say what it will do; saying so takes the step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Final

import numpy as np
import streamlit as st

from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_board import board
from playground.lessons.tensors.assignment import (
    EFFECTS,
    SEQUENCES,
    AssignmentReport,
    AssignmentRequest,
    Held,
)
from playground.lessons.tensors.view.assignment_composer import composer
from playground.lessons.tensors.view.names_picture import names_html
from playground.lessons.tensors.view.state import STATE, TensorsState
from playground.shell.language import Say, speaker
from playground.shell.tables import table
from playground.shell.versioned_widgets import heard, held_index

__all__ = ["regions"]

PLAY: Final = "playground.lessons.tensors.tasks.assignment:play"
PLACE: Final = "assign"
_SAID: Final = "tensors_said"  # what a session said of lines: the lines up to it, and one of EFFECTS


def regions(page: PageState[TensorsState]) -> Regions:
    """Which sequence; what the names point at, and what the next line will do; the lines."""
    shown = page.now()
    report = asked(PLACE, PLAY, shown.assignment)
    return Regions(
        knobs=partial(_knobs, shown.assignment),
        picture=partial(_picture, shown, report),
        rail=partial(_code, shown.step, report),
        shelf={"tensors_page.assign.history": partial(_history, shown.step, report)},
    )


def _knobs(request: AssignmentRequest) -> None:
    say = speaker()
    current = next((key for key, known in SEQUENCES.items() if known == request), None)
    st.radio(
        say("tensors_page.assign.sequence"),
        format_func=lambda key: say(f"tensors.sequence.{key}"),
        **held_index("tensors_sequence", current, list(SEQUENCES), _choose_sequence),
    )
    with folded(say("tensors_page.assign.compose"), "tensors_compose", "default"):
        composer()


def _picture(shown: TensorsState, played: Callable[[], AssignmentReport | None]) -> None:
    say, report, step = speaker(), played(), shown.step
    if report is None:
        return
    said = _said().get(_key(shown.assignment, step))
    board(names_html(report, step, said, say), "tensors_assign")
    sources = shown.assignment.sources
    with st.container(key="gp_assign_next", gap="small"):
        if step < len(sources):
            _ask(shown.assignment, step, say)
        else:
            words(say("tensors_page.assign.end"), "prompt")
        _transport(step, len(sources), say)


def _code(step: int, played: Callable[[], AssignmentReport | None]) -> None:
    report = played()
    if report is not None:
        code_view(report.source, _marks(report, step), speaker()("tensors_page.assign.lines"))


def _history(step: int, played: Callable[[], AssignmentReport | None]) -> None:
    """What the lines did so far, as a table."""
    say, report = speaker(), played()
    if report is None:
        return
    head = [say(f"tensors_page.assign.column_{name}") for name in ("line", "effect")]
    rows = [
        [line.source, say(f"tensors_page.assign.effect.{line.effect}"), *map(_held_text, line.after)]
        for line in report.steps[:step]
    ]
    names = [held.name for held in report.start]
    start = [say("tensors_page.assign.first"), "", *map(_held_text, report.start)]
    with st.container(key="gp_assign_history"):
        table(say("tensors_page.assign.history"), [*head, *names], [start, *rows])


def _held_text(held: Held) -> str:
    values = held.value.values
    return held.value.text if values is None else str(np.round(values.astype(float), 4).tolist())


def _ask(request: AssignmentRequest, step: int, say: Say) -> None:
    """What the next line will do: saying it takes the step."""
    question = escape(say("tensors_page.assign.ask", line=step + 1))
    code = escape(request.sources[step])
    st.html(f'<p class="gp-words is-prompt">{question} <code class="gp-statement">{code}</code></p>')
    with st.container(horizontal=True, gap="small", key="gp_assign_choices"):
        for effect in EFFECTS:
            st.button(
                say(f"tensors_page.assign.effect.{effect}"),
                key=f"tensors_say_{effect}",
                width="stretch",
                on_click=heard(_say),
                args=(effect,),
            )


def _transport(step: int, last: int, say: Say) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="gp_assign_transport"):
        for name, target, icon in (
            ("first", 0, ":material/skip_previous:"),
            ("back", step - 1, ":material/chevron_left:"),
            ("next", step + 1, ":material/chevron_right:"),
        ):
            st.button(
                say(f"tensors_page.assign.{name}"),
                icon=icon,
                key=f"tensors_step_{name}",
                type="primary" if name == "next" else "secondary",
                disabled=not 0 <= target <= last or target == step,
                on_click=heard(_go),
                args=(target,),
            )
        count = say("tensors_page.assign.at", step=step, last=last)
        st.html(f'<span class="gp-count" role="status">{count}</span>')


def _marks(report: AssignmentReport, step: int) -> dict[int, str]:
    """Marks of the lines: two of the start, then one a step; what has not run yet keeps its secret."""
    marks = {1: "now", 2: "now"} if step == 0 else {}
    for number, line in enumerate(report.steps, start=1):
        if number > step:
            marks[number + 2] = "later"
        else:
            now = "now" if number == step else ""
            marks[number + 2] = now if line.failure is None else f"{now} bad"
    return marks


def _key(request: AssignmentRequest, step: int) -> tuple[str, ...]:
    """The lines up to a step: what was said of the last of them holds for these alone."""
    return (request.start_source, *request.sources[:step])


def _said() -> dict[Sequence[str], str]:
    said: dict[Sequence[str], str] = st.session_state.setdefault(_SAID, {})
    return said


def _say(effect: str) -> None:
    shown = STATE.now()
    _said()[_key(shown.assignment, shown.step + 1)] = effect
    _go(shown.step + 1)


def _choose_sequence(key: str) -> None:
    STATE.settle("", PLACE, assignment=SEQUENCES[key], step=0)


def _go(step: int) -> None:
    STATE.settle("", PLACE, step=step)
