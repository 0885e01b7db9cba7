"""Closed forms of the linear classifier: curvature, critical learning rate, best line, loss floor.

With X = [x1, x2, 1] and outputs Xw the mean squared error is a parabola in w = (w1, w2, b) with the constant
Hessian H = 2/n·XᵀX. Gradient descent shrinks the error along each eigenvector of H by the factor
1 - lr·λ an update, so it converges exactly when lr < 2/λmax. Each batch pulls its own way, so that with small
ones the error may grow on average at a lower rate already (`batch_critical_lr`).
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
    "batch_critical_lr",
    "bayes_accuracy",
    "bayes_boundary",
    "best_line",
    "critical",
    "critical_lr",
    "hessian",
    "hessian_eigenvalues",
    "mended_lr",
    "mode_factors",
    "population",
    "suggested_lr",
    "summary",
]

MOMENTUM = 0.9
Triple = tuple[float, float, float]
Kind = Literal["exact", "average", "guaranteed", "all_points"]
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Best:
    """The weights (w1, w2, b) of least loss, and that loss."""

    weights: Triple
    loss: float


@dataclass(frozen=True, slots=True)
class Critical:
    """A learning rate and what it says of training.

    exact: it converges below and diverges above. average: the same of the squared error on average over
    batches. guaranteed: stable below, perhaps above, too. all_points: one of these if every update saw all
    points; no closed form is known for smaller batches.
    """

    lr: float
    kind: Kind


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
    update sees all points: else modes describe the average of the updates.
    """

    eigenvalues: Triple
    critical_lr: float | None
    critical_kind: Kind | None
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
    limit = critical(sample.inputs, experiment.optimizer, experiment.loss, experiment.batch_size)
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


def batch_critical_lr(inputs: NDArray[np.floating], batch_size: int) -> float:
    """The rate below which the squared error of mini-batch gradient descent stays bounded on average.

    With the Hessian h = 2xxᵀ of one point and that of a batch of B among n points, H_B, the second moment S
    of the error goes to E[(1 - lr·H_B)·S·(1 - lr·H_B)]. That shrinks every S exactly when lr is below

        1 / λmax(D^-½·C·D^-½),    D: S → HS + SH,    C: S → E[H_B·S·H_B] = α·E[hSh] + (1 - α)·HSH,

    with α = (n - B)/(B(n - 1)) for batches drawn without replacement. For B = n it is 2/λmax.
    `inputs` (n, 2). Source: mean-square stability of stochastic gradient descent (Wu, Ma, E 2018).
    """
    x = _with_ones(inputs)
    n = len(x)
    values, vectors = np.linalg.eigh(2.0 / n * (x.T @ x))
    z = x @ vectors  # in these coordinates H, D and S → HSH are diagonal
    first, second = np.triu_indices(3)
    products = z[:, first] * z[:, second] * np.where(first == second, 1.0, math.sqrt(2.0))
    alpha = (n - batch_size) / (batch_size * (n - 1))
    of_batch = alpha * 4.0 / n * (products.T @ products)
    of_batch += (1.0 - alpha) * np.diag(values[first] * values[second])
    scale = values[first] + values[second]
    curved = scale > 1e-12 * scale.max()  # fewer than three points leave directions in which nothing moves
    root = 1.0 / np.sqrt(scale[curved])
    grown = root[:, None] * of_batch[np.ix_(curved, curved)] * root
    return 1.0 / float(np.linalg.eigvalsh(grown)[-1])


def critical(
    inputs: NDArray[np.floating], optimizer: str = "sgd", loss: str = "mse", batch_size: int = 0
) -> Critical | None:
    """The critical rate; None for rmsprop and adam, whose steps scale themselves. `batch_size` 0: all points.

    mse: 2/λmax, with momentum m 2(1 + m)/λmax (Polyak 1964). Binary cross-entropy curves at most a quarter
    of XᵀX/n, so λ ≤ λmax/8 and 16/λmax is guaranteed, with momentum 16(1 - m)/λmax (Ghadimi et al. 2015).
    """
    if optimizer not in ("sgd", "momentum"):
        return None
    heavy, batches = optimizer == "momentum", 0 < batch_size < len(inputs)
    if batches and loss == "mse" and not heavy:
        return Critical(batch_critical_lr(inputs, batch_size), "average")
    plain = critical_lr(hessian_eigenvalues(inputs))
    if loss == "mse":
        limit, kind = (1.0 + MOMENTUM if heavy else 1.0) * plain, "exact"
    else:
        limit, kind = (1.0 - MOMENTUM if heavy else 1.0) * 8.0 * plain, "guaranteed"
    return Critical(limit, "all_points" if batches else cast("Kind", kind))


def suggested_lr(limit: float) -> float | None:
    """0.9 of a critical rate, cut to four digits; None where the knob does not reach so low."""
    knob = KNOBS["lr"]
    low, high = cast("float", knob.low), cast("float", knob.high)
    rate = min(0.9 * limit, high)
    if not rate >= low:
        return None
    digits = 3 - math.floor(math.log10(rate))
    return max(math.floor(rate * 10.0**digits) / 10.0**digits, low)


def mended_lr(experiment: Experiment, lr: float) -> float | None:
    """A rate to try after divergence at `lr`; None where the knob reaches no smaller one.

    0.9 of the critical rate, or half of a rate that is below that already.
    """
    known = summary(experiment) if experiment.is_linear else None
    if known is not None and known.critical_lr is not None:
        if known.suggested_lr is None:
            return None
        if known.suggested_lr < lr:
            return known.suggested_lr
    half = float(f"{lr / 2:.3g}")
    return half if half >= cast("float", KNOBS["lr"].low) else None


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
