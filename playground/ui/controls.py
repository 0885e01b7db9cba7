"""Widgets from the knob table. The session's experiment is the truth; a widget shows it and may change it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.knobs import KNOBS, Knob, KnobError, Value, text_of
from playground.text import as_whole
from playground.ui.language import Say, speaker
from playground.ui.lessons.holding import hold
from playground.ui.link import write
from playground.ui.session import slot
from playground.ui.stage import follow, listen

__all__ = ["knob_widget", "rate_widgets", "slider_and_number", "widget_key"]

# Knobs on which no other widget depends: while one of them moves, the controls need not be drawn again.
_MOVING: Final = frozenset(
    name
    for name, knob in KNOBS.items()
    if knob.kind == "real" and knob.group in ("negative", "positive", "start")
)
_NICE: Final = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)


def widget_key(page: str, name: str) -> str:
    """The session-state key of a knob's widget."""
    return f"{page}_knob_{name}"


def knob_widget(page: str, name: str, label: str | None = None, choices: Sequence[str] = ()) -> None:
    """The widget of a knob: a choice (of some of its `choices`), several, a number that may be left empty."""
    say, knob, key = speaker(), KNOBS[name], widget_key(page, name)
    value = getattr(slot(page).experiment, name)
    hold(key, _shown(knob, value))
    common: dict[str, Any] = {
        "label": label or say(knob.label_key),
        "help": say(knob.help_key),
        "key": key,
        "on_change": _changed,
        "args": (page, name, key),
    }
    if knob.kind == "choice":
        st.selectbox(options=choices or knob.choices, format_func=_choice_names(knob, say), **common)
    elif knob.kind == "subset":
        st.pills(options=knob.choices, format_func=_choice_names(knob, say), selection_mode="multi", **common)
    elif knob.kind == "widths":
        st.text_input(placeholder=say("layers_stage.no_hidden"), **common)
    elif knob.optional:
        empty = "0" if name == "b" else say("linear.random")
        st.number_input(**_bounds(knob), value=None, format="%.6g", placeholder=empty, **common)
    else:
        # Without a value of its own an emptied field is None, and not its lowest number.
        st.number_input(**_bounds(knob), value=None, format="%.6g" if knob.kind == "real" else "%d", **common)


def rate_widgets(page: str) -> None:
    """The learning rate that holds, or the one that is about to."""
    place = slot(page)
    slider_and_number(page, "lr", place.pending.lr if place.pending else place.experiment.current_lr)


def slider_and_number(page: str, name: str, value: float | None = None) -> None:
    """A slider over round numbers, and beside it the exact number."""
    shown = getattr(slot(page).experiment, name) if value is None else value
    wide, narrow = st.columns([5, 3], vertical_alignment="bottom", gap="small", wrap=False)
    with wide:
        _slider(page, name, shown)
    with narrow:
        _exact_number(page, name, shown)


def _slider(page: str, name: str, value: float) -> None:
    say, knob, key = speaker(), KNOBS[name], f"{widget_key(page, name)}_slider"
    num_samples = slot(page).experiment.num_samples
    round_numbers = _batch_sizes(num_samples) if name == "batch" else _round_numbers(knob)
    # The value itself is always among them: the slider never shows a number that does not hold.
    options = [*round_numbers, *({value} - set(round_numbers))]
    hold(key, value)
    st.select_slider(
        say(knob.label_key),
        sorted(options, key=lambda number: number or math.inf),  # batch 0 means all, which is most
        format_func=lambda number: _short(number) if number else say("linear.all", count=num_samples),
        key=key,
        help=say(knob.help_key),
        on_change=_changed,
        args=(page, name, key),
    )


def _exact_number(page: str, name: str, value: float) -> None:
    say, knob, key = speaker(), KNOBS[name], widget_key(page, name)
    real = knob.kind == "real"
    if name == "batch" and not value:
        value = slot(page).experiment.num_samples  # all, as the slider beside it says: 0 would look like none
    hold(key, value)
    st.number_input(
        say("linear.exactly", label=say(knob.label_key)),
        min_value=knob.low,
        max_value=knob.high,
        value=None,
        step=10.0 ** (math.floor(math.log10(value)) - 1) if real else knob.step,
        format="%.6g" if real else "%d",
        key=key,
        on_change=_changed,
        args=(page, name, key),
        label_visibility="collapsed",
    )


def _changed(page: str, name: str, key: str) -> None:
    """A widget moved: its value goes into the experiment, if it is one."""
    context = get_script_run_ctx()
    if context is not None and context.fragment_ids_this_run:
        # Only the stage asked. A value from before the page wrote a new one into this widget (a drag, a
        # mend) is still on its way back from the browser then, and is not the learner's; hers runs the page.
        return
    place, knob = slot(page), KNOBS[name]
    value = st.session_state.get(key)
    if value is None and not knob.optional:
        return  # the field was emptied: it shows what holds again
    if knob.kind == "widths":
        value = _widths(str(value))
    if name == "batch" and value == slot(page).experiment.num_samples:
        value = 0  # all of them, however many there will be
    if isinstance(value, float):
        value = float(f"{value:.10g}")  # 0.1 + 0.2 stays 0.3 in the link
    try:
        checked = knob.check(value)
    except KnobError as problem:
        place.refuse(problem)
        return
    if name == "lr" and isinstance(checked, float):
        listen(page)
        place.set_rate(checked)
    else:
        before = (place.problems, place.pending)
        place.set(**{name: checked})
        if name in _MOVING and before == (place.problems, place.pending) == ((), None):
            write(place)
            follow()


def _shown(knob: Knob, value: Value) -> object:
    """A value as its widget holds it."""
    if knob.kind == "widths":
        return text_of(value)
    return list(value) if isinstance(value, tuple) else value


def _widths(text: str) -> object:
    """The numbers of a text such as `4, 2` or `4 2`; else the text itself, and the knob says why."""
    numbers = [as_whole(part) for part in text.replace(",", " ").split()]
    return text if None in numbers else numbers


def _bounds(knob: Knob) -> dict[str, Any]:
    return {"min_value": knob.low, "max_value": knob.high, "step": knob.step}


def _choice_names(knob: Knob, say: Say) -> Callable[[str], str]:
    return lambda choice: say(knob.choice_key(choice))


def _round_numbers(knob: Knob) -> list[float]:
    """1, 1.2, 1.5, 2 … of every power of ten within the knob's bounds."""
    low, high = float(knob.low or 0.0), float(knob.high or 0.0)
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    numbers = (float(f"{factor * 10.0**power:.6g}") for power in powers for factor in _NICE)
    return [number for number in numbers if low <= number <= high]


def _short(value: float) -> str:
    # Two rates of the slider never have the same label: Streamlit takes the one for the other.
    return f"{value:.4g}".replace("e-0", "e-")


def _batch_sizes(num_samples: int) -> list[float]:
    """Powers of two below the number of points, then 0 for all of them."""
    return [2**power for power in range(14) if 2**power < num_samples] + [0]
