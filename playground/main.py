"""The frame of every page: configuration, styles, language, navigation. Streamlit runs this file."""

from __future__ import annotations

import streamlit as st

from playground.ui import language
from playground.ui.frame import PAGES, configure, header, name_tab, page_of, styles
from playground.ui.lessons import address
from playground.ui.link import arrive, follow, write
from playground.ui.session import slot

language.follow()
configure()
styles()
pages = {name: page_of(name) for name in PAGES}
shown = st.navigation(list(pages.values()), position="top")
name = next(name for name, page in pages.items() if page.url_path == shown.url_path)
place = slot(name) if PAGES[name].holds_link else None
arrived = arrive(name)
if place is not None:
    follow(place, arrived)
elif arrived:
    slot(name).forget_stage()
if PAGES[name].is_lesson:
    address.follow(name, arrived)
name_tab(shown)
header()
shown.run()
if PAGES[name].is_lesson:
    address.keep(name, address.kept(name))
else:
    write(place)
