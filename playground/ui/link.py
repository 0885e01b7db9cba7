"""The address bar and the session hold the same experiment: a link followed is read, a change is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.experiment import Experiment, ExperimentError
from playground.locale import languages
from playground.text import quote
from playground.ui import language
from playground.ui.scenes import scenes_of
from playground.ui.session import Slot

__all__ = ["arrive", "follow", "query", "words_of", "write"]

_PAGE: Final = "page"
_VIEW: Final = "view"
_OTHERS: Final = frozenset({language.PARAMETER, _VIEW})  # words that are not the experiment's


def arrive(page: str) -> bool:
    """Whether this run shows another page than the one before."""
    arrived: bool = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    return arrived


def follow(slot: Slot, arrived: bool, views: Sequence[str] = ()) -> bool:
    """Take over what the link says, if a learner followed it; `views` are those it may ask the page for.

    True if there was none to follow: the learner is back on the page by the menu.

    A browser also sends the link of a moment ago, when a knob moves before the last one is in the address
    bar; such a link is one we wrote ourselves, and is left alone.
    """
    context = get_script_run_ctx()
    history = context is not None and context.is_history_navigation
    if arrived:
        slot.forget_stage()
    words = {name: text for name, text in st.query_params.items() if name not in _OTHERS}
    text = _text(words)
    page = str(st.session_state.get(_PAGE, ""))
    strange = _strange(page, views) if arrived else ()
    if text == slot.written or (arrived and not words):
        # Nothing about the experiment, or back on the page by the menu: the session's experiment goes on.
        if strange:
            slot.problems, slot.refused = strange, False
        return arrived and not words and not history
    if not arrived and not history and (not words or text in slot.links):
        return False
    scene = scenes_of(page).get(words.get("scene", ""))
    experiment, problems = Experiment.lenient({**(scene.to_query() if scene else {}), **words}, page=page)
    if not words:  # back to the address that the page was opened by
        experiment = slot.home
    slot.show(experiment, undoable=bool(slot.links))
    slot.problems, slot.refused = (*strange, *problems, *_given_twice(words)), False
    slot.links.append(text)
    return False


def _strange(page: str, views: Sequence[str]) -> tuple[ExperimentError, ...]:
    """The words of the address bar that name what there is not: a scene, a view, a language."""
    known = {"scene": tuple(scenes_of(page)), _VIEW: views, language.PARAMETER: languages()}
    return tuple(
        ExperimentError(
            "knob",
            name=name,
            value=quote(asked),
            expected_key="choice",
            choices=", ".join(names),
            example=names[0],
        )
        for name, names in known.items()
        if names and (asked := st.query_params.get(name)) is not None and asked not in names
    )


def _given_twice(words: Mapping[str, str]) -> list[ExperimentError]:
    """Words that the address bar holds more than once: the last one holds, and is said."""
    return [
        ExperimentError("twice", name=quote(name)) for name in words if len(st.query_params.get_all(name)) > 1
    ]


def write(slot: Slot | None) -> None:
    """Put the experiment into the address bar; what is as in the chapter is left out."""
    words = _written(slot)
    held = {name: st.query_params.get_all(name) for name in st.query_params}
    if held != {name: [text] for name, text in words.items()}:
        st.query_params.from_dict(words)


def query(slot: Slot) -> str:
    """The same as text, to stand in the place of an address without words."""
    return urlencode(_written(slot), safe=":,")


def _written(slot: Slot | None) -> dict[str, str]:
    """The words for the address bar, remembered as our own."""
    words = {} if slot is None else words_of(slot)
    if slot is not None:
        slot.written = _text(words)
        slot.links.append(slot.written)
    chosen = language.chosen()
    return words if chosen is None else {**words, language.PARAMETER: chosen}


def words_of(slot: Slot) -> dict[str, str]:
    """The words of the link of a page's experiment; none only for the one that the page opens with."""
    words = slot.experiment.to_query()
    if not words and slot.experiment != slot.home:
        return {"data": slot.experiment.data}
    return words


def _text(words: Mapping[str, str]) -> str:
    return urlencode(sorted(words.items()))
