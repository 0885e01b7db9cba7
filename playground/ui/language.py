"""The language of a session: chosen, or said by the link, or the browser's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.locale import SOURCE, languages, say

__all__ = ["NAMES", "PARAMETER", "chosen", "follow", "language", "speaker", "switch"]

PARAMETER: Final = "lang"
NAMES: Final = {"en": "English", "ko": "한국어"}  # each in its own language, so that it can be found
_CHOSEN: Final = "language"
_FOLLOWED: Final = "language_followed"
_WIDGET: Final = "language_switch"

Say = Callable[..., str]


def chosen() -> str | None:
    """The language the learner or the link asked for."""
    found = st.session_state.get(_CHOSEN)
    return found if found in languages() else None


def language() -> str:
    """The language of this run."""
    return chosen() or _of_browser()


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
    page = "" if context is None else context.page_script_hash
    history = context is not None and context.is_history_navigation
    if history or st.session_state.get(_FOLLOWED) != page:
        st.session_state[_FOLLOWED] = page
        asked = st.query_params.get(PARAMETER)
        if asked in languages():
            st.session_state[_CHOSEN] = asked


def switch() -> None:
    """The languages side by side."""
    if st.session_state.get(_WIDGET) != language():
        st.session_state[_WIDGET] = language()
    st.segmented_control(
        say("common.language", language()),
        languages(),
        format_func=lambda name: NAMES.get(name, name),
        key=_WIDGET,
        required=True,
        on_change=_choose,
        label_visibility="collapsed",
    )


def _choose() -> None:
    st.session_state[_CHOSEN] = st.session_state[_WIDGET]


def _of_browser() -> str:
    locale = st.context.locale or ""
    name = locale.replace("_", "-").split("-")[0].lower()
    return name if name in languages() else SOURCE
