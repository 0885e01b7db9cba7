"""The weights of least loss of a linear model: by least squares, or by Newton's method for logits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from playground.core.losses import LOSSES
from playground.theory.linear_model import Array, LinearModel, floats

__all__ = ["Best", "best_line"]


@dataclass(frozen=True, slots=True)
class Best:
    """The weights of least loss, the bias last, and that loss."""

    weights: tuple[float, ...]
    loss: float


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
    return Best(floats(weights), loss_there)


def _no_method(x: Array, y: Array, ridge: Array) -> None:
    return None


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
    return Best((*floats(slopes), float(weights[-1] - slopes @ centre)), loss)


def _cross_entropy(margins: Array) -> tuple[float, Array]:
    """The mean of log(1 + e^-m) and 1/(1 + e^m) of margins m, without overflow."""
    small = np.exp(-np.abs(margins))
    loss = float(np.mean(np.maximum(-margins, 0.0) + np.log1p(small)))
    return loss, np.where(margins > 0.0, small, 1.0) / (1.0 + small)


_BEST_LINES: Mapping[str, Callable[[Array, Array, Array], Best | None]] = MappingProxyType(
    {"least_squares": _least_squares, "newton": _best_logits, "unknown": _no_method}
)
