"""To be deleted with `ui/controls.py` and `ui/layers_views.py`, which are being replaced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from playground.ui.versioned_widgets import held_choice

__all__ = ["held", "hold", "opened"]


def hold(key: str, value: Any) -> None:
    """Make the widget of this key show the value, before it is drawn."""
    if key not in st.session_state or st.session_state[key] != value:
        st.session_state[key] = value


def held(key: str, value: Any, change: Callable[[Any], None]) -> dict[str, Any]:
    """The arguments of a segmented control whose options are given beside them."""
    arguments = held_choice(key, value, (), change)
    del arguments["options"]
    return arguments


def opened(page: str, view: str) -> None:
    """Nothing any more: a widget that comes back shows what the record holds."""
