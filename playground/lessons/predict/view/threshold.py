"""A threshold on the scores: the confusion matrix and the curve of all thresholds."""

from __future__ import annotations

from functools import partial
from typing import Any

from playground.lessons.predict.view.model import with_model
from playground.lessons.predict.view.scores import threshold_lab
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState

__all__ = ["regions"]


def regions(page: PageState[Any]) -> Regions:
    """The threshold."""
    return Regions(knobs=lambda: None, picture=partial(with_model, threshold_lab))
