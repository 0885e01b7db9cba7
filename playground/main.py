"""The frame of every page: configuration, styles, language, navigation. Streamlit runs this file."""

from __future__ import annotations

import streamlit as st

from playground.ui import language, layers_views, panels
from playground.ui.frame import PAGES, configure, header, name_tab, page_of, styles
from playground.ui.lessons import address
from playground.ui.link import arrive, follow, query, write
from playground.ui.session import slot

# What a link to a stage may ask for by `view`.
VIEWS = {"linear": panels.VIEWS, "layers": layers_views.VIEWS_OF_LINKS}

language.follow()
configure()
styles()
pages = {name: page_of(name) for name in PAGES}
shown = st.navigation(list(pages.values()), position="top")
name = next(name for name, page in pages.items() if page.url_path == shown.url_path)
entry, arrived = PAGES[name], arrive(name)
on_stage = entry.holds_link
if entry.holds_link and entry.is_lesson:  # both, behind a switch
    on_stage, arrived = layers_views.follow(arrived)
place = slot(name) if on_stage else None
by_menu = False
if place is not None:
    by_menu = follow(place, arrived, VIEWS.get(name, ()))
else:
    if arrived:
        slot(name).forget_stage()
    if entry.is_lesson:
        address.follow(name, arrived)
name_tab(shown)
# The menu's address names no experiment: it gets the words of the one that goes on, not a second entry.
header(query(place) if place is not None and by_menu else None)
shown.run()
if entry.is_lesson and place is None:
    address.keep(name, address.kept(name))
elif not by_menu:
    write(place)
