"""Small pictures of points for the knobs: a few real points of a data set, one byte for each number."""

from __future__ import annotations

import base64
from typing import Any

from playground.core.experiment import Experiment
from playground.core.thumbnail import thumbnail_points

__all__ = ["thumbnail"]


def thumbnail(experiment: Experiment) -> dict[str, Any]:
    """Places 0 … 255 from the lower left as base64 (x and y of each point), and the class of each point."""
    places, labels = thumbnail_points(experiment)
    return {
        "places": base64.b64encode(places.tobytes()).decode(),
        "labels": "".join(map(str, labels.tolist())),
    }
