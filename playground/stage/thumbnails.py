"""Small pictures of points for the knobs: a few real points of a data set, one byte for each number."""

from __future__ import annotations

import base64
from functools import lru_cache
from typing import Any, Final

import numpy as np

from playground.core.data import draw
from playground.core.experiment import Experiment

__all__ = ["thumbnail"]

POINTS: Final = 120  # of all classes together: more cannot be told apart
MARGIN: Final = 0.06  # of the picture's side, on each side


@lru_cache(maxsize=128)
def thumbnail(experiment: Experiment) -> dict[str, Any]:
    """Places 0 … 255 from the lower left as base64 (x and y of each point), and the class of each point."""
    sample = draw(experiment)
    every = max(1, -(-len(sample.inputs) // POINTS))
    inputs, labels = sample.inputs[::every], sample.labels[::every]
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    side = float(np.max(high - low)) / (1 - 2 * MARGIN) or 1.0
    corner = (low + high) / 2 - side / 2
    places = np.rint(255 * (inputs - corner) / side).astype(np.uint8)
    return {
        "places": base64.b64encode(places.tobytes()).decode(),
        "labels": "".join(map(str, labels.tolist())),
    }
