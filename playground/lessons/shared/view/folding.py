"""Expanders that stay open while their label changes, and when the learner comes back to them."""

from __future__ import annotations

from functools import partial
from typing import Any, Final, Literal

import streamlit as st

from playground.shell.versioned_widgets import held, is_known

__all__ = ["folded"]

_OPEN: Final = "lesson_folds"
_DRAWN: Final = "lesson_folds_drawn"


def folded(label: str, key: str, kind: Literal["compact", "default"] = "compact") -> Any:
    """An expander whose state the session keeps: Streamlit's own closes whenever its label is another one.

    The label and the first state belong to an expander's identity in Streamlit. So a new one is drawn for
    another label, and where Streamlit has forgotten the state of one that was not on the page meanwhile.
    """
    opened: dict[str, bool] = st.session_state.setdefault(_OPEN, {})
    drawn: dict[str, int] = st.session_state.setdefault(_DRAWN, {})
    if not is_known(key):
        drawn[key] = drawn.get(key, 0) + 1
    arguments = held(
        key,
        opened.get(key, False),
        partial(opened.__setitem__, key),
        signature=(label, drawn[key]),
        constant=True,
    )
    return st.expander(label, expanded=arguments.pop("value"), type=kind, **arguments)
