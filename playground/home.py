"""The home page: a stage that can be played at once, and the chapter as a map, page by page.

A lab's card follows from its record, a scene's from the table of scenes.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

import streamlit as st

from playground.compare.examples import EXAMPLES, Pinned, link_words
from playground.core.experiment import Experiment
from playground.core.optimizers import OPTIMIZERS
from playground.core.scenes import app_scenes_of, scenes_of
from playground.figures.thumbnail import thumbnail
from playground.lessons.fit.view.state import STATE as FIT
from playground.lessons.layers.view.state import STATE as LAYERS
from playground.lessons.predict.view.state import STATE as PREDICT
from playground.lessons.shared.view.kept_answers import keep, restore
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.question import count_answered
from playground.lessons.tape.view.state import STATE as TAPE
from playground.lessons.tensors.view.state import STATE as TENSORS
from playground.shell.frame import page_of
from playground.shell.language import Say, language, speaker
from playground.shell.tables import as_label
from playground.stage.knob_panel import AREAS
from playground.stage.link import words_of
from playground.stage.scene_words import group_of, has_own_words, question_text, title_of
from playground.stage.session import slot
from playground.stage.stage import load_modules, stage

__all__ = ["LESSONS", "MAP", "home_page"]

PAGE: Final = "home"
# The pages of the chapter in its order; a lesson page has the record of its labs.
MAP: Final[tuple[str, ...]] = ("tensors", "tape", "linear", "layers", "fit", "predict")
LESSONS: Final[Mapping[str, PageState[Any]]] = {
    state.page: state for state in (TENSORS, TAPE, LAYERS, FIT, PREDICT)
}
# Where each of the chapter's ten steps can be seen: a page, and a view of it or the page as it opens.
STEPS: Final = (
    ("linear", "code"),
    ("tensors", "stack"),
    ("tensors", "stack"),
    ("linear", ""),
    ("tensors", "stack"),
    ("linear", "step"),
    ("linear", "step"),
    ("linear", "step"),
    ("linear", "history"),
    ("linear", "code"),
)
# The two levels of the chapter: what each consists of, and where it is seen.
LEVELS: Final[Mapping[str, tuple[tuple[str, str, str], ...]]] = {
    "low": (
        ("tensor", "tensors", "build"),
        ("operation", "tensors", "operate"),
        ("backward", "tape", "graph"),
    ),
    "high": (
        ("layer", "layers", "layer"),
        ("loss", "fit", "compile"),
        ("optimizer", "linear", "step"),
        ("metric", "fit", "metrics"),
        ("loop", "fit", "ways"),
    ),
}
HINTS: Final = ("first", "second", "third")
RACE_LR: Final = 0.05  # at which none of the optimisers diverges on the chapter's data
FIRST_NETWORKS: Final = ("circle", "xor", "spiral")  # beside the stage of the home page


@dataclass(frozen=True, slots=True)
class Card:
    """One link of the map: where it leads, what it says, and a picture or nothing."""

    page: str
    words: Mapping[str, str | list[str]]
    title: str
    text: str = ""
    picture: str = ""
    note: str = ""


def home_page() -> None:
    """Words and stage on the first screen, the map below."""
    restore()
    say = speaker()
    words, show = st.columns([3, 8], gap="medium")
    with words, st.container(key="gp_words", gap="small"):
        _words(say)
    with show:
        stage(PAGE)
    _levels(say)
    for page in MAP:
        _group(page, say)
    _comparisons(say)
    keep()
    load_modules()


def _words(say: Say) -> None:
    st.title(say("home.title"), anchor=False)
    st.markdown(say("home.lead"))
    st.markdown("\n".join(f"{place}. {say(f'home.{name}')}" for place, name in enumerate(HINTS, start=1)))
    # What was dragged here goes along.
    st.page_link(
        page_of("linear"),
        label=say("home.open_linear"),
        icon=":material/arrow_forward:",
        query_params=words_of(slot(PAGE)) or None,
    )
    _heading("networks", say, level=2)
    _cards("networks", 3, scene_cards("layers", say, FIRST_NETWORKS))


def _heading(section: str, say: Say, level: int = 3) -> None:
    """A small heading with a line on what follows."""
    st.html(f'<h{level} class="gp-small-heading">{say(f"home.{section}_title")}</h{level}>')
    st.caption(say(f"home.{section}_lead"))


def _levels(say: Say) -> None:
    """The chapter in one look: what TensorFlow itself offers, and what Keras builds from it."""
    with st.container(key="gp_map_levels", gap="small"):
        st.header(say("home.levels_title"), anchor=False)
        for level, parts in LEVELS.items():
            _heading(f"level_{level}", say)
            _cards(f"level_{level}", len(parts), level_cards(parts, say))


def _group(page: str, say: Say) -> None:
    """A page of the chapter: its name, what it is about, and its cards."""
    with st.container(key=f"gp_map_{page}", gap="small"):
        st.header(say(f"common.page.{page}"), anchor=False)
        st.caption(say(f"home.group.{page}"))
        if page == "linear":
            _heading("steps", say)
            _cards("steps", 5, step_cards(say))
        if page in AREAS and scenes_of(page):
            _scenes(page, say)
        if page in LESSONS:
            _cards(f"labs_{page}", len(LESSONS[page].labs), lab_cards(LESSONS[page], say))


def _scenes(page: str, say: Say) -> None:
    """The scenes of a page; those of a group stand together, under its name."""
    _heading("scenes", say)
    cards = zip(scenes_of(page), scene_cards(page, say), strict=True)
    for number, (group, found) in enumerate(groupby(cards, lambda pair: group_of(pair[0], language()))):
        if group:
            st.html(f'<p class="gp-card-note">{html.escape(group)}</p>')
        _cards(f"scenes_{page}_{number}" if number else f"scenes_{page}", 5, (card for _, card in found))


def _comparisons(say: Say) -> None:
    """Runs held beside each other: what the page Compare offers."""
    with st.container(key="gp_map_compare", gap="small"):
        st.header(say("common.page.compare"), anchor=False)
        st.caption(say("home.group.compare"))
        _cards("compare", 3, compare_cards(say))


def compare_cards(say: Say) -> Iterable[Card]:
    """A card an example, and one for the race of all optimisers on the loss surface."""
    for name, runs in EXAMPLES.items():
        table = f"compare.example.{name}"
        yield Card("compare", link_words(runs), say(f"{table}.title"), say(f"{table}.text"))
    race = [Pinned("linear", Experiment(optimizer=name, lr=RACE_LR)) for name in OPTIMIZERS]
    yield Card(
        "compare", link_words(race, "surface"), say("compare.race"), say("home.race", count=len(OPTIMIZERS))
    )


def lab_cards(state: PageState[Any], say: Say) -> Iterable[Card]:
    """A card a lab: what it is about, how long it takes, and how many of its questions are answered."""
    for lab in state.labs:
        note = say("home.minutes", minutes=lab.minutes)
        if done := count_answered(lab.questions):
            note = f"{note} · {say('home.answered', done=done, count=len(lab.questions))}"
        table = f"{state.page}_page.{lab.name}"
        yield Card(state.page, {"view": lab.name}, say(f"{table}.title"), say(f"{table}.card"), note=note)


def scene_cards(page: str, say: Say, names: Iterable[str] | None = None) -> Iterable[Card]:
    """A card a scene, with its points; of all scenes that the page offers, or of some of the app's own."""
    scenes = scenes_of(page) if names is None else app_scenes_of(page)
    for name in scenes if names is None else names:
        title, question = title_of(page, name, language()), question_text(page, name, language())
        if has_own_words(name):
            title, question = as_label(title), as_label(question)
        yield Card(page, {"scene": name}, title, question, thumbnail(scenes[name]))


