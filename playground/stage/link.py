"""The link of a stage page: followed when a learner opens one. The browser owns the draft and writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from playground.core.experiment import ExperimentError
from playground.core.parsing import quote
from playground.core.scenes import scenes_of
from playground.locale import SOURCE, language_of, languages
from playground.shell import language
from playground.stage.draft import followed, link_words
from playground.stage.session import Slot
from playground.stage.view_words import HIDE, ONLY, STEP, view_problems

__all__ = ["arrive", "follow", "words_of"]

_PAGE: Final = "page"
_VIEW: Final = "view"
# Words that are not the experiment's; a lesson's open a scene.
_OTHERS: Final = frozenset({language.PARAMETER, _VIEW, HIDE, ONLY, STEP})


def arrive(page: str) -> bool:
    """Whether this run shows another page than the one before."""
    arrived: bool = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    return arrived


def follow(slot: Slot, arrived: bool, views: Sequence[str] = ()) -> None:
    """Take over the link that a learner opened; `views` are those it may ask the page for.

    A link counts on arrival, and when the browser goes back or forward. In between the address bar is
    written by the stage, and says what the session is told anyway.
    """
    context = get_script_run_ctx()
    history = context is not None and context.is_history_navigation
    if not arrived and not history:
        return
    words = {name: text for name, text in st.query_params.items() if name not in _OTHERS}
    strange = (*_strange(slot.page, views), *view_problems(slot.page, st.query_params))
    slot.problems, slot.link = strange, tuple(words.items())
    if words:
        settled = followed(slot.page, slot.link)
        slot.show(settled.experiment)
        found = tuple(refusal.problem for refusal in settled.refused)
        slot.problems = (*strange, *found, *_given_twice(words))


def words_of(slot: Slot) -> dict[str, str]:
    """The words of the link of a page's experiment; none only for the one that the page opens with."""
    return link_words(slot.experiment, slot.home)


def _strange(page: str, views: Sequence[str]) -> tuple[ExperimentError, ...]:
    """The words of the address bar that name what there is not: a scene, a view, a language."""
    known = {"scene": tuple(scenes_of(page)), _VIEW: views}
    if language_of(st.query_params.get(language.PARAMETER, SOURCE)) is None:
        known[language.PARAMETER] = languages()
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
