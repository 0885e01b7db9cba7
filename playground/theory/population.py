"""The closed forms of the distribution that the points are drawn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.core.data import covariance
from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.theory.batch_rates import critical_lr_of_moments, sandwich, vector
from playground.theory.best_line import Best
from playground.theory.critical_rate import critical_lr
from playground.theory.linear_model import Array, floats

__all__ = ["Population", "population"]


@dataclass(frozen=True, slots=True)
class Population:
    """The closed forms of the distribution itself, as if there were infinitely many samples (mse).

    `critical_lr` is that of the experiment's optimizer and batch size, None where no formula is known.
    """

    eigenvalues: tuple[float, ...]
    critical_lr: float | None
    best: Best


def population(experiment: Experiment) -> Population | None:
    """The closed forms of the distribution (mse), classes weighted by their counts; else None.

    H = 2·E[xxᵀ], w = E[xxᵀ]⁻¹·E[xy], floor = E[y²] - wᵀ·E[xy], with x = (x1, x2, 1). Batches of infinitely
    many points are independent of each other, so their critical rate is exact; E[xxᵀSxxᵀ] = 2MSM + tr(SM)M -
    2mmᵀSmmᵀ for a Gaussian of mean m and M = E[xxᵀ] (Petersen, Pedersen, The Matrix Cookbook, 8.2.4).
    """
    e = experiment
    if e.points is not None or not e.is_linear or not LOSSES[e.loss].is_parabola or e.targets != "column":
        return None
    share = e.pos_n / e.num_points
    moments, fourth = np.zeros((3, 3)), np.zeros((6, 6))
    of_class = [
        (1.0 - share, e.neg_x, e.neg_y, covariance(e.neg_sx, e.neg_sy, e.neg_rho)),
        (share, e.pos_x, e.pos_y, covariance(e.pos_sx, e.pos_sy, e.pos_rho)),
    ]
    for weight, mean_x, mean_y, spread in of_class:
        own, mean = _moments(mean_x, mean_y, spread), np.array([mean_x, mean_y, 1.0])
        middle = vector(np.outer(mean, mean))
        moments += weight * own
        fourth += weight * 2.0 * (sandwich(own, own) - np.outer(middle, middle))
        fourth += weight * np.outer(vector(own), vector(own))
    with_target = share * np.array([e.pos_x, e.pos_y, 1.0])  # E[xy], and E[y²] = share
    weights = np.linalg.solve(moments, with_target)
    eigenvalues = floats(np.linalg.eigvalsh(2.0 * moments))
    floor = max(float(share - weights @ with_target), 0.0)
    limit: float | None = None
    descent, kept = OPTIMIZERS[e.optimizer].descent, OPTIMIZERS[e.optimizer].kept(e.momentum)
    if descent is not None and e.is_full_batch:
        limit = descent.limit(kept) * critical_lr(eigenvalues)
    elif descent is not None and kept == 0.0:
        limit = critical_lr_of_moments(2.0 * moments, 4.0 * fourth, 1.0 / e.batch_size)
    return Population(eigenvalues, limit, Best(floats(weights), floor))


def _moments(mean_x: float, mean_y: float, spread: Array) -> Array:
    """E[xxᵀ] of one class, x = (x1, x2, 1)."""
    mean = np.array([mean_x, mean_y, 1.0])
    moments = np.outer(mean, mean)
    moments[:2, :2] += spread
    return moments
