"""The gradients of all mini-batches of an epoch at one place, in float64.

Weighted by the sizes of the batches their mean is the gradient on all points, which each of them stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.core.data import batch_indices
from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.theory.linear_model import linear_model
from playground.theory.loss_surface import has_surface

__all__ = ["BatchGradients", "batch_gradients"]

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class BatchGradients:
    """Over (w1, w2, b): the gradient of each batch (B, 3) and of all points (3,); the batches' sizes (B,).

    `taken` is the number of the batch that the step itself uses.
    """

    gradients: Array
    sizes: NDArray[np.int64]
    full: Array
    taken: int


def batch_gradients(experiment: Experiment, step: int, weights: Sequence[float]) -> BatchGradients | None:
    """The batches of the epoch that a step is in, at the weights (w1, w2, b); None for no linear model."""
    model = linear_model(experiment)
    if model is None or not has_surface(experiment):
        return None
    per_epoch = experiment.batches_per_epoch
    first = step - step % per_epoch
    indices, offsets = batch_indices(experiment, first, first + per_epoch)
    w = np.asarray(weights, np.float64)
    slopes = LOSSES[experiment.loss].of_one_output.slopes(model.y, model.x @ w)
    of_points = slopes[:, None] * model.x  # the gradient of each point's own loss
    sizes = np.diff(offsets).astype(np.int64)
    sums = np.add.reduceat(of_points[indices], offsets[:-1], axis=0)
    penalty = model.ridge * w
    return BatchGradients(
        gradients=sums / sizes[:, None] + penalty,
        sizes=sizes,
        full=of_points.mean(axis=0) + penalty,
        taken=step - first,
    )
