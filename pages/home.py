"""Home: the default run, ready to play, networks beside it, and below them the map of the chapter."""

from __future__ import annotations

from playground.home import home_page
from playground.shell.streamlit_internals import begin_with_navigation

begin_with_navigation()

home_page()
