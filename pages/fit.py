"""Compile and fit: choose, train by model.fit, read the History, hold points out; each with a prediction."""

from __future__ import annotations

from playground.lessons.fit.view.state import STATE
from playground.lessons.shared.view.lab_layout import lesson_page
from playground.shell.streamlit_internals import begin_with_navigation

begin_with_navigation()

lesson_page(STATE)
