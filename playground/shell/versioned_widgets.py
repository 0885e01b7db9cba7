"""Versioned widgets: they show the value of a record, and tell the record what a learner sets.

The record of the page is the truth. Streamlit can lose an assignment to a widget that exists: a new run drops
the messages that were not sent yet. It also forgets labels that a browser does not know, after a change of
language. So a widget is never assigned to. Its key carries a version, and another version is drawn where the
record holds another value than the widget shows, where the options or the language are others, or where the
learner's last input came from a version that had been replaced already.

A new widget takes away the focus and the keys that are being typed. So a widget that shows what the record
holds stays.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from itertools import chain
from typing import Any, Final, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from playground.core.errors import PlaygroundError
from playground.shell.language import language
from playground.shell.streamlit_internals import presses

__all__ = [
    "VERSIONS",
    "end_run",
    "held",
    "held_choice",
    "held_index",
    "heard",
    "is_known",
    "problem_at",
    "shown_at",
    "tidy",
]

# Streamlit keeps 4 kB for every key that a session has used. So the versions of a widget take turns. A
# browser forgets a version at the end of a whole run without it, and not before. Where clicks cut off run
# after run, a version that has its turn again would show what it showed then: others come in.
VERSIONS: Final = 8
MOST_VERSIONS: Final = 64
_WIDGETS: Final = "versioned_widgets"
Parameters = ParamSpec("Parameters")


@dataclass(slots=True)
class _Widget:
    """What the server knows of one widget."""

    shown: Any  # what the browser shows: the value it was drawn with, or the one that the learner set last
    record: Any  # what the record held when the widget was drawn last
    signature: Hashable  # what the widget was drawn from besides its value
    first: Any = None  # the value with which the version was drawn
    version: int = 0
    told: dict[int, Any] = field(default_factory=dict)  # the value that each version showed last
    problem: PlaygroundError | None = None  # why the record refused what is shown
    is_replaced: bool = False  # the learner's last input came from an earlier version
    drawn: dict[int, int] = field(default_factory=dict)  # whole runs before each was drawn, latest last

    def next_version(self, runs: int) -> int:
        """The next version in turn that the browser has forgotten after so many whole runs."""
        turns = ((self.version + ahead) % VERSIONS for ahead in range(1, VERSIONS))
        forgotten = (version for version in turns if runs - self.drawn.get(version, -2) >= 2)
        unused = (version for version in range(MOST_VERSIONS) if version not in self.drawn)
        oldest = (version for version in self.drawn if version != self.version)
        return next(chain(forgotten, unused, oldest))

    def draw(self, runs: int) -> None:
        """The present version is drawn, as the latest of all."""
        self.drawn.pop(self.version, None)
        self.drawn[self.version] = runs


@dataclass(slots=True)
class _Widgets:
    """The widgets of a session."""

    # A browser sends the values of its widgets to a new server, too. They are not those of this session.
    session: str = field(default_factory=lambda: secrets.token_hex(3))
    by_key: dict[str, _Widget] = field(default_factory=dict)
    runs: int = 0  # whole runs that came to their end

    def name(self, key: str, version: int) -> str:
        """The key of a version in Streamlit's session state."""
        return f"{key}-{self.session}-{version}"


def held(
    key: str,
    value: Any,
    change: Callable[[Any], object],
    *,
    same: Callable[[Any], bool] | None = None,
    signature: Hashable = None,
    constant: bool = False,
) -> dict[str, Any]:
    """Arguments of a widget with a `value`: key, value, and the callback that tells `change` another value.

    `change` may raise a PlaygroundError. Then the widget keeps what it shows, to be corrected there, until
    the record holds another value, and `problem_at` gives the error. `same` says of what is shown whether it
    means the record's value. Another `signature` draws a new widget. An emptied widget (None) shows the
    record's value again. A `constant` value is the one that the version was first drawn with.
    """
    widgets = _widgets()
    widget = widgets.by_key.get(key)
    if widget is None:
        widget = widgets.by_key[key] = _Widget(value, value, signature, value, told={0: value})
    agrees = widget.shown == value or (same is not None and widget.shown is not None and same(widget.shown))
    if agrees or value != widget.record:
        widget.problem = None
    stays = agrees or widget.problem is not None
    if not stays:
        widget.shown = value
    if not stays or widget.is_replaced or signature != widget.signature:
        widget.version = widget.next_version(widgets.runs)
        widget.first = widget.told[widget.version] = widget.shown
        # The version that has its turn again starts anew.
        st.session_state.pop(widgets.name(key, widget.version), None)
    widget.record, widget.signature, widget.is_replaced = value, signature, False
    widget.draw(widgets.runs)
    return {
        "key": widgets.name(key, widget.version),
        "value": widget.first if constant else widget.shown,
        "on_change": _changed,
        "args": (key, widget.version, change),
    }


