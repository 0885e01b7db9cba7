"""Unit tests: the catalogue is strict."""

from __future__ import annotations

from playground.locale import set_strict

set_strict(True)  # a word that is missing is an error
