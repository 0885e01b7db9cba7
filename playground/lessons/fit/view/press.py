"""A button that shows what was not shown before, and stays where it is after it was pressed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Final

import streamlit as st

from playground.lessons.shared.view.kept_marks import is_marked, mark
from playground.shell.versioned_widgets import heard

__all__ = ["press_button", "presses"]

_PRESSES: Final = "lesson_presses"
MOST_KEPT: Final = 64


def presses(key: str, request: Hashable) -> int:
    """How often the button was pressed for this request; once, where that was before a reload."""
    return _kept().get((key, request), 0) or int(not isinstance(request, str) and is_marked(key, request))


def press_button(key: str, request: Hashable, label: str, again: str) -> None:
    """The button: `label` before it was pressed for this request, `again` after."""
    st.button(
        again if presses(key, request) else label,
        key=f"{key}_try",
        type="primary",
        icon=":material/play_arrow:",
        on_click=heard(_press),
        args=(key, request),
    )


def _press(key: str, request: Hashable) -> None:
    kept, before = _kept(), presses(key, request)
    kept.pop((key, request), None)
    kept[key, request] = before + 1
    if not isinstance(request, str):  # a name is that of a switch, which begins anew
        mark(key, request)
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)


def _kept() -> OrderedDict[tuple[str, Hashable], int]:
    kept: OrderedDict[tuple[str, Hashable], int] = st.session_state.setdefault(_PRESSES, OrderedDict())
    return kept
