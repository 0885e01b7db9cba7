"""What a straight line can do at best on the gallery's data: the edge of a linear hypothesis space."""

from __future__ import annotations

from functools import lru_cache

from playground.core.data import draw, split
from playground.lessons.layers.gallery import GalleryRequest
from playground.theory.best_split import best_line_share

__all__ = ["line_bound"]


def line_bound(request: GalleryRequest) -> float | None:
    """The largest share of the training points that any straight line gets right; None with more classes."""
    return _bound(request.data)


@lru_cache(maxsize=32)  # nothing else of a request decides about its points
def _bound(data: str) -> float | None:
    experiment = GalleryRequest(data=data).experiment
    sample, places = draw(experiment), split(experiment).training
    labels = sample.labels[places]
    return best_line_share(sample.inputs[places], labels) if labels.max() < 2 else None
