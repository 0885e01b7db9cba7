"""The frame of every page: configuration, styles, language, navigation. Streamlit runs this file."""

from __future__ import annotations

import streamlit as st

from playground.ui import language, layers_views, panels
from playground.ui.frame import PAGES, configure, header, name_tab, page_of, styles
from playground.ui.lessons import address
from playground.ui.link import arrive, follow
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
on_stage, left = entry.holds_link, False
if entry.holds_link and entry.is_lesson:  # both, behind a switch
    on_stage, arrived, left = layers_views.follow(arrived)
place = slot(name) if on_stage else None
is_lab = entry.is_lesson and place is None
by_menu = False
if place is not None and not left:
    follow(place, arrived, VIEWS.get(name, ()))
elif is_lab and not left:
    by_menu = address.follow(name, arrived)
name_tab(shown)
# The menu's address has no words: a lab's are put in their place, not as a second entry. Stages write theirs.
header(address.query(name) if by_menu else None)
shown.run()
if is_lab and not by_menu:
    address.keep(name, address.kept(name))
