"""Closed forms of the linear classifier: curvature, critical learning rate, best line, loss floor.

With X = [x1, x2, 1] and outputs Xw the mean squared error is a parabola in w = (w1, w2, b) with the constant
Hessian H = 2/n·XᵀX. Gradient descent shrinks the error along each eigenvector of H by the factor
1 - lr·λ an update, so it converges exactly when lr < 2/λmax. Small batches have a rate of their own
(`playground.theory.batch_rates`).

The same holds for every network without a hidden layer: with other features X has other columns, with points
held out fewer rows, and the penalty l2·Σw² on the weights (not the bias) adds 2·l2 to their places on H's
diagonal. Nothing is known here of hidden layers, l1 and more than two classes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, cast

import numpy as np
from numpy.typing import NDArray

from playground.core.data import Sample, Split, covariance, draw, split
from playground.core.experiment import Experiment
from playground.core.features import feature_values
from playground.core.knobs import KNOBS
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.theory.batch_rates import batch_critical_lr, critical_lr_of_moments, sandwich, vector
from playground.theory.bayes import bayes_accuracy, bayes_boundary
from playground.theory.replay import stays_bounded

__all__ = [
    "MOMENTUM",
    "Best",
    "Critical",
    "LinearModel",
    "Population",
    "Theory",
    "UNBOUNDED_LOSS",
    "bayes_accuracy",
    "bayes_boundary",
    "best_line",
    "critical",
    "critical_lr",
    "hessian",
    "hessian_eigenvalues",
    "linear_model",
    "mended_lr",
    "mode_factors",
    "no_rate_reason",
    "population",
    "suggested_lr",
    "summary",
]

MOMENTUM = cast("float", KNOBS["momentum"].default)
CACHED = 64
SUMMARIES = 256  # a class in which everybody has an experiment of their own
UNBOUNDED_LOSS = "loss"
HALVINGS = 8  # of a rate that is looked for after divergence
Kind = Literal["exact", "average", "estimate", "guaranteed", "all_points"]
Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LinearModel:
    """What a linear model is trained on: x (n, P) with a last column of ones, y (n,) in {0, 1}.

    `ridge` (P,) is the curvature that the penalty adds, 2·l2 for weights and 0 for the bias.
    """

    x: Array
    y: Array
    ridge: Array

    @property
    def eigenvalues(self) -> tuple[float, ...]:
        """Of the Hessian 2/n·XᵀX + ridge of the mean squared error, ascending."""
        return _eigenvalues(self.x, self.ridge)


@dataclass(frozen=True, slots=True)
class Best:
    """The weights of least loss, the bias last, and that loss."""

    weights: tuple[float, ...]
    loss: float


@dataclass(frozen=True, slots=True)
class Critical:
    """A learning rate and what it says of training.

    exact: it converges below and diverges above. average: the same of the squared error on average over all
    shuffles of the points. estimate: about that, mostly from below.
    guaranteed: stable below, perhaps above, too. all_points: one of these if every update saw all points; of
    smaller batches nothing is known.
    """

    lr: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Population:
    """The closed forms of the distribution itself, as if there were infinitely many samples (mse).

    `critical_lr` is that of the experiment's optimizer and batch size, None where no formula is known.
    """

    eigenvalues: tuple[float, ...]
    critical_lr: float | None
    best: Best


@dataclass(frozen=True, slots=True)
class Theory:
    """What is known before training; None where no formula is.

    `eigenvalues` are those of the mse Hessian of the points trained on, ascending, whatever the loss is.
    `exact_batch` tells that every update sees all points: else modes describe the average of the updates.
    """

    eigenvalues: tuple[float, ...] | None
    critical_lr: float | None
    critical_kind: Kind | None
    suggested_lr: float | None
    optimum: tuple[float, ...] | None
    loss_floor: float | None
    bayes_boundary: tuple[float, float, float, float, float, float] | None
    bayes_accuracy: float | None
    exact_batch: bool


@lru_cache(maxsize=SUMMARIES)
def summary(experiment: Experiment) -> Theory:
    """Everything known about an experiment before training, computed once."""
    e, model = experiment, linear_model(experiment)
    limit = best = None
    if model is not None:
        limit = _critical(model, e.optimizer, e.loss, e.batch_size, e.momentum)
        best = _best(model, e.loss, e.targets)
    return Theory(
        eigenvalues=None if model is None else _eigenvalues_of(model),
        critical_lr=None if limit is None else limit.lr,
        critical_kind=None if limit is None else limit.kind,
        suggested_lr=None if limit is None else suggested_lr(limit.lr),
        optimum=None if best is None else best.weights,
        loss_floor=None if best is None else best.loss,
        bayes_boundary=bayes_boundary(e),
        bayes_accuracy=bayes_accuracy(e),
        exact_batch=e.is_full_batch,
    )


def linear_model(experiment: Experiment) -> LinearModel | None:
    """The linear model of an experiment; None with hidden layers, l1 or more than two classes."""
    e = experiment
    if e.has_hidden or e.l1 > 0.0 or e.has_many_classes:
        return None
    return _linear_model(draw(e), split(e), e.features, e.l2)


@lru_cache(maxsize=CACHED)
def _linear_model(sample: Sample, parts: Split, features: tuple[str, ...], l2: float) -> LinearModel:
    training = slice(None) if len(parts.held) == 0 else parts.training
    x = _with_ones(feature_values(sample.inputs[training], features))
    ridge = np.full(x.shape[1], 2.0 * l2)
    ridge[-1] = 0.0
    return LinearModel(x, sample.targets[training, 0].astype(np.float64), ridge)


def hessian(inputs: NDArray[np.floating]) -> Array:
    """H = 2/n·XᵀX of the mean squared error, (3, 3), for inputs (n, 2)."""
    x = _with_ones(inputs)
    curvature: Array = 2.0 / len(x) * (x.T @ x)
    return curvature


def hessian_eigenvalues(inputs: NDArray[np.floating]) -> tuple[float, ...]:
    """The eigenvalues of `hessian`, ascending: 2/n times the squared singular values of X."""
    x = _with_ones(inputs)
    return _eigenvalues(x, np.zeros(x.shape[1]))


def _eigenvalues(x: Array, ridge: Array) -> tuple[float, ...]:
    """The squared singular values of √(2/n)·X over √ridge: small ones have more digits than those of H."""
    rows = math.sqrt(2.0 / len(x)) * x
    if ridge.any():
        rows = np.concatenate([rows, np.diag(np.sqrt(ridge))])
    values = np.zeros(x.shape[1])  # fewer points than weights leave modes without curvature
    found = np.linalg.svd(rows, compute_uv=False)
    values[: len(found)] = found**2
    return _floats(np.sort(values))


@lru_cache(maxsize=CACHED)
def _eigenvalues_of(model: LinearModel) -> tuple[float, ...]:
    return model.eigenvalues


def critical_lr(eigenvalues: Sequence[float]) -> float:
    """2/λmax: gradient descent on a parabola converges below and diverges above."""
    return 2.0 / max(eigenvalues)


def no_rate_reason(experiment: Experiment) -> str:
    """Why no critical rate is known, where none is: `UNBOUNDED_LOSS`, or the optimiser's own reason."""
    if not LOSSES[experiment.loss].is_bounded:
        return UNBOUNDED_LOSS
    return OPTIMIZERS[experiment.optimizer].no_rate


