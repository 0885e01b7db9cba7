"""The words that a lesson page holds in the address bar: read when a link is followed, written at a change.

A page takes `asked(page)` once a run: the words of a link that was followed, or None when the session's own
state goes on. Whatever changes the state tells `keep(page, words)`, also from within a fragment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.core.former_words import current_words
from playground.shell import language

__all__ = ["asked", "follow", "follow_again", "keep", "kept", "query"]

_ASKED: Final = "lesson_asked"
_KNOWN: Final = "lesson_known"  # links that this session has written or followed
_MOST_KNOWN: Final = 200
_KEPT: Final = "lesson_kept"


def follow(page: str, arrived: bool) -> bool:
    """Note what the link says, if a learner followed one: on arrival, by the back button, or within the page.

    True if there was none to follow: the learner is on the page by the menu.

    A browser also sends the link of a moment ago, when something changes before the last one is in the
    address bar; such a link is one that this session knows, and is left alone.
    """
    context = get_script_run_ctx()
    history = context is not None and context.is_history_navigation
    words = {name: text for name, text in st.query_params.items() if name != language.PARAMETER}
    if history or (words and words != kept(page) and (arrived or words not in _known())):
        st.session_state.setdefault(_ASKED, {})[page] = words
        _remember(words)
    return arrived and not words and not history


def follow_again(page: str) -> None:
    """Have the page read its words once more in its next run, as what they lacked is here by then."""
    st.session_state.setdefault(_ASKED, {})[page] = kept(page)


def asked(page: str) -> Mapping[str, str] | None:
    """The words of the link that was followed, once; None if there was none."""
    found: Mapping[str, str] | None = st.session_state.get(_ASKED, {}).pop(page, None)
    return None if found is None else current_words(found)


def kept(page: str) -> dict[str, str]:
    """The words that a page holds now."""
    return dict(st.session_state.get(_KEPT, {}).get(page, {}))


def keep(page: str, words: Mapping[str, str]) -> None:
    """Hold these words from now on, and put them into the address bar."""
    st.session_state.setdefault(_KEPT, {})[page] = dict(words)
    _remember(dict(words))
    shown = _shown(words)
    if shown != st.query_params.to_dict():
        st.query_params.from_dict(shown)


def query(page: str) -> str:
    """The words of a page as text, to stand in the place of an address without words."""
    return urlencode(_shown(kept(page)), safe=":,;")


def _shown(words: Mapping[str, str]) -> dict[str, str]:
    return {**words, **language.parameters()}


def _known() -> list[dict[str, str]]:
    links: list[dict[str, str]] = st.session_state.setdefault(_KNOWN, [])
    return links


def _remember(words: dict[str, str]) -> None:
    links = _known()
    if words not in links:
        links.append(words)
        del links[:-_MOST_KNOWN]
