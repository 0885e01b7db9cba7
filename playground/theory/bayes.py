"""The best any classifier can do on two Gaussian classes: the Bayes boundary and its accuracy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.core.data import covariance
from playground.core.experiment import Experiment

__all__ = ["bayes_accuracy", "bayes_boundary"]

Array = NDArray[np.float64]
_Cloud = tuple[float, float, float, float, float, int]  # mean, standard deviations, correlation, count
_NODES, _NODE_WEIGHTS = np.polynomial.legendre.leggauss(128)


@dataclass(frozen=True)
class _Gaussian:
    mean: Array
    covariance: Array
    prior: float


def bayes_boundary(experiment: Experiment) -> tuple[float, float, float, float, float, float] | None:
    """(a11, a12, a22, b1, b2, c) of q = a11·x1² + a12·x1·x2 + a22·x2² + b1·x1 + b2·x2 + c.

    q = log(π₁f₁/π₀f₀), priors πc in proportion to the sample counts: positive where the positive class is
    the better guess, zero on the boundary; None for any other points.
    (Bishop, Pattern Recognition and Machine Learning, 4.2.1.)
    """
    clouds = _clouds(experiment)
    if clouds is None:
        return None
    matrix, slope, constant = _log_ratio(*_gaussians(*clouds), origin=np.zeros(2))
    a11, a12, a22 = float(matrix[0, 0]), float(2.0 * matrix[0, 1]), float(matrix[1, 1])
    return a11, a12, a22, float(slope[0]), float(slope[1]), constant


def bayes_accuracy(experiment: Experiment) -> float | None:
    """∫ max(π₀f₀, π₁f₁) dx, the accuracy of the Bayes classifier; None for any other points.

    With equal covariances q is linear, and the accuracy π₀Φ(d/2 - t) + π₁Φ(d/2 + t), d the Mahalanobis
    distance of the means and t = log(π₁/π₀)/d. Else, around each class mean, in whitened polar coordinates, q
    is quadratic in r, so the integral over r is in closed form and only the angle is integrated by
    quadrature.
    """
    clouds = _clouds(experiment)
    return None if clouds is None else _accuracy(*clouds)


@lru_cache(maxsize=256)
def _accuracy(negative: _Cloud, positive: _Cloud) -> float:
    classes = _gaussians(negative, positive)
    if negative[2:5] == positive[2:5]:
        return _of_equal_covariances(*classes)
    correct = classes[0].prior * (1.0 - _share_above(classes[0], classes))
    correct += classes[1].prior * _share_above(classes[1], classes)
    return min(correct, 1.0)


def _of_equal_covariances(negative: _Gaussian, positive: _Gaussian) -> float:
    between = positive.mean - negative.mean
    distance = math.sqrt(between @ np.linalg.solve(negative.covariance, between))
    if distance == 0.0:
        return max(negative.prior, positive.prior)
    shift = math.log(positive.prior / negative.prior) / distance
    return negative.prior * _phi(0.5 * distance - shift) + positive.prior * _phi(0.5 * distance + shift)


def _phi(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2.0))


def _clouds(experiment: Experiment) -> tuple[_Cloud, _Cloud] | None:
    e = experiment
    if e.points is not None or e.data != "gaussians":
        return None
    negative = (e.neg_x, e.neg_y, e.neg_sx, e.neg_sy, e.neg_rho, e.neg_n)
    return negative, (e.pos_x, e.pos_y, e.pos_sx, e.pos_sy, e.pos_rho, e.pos_n)


def _gaussians(*clouds: _Cloud) -> tuple[_Gaussian, _Gaussian]:
    total = sum(cloud[-1] for cloud in clouds)
    negative, positive = (
        _Gaussian(np.array([x, y]), covariance(sx, sy, rho), count / total)
        for x, y, sx, sy, rho, count in clouds
    )
    return negative, positive


def _log_ratio(negative: _Gaussian, positive: _Gaussian, origin: Array) -> tuple[Array, Array, float]:
    """(A, b, c) with log(π₁f₁/π₀f₀) = dᵀAd + bᵀd + c, where d = x - origin."""
    constant = math.log(positive.prior / negative.prior)
    matrix, slope = np.zeros((2, 2)), np.zeros(2)
    for sign, gaussian in ((-0.5, positive), (0.5, negative)):
        precision = np.linalg.inv(gaussian.covariance)
        mean = gaussian.mean - origin
        matrix += sign * precision
        slope -= 2.0 * sign * precision @ mean
        constant += sign * float(mean @ precision @ mean + np.linalg.slogdet(gaussian.covariance)[1])
    return matrix, slope, constant


def _share_above(gaussian: _Gaussian, classes: tuple[_Gaussian, _Gaussian]) -> float:
    """The probability under one class that q ≥ 0 (all of it, if q is zero everywhere)."""
    matrix, slope, constant = _log_ratio(*classes, origin=gaussian.mean)
    root = np.linalg.cholesky(gaussian.covariance)
    matrix, slope = root.T @ matrix @ root, root.T @ slope
    tangents = np.outer(slope, slope) - 4.0 * constant * matrix
    angles = np.unique(np.concatenate([_directions(m) for m in (tangents, matrix, np.outer(slope, slope))]))
    starts, widths = angles, np.diff(angles, append=angles[0] + 2.0 * math.pi)
    # The substitution s = t³(10 - 15t + 6t²) crowds the nodes at both ends, where a ray touches the boundary
    # (a square root) or runs along it (a narrow step).
    t = 0.5 * (_NODES + 1.0)
    theta = starts[:, None] + widths[:, None] * (t**3 * (10.0 - 15.0 * t + 6.0 * t * t))
    weights = widths[:, None] * (15.0 * (t * (1.0 - t)) ** 2 * _NODE_WEIGHTS)
    rays = np.stack([np.cos(theta), np.sin(theta)])
    a = np.einsum("i...,ij,j...->...", rays, matrix, rays)
    b = np.einsum("i,i...->...", slope, rays)
    return float((weights * _ray_share(a, b, constant)).sum() / (2.0 * math.pi))


def _ray_share(a: Array, b: Array, c: float) -> Array:
    """∫ r·exp(-r²/2) dr over the r > 0 with a·r² + b·r + c ≥ 0, by the roots of the quadratic."""
    with np.errstate(all="ignore"):  # absent roots come out as nan or infinity, and count as infinity
        discriminant = b * b - 4.0 * a * c
        half = -0.5 * (b + np.where(b < 0.0, -1.0, 1.0) * np.sqrt(discriminant))
        roots = np.stack([half / a, c / half])
        roots = np.sort(np.where(roots > 0.0, roots, np.inf), axis=0)
        near, far = np.exp(-0.5 * roots * roots)
    above_first = (c > 0.0) | ((c == 0.0) & ((b > 0.0) | ((b == 0.0) & (a >= 0.0))))
    share: Array = np.where(above_first, 1.0 - near + far, near - far)
    return share


def _directions(matrix: Array) -> Array:
    """Angles in [0, 2π) where uᵀMu is zero or extreme: between them the integrand is smooth."""
    values, vectors = np.linalg.eigh(matrix)
    axis = math.atan2(vectors[1, 0], vectors[0, 0])
    offsets = [0.0, 0.5 * math.pi]
    if values[0] < 0.0 < values[1]:
        zero = math.atan(math.sqrt(-values[0] / values[1]))
        offsets += [zero, -zero]
    turns = np.array([axis + offset + half for offset in offsets for half in (0.0, math.pi)])
    wrapped: Array = np.mod(turns, 2.0 * math.pi)
    return wrapped
