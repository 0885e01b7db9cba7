"""Tensors and Variables: build, calculate, assign, run line by line; each lab with something to predict."""

from __future__ import annotations

from playground.lessons.shared.view.lab_layout import lesson_page
from playground.lessons.tensors.view.state import STATE
from playground.shell.streamlit_internals import begin_with_navigation

begin_with_navigation()

lesson_page(STATE)
