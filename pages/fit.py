"""Compile and fit: choose, train by model.fit, read the History, hold points out; each with a prediction."""

from __future__ import annotations

from playground.ui.lessons.fit_labs import labs

labs()
