"""The page Compare as Streamlit draws it: one component in several places of the layout.

The browser keeps the pinned runs, writes them into the address and asks for their rows, by the same route as
a stage. Without a route the picture asks by its component's state, and this page answers it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

import streamlit as st

from playground.compare.asked import lacking_sets
from playground.compare.best_rates import MOST_STEPS, RATES, best_rates
from playground.compare.examples import EXAMPLES
from playground.compare.fan import fan
from playground.compare.plane import plane
from playground.compare.surface import surface
from playground.core.optimizers import OPTIMIZERS, Optimizer
from playground.lessons.shared.view.code_view import words
from playground.lessons.shared.view.lab_layout import lab, page_bar
from playground.locale import say, strings
from playground.shell.assets import rows_address
from playground.shell.bundling import component, load
from playground.shell.frame import PAGES
from playground.shell.language import PARAMETER, language, speaker
from playground.stage.draft import settle
from playground.stage.request import Request
from playground.stage.stage import reply_to
from playground.stage.thumbnails import thumbnail

__all__ = ["ENTRY", "PAGE", "PICTURE", "VIEWS", "compare_page", "content", "follow"]

PAGE: Final = "compare"
ENTRY: Final = "compare/compare.js"
PICTURE: Final = "compare_picture"
VIEWS: Final = ("curves", "surface", "network")
_VIEW: Final = "compare_view_shown"
# What the browser asks about a run, and what answers it.
_ANSWERS: Final[Mapping[str, Callable[[object], Mapping[str, Any] | None]]] = {
    "surface": surface,
    "rates": best_rates,
    "fan": fan,
    "plane": plane,
}


def compare_page() -> None:
    """The title with the views, and the four regions of a lab."""
    speak = speaker()
    page_bar(PAGE, VIEWS, _view(), _show, "compare_view")
    with st.container(key="gp_lesson", gap="small"):
        lab(
            _picture,
            lambda: _place("runs"),
            _rail,
            {
                speak("compare.settings"): lambda: _place("settings"),
                speak("compare.take"): lambda: _place("take"),
            },
        )
    load(ENTRY, PAGE)


def follow() -> None:
    """Take over the view of the link by which a learner has come to the page; the menu has no words."""
    if st.query_params.keys() - {PARAMETER}:
        _show(st.query_params.get("view", VIEWS[0]))


def _view() -> str:
    asked = st.session_state.get(_VIEW)
    return asked if asked in VIEWS else VIEWS[0]


def _show(view: str) -> None:
    st.session_state[_VIEW] = view


def _place(part: str) -> None:
    component(ENTRY)(key=f"{PAGE}_{part}", data={"part": part})


def _rail() -> None:
    words(speaker()(f"compare_page.{_view()}.lead"), "lead")
    _place("results")


@st.fragment(key="compare")
def _picture() -> None:
    """What the page says, the surface that the browser asked for, and rows where no route answers them."""
    told = st.session_state.get(PICTURE)
    asked = told if isinstance(told, Mapping) else {}
    lacking = lacking_sets((asked.get(name) for name in _ANSWERS), asked.get("points"))
    data = {
        "part": "picture",
        "say": content(language()),
        "view": _view(),
        # A question about points that are lacking is answered when the browser has sent them.
        **{name: None if lacking["names"] else answer(asked.get(name)) for name, answer in _ANSWERS.items()},
        "lacking": lacking,
        "reply": _reply(asked.get("request")),
    }
    component(ENTRY)(key=PICTURE, data=data)


@lru_cache(maxsize=8)
def content(language: str) -> dict[str, Any]:
    """All that the browser is told in a language."""
    examples = [
        {
            "key": name,
            "title": say(f"compare.example.{name}.title", language),
            "text": say(f"compare.example.{name}.text", language),
            "thumbnail": thumbnail(runs[0].experiment),
            "runs": [{"page": run.page, "words": run.experiment.to_query()} for run in runs],
        }
        for name, runs in EXAMPLES.items()
    ]
    return {
        "strings": dict(strings("compare", language)),
        "stage": dict(strings("stage", language)),
        "lang": language,
        "rows": rows_address(),
        "path": PAGES[PAGE].url_path,
        "paths": {name: PAGES[name].url_path for name in ("linear", "layers", "sweep")},
        "examples": examples,
        "optimizers": [[name, say(f"knobs.optimizer.choices.{name}", language)] for name in OPTIMIZERS],
        "slots": {name: _slots(optimizer, language) for name, optimizer in OPTIMIZERS.items()},
        "race": {"rates": RATES.text, "count": len(RATES.values), "steps": MOST_STEPS},
    }


def _slots(optimizer: Optimizer, language: str) -> list[dict[str, Any]]:
    """How the numbers that an optimiser keeps follow from the gradients."""
    return [
        {
            "label": say(f"linear.slot.{slot.name}", language),
            "start": slot.start,
            "kept": slot.kept,
            "gets": slot.gets,
            "corrected": slot.corrected,
        }
        for slot in optimizer.slots
        if slot.gets
    ]


def _reply(asked: object) -> str | None:
    """The reply to a request in the component's state, as text; None where nothing was asked."""
    request = Request.read(asked)
    if request is None:
        return None
    _, payload = reply_to(request, settle(request.page, request.words, request.held))
    return base64.b64encode(payload).decode()
