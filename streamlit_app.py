"""The file hosts look for: the app as a server with routes and headers of its own, or as a plain script."""

from __future__ import annotations

import runpy
from pathlib import Path

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

import playground
from playground.server.routes import check_settings, lifespan, middleware, routes
from playground.shell.streamlit_internals import (
    begin_with_navigation,
    count_presses,
    finish_callbacks,
    refuse_left_fragments,
)

MAIN = Path(playground.__file__).resolve().parent / "main.py"

if get_script_run_ctx(suppress_warning=True) is None:
    check_settings()
    # `streamlit run` looks for this assignment and serves what it holds.
    app = st.App(MAIN, routes=routes(), middleware=middleware(), lifespan=lifespan)
else:
    # A host that runs this file as a script: no routes, no headers, everything else is the same.
    refuse_left_fragments()
    count_presses()
    finish_callbacks()
    begin_with_navigation(is_page=False)
    runpy.run_path(str(MAIN), run_name="__main__")
