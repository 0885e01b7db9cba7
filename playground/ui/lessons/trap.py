"""The trap clinic: wrong code is run for real, its message is read, and then the repair is run, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from playground.lessons.traps import TRAPS, SourceReport, TrapReport, traps_of
from playground.ui.language import Say, speaker
from playground.ui.lessons.asking import ask
from playground.ui.lessons.code_view import code_view, different_lines, failure_card, words
from playground.ui.lessons.tensor_grid import largest, show, value_html

__all__ = ["trap_card", "trap_clinic"]

SPRING: Final = "playground.learning.traps:spring"
_SEEN: Final = "lesson_traps"  # how far the learner went with each: 1 wrong code run, 2 repair run


@st.fragment
def trap_clinic(
    page: str, key: str, chosen: str | None = None, on_choose: Callable[[str], None] | None = None
) -> None:
    """All traps of a page: one is open, the others are a click away.

    `chosen` is the one a link asks for; `on_choose` hears which one the learner opens.
    """
    say, traps = speaker(), traps_of(page)
    place = f"{key}_chosen"
    if st.session_state.get(f"{key}_asked") != chosen:
        st.session_state[f"{key}_asked"] = chosen
        if chosen in traps:
            st.session_state[place] = chosen
    current = st.session_state.get(place)
    if current not in traps:
        st.session_state[place] = current = traps[0]
    words(say("lesson_cards.clinic_lead"), "lead")
    st.pills(
        say("lesson_cards.clinic"),
        traps,
        format_func=lambda name: say(f"traps.{name}.title"),
        key=place,
        required=True,
        label_visibility="collapsed",
        on_change=_choose,
        args=(place, on_choose),
    )
    trap_card(str(st.session_state[place]))


def _choose(place: str, on_choose: Callable[[str], None] | None) -> None:
    if on_choose is not None:
        on_choose(str(st.session_state[place]))


def trap_card(key: str) -> None:
    """One trap: the wrong code with what it did and why, beside it the repair. Call it inside a fragment."""
    say, entry = speaker(), TRAPS[key]
    seen = int(st.session_state.setdefault(_SEEN, {}).get(key, 0))
    report: TrapReport | None = ask(f"trap_{key}", SPRING, key) if seen else None
    with st.container(border=True, key=f"gp_trap_{key}", gap="small"):
        st.subheader(say(f"traps.{key}.title"), anchor=False)
        wrong, repaired = st.columns(2, gap="medium")
        with wrong, st.container(gap="small"):
            _source(say("lesson_cards.wrong_code"), entry.wrong, entry.repaired, "bad")
            if seen and report is not None:
                _message(report.wrong, f"trap_{key}_wrong", say)
                words(say(f"traps.{key}.why"))
                _values(report.wrong, say)
            elif not seen:
                words(say("lesson_cards.trap_predict"), "prompt")
                _run_button(key, 1, say("lesson_cards.run_wrong"), primary=True)
        if not seen:
            return
        with repaired, st.container(gap="small"):
            _source(say("lesson_cards.repaired_code"), entry.repaired, entry.wrong, "good")
            words(say(f"traps.{key}.mend"))
            if seen > 1 and report is not None:
                _message(report.repaired, f"trap_{key}_repaired", say)
                _values(report.repaired, say)
            elif report is not None:
                _run_button(key, 2, say("lesson_cards.run_repaired"), primary=True)


def _source(label: str, source: str, other: str, mark: str) -> None:
    code_view(source, dict.fromkeys(different_lines(source, other), mark), label)


def _message(report: SourceReport, key: str, say: Say) -> None:
    if report.failure is not None:
        failure_card(report.failure, key, explained=False)
    else:
        words(say("lesson_cards.no_error"), "quiet")


def _values(report: SourceReport, say: Say) -> None:
    if report.printed.strip():
        code_view(report.printed.rstrip(), label=say("lesson_cards.printed"))
    if report.values:
        scale = largest(value.values for _, value in report.values)
        show(value_html(name, value, scale=scale) for name, value in report.values)


def _run_button(key: str, seen: int, label: str, primary: bool) -> None:
    st.button(
        label,
        key=f"trap_{key}_run_{seen}",
        icon=":material/play_arrow:",
        type="primary" if primary else "secondary",
        on_click=_go_on,
        args=(key, seen),
    )


def _go_on(key: str, seen: int) -> None:
    st.session_state[_SEEN][key] = seen
