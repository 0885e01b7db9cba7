"""Home: the default run, ready to play, and below it the map of the chapter."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from playground.core.scenes import SCENES
from playground.shell.frame import page_of
from playground.shell.language import speaker
from playground.shell.streamlit_internals import begin_with_navigation
from playground.stage.link import words_of
from playground.stage.session import slot
from playground.stage.stage import load_modules, stage

begin_with_navigation()

PAGE = "home"
# Where each of the chapter's ten steps can be seen: a view below the stage, or the stage itself.
STEPS = ("code", "code", "code", "", "step", "step", "step", "step", "history", "code")
# The labs of the chapter: page, view, and the catalogue's table with title and text.
LABS = (
    ("tensors", "build", "tensors_page.card.build"),
    ("tensors", "operate", "tensors_page.card.operate"),
    ("tensors", "assign", "tensors_page.card.assign"),
    ("tensors", "run", "tensors_page.card.run"),
    ("tensors", "traps", "tensors_page.card.traps"),
    ("tape", "tape", "home.lesson.tape_tape"),
    ("tape", "graph", "home.lesson.tape_graph"),
    ("tape", "draw", "home.lesson.tape_draw"),
    ("tape", "fall", "home.lesson.tape_fall"),
    ("tape", "inputs", "home.lesson.tape_inputs"),
    ("tape", "traps", "home.lesson.tape_traps"),
    ("layers", "layer", "layers_page.card.layer"),
    ("layers", "kinds", "layers_page.card.kinds"),
    ("layers", "shapes", "layers_page.card.shapes"),
    ("layers", "gallery", "layers_page.card.gallery"),
    ("layers", "traps", "layers_page.card.traps"),
    ("fit", "fit", "home.lesson.fit_fit"),
    ("fit", "compile", "home.lesson.fit_compile"),
    ("fit", "validation", "home.lesson.fit_validation"),
    ("fit", "metrics", "home.lesson.fit_metrics"),
    ("fit", "ways", "home.lesson.fit_ways"),
    ("fit", "traps", "home.lesson.fit_traps"),
    ("predict", "scores", "home.lesson.predict_scores"),
    ("predict", "threshold", "home.lesson.predict_threshold"),
    ("predict", "points", "home.lesson.predict_points"),
    ("predict", "call", "home.lesson.predict_call"),
    ("predict", "traps", "home.lesson.predict_traps"),
)
HINTS = ("first", "second", "third")

say = speaker()


def cards(section: str, columns: int, entries: Iterable[tuple[str, str, str, dict[str, str]]]) -> None:
    """A headed grid of cards, each one link: title, text, page and the words of its link."""
    st.header(say(f"home.{section}_title"), anchor=False)
    st.markdown(say(f"home.{section}_lead"))
    grid = st.grid(columns, gap="small", min_column_width=200, key=f"gp_{section}")
    for title, text, page, query in entries:
        with grid.container(border=True, height="stretch", gap="xsmall"):
            st.page_link(page_of(page), label=title, query_params=query or None)
            st.caption(text)


linear = page_of("linear")
words, show = st.columns([3, 8], gap="medium", vertical_alignment="center")
with words, st.container(key="gp_words", gap="small"):
    st.title(say("home.title"), anchor=False)
    st.markdown(say("home.lead"))
    st.markdown("\n".join(f"{place}. {say(f'home.{name}')}" for place, name in enumerate(HINTS, start=1)))
    # What was dragged here goes along.
    st.page_link(
        linear,
        label=say("home.open_linear"),
        icon=":material/arrow_forward:",
        query_params=words_of(slot(PAGE)) or None,
    )
with show:
    stage(PAGE)

cards(
    "scenes",
    3,
    (
        (say(f"linear.scene.{name}.title"), say(f"linear.scene.{name}.question"), "linear", {"scene": name})
        for name in SCENES
    ),
)
cards(
    "steps",
    5,
    (
        (
            f"{number} · {say(f'home.step.{number}.title')}",
            say(f"home.step.{number}.text"),
            "linear",
            {"view": view} if view else {},
        )
        for number, view in enumerate(STEPS, start=1)
    ),
)
cards(
    "lessons",
    4,
    ((say(f"{words}.title"), say(f"{words}.text"), page, {"view": view}) for page, view, words in LABS),
)
load_modules()
