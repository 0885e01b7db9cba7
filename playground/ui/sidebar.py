"""The controls of the linear classifier: scene, training, data, start and run."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from playground.experiment import Experiment
from playground.ui.controls import knob_widget, rate_widgets, slider_and_number
from playground.ui.language import chosen, speaker
from playground.ui.scenes import SCENES, scene_of
from playground.ui.session import Slot, slot
from playground.ui.stage import TOOLS

__all__ = ["linear_controls"]

_OWN: Final = "own"
_CLASSES: Final = (("neg", "negative"), ("pos", "positive"))


def linear_controls(page: str) -> None:
    """Everything that shapes the run; few controls first, the rest folded away."""
    say = speaker()
    with st.sidebar:
        _tools(page)
        st.subheader(say("knobs.group.training"))
        rate_widgets(page)
        slider_and_number(page, "batch")
        knob_widget(page, "optimizer")
        knob_widget(page, "loss")
        st.subheader(say("knobs.group.data"))
        for prefix, group in _CLASSES:
            with st.container(key=f"gp_class_{prefix}", gap="xsmall"):
                st.markdown(f"**{say(f'knobs.group.{group}')}**")
                _pair(page, f"{prefix}_x", f"{prefix}_y")
                with st.expander(say("linear.spread"), type="compact"):
                    _pair(page, f"{prefix}_sx", f"{prefix}_sy")
                    _pair(page, f"{prefix}_rho", f"{prefix}_n")
        knob_widget(page, "seed")
        with st.expander(say("linear.start_and_run")):
            _pair(page, "w1", "w2")
            _pair(page, "b", "init_seed")
            _pair(page, "steps", "shuffle_seed")
            _pair(page, "stop", "target")
            knob_widget(page, "targets")


def _pair(page: str, first: str, second: str) -> None:
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        knob_widget(page, first)
    with right:
        knob_widget(page, second)


@st.fragment(key=TOOLS)
def _tools(page: str) -> None:
    """What can be done with the experiment as a whole. Runs again with every knob that moves."""
    place = slot(page)
    _buttons(page, place)
    _scene(page, place)


def _buttons(page: str, place: Slot) -> None:
    say = speaker()
    with st.container(horizontal=True, gap="xsmall", key="gp_tools"):
        buttons: tuple[tuple[str, str, Any, bool], ...] = (
            ("undo", ":material/undo:", place.undo, bool(place.done)),
            ("redo", ":material/redo:", place.redo, bool(place.undone)),
            ("chapter", ":material/restart_alt:", place.to_chapter, place.experiment != Experiment()),
        )
        for name, icon, action, possible in buttons:
            st.button(
                say(f"linear.{name}"),
                icon=icon,
                key=f"{page}_{name}",
                help=say(f"linear.{name}_help"),
                on_click=_act,
                args=(action,),
                disabled=not possible,
                type="tertiary",
            )
        with st.popover(say("linear.share"), icon=":material/link:", type="tertiary"):
            st.text(say("linear.share_help"))
            st.code(_link(place), language=None, wrap_lines=True)


def _act(action: Callable[[], None]) -> None:
    """Another experiment: every control shows it."""
    action()
    st.rerun()


def _link(place: Slot) -> str:
    """The address of this very experiment."""
    words = place.experiment.to_query()
    language = chosen()
    if language is not None:
        words["lang"] = language
    address = (st.context.url or "").split("?")[0]
    return f"{address}?{urlencode(words, safe=':,')}" if words else address


def _scene(page: str, place: Slot) -> None:
    """A prepared scene, and the question to answer before pressing Play."""
    say, key, current = speaker(), f"{page}_scene", scene_of(place.experiment)
    options = [*SCENES] if current else [_OWN, *SCENES]
    if st.session_state.get(key) != (current or _OWN):
        st.session_state[key] = current or _OWN
    st.selectbox(
        say("linear.scene.label"),
        options,
        format_func=lambda name: say(f"linear.scene.{name}.title"),
        key=key,
        on_change=_choose_scene,
        args=(page, key),
    )
    if current:
        with st.container(key="gp_question"):
            st.caption(f"**{say('linear.scene.predict')}** · {say(f'linear.scene.{current}.question')}")


def _choose_scene(page: str, key: str) -> None:
    scene = SCENES.get(str(st.session_state.get(key)))
    if scene is not None:
        slot(page).show(scene)
    st.rerun()