def held_choice(
    key: str,
    value: Any,
    options: Sequence[Any],
    change: Callable[[Any], object],
    *,
    translated: bool = True,
) -> dict[str, Any]:
    """The same for `st.pills` and `st.segmented_control`, which take `options` and a `default`.

    Streamlit knows options by their labels, so another language draws a new widget unless the labels are not
    `translated`.
    """
    arguments = held(key, value, change, signature=(tuple(options), language() if translated else None))
    shown = arguments.pop("value")
    return {**arguments, "options": options, "default": shown}


def held_index(
    key: str, value: Any, options: Sequence[Any], change: Callable[[Any], object]
) -> dict[str, Any]:
    """The same for `st.selectbox` and `st.radio`, which take `options` and an `index`."""
    arguments = held_choice(key, value, options, change)
    shown = arguments.pop("default")
    return {**arguments, "index": None if shown is None else list(options).index(shown)}


def shown_at(key: str) -> Any:
    """What the widget of a key shows; None if there is no such widget."""
    widget = _widgets().by_key.get(key)
    return None if widget is None else widget.shown


def problem_at(key: str) -> PlaygroundError | None:
    """Why what the widget of a key shows was refused; None if it was not."""
    widget = _widgets().by_key.get(key)
    return None if widget is None else widget.problem


def heard(action: Callable[Parameters, object], *, counted: bool = False) -> Callable[Parameters, None]:
    """The callback, followed by a run of the whole page where this run does not draw the widget's fragment.

    A `counted` action is done once for each press of its button, also of presses in quick succession.

    The browser puts what happens in one moment into one message, which asks for the fragment of the first
    event. The field that is left and the button that is pressed may lie in two.
    """

    @wraps(action)
    def act(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        for _ in range(presses() if counted else 1):
            action(*args, **kwargs)
        _follow()

    return act


def end_run() -> None:
    """A whole run has come to its end: the browser forgets what it did not draw."""
    _widgets().runs += 1


def tidy(value: float) -> float:
    """A number as typed: steps of 0.1 add up to 0.3, not to 0.30000000000000004."""
    return float(f"{value:.10g}")


def is_known(key: str) -> bool:
    """Whether Streamlit still has the state of the widget's present version; not after a run without it."""
    widgets = _widgets()
    widget = widgets.by_key.get(key)
    return widget is not None and widgets.name(key, widget.version) in st.session_state


def _changed(key: str, version: int, change: Callable[[Any], object]) -> None:
    """Take what a learner set; a value that this version is known to show is an echo, and nobody's wish."""
    widgets = _widgets()
    widget = widgets.by_key[key]
    value = st.session_state.get(widgets.name(key, version))
    if widget.told.get(version) == value:
        return
    widget.told[version] = widget.shown = value
    widget.is_replaced = version != widget.version
    widget.problem = None
    if value is not None:
        try:
            change(value)
        except PlaygroundError as problem:
            widget.problem = problem
    _follow()


def _follow() -> None:
    """Run the whole page after this callback, if this run does not draw the widget's fragment."""
    context = get_script_run_ctx()
    asked = context.fragment_ids_this_run if context is not None else None
    if context is None or not asked:
        return  # the whole page is run
    own = ThreadState.get().fragment_id
    if own is None or not (own in asked or context.fragment_storage.has_ancestor_in(own, set(asked))):
        st.rerun()


def _widgets() -> _Widgets:
    widgets: _Widgets = st.session_state.setdefault(_WIDGETS, _Widgets())
    return widgets
