"""A few real points of an experiment, as they stand in a small picture without axes."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.data import draw
from playground.core.experiment import Experiment

__all__ = ["LARGEST", "thumbnail_points"]

LARGEST: Final = 255  # places are bytes
POINTS: Final = 120  # of all classes together: more cannot be told apart
STRIP: Final = 4  # times that one span is the other one
MARGIN: Final = 0.06  # of the picture's side, on each side


@lru_cache(maxsize=128)
def thumbnail_points(experiment: Experiment) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Places (n, 2) from 0 to LARGEST from the lower left, scaled as on the plane; each point's class."""
    sample = draw(experiment)
    every = max(1, -(-len(sample.inputs) // POINTS))
    inputs, labels = sample.inputs[::every], sample.labels[::every]
    low, high = inputs.min(axis=0), inputs.max(axis=0)
    spans = (high - low).astype(np.float64)
    # Own points that would lie on a strip have two scales (assets/stage/draw/view.js).
    is_strip = experiment.points is not None and spans.max() > STRIP * spans.min() > 0
    side = (spans if is_strip else np.full(2, spans.max())) / (1 - 2 * MARGIN)
    side[side == 0.0] = 1.0
    corner = (low + high) / 2 - side / 2
    places = np.rint(LARGEST * (inputs - corner) / side).astype(np.uint8)
    return places, labels
