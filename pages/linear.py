"""The linear classifier: the stage, its knobs, and what can be studied at rest below it."""

from __future__ import annotations

from playground.shell.frame import heading
from playground.shell.language import speaker
from playground.shell.streamlit_internals import begin_with_navigation
from playground.stage.panels import panels
from playground.stage.stage import knobs, load_modules, stage

begin_with_navigation()

PAGE = "linear"

heading(speaker()("common.page.linear"))
stage(PAGE, panels)
knobs(PAGE)
load_modules()