def critical(
    model: LinearModel,
    optimizer: str = "sgd",
    loss: str = "mse",
    batch_size: int = 0,
    momentum: float = MOMENTUM,
) -> Critical | None:
    """The critical rate; None where no formula is known, as for rmsprop, adam and unbounded curvature.

    A parabola (mse): 2/λmax, with momentum m 2(1 + m)/λmax (Polyak 1964), for smaller batches
    `batch_critical_lr`. A convex loss with second derivatives up to c curves at most c·XᵀX/n, so with λ the
    largest eigenvalue of that and of the ridge 2/λ is guaranteed, with momentum 2(1 - m)/λ (Ghadimi et al.
    2015). Binary cross-entropy has c = 1/4: 16/λmax without l2. `batch_size` 0: all points.
    """
    bent = LOSSES[loss].of_one_output
    descent, kept = OPTIMIZERS[optimizer].descent, OPTIMIZERS[optimizer].kept(momentum)
    if descent is None or bent.curvature is None:
        return None
    batches = 0 < batch_size < len(model.x)
    if batches and bent.is_parabola and kept == 0.0:
        found = batch_critical_lr(model.x, batch_size, model.ridge)
        return Critical(found.lr, "average" if found.exact else "estimate")
    if bent.is_parabola:
        limit, kind = descent.limit(kept) * critical_lr(_eigenvalues_of(model)), "exact"
    elif descent.guaranteed is None:
        return None
    else:
        curvature = _eigenvalues(model.x / math.sqrt(2.0 / bent.curvature), model.ridge)
        limit, kind = descent.guaranteed(kept) * critical_lr(curvature), "guaranteed"
    return Critical(limit, "all_points" if batches else cast("Kind", kind))


