"""Tensors and Variables: build, calculate, assign, run line by line; each lab with something to predict."""

from __future__ import annotations

from playground.ui.lessons.tensors_labs import labs

labs()
