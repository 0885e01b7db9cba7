"""Widgets that show what the page's record says; a learner's change goes into the record first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext, ThreadState

__all__ = ["held", "hold", "opened", "tidy"]

_ABSENT: Final = object()
_DRAWN: Final = "widgets_drawn"


def hold(key: str, value: Any, keeps: Callable[[Any], bool] | None = None) -> None:
    """Make the widget of this key show the value, before it is drawn.

    `keeps` says of what it shows already whether that may stay: the same values spaced in another way, or
    a text that was refused and is to be mended there.
    """
    shown = st.session_state.get(key, _ABSENT)
    stays = shown is not _ABSENT and (keeps(shown) if keeps is not None else shown == value)
    # An assignment is sent to the browser, and would undo what a learner types or clicks meanwhile. So there
    # is one only where another value is shown, or none any more.
    if _drawn().was_dropped(key) or not stays:
        st.session_state[key] = shown if stays else value


def held(
    key: str, value: Any, change: Callable[[Any], None], keeps: Callable[[Any], bool] | None = None
) -> dict[str, Any]:
    """The key and the callback of a widget that shows the value; `change` is told what is set instead."""
    hold(key, value, keeps)
    return {"key": key, "on_change": _changed, "args": (key, change)}


def opened(page: str, view: str) -> None:
    """Say which lab is open, between the switch and the lab: widgets of the one that was left are gone."""
    _drawn().open(f"{page}/{view}")


def _changed(key: str, change: Callable[[Any], None]) -> None:
    value = st.session_state.get(key)
    if value is not None:  # emptied, or dropped meanwhile: the next run shows what holds
        change(value)


def tidy(value: float) -> float:
    """A number as typed: steps of 0.1 add up to 0.3, not to 0.30000000000000004."""
    return float(f"{value:.10g}")


@dataclass(slots=True)
class _Drawn:
    """When each widget was drawn, and when each fragment was run, in numbers of runs.

    A widget that a run does not draw again is gone from the browser. Streamlit forgets its value too, except
    where a fragment ran that has the widget's own fragment inside it, and where a run was cut short (by
    `st.rerun`, or by what a learner did meanwhile): there the server keeps the value.
    """

    run: object = None
    number: int = 0
    asked: tuple[str, ...] = ()  # the fragments of this run
    before: dict[str, int] = field(default_factory=dict)  # the last earlier run of each fragment
    widgets: dict[str, int] = field(default_factory=dict)
    place: str = ""  # the lab that is open
    since: int = 0  # the run that opened it

    def open(self, place: str) -> None:
        """Another lab: what it draws has not been there since it was left."""
        self._count()
        if place != self.place:
            self.place, self.since = place, self.number

    def was_dropped(self, key: str) -> bool:
        """Whether the browser has dropped the widget since it was drawn; it is drawn in this run."""
        context = self._count()
        if context is None:
            return False
        last = self.widgets.get(key, 0)
        self.widgets[key] = self.number
        if 0 < last < self.since:
            return True
        since = {name for name, number in self.before.items() if number > last}
        own = ThreadState.get().fragment_id
        return own is not None and context.fragment_storage.has_ancestor_in(own, since)

    def _count(self) -> ScriptRunContext | None:
        """The context of this run, which has its number from now on."""
        context = get_script_run_ctx()
        if context is not None and context.cursors is not self.run:  # every run has cursors of its own
            self.before |= dict.fromkeys(self.asked, self.number)
            self.run, self.number = context.cursors, self.number + 1
            self.asked = tuple(context.fragment_ids_this_run or ())
        return context


def _drawn() -> _Drawn:
    drawn: _Drawn = st.session_state.setdefault(_DRAWN, _Drawn())
    return drawn
