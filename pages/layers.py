"""Layers and models: networks that learn on the stage, and what they are made of."""

from __future__ import annotations

from playground.ui.layers_views import layers_page
from playground.ui.streamlit_internals import begin_with_navigation

begin_with_navigation()

layers_page()
