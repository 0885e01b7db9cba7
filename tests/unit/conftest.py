"""Hypothesis without time limits: a busy machine is no fault of the code."""

from __future__ import annotations

from hypothesis import settings

from playground.locale import set_strict

settings.register_profile("playground", deadline=None, max_examples=60, derandomize=True, database=None)
settings.load_profile("playground")
set_strict(True)  # a word that is missing is an error