_critical = lru_cache(maxsize=CACHED)(critical)


def suggested_lr(limit: float) -> float | None:
    """0.9 of a critical rate, cut to four digits; None where the knob does not reach so low."""
    knob = KNOBS["lr"]
    low, high = cast("float", knob.low), cast("float", knob.high)
    rate = min(0.9 * limit, high)
    if not rate >= low:
        return None
    digits = 3 - math.floor(math.log10(rate))
    return max(math.floor(rate * 10.0**digits) / 10.0**digits, low)


def mended_lr(experiment: Experiment, lr: float, scrubbing: bool = False) -> float | None:
    """A rate for the run from its start after divergence at `lr`; None where none is found.

    0.9 of the critical rate, or half of a rate that is below that already. A linear model stays bounded at
    it: by the formula where that is exact or a guarantee, else because the beginning of its run was tried in
    float64 (`stays_bounded`), with half of the rate, a quarter, … where it was not. That takes up to 50 ms
    unless the same was tried before; callers that cannot wait say `scrubbing` and get only what a formula
    knows. Of a network nothing is known: its rate is one to try, and may diverge again.
    """
    e, known = experiment, summary(experiment)
    if known.critical_lr is not None and known.suggested_lr is None:
        return None  # even the smallest rate of the knob is too high
    by_theory = known.suggested_lr is not None and known.suggested_lr < lr
    first = cast("float", known.suggested_lr) if by_theory else float(f"{lr / 2:.3g}")
    if first < _lowest_lr():
        return None
    if linear_model(e) is None or (by_theory and known.critical_kind in ("exact", "guaranteed")):
        return first
    return None if scrubbing else _first_bounded(e.replace(lr=first, changes=(), edits=()))


@lru_cache(maxsize=CACHED)
def _first_bounded(experiment: Experiment) -> float | None:
    """The first of the experiment's rate, half of it, … at which its run stays bounded."""
    model = linear_model(experiment)
    assert model is not None
    halves = [experiment.lr, *(float(f"{experiment.lr / 2**k:.3g}") for k in range(1, HALVINGS))]
    rates = [rate for rate in halves if rate >= _lowest_lr()]
    bounded = stays_bounded(experiment, model.x, model.y, model.ridge, rates)
    return next((rate for rate, holds in zip(rates, bounded, strict=True) if holds), None)


def _lowest_lr() -> float:
    return cast("float", KNOBS["lr"].low)


def mode_factors(
    eigenvalues: Sequence[float], lr: float, optimizer: str = "sgd", momentum: float = MOMENTUM
) -> tuple[float, ...] | None:
    """By how much one mse update multiplies the error along each mode; above 1 the mode grows.

    sgd: |1 - lr·λ|. momentum m: the larger |z| of z² - (1 + m - lr·λ)z + m = 0. None for rmsprop and adam.
    """
    descent, kept = OPTIMIZERS[optimizer].descent, OPTIMIZERS[optimizer].kept(momentum)
    if descent is None:
        return None
    (t0, t1), (d0, d1) = descent.trace(kept), descent.product(kept)
    steps = lr * np.asarray(eigenvalues, dtype=np.float64)
    roots = [np.roots([1.0, t1 * step - t0, d0 - d1 * step]) for step in steps]
    return _floats(np.array([np.abs(pair).max() for pair in roots]))


def best_line(model: LinearModel, loss: str = "mse", targets: str = "column") -> Best | None:
    """The weights of least loss, penalty included; None where none is known (as for separable logits).

    With the broadcasting trap (`targets` flat) every output is drawn to the mean target ȳ, and the loss to
    its variance ȳ(1 - ȳ).
    """
    x, y, ridge = model.x, model.y, model.ridge
    if targets == "flat":
        mean = float(y.mean())
        return Best((*[0.0] * (x.shape[1] - 1), mean), mean * (1.0 - mean))
    return _BEST_LINES[LOSSES[loss].of_one_output.best_line](x, y, ridge)


