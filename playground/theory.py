"""Closed forms of the linear classifier: curvature, critical learning rate, best line, loss floor.

With X = [x1, x2, 1] and outputs Xw the mean squared error is a parabola in w = (w1, w2, b) with the constant
Hessian H = 2/n·XᵀX. Gradient descent shrinks the error along each eigenvector of H by the factor
1 - lr·λ an update, so it converges exactly when lr < 2/λmax.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from numpy.typing import NDArray

from playground.bayes import bayes_accuracy, bayes_boundary
from playground.data import Sample, covariance, draw
from playground.knobs import KNOBS

if TYPE_CHECKING:
    from playground.experiment import Experiment

__all__ = [
    "MOMENTUM",
    "Best",
    "Critical",
    "Population",
    "Theory",
    "bayes_accuracy",
    "bayes_boundary",
    "best_line",
    "critical",
    "critical_lr",
    "hessian",
    "hessian_eigenvalues",
    "mode_factors",
    "population",
    "suggested_lr",
    "summary",
]

MOMENTUM = 0.9
Triple = tuple[float, float, float]
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Best:
    """The weights (w1, w2, b) of least loss, and that loss."""

    weights: Triple
    loss: float


@dataclass(frozen=True, slots=True)
class Critical:
    """A learning rate; full-batch training is stable below it.

    exact: it diverges above. guaranteed: it may still be stable above.
    """

    lr: float
    kind: Literal["exact", "guaranteed"]


@dataclass(frozen=True, slots=True)
class Population:
    """The closed forms of the distribution itself, as if there were infinitely many samples (mse)."""

    eigenvalues: Triple
    critical_lr: float
    best: Best


@dataclass(frozen=True, slots=True)
class Theory:
    """What is known before training; None where there is no closed form.

    `eigenvalues` are those of the mse Hessian of the sample, ascending. `exact_batch` tells that every
    update sees all points: only then do `critical_lr` and the modes describe the run itself.
    """

    eigenvalues: Triple
    critical_lr: float | None
    critical_kind: Literal["exact", "guaranteed"] | None
    suggested_lr: float | None
    optimum: Triple | None
    loss_floor: float | None
    bayes_boundary: tuple[float, float, float, float, float, float] | None
    bayes_accuracy: float | None
    exact_batch: bool


def summary(experiment: Experiment) -> Theory:
    """Everything known about an experiment before training."""
    sample = draw(experiment)
    eigenvalues = hessian_eigenvalues(sample.inputs)
    limit = critical(eigenvalues, experiment.optimizer, experiment.loss)
    best = best_line(sample, experiment.loss, experiment.targets)
    return Theory(
        eigenvalues=eigenvalues,
        critical_lr=None if limit is None else limit.lr,
        critical_kind=None if limit is None else limit.kind,
        suggested_lr=None if limit is None else suggested_lr(limit.lr),
        optimum=None if best is None else best.weights,
        loss_floor=None if best is None else best.loss,
        bayes_boundary=bayes_boundary(experiment),
        bayes_accuracy=bayes_accuracy(experiment),
        exact_batch=experiment.is_full_batch,
    )


def hessian(inputs: NDArray[np.floating]) -> Array:
    """H = 2/n·XᵀX of the mean squared error, (3, 3), for inputs (n, 2)."""
    x = _with_ones(inputs)
    curvature: Array = 2.0 / len(x) * (x.T @ x)
    return curvature


def hessian_eigenvalues(inputs: NDArray[np.floating]) -> Triple:
    """The eigenvalues of `hessian`, ascending: 2/n times the squared singular values of X."""
    x = _with_ones(inputs)
    singular = np.zeros(3)  # fewer than three points leave modes without curvature
    found = np.linalg.svd(x, compute_uv=False)
    singular[: len(found)] = found
    values = np.sort(2.0 / len(x) * singular**2)
    return _triple(values)


def critical_lr(eigenvalues: Sequence[float]) -> float:
    """2/λmax: gradient descent on a parabola converges below and diverges above."""
    return 2.0 / max(eigenvalues)


def critical(eigenvalues: Sequence[float], optimizer: str = "sgd", loss: str = "mse") -> Critical | None:
    """The critical rate of full-batch training; None for rmsprop and adam, whose steps scale themselves.

    mse: 2/λmax, with momentum m 2(1 + m)/λmax (Polyak 1964). Binary cross-entropy curves at most a quarter
    of XᵀX/n, so λ ≤ λmax/8 and 16/λmax is guaranteed, with momentum 16(1 - m)/λmax (Ghadimi et al. 2015).
    """
    if optimizer not in ("sgd", "momentum"):
        return None
    heavy = optimizer == "momentum"
    if loss == "mse":
        return Critical((1.0 + MOMENTUM if heavy else 1.0) * critical_lr(eigenvalues), "exact")
    return Critical((1.0 - MOMENTUM if heavy else 1.0) * 8.0 * critical_lr(eigenvalues), "guaranteed")


def suggested_lr(limit: float) -> float | None:
    """0.9 of a critical rate, cut to four digits; None where the knob does not reach so low."""
    knob = KNOBS["lr"]
    low, high = cast("float", knob.low), cast("float", knob.high)
    rate = min(0.9 * limit, high)
    if not rate >= low:
        return None
    digits = 3 - math.floor(math.log10(rate))
    return max(math.floor(rate * 10.0**digits) / 10.0**digits, low)


def mode_factors(eigenvalues: Sequence[float], lr: float, optimizer: str = "sgd") -> Triple | None:
    """By how much one mse update multiplies the error along each mode; above 1 the mode grows.

    sgd: |1 - lr·λ|. momentum m: the larger |z| of z² - (1 + m - lr·λ)z + m = 0. None for rmsprop and adam.
    """
    values = np.asarray(eigenvalues, dtype=np.float64)
    if optimizer == "sgd":
        return _triple(np.abs(1.0 - lr * values))
    if optimizer == "momentum":
        roots = [np.roots([1.0, lr * value - 1.0 - MOMENTUM, MOMENTUM]) for value in values]
        return _triple(np.array([np.abs(pair).max() for pair in roots]))
    return None


def best_line(sample: Sample, loss: str = "mse", targets: str = "column") -> Best | None:
    """The weights of least loss on a sample; None for cross-entropy on separable classes (no least loss).

    With the broadcasting trap (`targets` flat) every output is drawn to the mean target ȳ, and the loss to
    its variance ȳ(1 - ȳ).
    """
    x, y = _with_ones(sample.inputs), sample.targets[:, 0].astype(np.float64)
    if loss == "bce":
        return _best_logits(x, y)
    if targets == "flat":
        mean = float(y.mean())
        return Best((0.0, 0.0, mean), mean * (1.0 - mean))
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    return Best(_triple(weights), float(np.mean((x @ weights - y) ** 2)))


def population(experiment: Experiment) -> Population | None:
    """The closed forms of the distribution (mse), classes weighted by their counts; None for other points.

    H = 2·E[xxᵀ], w = E[xxᵀ]⁻¹·E[xy], floor = E[y²] - wᵀ·E[xy], with x = (x1, x2, 1).
    """
    if experiment.points is not None or experiment.data != "gaussians":
        return None
    e = experiment
    share = e.pos_n / e.num_points
    moments = (1.0 - share) * _moments(e.neg_x, e.neg_y, covariance(e.neg_sx, e.neg_sy, e.neg_rho))
    positive = share * _moments(e.pos_x, e.pos_y, covariance(e.pos_sx, e.pos_sy, e.pos_rho))
    moments = moments + positive
    with_target = positive[2]  # E[xy] = share·E[x | positive], and E[y²] = share
    weights = np.linalg.solve(moments, with_target)
    eigenvalues = _triple(np.linalg.eigvalsh(2.0 * moments))
    floor = max(float(share - weights @ with_target), 0.0)
    return Population(eigenvalues, critical_lr(eigenvalues), Best(_triple(weights), floor))


def _moments(mean_x: float, mean_y: float, spread: Array) -> Array:
    """E[xxᵀ] of one class, x = (x1, x2, 1)."""
    mean = np.array([mean_x, mean_y, 1.0])
    moments = np.outer(mean, mean)
    moments[:2, :2] += spread
    return moments


def _best_logits(x: Array, y: Array) -> Best | None:
    """Newton's method on the mean cross-entropy of logits (iteratively reweighted least squares)."""
    centre, scale = x[:, :2].mean(axis=0), np.maximum(x[:, :2].std(axis=0), 1e-12)
    z = np.column_stack([(x[:, :2] - centre) / scale, x[:, 2]])
    signs, weights = 2.0 * y - 1.0, np.zeros(3)
    for _ in range(60):
        margins = signs * (z @ weights)
        if margins.min() > 0.0 or np.abs(weights).max() > 1e6:
            return None  # a line separates the classes: the loss falls for ever
        wrong = np.exp(-np.logaddexp(0.0, margins))  # the probability given to the other class
        gradient = -z.T @ (signs * wrong) / len(z)
        if np.abs(gradient).max() < 1e-12:
            break
        curvature = (z.T * (wrong * (1.0 - wrong))) @ z / len(z)
        step = np.linalg.lstsq(curvature, gradient, rcond=1e-12)[0]
        weights = _shorter_step(z, signs, weights, step)
    loss = _cross_entropy(z, signs, weights)
    slopes = weights[:2] / scale
    return Best((float(slopes[0]), float(slopes[1]), float(weights[2] - slopes @ centre)), loss)


def _shorter_step(z: Array, signs: Array, weights: Array, step: Array) -> Array:
    """Halve a Newton step until the loss does not rise."""
    before, size = _cross_entropy(z, signs, weights), 1.0
    while size > 1e-6 and _cross_entropy(z, signs, weights - size * step) > before:
        size *= 0.5
    return weights - size * step


def _cross_entropy(z: Array, signs: Array, weights: Array) -> float:
    return float(np.logaddexp(0.0, -signs * (z @ weights)).mean())


def _with_ones(inputs: NDArray[np.floating]) -> Array:
    points = np.asarray(inputs, dtype=np.float64)
    return np.column_stack([points, np.ones(len(points))])


def _triple(values: NDArray[np.floating]) -> Triple:
    return float(values[0]), float(values[1]), float(values[2])
