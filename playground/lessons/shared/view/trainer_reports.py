"""Ask the trainer for a lesson's report; ask once, and show a word instead of a traceback."""

from __future__ import annotations

import logging
from typing import Any

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.lessons.shared.view.number_field import TypedNumberError
from playground.shell.language import language, speaker
from playground.shell.tables import as_label, told_at_once
from playground.shell.trainer_status import ask_trainer
from playground.shell.versioned_widgets import heard

__all__ = ["ask", "refusal", "remembered"]

_log = logging.getLogger(__name__)


def ask(key: str, task: str, *arguments: Any) -> Any:
    """A task's result, remembered under `key` until the arguments change; None, with a word about why.

    Tasks are pure functions of records that compare by value, so an answer never grows old.
    """
    known = remembered(key, task, *arguments)
    if known is not None:
        return known
    try:
        result = ask_trainer(key, task, *arguments)
    except PlaygroundError as problem:
        refusal(problem)
        return None
    except Exception:  # noqa: BLE001, whatever the trainer met, the page goes on without it
        _log.exception("No answer to %s", task)
        st.text(speaker()("common.failed"))
        return None
    if result is not None:
        st.session_state[_place(key)] = ((task, arguments), result)
    return result


def remembered(key: str, task: str, *arguments: Any) -> Any:
    """What `ask` would give without asking the trainer; None if it would ask."""
    known = st.session_state.get(_place(key))
    return known[1] if known is not None and known[0] == (task, arguments) else None


def _place(key: str) -> str:
    return f"lesson_answer_{key}"


def refusal(problem: PlaygroundError) -> None:
    """What was received, what was expected and how to mend it, as plain text: parts come from the learner.

    Of a number that may be two, each can be chosen.
    """
    told_at_once(problem.told(language()))
    if isinstance(problem, TypedNumberError) and problem.readings:
        with st.container(horizontal=True, gap="small"):
            for index, reading in enumerate(problem.readings):
                st.button(
                    as_label(reading),
                    key=f"{problem.key}_reading_{index}",
                    on_click=heard(problem.choose),
                    args=(reading,),
                )