def level_cards(parts: Iterable[tuple[str, str, str]], say: Say) -> Iterable[Card]:
    """A card for each part of a level, which opens where the part is seen."""
    for part, page, view in parts:
        table = f"home.part.{part}"
        yield Card(page, {"view": view}, say(f"{table}.title"), say(f"{table}.text"))


def step_cards(say: Say) -> Iterable[Card]:
    """The ten steps of the notes, each where it can be seen."""
    for number, (page, view) in enumerate(STEPS, start=1):
        table = f"home.step.{number}"
        words = {"view": view} if view else {}
        yield Card(page, words, f"{number} · {say(f'{table}.title')}", say(f"{table}.text"))


def _cards(section: str, columns: int, cards: Iterable[Card]) -> None:
    """A grid of cards, each one link."""
    narrowest = 90 if section == "networks" else 170
    grid = st.grid(columns, gap="small", min_column_width=narrowest, key=f"gp_cards_{section}")
    for card in cards:
        with grid.container(border=True, height="stretch", gap="xsmall"):
            if card.picture:
                st.html(card.picture)
            st.page_link(page_of(card.page), label=card.title, query_params=dict(card.words) or None)
            if card.text and section != "networks":
                st.caption(card.text)
            if card.note:
                st.html(f'<p class="gp-card-note">{card.note}</p>')
