"""The frame of every page: configuration, styles, language, navigation. Streamlit runs this file."""

from __future__ import annotations

import streamlit as st

from playground.arrival import Arrival
from playground.shell import language, url_state
from playground.shell.frame import (
    PAGES,
    ask_for_shelf,
    begin_sidebar,
    configure,
    header,
    name_tab,
    page_of,
    styles,
)
from playground.shell.versioned_widgets import end_run

language.follow()
configure()
styles()
pages = {name: page_of(name) for name in PAGES}
shown = st.navigation(list(pages.values()), position="top")
name = next(name for name, page in pages.items() if page.url_path == shown.url_path)
arrival = Arrival.at(name)
by_menu = arrival.follow_link()
name_tab(shown)
if arrival.is_new:
    ask_for_shelf(arrival.shelf)
if PAGES[name].has_sidebar:
    begin_sidebar()
# The menu's address has no words: a lab's are put in their place, not as a second entry. Stages write theirs.
header(url_state.query(name) if by_menu else None)
shown.run()
if arrival.is_lab and not by_menu:
    url_state.keep(name, url_state.kept(name))
end_run()
