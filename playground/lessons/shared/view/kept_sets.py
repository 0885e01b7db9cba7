"""Own points that a link only names, on pages whose settings Streamlit draws: the tab keeps their text.

A server that lacks a set asks the tab for it before the link is read, and a tab that lacks one is sent it. So
a page outlives its server, as a stage does (`assets/stage/point_sets.js`). What a browser tells is untrusted.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from playground.core.experiment import POINT_WORDS
from playground.core.points import Points
from playground.core.points_store import is_lacking, sent_texts, take_points
from playground.core.points_text import digest_of
from playground.lessons.shared.view import component
from playground.shell import url_state

__all__ = ["ask_for", "awaited", "hear", "keep", "read_names", "read_texts"]

_ENTRY: Final = "lessons/kept_sets.js"
_KEY: Final = "lesson_kept_sets"
_TOLD: Final = "told"
_STATE: Final = "lesson_sets"
_MOST: Final = len(POINT_WORDS)  # sets of a page


@dataclass(slots=True)
class _Exchange:
    """What this session and its tab have said to each other about sets."""

    turn: str = ""  # of the question that is open; another session's is another one
    page: str = ""  # whose link names sets that are awaited
    awaited: dict[str, str] = field(default_factory=dict)  # those words of the link
    absent: set[str] = field(default_factory=set)  # names of sets that the tab has not got either
    wanted: tuple[str, ...] = ()  # names of sets whose text the tab has asked for


def ask_for(page: str, words: Mapping[str, str]) -> dict[str, str]:
    """Those of a link's words that name sets which the tab is asked for, before the link is read again."""
    exchange = _exchange()
    lacking = {name: text for name, text in words.items() if is_lacking(text)}
    exchange.page, exchange.awaited = page, {}
    if not exchange.absent.issuperset(lacking.values()):
        exchange.turn, exchange.awaited = secrets.token_hex(4), lacking
    return exchange.awaited


def awaited(page: str) -> dict[str, str]:
    """The words of a page's link that name sets which the tab has not answered for yet."""
    exchange = _exchange()
    return exchange.awaited if exchange.page == page else {}


def keep(page: str, sets: Collection[Points]) -> None:
    """The component that exchanges sets with the tab, where a page has or awaits one; it takes no room."""
    exchange = _exchange()
    named = {own.word: own for own in sets if digest_of(own.word) is not None}
    if not named and not awaited(page):
        return
    data = {
        "turn": exchange.turn,
        "lacking": list(awaited(page).values()),
        "names": list(named),
        "texts": {name: own.packed for name, own in named.items() if name in exchange.wanted},
    }
    with st.container(key="gp_kept_sets"):
        component.show(_ENTRY, _KEY, data, {_TOLD: hear})


def hear() -> None:
    """Take what the tab has told; the page that awaited it follows its link once more."""
    exchange, told = _exchange(), component.told(_KEY, _TOLD)
    exchange.wanted = tuple(read_names(told))
    is_answer = isinstance(told, Mapping) and told.get("turn") == exchange.turn
    if not exchange.awaited or not is_answer:
        return
    take_points(read_texts(told))
    exchange.absent.update(text for text in exchange.awaited.values() if is_lacking(text))
    exchange.awaited = {}
    url_state.follow_again(exchange.page)


def read_texts(told: object) -> list[str]:
    """The texts of sets in what a tab told, no more of them than a page has sets."""
    return _told(told, "found")


def read_names(told: object) -> list[str]:
    """The names of sets in what a tab told that it asks for."""
    return [name for name in _told(told, "wanted") if digest_of(name) is not None]


def _told(told: object, name: str) -> list[str]:
    return sent_texts(told.get(name) if isinstance(told, Mapping) else None, _MOST)


def _exchange() -> _Exchange:
    found: _Exchange = st.session_state.setdefault(_STATE, _Exchange())
    return found
