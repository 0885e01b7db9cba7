"""The linear classifier: the stage, its knobs, and what can be studied at rest below it."""

from __future__ import annotations

from playground.ui.frame import heading
from playground.ui.language import speaker
from playground.ui.panels import panels
from playground.ui.stage import knobs, load_modules, stage
from playground.ui.streamlit_internals import begin_with_navigation

begin_with_navigation()

PAGE = "linear"

heading(speaker()("common.page.linear"))
stage(PAGE, panels)
knobs(PAGE)
load_modules()
