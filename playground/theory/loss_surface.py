"""The loss of the linear model as a surface over (w1, w2), at one bias or at the best one of each place.

With v = (w1, w2, b) the squared error is c + g·v + ½·vᵀHv, H = 2/n·XᵀX + ridge, g = -2/n·Xᵀy and c the mean
of y². The best bias at (w1, w2) is where the slope by b is zero, b = -(g₃ + h₃₁·w1 + h₃₂·w2)/h₃₃. Other
losses have no such form: theirs is evaluated on a grid in float64, the best bias of the cross-entropy by
Newton's method.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.theory.linear_model import LinearModel, linear_model

__all__ = ["Box", "Grid", "Parabola", "grid", "has_best_bias", "has_surface", "parabola"]

Array = NDArray[np.float64]
Box = tuple[float, float, float, float]  # w1 from, to; w2 from, to
_MOST_ROUNDS: Final = 80
_EXACT: Final = 1e-10  # slope by the bias that counts as none


@dataclass(frozen=True, slots=True)
class Parabola:
    """The squared error: `constant` + `slope`·v + ½·vᵀ·`curvature`·v for v = (w1, w2, b)."""

    constant: float
    slope: tuple[float, ...]
    curvature: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """Losses at (cells + 1)² places, row by row from the lowest w2; with the bias that each was taken at."""

    losses: tuple[float, ...]
    biases: tuple[float, ...]


def has_surface(experiment: Experiment) -> bool:
    """Whether the loss is a function of two weights and a bias, and not of the broadcasting trap."""
    model = linear_model(experiment)
    return model is not None and model.x.shape[1] == 3 and experiment.targets == "column"


def has_best_bias(experiment: Experiment) -> bool:
    """Whether the best bias of a place can be computed."""
    return LOSSES[experiment.loss].of_one_output.best_line in _BEST_BIAS


def parabola(experiment: Experiment) -> Parabola | None:
    """The closed form; None for a loss that is no parabola."""
    model = linear_model(experiment)
    if model is None or not has_surface(experiment) or not LOSSES[experiment.loss].is_parabola:
        return None
    x, y = model.x, model.y
    h = 2.0 / len(x) * (x.T @ x) + np.diag(model.ridge)
    g = -2.0 / len(x) * (x.T @ y)
    rows = tuple(tuple(map(float, row)) for row in h)
    return Parabola(float(np.mean(y**2)), tuple(map(float, g)), rows)


def grid(experiment: Experiment, box: Box, cells: int, bias: float | None) -> Grid:
    """The loss on a grid over a box, at one bias; None: at the best one of each place."""
    model = linear_model(experiment)
    assert model is not None
    assert has_surface(experiment)
    loss = LOSSES[experiment.loss].of_one_output
    w1, w2 = np.linspace(box[0], box[1], cells + 1), np.linspace(box[2], box[3], cells + 1)
    losses, biases = np.empty((cells + 1, cells + 1)), np.empty((cells + 1, cells + 1))
    start = np.zeros(cells + 1)
    for row, own in enumerate(w2):
        # (places of the row, points): a whole grid at once would take hundreds of megabytes.
        outputs = w1[:, None] * model.x[:, 0] + own * model.x[:, 1]
        best = np.full(cells + 1, 0.0 if bias is None else bias)
        if bias is None:
            best = start = _BEST_BIAS[loss.best_line](outputs, model, start)
        values = loss.values(model.y[None, :], outputs + best[:, None])
        penalty = 0.5 * (model.ridge[0] * w1**2 + model.ridge[1] * own**2)
        losses[row], biases[row] = values.mean(axis=1) + penalty, best
    return Grid(tuple(losses.ravel().tolist()), tuple(biases.ravel().tolist()))


def _mean_residual(outputs: Array, model: LinearModel, start: Array) -> Array:
    """Of the squared error: the bias that makes the mean of output and target agree."""
    return np.asarray(np.mean(model.y - outputs, axis=1))


def _newton(outputs: Array, model: LinearModel, start: Array) -> Array:
    """Of the cross-entropy of logits, from the neighbour's bias: where the mean share is that of class 1.

    At `low` no point's share is above that mean, at `high` none is below it. A step that leaves these bounds,
    as on flat ground far out, is replaced by their middle.
    """
    ones = np.clip(np.mean(model.y), 1e-12, 1.0 - 1e-12)
    middle = np.log(ones / (1.0 - ones))
    low, high = middle - outputs.max(axis=1), middle - outputs.min(axis=1)
    bias = np.clip(start, low, high)
    for _ in range(_MOST_ROUNDS):
        shares = 0.5 * (1.0 + np.tanh(0.5 * (outputs + bias[:, None])))
        slope = np.mean(shares - model.y, axis=1)
        if np.abs(slope).max() < _EXACT:
            break
        bend = np.maximum(np.mean(shares * (1.0 - shares), axis=1), 1e-12)
        low, high = np.where(slope < 0.0, bias, low), np.where(slope > 0.0, bias, high)
        step = bias - slope / bend
        bias = np.where((low < step) & (step < high), step, 0.5 * (low + high))
    return bias


_BEST_BIAS: Final[Mapping[str, Callable[[Array, LinearModel, Array], Array]]] = MappingProxyType(
    {"least_squares": _mean_residual, "newton": _newton}
)
