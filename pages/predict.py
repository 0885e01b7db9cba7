"""Inference: scores, a threshold, new points, and call against predict; each with a prediction."""

from __future__ import annotations

from playground.ui.lessons.predict_labs import labs
from playground.ui.streamlit_internals import begin_with_navigation

begin_with_navigation()

labs()
