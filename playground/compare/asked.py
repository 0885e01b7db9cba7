"""What the browser asks the page Compare about a run: checked, with the experiment that its words mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from playground.core.experiment import MOST_WORDS, Experiment
from playground.stage.draft import settle

__all__ = ["read"]

_LONGEST: Final = 200


def read(asked: object) -> tuple[str, Experiment] | None:
    """The key of a question and the experiment that it is about; None for what is no question."""
    if not isinstance(asked, Mapping):
        return None
    key, page, words = (asked.get(name) for name in ("key", "page", "words"))
    if not isinstance(key, str) or len(key) > _LONGEST or page not in ("linear", "layers"):
        return None
    if not isinstance(words, Mapping) or len(words) > MOST_WORDS:
        return None
    if not all(isinstance(text, str) for pair in words.items() for text in pair):
        return None
    return key, settle(page, dict(words), None).experiment
