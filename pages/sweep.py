"""Sweep: one experiment for every pair of values of two knobs, as a heat map."""

from __future__ import annotations

from playground.shell.streamlit_internals import begin_with_navigation
from playground.sweep_page.page import sweep_page

begin_with_navigation()

sweep_page()
