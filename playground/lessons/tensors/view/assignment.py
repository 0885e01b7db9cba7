"""The assignment lab: a sequence of steps on a tensor and a Variable, one at a time, back and forth."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.lessons.shared.values import Value
from playground.lessons.shared.view.code_view import code_view, failure_card, words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_grid import largest, show, value_html
from playground.lessons.shared.view.trainer_reports import ask
from playground.lessons.tensors.assignment import SEQUENCES, AssignmentReport, Held, StepReport
from playground.lessons.tensors.view.assignment_composer import composer
from playground.lessons.tensors.view.state import STATE
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held_choice

__all__ = ["assignment_lab", "regions"]

PLAY: Final = "playground.lessons.tensors.tasks.assignment:play"
PLACE: Final = "assign"


@st.fragment
def assignment_lab() -> None:
    """The sequence at the left with its cursor, what t and v hold at the right."""
    say = speaker()
    _sequences(say)
    report: AssignmentReport | None = ask(PLACE, PLAY, STATE.now().assignment)
    step = STATE.now().step
    left, right = st.columns([4, 5], gap="medium")
    with left, st.container(key="gp_assign_code", gap="small"):
        _transport(step, say)
        if report is not None:
            code_view(report.source, _marks(report, step), say("tensors_page.assign.lines"))
        with folded(say("tensors_page.assign.compose"), "tensors_compose", "default"):
            composer()
    with right, st.container(key="gp_assign_state", gap="small"):
        if report is None:
            return
        if step == 0:
            words(say("tensors_page.assign.start"), "prompt")
            _held(report.start, report.start, "", say)
        else:
            _step(report.steps[step - 1], step, say)


def _sequences(say: Say) -> None:
    current = next((key for key, request in SEQUENCES.items() if request == STATE.now().assignment), None)
    st.pills(
        say("tensors_page.assign.sequence"),
        format_func=lambda key: say(f"tensors.sequence.{key}"),
        **held_choice("tensors_sequence", current, list(SEQUENCES), _choose_sequence),
    )


def _transport(step: int, say: Say) -> None:
    last = len(STATE.now().assignment.steps)
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key="gp_assign_transport"):
        for name, target, icon in (
            ("first", 0, "first_page"),
            ("back", step - 1, "chevron_left"),
            ("next", step + 1, "chevron_right"),
        ):
            st.button(
                say(f"tensors_page.assign.{name}"),
                icon=f":material/{icon}:",
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
    marks = {}
    for number, line in enumerate(report.steps, start=1):
        if number > step:
            marks[number + 2] = "later"
        else:
            now = "now" if number == step else ""
            marks[number + 2] = now if line.failure is None else f"{now} bad"
    return marks


def _step(line: StepReport, step: int, say: Say) -> None:
    code_view(line.source, label=say("tensors_page.assign.step", step=step))
    if line.failure is not None:
        words(say("tensors_page.assign.refused"), "refused")
        failure_card(line.failure, f"tensors_assign_{step}")
    for before, after in zip(line.before, line.after, strict=True):
        if not after.same_object:
            kind = say(f"lesson_cards.kind.{after.value.kind}")
            words(say("tensors_page.assign.rebound", name=after.name, kind=kind), "prompt")
        elif _changed(before.value, after.value).any():
            words(say("tensors_page.assign.in_place", name=after.name), "right")
    _held(line.before, line.after, say("tensors_page.assign.before"), say)


def _held(before: tuple[Held, Held], after: tuple[Held, Held], label: str, say: Say) -> None:
    """What the two names hold: before at the left, after at the right, in one colour scale."""
    scale = largest(held.value.values for held in (*before, *after))
    if not label:
        show(value_html(held.name, held.value, scale=scale, say=say) for held in after)
        return
    heads = (label, "", say("tensors_page.assign.after"))
    cells = [f'<div class="gp-label">{escape(head)}</div>' for head in heads]
    for old, new in zip(before, after, strict=True):
        changed = _changed(old.value, new.value)
        cells += [
            value_html(old.name, old.value, scale=scale, say=say),
            '<span class="gp-sign" aria-hidden="true">→</span>',
            value_html(new.name, new.value, scale=scale, changed=changed, say=say),
        ]
    st.html(f'<div class="gp-before-after">{"".join(cells)}</div>')


def _changed(before: Value, after: Value) -> NDArray[np.bool_]:
    """Which elements differ; all of them where the shape is another."""
    if before.values is None or after.values is None:
        return np.array(False)
    if before.values.shape != after.values.shape:
        return np.ones(after.values.shape, dtype=bool)
    return np.asarray(before.values != after.values)


def _choose_sequence(key: str) -> None:
    STATE.settle("", PLACE, assignment=SEQUENCES[key], step=0)


def _go(step: int) -> None:
    STATE.settle("", PLACE, step=step)


def regions(page: PageState[Any]) -> Regions:
    """The statements."""
    return Regions(knobs=lambda: None, picture=assignment_lab)
