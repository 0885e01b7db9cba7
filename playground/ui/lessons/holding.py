"""Widgets that show what the page's record says; a learner's change goes into the record first."""

from __future__ import annotations

from typing import Final

import streamlit as st

__all__ = ["hold", "tidy"]

_ABSENT: Final = object()


def hold(key: str, value: object) -> None:
    """Make the widget of this key show the value, before it is drawn."""
    if st.session_state.get(key, _ABSENT) != value:
        st.session_state[key] = value


def tidy(value: float) -> float:
    """A number as typed: steps of 0.1 add up to 0.3, not to 0.30000000000000004."""
    return float(f"{value:.10g}")
