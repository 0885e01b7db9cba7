"""Inference: scores, a threshold, new points, and call against predict; each with a prediction."""

from __future__ import annotations

from playground.ui.lessons.predict_labs import labs

labs()
