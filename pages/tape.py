"""GradientTape: build a tape, move along a curve, walk through its record, see an object fall."""

from __future__ import annotations

from playground.lessons.tape.view.labs import labs
from playground.shell.streamlit_internals import begin_with_navigation

begin_with_navigation()

labs()
