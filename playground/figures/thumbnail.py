"""The points of an experiment as a small image: what the plane shows, without axes."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.thumbnail import LARGEST, thumbnail_points
from playground.figures.palette import CLASSES

__all__ = ["thumbnail"]

_SIDE = 100


@lru_cache(maxsize=128)
def thumbnail(experiment: Experiment) -> str:
    """An image element; x to the right, y up, one colour a class."""
    points, labels = thumbnail_points(experiment)
    places = points * (_SIDE / LARGEST)
    places[:, 1] = _SIDE - places[:, 1]
    paths = "".join(
        f'<path stroke="{CLASSES[label]}" d="{_dots(places[labels == label])}"/>'
        for label in range(int(labels.max()) + 1)
    )
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIDE} {_SIDE}" fill="none" '
        f'stroke-width="3.4" stroke-linecap="round">{paths}</svg>'
    )
    # Pages take no SVG elements from the server, but images of any kind.
    return f'<img class="gp-card-picture" alt="" src="data:image/svg+xml,{quote(drawing)}">'


def _dots(places: NDArray[np.float64]) -> str:
    """Lines of no length: round caps make them points."""
    return "".join(f"M{x:.0f} {y:.0f}h0" for x, y in places)
