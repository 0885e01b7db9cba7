"""The linear classifier: the stage, its controls, and what can be studied at rest below it."""

from __future__ import annotations

from playground.ui.frame import heading
from playground.ui.language import speaker
from playground.ui.notices import notices
from playground.ui.panels import panels
from playground.ui.sidebar import linear_controls
from playground.ui.stage import load_modules, stage
from playground.ui.streamlit_internals import begin_with_navigation

begin_with_navigation()

PAGE = "linear"

heading(speaker()("common.page.linear"))
notices(PAGE)
stage(PAGE)
linear_controls(PAGE)
panels(PAGE)
load_modules()
