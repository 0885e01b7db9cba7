"""The points of an experiment as a small picture: what the plane shows, without axes."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote

import numpy as np

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.figures.palette import CLASSES

__all__ = ["thumbnail"]

_POINTS = 110  # of all classes together
_SIDE = 100.0
_MARGIN = 7.0


@lru_cache(maxsize=128)
def thumbnail(experiment: Experiment) -> str:
    """An image element; x to the right, y up, both in one scale, one colour a class."""
    sample = draw(experiment)
    step = max(1, sample.num_samples // _POINTS)
    inputs, labels = sample.inputs[::step].astype(np.float64), sample.labels[::step]
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    extent = float((high - low).max()) or 1.0
    places = (inputs - (low + high) / 2) / extent * (_SIDE - 2 * _MARGIN) * (1, -1) + _SIDE / 2
    paths = "".join(
        f'<path stroke="{CLASSES[label]}" d="{_dots(places[labels == label])}"/>'
        for label in range(int(labels.max()) + 1)
    )
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" fill="none" stroke-width="3.4" '
        f'stroke-linecap="round">{paths}</svg>'
    )
    # Pages take no SVG elements from the server, but images of any kind.
    return f'<img class="gp-thumbnail" alt="" src="data:image/svg+xml,{quote(drawing)}">'


def _dots(places: np.ndarray) -> str:
    """Lines of no length: round caps make them points."""
    return "".join(f"M{x:.0f} {y:.0f}h0" for x, y in places)