def _least_squares(x: Array, y: Array, ridge: Array) -> Best:
    if ridge.any():  # n·½·ridge·w² are squares of more rows, whose targets are 0
        rows = np.concatenate([x, np.diag(np.sqrt(0.5 * len(x) * ridge))])
        weights = np.linalg.lstsq(rows, np.concatenate([y, np.zeros(len(ridge))]), rcond=None)[0]
    else:
        weights = np.linalg.lstsq(x, y, rcond=None)[0]
    loss_there = float(np.mean((x @ weights - y) ** 2) + 0.5 * ridge @ weights**2)
    return Best(_floats(weights), loss_there)


_best = lru_cache(maxsize=CACHED)(best_line)


def _no_method(x: Array, y: Array, ridge: Array) -> None:
    return None


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
    eigenvalues = _floats(np.linalg.eigvalsh(2.0 * moments))
    floor = max(float(share - weights @ with_target), 0.0)
    limit: float | None = None
    descent, kept = OPTIMIZERS[e.optimizer].descent, OPTIMIZERS[e.optimizer].kept(e.momentum)
    if descent is not None and e.is_full_batch:
        limit = descent.limit(kept) * critical_lr(eigenvalues)
    elif descent is not None and kept == 0.0:
        limit = critical_lr_of_moments(2.0 * moments, 4.0 * fourth, 1.0 / e.batch_size)
    return Population(eigenvalues, limit, Best(_floats(weights), floor))


def _moments(mean_x: float, mean_y: float, spread: Array) -> Array:
    """E[xxᵀ] of one class, x = (x1, x2, 1)."""
    mean = np.array([mean_x, mean_y, 1.0])
    moments = np.outer(mean, mean)
    moments[:2, :2] += spread
    return moments


def _best_logits(x: Array, y: Array, ridge: Array) -> Best | None:
    """Newton's method on the mean cross-entropy of logits (iteratively reweighted least squares)."""
    if y.min() == y.max():
        return None  # one class alone: the bias grows for ever
    centre, scale = x[:, :-1].mean(axis=0), np.maximum(x[:, :-1].std(axis=0), 1e-12)
    signs = 2.0 * y - 1.0
    z = signs[:, None] * np.column_stack([(x[:, :-1] - centre) / scale, x[:, -1]])
    own, weights = ridge / np.append(scale, 1.0) ** 2, np.zeros(x.shape[1])
    margins = z @ weights
    loss, wrong = _cross_entropy(margins)  # and the probability given to the other class
    for _ in range(60):
        gradient = own * weights - wrong @ z / len(z)
        if np.abs(gradient).max() < 1e-12:
            break
        curvature = (z.T * (wrong * (1.0 - wrong))) @ z / len(z) + np.diag(own)
        step, size = np.linalg.lstsq(curvature, gradient, rcond=1e-12)[0], 1.0
        before = loss + 0.5 * own @ weights**2
        while True:  # half of the step until the loss does not rise
            tried = weights - size * step
            margins = z @ tried
            loss, wrong = _cross_entropy(margins)
            if size <= 1e-6 or loss + 0.5 * own @ tried**2 <= before:
                break
            size *= 0.5
        weights = tried
        if not own.any() and (margins.min() > 0.0 or np.abs(weights).max() > 1e6):
            return None  # a line separates the classes: the loss falls for ever
    slopes = weights[:-1] / scale
    loss += float(0.5 * own @ weights**2)
    return Best((*_floats(slopes), float(weights[-1] - slopes @ centre)), loss)


_BEST_LINES: Mapping[str, Callable[[Array, Array, Array], Best | None]] = MappingProxyType(
    {"least_squares": _least_squares, "newton": _best_logits, "unknown": _no_method}
)


def _cross_entropy(margins: Array) -> tuple[float, Array]:
    """The mean of log(1 + e^-m) and 1/(1 + e^m) of margins m, without overflow."""
    small = np.exp(-np.abs(margins))
    loss = float(np.mean(np.maximum(-margins, 0.0) + np.log1p(small)))
    return loss, np.where(margins > 0.0, small, 1.0) / (1.0 + small)


def _with_ones(inputs: NDArray[np.floating]) -> Array:
    points = np.asarray(inputs, dtype=np.float64)
    return np.column_stack([points, np.ones(len(points))])


def _floats(values: NDArray[np.floating]) -> tuple[float, ...]:
    return tuple(map(float, values))
