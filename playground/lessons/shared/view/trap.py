"""The trap clinic: wrong code is run for real, its message is read, and then the repair is run, too."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st

from playground.lessons.shared.view.code_view import code_view, different_lines, failure_card, words
from playground.lessons.shared.view.tensor_grid import largest, show, value_html
from playground.lessons.shared.view.trainer_reports import ask
from playground.lessons.traps import TRAPS, SourceReport, TrapReport, traps_of
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held_choice

__all__ = ["plain", "trap_card", "trap_clinic"]

SPRING: Final = "playground.lessons.shared.tasks.traps:spring"
_SEEN: Final = "lesson_traps"  # how far the learner went with each: 1 wrong code run, 2 repair run
_GUESSED: Final = "lesson_trap_guesses"  # what was said before: error or silent


@st.fragment
def trap_clinic(
    page: str, key: str, chosen: str | None = None, on_choose: Callable[[str], None] | None = None
) -> None:
    """All traps of a page: one is open, the others are a click away.

    `chosen` is the one a link asks for; `on_choose` hears which one the learner opens.
    """
    say, traps = speaker(), traps_of(page)
    opened = f"{key}_open"
    if st.session_state.get(f"{key}_asked") != chosen:
        st.session_state[f"{key}_asked"] = chosen
        if chosen in traps:
            st.session_state[opened] = chosen
    current = st.session_state.get(opened)
    if current not in traps:
        st.session_state[opened] = current = traps[0]
    words(say("lesson_cards.clinic_lead"), "lead")
    st.pills(
        say("lesson_cards.clinic"),
        format_func=lambda name: plain(say(f"traps.{name}.title")),  # chips read Markdown
        required=True,
        label_visibility="collapsed",
        **held_choice(f"{key}_chosen", current, traps, partial(_choose, opened, on_choose)),
    )
    trap_card(str(current))


def _choose(opened: str, on_choose: Callable[[str], None] | None, name: str) -> None:
    st.session_state[opened] = name
    if on_choose is not None:
        on_choose(name)


def trap_card(key: str) -> None:
    """One trap: the wrong code with what it did and why, beside it the repair. Call it inside a fragment."""
    say, entry = speaker(), TRAPS[key]
    seen = int(st.session_state.setdefault(_SEEN, {}).get(key, 0))
    report: TrapReport | None = ask(f"trap_{key}", SPRING, key) if seen else None
    with st.container(border=True, key=f"gp_trap_{key}", gap="small"):
        st.subheader(plain(say(f"traps.{key}.title")), anchor=False)
        wrong, repaired = st.columns(2, gap="medium")
        with wrong, st.container(gap="small"):
            _source(say("lesson_cards.wrong_code"), entry.wrong, entry.repaired, "bad")
            if seen and report is not None:
                _verdict(key, entry.outcome, say)
                _message(report.wrong, f"trap_{key}_wrong", say)
                words(say(f"traps.{key}.why"))
                _values(report.wrong, say)
            elif not seen:
                words(say("lesson_cards.trap_predict"), "prompt")
                with st.container(horizontal=True, gap="small"):
                    _guess_button(key, "error", f"trap_{key}_run_1", say)
                    _guess_button(key, "silent", f"trap_{key}_run_1_silent", say)
        if not seen:
            return
        with repaired, st.container(gap="small"):
            _source(say("lesson_cards.repaired_code"), entry.repaired, entry.wrong, "good")
            words(say(f"traps.{key}.mend"))
            if seen > 1 and report is not None:
                _message(report.repaired, f"trap_{key}_repaired", say)
                _values(report.repaired, say)
            elif report is not None:
                _repair_button(key, say("lesson_cards.run_repaired"))


def plain(text: str) -> str:
    """A text that Markdown shows as it stands: super().__init__() is no bold word."""
    return re.sub(r"([\\`*_\[\]$~:<>|#])", r"\\\1", text)


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


def _verdict(key: str, outcome: str, say: Say) -> None:
    """What was said before the run, against what came."""
    guess = st.session_state.get(_GUESSED, {}).get(key)
    if guess is not None:
        words(say(f"lesson_cards.guessed_{'right' if guess == outcome else 'wrong'}_{outcome}"), "prompt")


def _guess_button(key: str, guess: str, place: str, say: Say) -> None:
    """Running the wrong code is committing to an answer first."""
    st.button(
        say(f"lesson_cards.guess_{guess}"),
        key=place,
        icon=":material/play_arrow:",
        on_click=heard(_guess),
        args=(key, guess),
    )


def _repair_button(key: str, label: str) -> None:
    st.button(
        label,
        key=f"trap_{key}_run_2",
        icon=":material/play_arrow:",
        type="primary",
        on_click=heard(_go_on),
        args=(key, 2),
    )


def _guess(key: str, guess: str) -> None:
    st.session_state.setdefault(_GUESSED, {})[key] = guess
    _go_on(key, 1)


def _go_on(key: str, seen: int) -> None:
    st.session_state[_SEEN][key] = seen
