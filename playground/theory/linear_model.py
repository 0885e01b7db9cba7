"""The linear model of an experiment: its points, and the constant Hessian of the mean squared error.

With X = [x1, x2, 1] and outputs Xw the mean squared error is a parabola in w = (w1, w2, b) with the constant
Hessian H = 2/n·XᵀX. The same holds for every network without a hidden layer: with other features X has other
columns, with points held out fewer rows, and the penalty l2·Σw² on the weights (not the bias) adds 2·l2 to
their places on H's diagonal. Nothing is known here of hidden layers, l1 and more than two classes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.core.data import Sample, Split, draw, split
from playground.core.experiment import Experiment
from playground.core.features import feature_values

__all__ = [
    "Array",
    "LinearModel",
    "eigenvalues_of",
    "floats",
    "hessian",
    "hessian_eigenvalues",
    "linear_model",
]

CACHED = 64
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
        return eigenvalues(self.x, self.ridge)


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
    return eigenvalues(x, np.zeros(x.shape[1]))


def eigenvalues(x: Array, ridge: Array) -> tuple[float, ...]:
    """The squared singular values of √(2/n)·X over √ridge: small ones have more digits than those of H."""
    rows = math.sqrt(2.0 / len(x)) * x
    if ridge.any():
        rows = np.concatenate([rows, np.diag(np.sqrt(ridge))])
    values = np.zeros(x.shape[1])  # fewer points than weights leave modes without curvature
    found = np.linalg.svd(rows, compute_uv=False)
    values[: len(found)] = found**2
    return floats(np.sort(values))


@lru_cache(maxsize=CACHED)
def eigenvalues_of(model: LinearModel) -> tuple[float, ...]:
    """`LinearModel.eigenvalues`, computed once."""
    return model.eigenvalues


def _with_ones(inputs: NDArray[np.floating]) -> Array:
    points = np.asarray(inputs, dtype=np.float64)
    return np.column_stack([points, np.ones(len(points))])


def floats(values: NDArray[np.floating]) -> tuple[float, ...]:
    """An array's numbers as Python's own."""
    return tuple(map(float, values))
