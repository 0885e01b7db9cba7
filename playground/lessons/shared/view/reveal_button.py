"""A button before something that trains: first a prediction, then the answer."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from playground.shell.versioned_widgets import heard

__all__ = ["tried"]

_TRIED: Final = "lesson_tried"
MOST_KEPT: Final = 64


def tried(key: str, request: object, label: str) -> bool:
    """Whether the learner has asked for this request; if not, a button to ask."""
    asked: dict[str, list[Any]] = st.session_state.setdefault(_TRIED, {})
    if request in asked.get(key, ()):
        return True
    st.button(
        label,
        key=f"{key}_try",
        type="primary",
        icon=":material/play_arrow:",
        on_click=heard(_try),
        args=(key, request),
    )
    return False


def _try(key: str, request: object) -> None:
    asked: list[Any] = st.session_state[_TRIED].setdefault(key, [])
    asked.append(request)
    del asked[:-MOST_KEPT]
