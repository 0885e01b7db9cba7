"""Compare: pinned runs over each other, their boundaries side by side, what was set and what came out."""

from __future__ import annotations

from playground.compare.page import compare_page
from playground.shell.streamlit_internals import begin_with_navigation

begin_with_navigation()

compare_page()
