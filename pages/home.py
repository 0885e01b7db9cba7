"""Home: the default run, ready to play, and below it the map of the chapter."""

from __future__ import annotations

import streamlit as st

from playground.ui.frame import page_of
from playground.ui.language import speaker
from playground.ui.scenes import SCENES
from playground.ui.stage import load_modules, stage

PAGE = "home"
# Where each of the chapter's ten steps can be seen: a view below the stage, or the stage itself.
STEPS = ("code", "code", "code", "", "step", "step", "step", "step", "history", "code")
# The chapter's first part: pages and their labs. Words: <page>_page.card.<view>.
LESSONS = (("tensors", ("build", "operate", "assign", "run", "traps")),)
# Labs of the lesson pages: page and view; title and text are home.lesson.<page>_<view>.
LESSONS = (
    ("tape", "tape"),
    ("tape", "graph"),
    ("tape", "draw"),
    ("tape", "fall"),
    ("tape", "inputs"),
    ("tape", "traps"),
)
HINTS = ("first", "second", "third")

say = speaker()
linear = page_of("linear")
words, show = st.columns([3, 8], gap="medium", vertical_alignment="center")
with words, st.container(key="gp_words", gap="small"):
    st.title(say("home.title"), anchor=False)
    st.markdown(say("home.lead"))
    st.markdown("\n".join(f"{place}. {say(f'home.{name}')}" for place, name in enumerate(HINTS, start=1)))
    st.page_link(linear, label=say("home.open_linear"), icon=":material/arrow_forward:")
with show:
    stage(PAGE, compact=True)

st.header(say("home.scenes_title"), anchor=False)
st.markdown(say("home.scenes_lead"))
scenes = st.grid(3, gap="small", min_column_width=260, key="gp_scenes")
for name in SCENES:
    with scenes.container(border=True, height="stretch", gap="xsmall"):
        st.page_link(linear, label=say(f"linear.scene.{name}.title"), query_params={"scene": name})
        st.caption(say(f"linear.scene.{name}.question"))

st.header(say("tensors_page.home.title"), anchor=False)
st.markdown(say("tensors_page.home.lead"))
lessons = st.grid(5, gap="small", min_column_width=200, key="gp_lessons")
for name, views in LESSONS:
    for view in views:
        with lessons.container(border=True, height="stretch", gap="xsmall"):
            label = say(f"{name}_page.card.{view}.title")
            st.page_link(page_of(name), label=label, query_params={"view": view})
            st.caption(say(f"{name}_page.card.{view}.text"))

st.header(say("home.steps_title"), anchor=False)
st.markdown(say("home.steps_lead"))
steps = st.grid(5, gap="small", min_column_width=200, key="gp_steps")
for number, view in enumerate(STEPS, start=1):
    with steps.container(border=True, height="stretch", gap="xsmall"):
        label = f"{number} · {say(f'home.step.{number}.title')}"
        st.page_link(linear, label=label, query_params={"view": view} if view else None)
        st.caption(say(f"home.step.{number}.text"))

st.header(say("home.lessons_title"), anchor=False)
st.markdown(say("home.lessons_lead"))
lessons = st.grid(3, gap="small", min_column_width=260, key="gp_lessons")
for lesson, view in LESSONS:
    with lessons.container(border=True, height="stretch", gap="xsmall"):
        title = say(f"home.lesson.{lesson}_{view}.title")
        st.page_link(page_of(lesson), label=title, query_params={"view": view})
        st.caption(say(f"home.lesson.{lesson}_{view}.text"))
load_modules()
