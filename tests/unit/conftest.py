"""Hypothesis without time limits: a busy machine is no fault of the code."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("playground", deadline=None, max_examples=60, derandomize=True, database=None)
settings.load_profile("playground")
