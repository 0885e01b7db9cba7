"""The layout of a lesson page: knobs in the sidebar, the picture, the rail beside it, the shelf below.

Every lab has these four regions at the same places. A lab says what stands in each (`Regions`); nothing but
this module decides where that is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from importlib import import_module
from typing import Any, Final

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.lessons.shared.lab_records import Lab, names_of
from playground.lessons.shared.view import kept_marks
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.page_state import LINK, PageState
from playground.lessons.shared.view.question import question_deck, turn_to
from playground.lessons.shared.view.trainer_reports import ask, refusal
from playground.shell.frame import name_view
from playground.shell.language import speaker
from playground.shell.versioned_widgets import held_choice

__all__ = ["Regions", "asked", "code_that_ran", "deck_of", "lab", "lesson_page", "open_lab", "page_bar"]

_MOST_PROBLEMS: Final = 6


@dataclass(frozen=True, slots=True)
class Regions:
    """What stands where in a lab; each part draws itself, in this order.

    `rail` follows the question: the code that ran, the numbers it gave. `shelf` maps the catalogue key of a
    tab's title to its content. `lead` is the catalogue key of the lab's first words, where it is not the
    lab's own; `question` is shown first if no link asks for another.
    """

    knobs: Callable[[], None]
    picture: Callable[[], None]
    rail: Callable[[], None] | None = None
    shelf: Mapping[str, Callable[[], None]] = field(default_factory=dict)
    lead: str | None = None
    question: str | None = None


def asked(key: str, task: str, *arguments: Any) -> Callable[[], Any]:
    """A task's result for all regions of a run: asked once, where it is needed first."""
    return cache(partial(ask, key, task, *arguments))


def code_that_ran(report: Callable[[], Any]) -> None:
    """The source of a report, once TensorFlow has run it."""
    found = report()
    if found is not None:
        code_view(found.source, label=speaker()("lesson_cards.what_ran"))


def lab(
    picture: Callable[[], None],
    knobs: Callable[[], None],
    rail: Callable[[], None],
    shelf: Mapping[str, Callable[[], None]],
) -> None:
    """Draw the four regions; `shelf` maps titles to contents."""
    with st.sidebar, st.container(key="gp_lab_knobs", gap="small"):
        knobs()
    with st.container(key="gp_lab"):
        places = [st.container(key=f"gp_lab_{name}", gap="small") for name in ("picture", "rail", "shelf")]
    for place, content in zip(places[:2], (picture, rail), strict=True):
        with place:
            content()
    if shelf:
        with places[2]:
            for tab, content in zip(st.tabs(list(shelf)), shelf.values(), strict=True):
                with tab:
                    content()


def lesson_page(state: PageState[Any]) -> None:
    """A lesson page: its bar with title and views, and the open lab."""
    page, view = state.page, state.now().view
    page_bar(page, names_of(state.labs), view, partial(_open, state), f"{page}_view")
    open_lab(state)
    kept_marks.keep()
    state.keep_sets()


def page_bar(page: str, views: Sequence[str], view: str, change: Callable[[str], None], key: str) -> None:
    """Title and views in one line, at one height on all pages; `change` is told another view."""
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="gp_page_bar"):
        st.title(speaker()(f"{page}_page.title"), anchor=False, width="content")
        _switch(page, views, view, change, key)


def open_lab(state: PageState[Any]) -> None:
    """The lab that the record names."""
    say, entry = speaker(), state.lab(state.now().view)
    name_view(state.page, entry.name)
    deck, linked = deck_of(state, entry), state.now().question
    turn_to(deck, entry.questions, linked)  # a picture may follow its question
    regions = _regions_of(entry, state)
    if not linked:
        turn_to(deck, entry.questions, regions.question)
    with st.container(key=f"gp_lesson_{state.page}_{entry.name}", gap="small"):
        lab(
            regions.picture,
            regions.knobs,
            partial(_rail, state, entry, regions),
            {say(title): content for title, content in regions.shelf.items()},
        )


def deck_of(state: PageState[Any], entry: Lab) -> str:
    """The name under which a session keeps which question of a lab is open."""
    return f"{state.page}_{entry.name}"


def _rail(state: PageState[Any], entry: Lab, regions: Regions) -> None:
    """What the lab is about, what of a link was refused, the question, and what the lab adds."""
    say, page = speaker(), state.page
    words(say(regions.lead or f"{page}_page.{entry.name}.lead"), "lead")
    _link_problems(state.problems_of(LINK))
    if entry.questions:
        question_deck(page, entry.questions, deck_of(state, entry))
    if regions.rail is not None:
        regions.rail()


def _regions_of(entry: Lab, state: PageState[Any]) -> Regions:
    found: Regions = import_module(entry.module).regions(state)
    return found


def _open(state: PageState[Any], view: str) -> None:
    state.settle("", view=view)


def _switch(page: str, views: Sequence[str], view: str, change: Callable[[str], None], key: str) -> None:
    """The views of a page, the open one marked; `change` is told another."""
    say = speaker()
    with st.container(key=key, width="content"):
        st.segmented_control(
            say(f"{page}_page.labs"),
            format_func=lambda name: say(f"{page}_page.{name}.title"),
            required=True,
            label_visibility="collapsed",
            **held_choice(key, view, views, change),
        )


def _link_problems(problems: Sequence[PlaygroundError]) -> None:
    """The words of a link that were not used, and why; nothing if there are none."""
    if not problems:
        return
    with st.container(key="gp_notices", border=True, gap="xsmall"):
        st.text(speaker()("common.link_problem"))
        for problem in problems[:_MOST_PROBLEMS]:
            refusal(problem)
