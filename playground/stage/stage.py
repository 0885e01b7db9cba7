"""The stage on a page, its knobs in the sidebar, and what follows the stage: one component in two places.

The browser owns the draft (docs/architecture.md, "One conversation"). The page sends what the stage begins
with, and is told what was decided. Without a route of ours the stage asks by its component's state instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.experiment import Experiment
from playground.core.points_store import take_points
from playground.core.settings import settings
from playground.core.wire_format import Chunk
from playground.shell.bundling import component, load
from playground.shell.language import language
from playground.shell.versioned_widgets import heard
from playground.stage.draft import Refusal, Settled, settle
from playground.stage.points_panel import ask_for_points, put_for, show_if_asked
from playground.stage.question_rules import Run
from playground.stage.questions import whole_run
from playground.stage.reply import ADVANCE, arguments, build, first_request, status_of, wanted
from playground.stage.request import Decided, Request, Want
from playground.stage.rows_route import PATIENCE
from playground.stage.scene_answers import asked_of
from playground.stage.session import Slot, slot
from playground.stage.share_panel import ask_to_share, share_if_asked
from playground.stage.verdict import judge
from playground.trainer.trainer import get_trainer

__all__ = ["ENTRY", "catch_up", "component_key", "knobs", "load_modules", "reply_to", "stage"]

FRAGMENT: Final = "stage"
ENTRY: Final = "stage/stage.js"


def component_key(page: str) -> str:
    """The key of a page's stage in the session's state."""
    return f"{page}_stage"


def load_modules() -> None:
    """Where no route serves the assets: put the stage's modules into the page, once a session."""
    load(ENTRY, "stage")


def knobs(page: str) -> None:
    """The knobs of a page's stage, in the sidebar. The stage draws them, since the browser owns the draft."""
    key = f"{page}_knobs"
    with st.sidebar:
        component(ENTRY)(
            key=key,
            data={"knobs_of": page, "put": put_for(page)},
            on_own_points_change=heard(partial(ask_for_points, page)),
            on_share_change=heard(partial(ask_to_share, page, key)),
        )
    show_if_asked(page)
    share_if_asked(page)


@st.fragment(key=FRAGMENT)
def stage(page: str, below: Callable[[str], None] | None = None) -> None:
    """The stage of a page and what follows it; runs again when the browser has decided something."""
    place = slot(page)
    before = place.experiment
    catch_up(page)
    payload = answer(place, Request.read(_state(component_key(page)).get("request")), language())
    component(ENTRY)(key=component_key(page), data=payload)
    if below is not None:
        below(page)
    elif place.experiment != before and st.session_state.get(_DRAWN) == page:
        st.rerun()  # links of the page carry the experiment
    st.session_state[_DRAWN] = page


_DRAWN: Final = "stage_drawn"


def catch_up(page: str) -> None:
    """Take over what the browser has decided.

    A fragment beside the stage calls this too: what is told in the same moment runs only one of both.
    """
    slot(page).follow(Decided.read(_state(component_key(page)).get("decided")))


def _state(key: str) -> Mapping[str, Any]:
    """What the component has told, or nothing."""
    state = st.session_state.get(key)
    return state if isinstance(state, Mapping) else {}


def answer(place: Slot, request: Request | None, language: str) -> bytes:
    """What the stage is given: the reply to its request, or all that it begins with."""
    if request is not None and request.page == place.page:
        take_points(request.points or ())
        settled = settle(place.page, request.words, request.held)
        # A stage that is built anew has nothing, whatever its former one had.
        request = replace(request, language=language, have_texts=None, have_config=None, have_data=None)
        key: Any = request
    else:
        settled = Settled(place.experiment, tuple(Refusal("", problem) for problem in place.problems))
        request = first_request(place.page, language, settled.experiment.to_query())
        key = (language, place.link)
    if place.payload is not None and place.payload[0] == key:
        return place.payload[1]
    status, payload = reply_to(request, settled)
    place.payload = (key, payload) if status == "ok" else None
    return payload


def reply_to(request: Request, settled: Settled) -> tuple[str, bytes]:
    """A reply with rows if the trainer is ready; the browser asks again for those that did not come."""
    trainer, status, chunk, verdict = get_trainer(), "warming", None, None
    if trainer.state() == "cold":
        trainer.warm()
    if trainer.state() == "ready":
        e, limit = settled.experiment, min(PATIENCE, settings().time_limit)

        def train(want: Want) -> Chunk:
            answered: Chunk = trainer.call(ADVANCE, *arguments(e, want), time_limit=limit)
            return answered

        try:
            if request.answer is None:
                chunk = train(wanted(e, request))
            else:
                verdict = judge(
                    request.page, e, request.answer, _whole(request.page, e, train), request.language
                )
            status = "ok"
        except Exception as fault:  # noqa: BLE001 - the learner sees a state and never a traceback
            status = status_of(fault)
    return status, build(request, settled, status, chunk, verdict)


def _whole(page: str, experiment: Experiment, train: Callable[[Want], Chunk]) -> Run | None:
    """The run of a question; None where nothing is asked."""
    if asked_of(page, experiment) is None:
        return None
    pieces = whole_run(experiment)
    want = next(pieces)
    while True:
        try:
            want = pieces.send(train(want))
        except StopIteration as complete:
            run: Run = complete.value
            return run
