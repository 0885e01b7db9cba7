"""The loss of a network on a plane through its weights, computed by TensorFlow on the points trained on."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from playground.core.experiment import Experiment
from playground.engine.network.rows import RECORD, NetworkTraining

__all__ = ["losses_on_plane"]


def losses_on_plane(
    experiment: Experiment,
    plane: tuple[Sequence[float], Sequence[float], Sequence[float]],
    box: tuple[float, float, float, float],
    cells: int,
    first: int,
    seconds: float,
) -> list[float]:
    """Losses at the places of a grid, row by row from row `first`: as many rows as `seconds` suffice for.

    `plane` is its origin and both directions (P,); a row has one second coordinate. The loss is the run's own
    `full_loss`: without dropout, with the penalties.
    """
    deadline = time.perf_counter() + seconds
    origin, along, across = (np.asarray(part, np.float64) for part in plane)
    training = NetworkTraining(experiment)
    x, y = np.linspace(box[0], box[1], cells + 1), np.linspace(box[2], box[3], cells + 1)
    found: list[float] = []
    for own in y[first:]:
        weights = (origin + x[:, None] * along + own * across).astype(np.float32)
        records = np.concatenate([np.zeros((cells + 1, RECORD), np.float32), weights], axis=1)
        found += training.full_losses(records).tolist()
        if time.perf_counter() >= deadline:
            break
    return found
