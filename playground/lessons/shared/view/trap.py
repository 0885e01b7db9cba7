"""The trap clinic: wrong code is run for real, its message is read, and then the repair is run, too."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.lessons.shared.view.code_view import (
    code_view,
    different_lines,
    failure_card,
    printed_view,
    words,
)
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.question import predict_heading
from playground.lessons.shared.view.tensor_grid import largest, show, value_html
from playground.lessons.traps import TRAPS, SourceReport, traps_of
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held_index

__all__ = ["plain", "regions"]

SPRING: Final = "playground.lessons.shared.tasks.traps:spring"
_SEEN: Final = "lesson_traps"  # how far the learner went with each: 1 wrong code run, 2 repair run
_GUESSED: Final = "lesson_trap_guesses"  # what was said before: error or silent


def regions(page: PageState[Any]) -> Regions:
    """The clinic of a page: which trap, both sources as the picture, guess and reason."""
    key = page.now().trap or traps_of(page.page)[0]
    report = asked(f"trap_{key}", SPRING, key)
    return Regions(
        knobs=partial(_choice, page, key),
        picture=partial(_sources, key, report),
        rail=partial(_reasons, key, report),
    )


def _choice(page: PageState[Any], key: str) -> None:
    say, traps = speaker(), traps_of(page.page)
    st.radio(
        say("lesson_cards.clinic"),
        format_func=lambda name: plain(say(f"traps.{name}.title")),  # labels read Markdown
        **held_index(f"{page.page}_trap_chosen", key, traps, partial(_choose, page)),
    )


def _choose(page: PageState[Any], key: str) -> None:
    page.settle("", trap=key)


def _sources(key: str, report: Callable[[], Any]) -> None:
    """The wrong code and the repaired one, each with what came of it; the place of the second is kept."""
    say, entry, seen = speaker(), TRAPS[key], _seen(key)
    st.header(plain(say(f"traps.{key}.title")), anchor=False)
    wrong, repaired = st.columns(2, gap="medium")
    with wrong, st.container(gap="small", key="gp_trap_wrong", border=True):
        _source(say("lesson_cards.wrong_code"), entry.wrong, entry.repaired, "bad")
        if seen and report() is not None:
            _message(report().wrong, f"trap_{key}_wrong", say)
            _values(report().wrong, say)
    with repaired, st.container(gap="small", key="gp_trap_repaired", border=True):
        if not seen:
            words(say("lesson_cards.repair_later"), "quiet")
            return
        _source(say("lesson_cards.repaired_code"), entry.repaired, entry.wrong, "good")
        if seen > 1 and report() is not None:
            _message(report().repaired, f"trap_{key}_repaired", say)
            _values(report().repaired, say)


def _reasons(key: str, report: Callable[[], Any]) -> None:
    """What the learner expects; then what it was, why, and how it is mended."""
    say, seen = speaker(), _seen(key)
    with st.container(border=True, key=f"gp_predict_trap_{key}", gap="small"):
        predict_heading()
        if not seen:
            words(say("lesson_cards.trap_predict"), "prompt")
            _guess_button(key, "error", f"trap_{key}_run_1", say)
            _guess_button(key, "silent", f"trap_{key}_run_1_silent", say)
            return
        if report() is None:
            return
        _verdict(key, TRAPS[key].outcome, say)
        words(say(f"traps.{key}.why"))
        words(say(f"traps.{key}.mend"))
        if seen == 1:
            _repair_button(key, say("lesson_cards.run_repaired"))


def _seen(key: str) -> int:
    return int(st.session_state.setdefault(_SEEN, {}).get(key, 0))


def plain(text: str) -> str:
    """A text that Markdown shows as it stands: the underscores of a name are no emphasis."""
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
        printed_view(report.printed.rstrip(), say("lesson_cards.printed"))
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
        width="stretch",
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
