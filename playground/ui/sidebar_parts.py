"""What the sidebars of the stages share: tools, scenes, the two Gaussian classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, Final
from urllib.parse import urlencode

import streamlit as st

from playground.ui.controls import knob_widget, widget_key
from playground.ui.language import chosen, speaker
from playground.ui.link import words_of
from playground.ui.scenes import scene_of, scenes_of
from playground.ui.session import Slot, slot
from playground.ui.stage import TOOLS

__all__ = ["AREAS", "TWO_CLASS_LOSSES", "class_controls", "fold", "pair", "tools"]

_OWN: Final = "own"
TWO_CLASS_LOSSES: Final = ("mse", "bce")
_CLASSES: Final = (("neg", "negative"), ("pos", "positive"))
# The catalogue of a page's own words.
AREAS: Final[Mapping[str, str]] = {"linear": "linear", "layers": "layers_stage"}


def class_controls(page: str) -> None:
    """Mean, spread, correlation and samples of each of the two Gaussian classes."""
    say = speaker()
    for prefix, group in _CLASSES:
        with st.container(key=f"gp_class_{prefix}", gap="xsmall"):
            st.markdown(f"**{say(f'knobs.group.{group}')}**")
            pair(page, f"{prefix}_x", f"{prefix}_y")
            fold(
                page,
                f"spread_{prefix}",
                say("linear.spread"),
                ((f"{prefix}_sx", f"{prefix}_sy"), (f"{prefix}_rho", f"{prefix}_n")),
                compact=True,
            )


def fold(page: str, name: str, label: str, rows: Sequence[tuple[str, ...]], *, compact: bool = False) -> None:
    """Knobs folded away, one or two to a row. Most visitors never open them: closed, they are not drawn."""
    box = st.expander(
        label, type="compact" if compact else "default", key=f"{page}_fold_{name}", on_change="rerun"
    )
    if not box.open:
        # The browser has none of these widgets any more, so the server must not think that it shows them.
        for knob in chain.from_iterable(rows):
            st.session_state.pop(widget_key(page, knob), None)
        return
    with box:
        for row in rows:
            knob_widget(page, *row) if len(row) == 1 else pair(page, *row)


def pair(page: str, first: str, second: str) -> None:
    """Two knobs side by side."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        knob_widget(page, first)
    with right:
        knob_widget(page, second)


@st.fragment(key=TOOLS)
def tools(page: str) -> None:
    """What can be done with the experiment as a whole. Runs again with every knob that moves."""
    _buttons(page, slot(page))
    _scene(page, slot(page))


def _buttons(page: str, place: Slot) -> None:
    """Undo, redo, back to where the page began, and the link of this experiment."""
    say = speaker()
    with st.container(horizontal=True, gap="xsmall", key="gp_tools"):
        buttons: tuple[tuple[str, str, Any, bool], ...] = (
            ("undo", ":material/undo:", place.undo, bool(place.done)),
            ("redo", ":material/redo:", place.redo, bool(place.undone)),
            ("chapter", ":material/restart_alt:", place.go_home, place.experiment != place.home),
        )
        for name, icon, action, possible in buttons:
            area = AREAS[page] if name == "chapter" else "linear"
            st.button(
                say(f"{area}.{name}"),
                icon=icon,
                key=f"{page}_{name}",
                help=say(f"{area}.{name}_help"),
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
    words = words_of(place)
    language = chosen()
    if language is not None:
        words["lang"] = language
    address = (st.context.url or "").split("?")[0]
    return f"{address}?{urlencode(words, safe=':,')}" if words else address


def _scene(page: str, place: Slot) -> None:
    """A prepared scene, and the question to answer before pressing Play."""
    say, key, area = speaker(), f"{page}_scene", AREAS[page]
    scenes, current = scenes_of(page), scene_of(place.experiment, page)
    options = [*scenes] if current else [_OWN, *scenes]
    if st.session_state.get(key) != (current or _OWN):
        st.session_state[key] = current or _OWN
    st.selectbox(
        say("linear.scene.label"),
        options,
        format_func=lambda name: say(
            f"{area}.scene.{name}.title" if name in scenes else "linear.scene.own.title"
        ),
        key=key,
        on_change=_choose_scene,
        args=(page, key),
    )
    if current:
        with st.container(key="gp_question"):
            st.caption(f"**{say('linear.scene.predict')}** · {say(f'{area}.scene.{current}.question')}")


def _choose_scene(page: str, key: str) -> None:
    scene = scenes_of(page).get(str(st.session_state.get(key)))
    if scene is not None:
        slot(page).show(scene)
    st.rerun()
