"""The language of a session: of the link or the switch, else of an earlier visit, else of the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.locale import SOURCE, language_of, languages, say

__all__ = [
    "PARAMETER",
    "choose",
    "chosen",
    "follow",
    "followed",
    "language",
    "parameters",
    "picked",
    "remember",
    "speaker",
]

PARAMETER: Final = "lang"
_CHOSEN: Final = "language"
_FOLLOWED: Final = "language_followed"
_PICKED: Final = "language_picked"
_REMEMBERED: Final = "language_remembered"

Say = Callable[..., str]


def chosen() -> str | None:
    """The language the learner or the link asked for."""
    found = st.session_state.get(_CHOSEN)
    return found if found in languages() else None


def language() -> str:
    """The language of this run."""
    remembered: str | None = st.session_state.get(_REMEMBERED)
    return chosen() or remembered or _of_browser()


def speaker() -> Say:
    """`say` in the language of this run."""
    current = language()

    def speak(key: str, **values: object) -> str:
        return say(key, current, **values)

    return speak


def follow() -> None:
    """Take the language the link asks for: when a page is opened, and when the browser goes back or forward.

    Not in between: a browser also sends the link of a moment ago.
    """
    context = get_script_run_ctx()
    history = context is not None and context.is_history_navigation
    if history or st.session_state.get(_FOLLOWED) != _page():
        asked = language_of(st.query_params.get(PARAMETER, ""))
        if asked is not None:
            st.session_state[_CHOSEN] = asked


def followed() -> None:
    """The link of this page has been followed. Call it after `st.navigation`.

    In the first run of a session the page has its own hash only from there on. If it were noted before, the
    second run would look like another page, and the link would undo the language that was chosen meanwhile.
    """
    st.session_state[_FOLLOWED] = _page()


def choose(name: str) -> None:
    """The learner's choice; the browser keeps it for the next visit."""
    st.session_state[_CHOSEN] = st.session_state[_PICKED] = name


def parameters() -> dict[str, str]:
    """The query parameter of the language that was asked for; none where nobody did."""
    asked = chosen()
    return {} if asked is None else {PARAMETER: asked}


def picked() -> str | None:
    """The language that the learner chose in this session, by the switch."""
    found: str | None = st.session_state.get(_PICKED)
    return found


def remember(name: object) -> None:
    """What the browser kept from an earlier visit; a link and a choice of this session come before it."""
    if name in languages():
        st.session_state[_REMEMBERED] = name


def _page() -> str:
    context = get_script_run_ctx()
    return "" if context is None else context.page_script_hash


def _of_browser() -> str:
    return language_of(st.context.locale or "") or SOURCE
