"""Layers and models: networks that learn on the stage, and what they are made of."""

from __future__ import annotations

from playground.lessons.layers.view.page import layers_page
from playground.shell.streamlit_internals import begin_with_navigation

begin_with_navigation()

layers_page()
