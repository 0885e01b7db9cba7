"""GradientTape: build a tape, move along a curve, walk through its record, see an object fall."""

from __future__ import annotations

from playground.lessons.shared.view.lab_layout import lesson_page
from playground.lessons.tape.view.state import STATE
from playground.shell.streamlit_internals import begin_with_navigation

begin_with_navigation()

lesson_page(STATE)
