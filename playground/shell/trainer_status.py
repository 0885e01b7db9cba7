"""What a page does until the trainer's numbers are there: a word in their place; when to wait no longer."""

from __future__ import annotations

from typing import Any, Final, Literal

import streamlit as st

from playground.core.settings import settings
from playground.shell.language import speaker
from playground.trainer.trainer import Trainer, TrainerBusy, TrainerError, get_trainer

__all__ = ["ask_trainer", "standstill"]

MOST_BUSY: Final = 3  # tasks, one after another, that the trainer was too busy for


def ask_trainer(key: str, task: str, *arguments: Any) -> Any:
    """A task's result; or None, with a word about why and, if need be, a button to ask again."""
    trainer = get_trainer()
    if trainer.state() != "ready":
        trainer.warm()
        _until_ready()
        return None
    try:
        return trainer.call(task, *arguments, time_limit=settings().time_limit)
    except TrainerBusy:
        say = speaker()
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(say("common.busy"))
            st.button(say("common.retry"), key=f"{key}_retry")
    except TrainerError:
        trainer.warm()
        _until_ready()
    return None


def standstill(trainer: Trainer, busy: int) -> Literal["", "absent", "busy"]:
    """Why waiting for the trainer has no end in sight, "" if it has.

    It had no time for `busy` tasks, one after another.
    """
    if trainer.failure and trainer.state() == "cold":  # it tried, and is not trying now
        return "absent"
    return "busy" if busy >= MOST_BUSY else ""


@st.fragment(run_every=1.0)
def _until_ready() -> None:
    """Looks once a second; then the whole page follows, and this is gone."""
    trainer = get_trainer()
    if trainer.state() == "ready":
        st.rerun()
    trainer.warm()
    st.text(speaker()("common.cannot_start" if trainer.failure else "common.warming"))
