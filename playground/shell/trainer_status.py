"""The word that stands where the trainer's numbers will be, until it is there."""

from __future__ import annotations

from typing import Any

import streamlit as st

from playground.core.settings import settings
from playground.shell.language import speaker
from playground.trainer.trainer import TrainerBusy, TrainerError, get_trainer

__all__ = ["ask_trainer"]


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


@st.fragment(run_every=1.0)
def _until_ready() -> None:
    """Looks once a second; then the whole page follows, and this is gone."""
    trainer = get_trainer()
    if trainer.state() == "ready":
        st.rerun()
    trainer.warm()
    st.text(speaker()("common.cannot_start" if trainer.failure else "common.warming"))
