"""The stage on a page: a component that asks, a fragment that answers, and what its triggers do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final

import streamlit as st
from streamlit.errors import StreamlitAPIException

from playground.frames import Chunk
from playground.settings import settings
from playground.trainer import Trainer, get_trainer
from playground.ui.language import language
from playground.ui.modules import component, load
from playground.ui.reply import build
from playground.ui.request import Inspect, Live, Request
from playground.ui.rows import PATIENCE, runs
from playground.ui.session import Slot, pause, slot
from playground.ui.triggers import TRIGGERS, apply

__all__ = [
    "ENTRY",
    "FRAGMENT",
    "HISTORY",
    "INSPECT",
    "PANELS",
    "TOOLS",
    "component_key",
    "follow",
    "listen",
    "load_modules",
    "stage",
]

FRAGMENT: Final = "stage"
INSPECT: Final = "inspect"  # also the event that asks for it
HISTORY: Final = "history"
TOOLS: Final = "tools"
PANELS: Final = "panels"
ENTRY: Final = "stage/stage.js"
_INSPECTED: Final = frozenset({"linear"})  # pages that show the resting step below the stage


def component_key(page: str) -> str:
    """The key of a page's stage in the session's state."""
    return f"{page}_stage"


def load_modules() -> None:
    """Where no route serves the assets: put the stage's modules into the page, once a session."""
    load(ENTRY, "stage")


@st.fragment(key=FRAGMENT)
def stage(page: str, compact: bool = False) -> None:
    """The stage of a page. This runs at each request of the browser, and does nothing else."""
    place = slot(page)
    key = component_key(page)
    callbacks: dict[str, Callable[[], None]] = {
        f"on_{name}_change": partial(_on_trigger, name, page, compact) for name in (*TRIGGERS, INSPECT)
    }
    component(ENTRY)(key=key, data=answer(place, _state(key), compact), **callbacks)


def _state(key: str) -> Mapping[str, Any]:
    """What the component has told, or nothing."""
    state = st.session_state.get(key)
    return state if isinstance(state, Mapping) else {}


def _advance(trainer: Trainer, task: str, *arguments: Any) -> Chunk:
    chunk: Chunk = trainer.call(task, *arguments, time_limit=min(PATIENCE, settings().time_limit))
    return chunk


def answer(place: Slot, state: Mapping[str, Any], compact: bool) -> bytes:
    """The reply to what the component's state asks for."""
    request = Request.read(state.get("request"))
    place.hear(Live.read(state.get("live")))
    current = place.stage(language(), compact)
    runs.show(current.experiment)
    reply = place.settled(current, request)
    if reply is None:
        trainer = get_trainer()
        trainer_state = trainer.state()
        if trainer_state == "cold":
            trainer.warm()
        advance = None if place.has_rows(current, request) else partial(_advance, trainer)
        reply = build(current, request, trainer_state, advance)
        place.settle(current, request, reply)
    return reply.payload


def listen(page: str) -> None:
    """Hear whether the run has begun: a knob's callback comes before the stage of the same run is drawn."""
    slot(page).hear(Live.read(_state(component_key(page)).get("live")))


def follow() -> None:
    """From a knob's callback: draw what shows the experiment, the stage first, and leave the controls alone.

    A page of controls costs Streamlit and the browser ten times as much as the stage's answer.
    """
    # Without these fragments (a page without panels, or one that was interrupted) the whole page runs.
    with suppress(StreamlitAPIException):
        st.rerun([FRAGMENT, TOOLS, PANELS])


def _on_trigger(name: str, page: str, compact: bool) -> None:
    """One of the stage's events; a plain return renders the stage alone, `st.rerun()` the whole page."""
    state = _state(component_key(page))
    value, place = state.get(name), slot(page)
    place.hear(Live.read(state.get("live")))
    if name == INSPECT:
        paused = Inspect.read(value)
        if paused is not None and pause(place, paused) and not compact:
            _follow_cursor(page)
        return
    if apply(name, value, place):
        st.rerun()


def _follow_cursor(page: str) -> None:
    """Draw what shows the step under the cursor: the slow motion, the history, where they are open.

    And the stage: a request that came with this event would else wait for the next one.
    """
    inspected = [INSPECT] if page in _INSPECTED else []
    for fragments in ([*inspected, HISTORY], inspected):
        if fragments:
            with suppress(StreamlitAPIException):  # the history is closed, or the page was interrupted
                st.rerun([FRAGMENT, *fragments])
    if inspected:
        st.rerun()
