"""Components of the lesson pages: a module of assets/ that draws what Python gives it as plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from playground.locale import strings
from playground.shell.bundling import component, load
from playground.shell.language import language
from playground.shell.versioned_widgets import heard

__all__ = ["show", "told", "told_number", "words"]


def show(
    entry: str, key: str, data: Mapping[str, Any], triggers: Mapping[str, Callable[[], None]] | None = None
) -> None:
    """Draw `data` by the module `entry`; `triggers` are called when the module tells of an event.

    What an event tells is untrusted; `told` hands it out.
    """
    load(entry, key)
    callbacks = {f"on_{name}_change": heard(callback) for name, callback in (triggers or {}).items()}
    component(entry)(key=key, data=dict(data), **callbacks)


def told(key: str, event: str) -> object:
    """What the module of a component told of an event, unchecked; None if it told nothing."""
    state = st.session_state.get(key)
    return state.get(event) if isinstance(state, Mapping) else None


def told_number(value: object, name: str, low: float, high: float) -> float | None:
    """The number of a name in what a module told, if there is one within these bounds."""
    number = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(number, bool) or not isinstance(number, (int, float)) or not low <= number <= high:
        return None
    return float(number)


def words(area: str, table: str) -> dict[str, str]:
    """All strings of a table of the catalogue in the language of this run, for the module to speak with."""
    start = f"{table}."
    found = strings(area, language())
    return {name.removeprefix(start): text for name, text in found.items() if name.startswith(start)}
