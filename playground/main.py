"""The frame of every page: configuration, styles, language, navigation. Streamlit runs this file."""

from __future__ import annotations

import streamlit as st

from playground.lessons.layers.view import page as layers_views
from playground.shell import language, url_state
from playground.shell.frame import PAGES, ask_for_shelf, configure, header, name_tab, page_of, styles
from playground.stage import panels
from playground.stage.link import arrive, follow
from playground.stage.session import slot

# What a link to a stage may ask for by `view`.
VIEWS = {"linear": panels.VIEWS, "layers": layers_views.VIEWS_OF_LINKS}

language.follow()
configure()
styles()
pages = {name: page_of(name) for name in PAGES}
shown = st.navigation(list(pages.values()), position="top")
name = next(name for name, page in pages.items() if page.url_path == shown.url_path)
entry, arrived = PAGES[name], arrive(name)
on_stage, left = entry.holds_link, False
if entry.holds_link and entry.is_lesson:  # both, behind a switch
    on_stage, arrived, left = layers_views.follow(arrived)
place = slot(name) if on_stage else None
is_lab = entry.is_lesson and place is None
by_menu = False
if place is not None and not left:
    follow(place, arrived, VIEWS.get(name, ()))
elif is_lab and not left:
    by_menu = url_state.follow(name, arrived)
name_tab(shown)
# The menu's address has no words: a lab's are put in their place, not as a second entry. Stages write theirs.
if arrived:
    view = st.query_params.get("view")
    ask_for_shelf(view if place is not None and view in panels.VIEWS else "")
header(url_state.query(name) if by_menu else None)
shown.run()
if is_lab and not by_menu:
    url_state.keep(name, url_state.kept(name))
