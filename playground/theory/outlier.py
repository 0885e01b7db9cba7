"""A point so far from the others that it makes most of the curvature, and with it the critical rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_OF_THE_CURVATURE", "Outlier", "curvature_shares", "outlier"]

MOST_OF_THE_CURVATURE = 0.5
_TIMES_ITS_PART = 4.0  # of four points in a row one makes half of it, and is no outlier


@dataclass(frozen=True, slots=True)
class Outlier:
    """The place of a point, and its share of the largest eigenvalue of the Hessian."""

    index: int
    share: float


def curvature_shares(x: NDArray[np.floating]) -> NDArray[np.float64]:
    """Each point's share (n,) of the largest eigenvalue of 2/n·XᵀX, for x (n, P) with its column of ones.

    With v the eigenvector, λmax = 2/n·Σ(xᵢ·v)², so the share of point i is (xᵢ·v)²/Σ(xⱼ·v)².
    """
    rows = np.asarray(x, dtype=np.float64)
    _, _, vectors = np.linalg.svd(rows, full_matrices=False)
    along: NDArray[np.float64] = (rows @ vectors[0]) ** 2
    shares: NDArray[np.float64] = along / along.sum()
    return shares


def outlier(x: NDArray[np.floating]) -> Outlier | None:
    """The point that makes more than half of the largest eigenvalue, and more than four times 1/n of it."""
    shares = curvature_shares(x)
    index = int(np.argmax(shares))
    is_far = shares[index] > max(MOST_OF_THE_CURVATURE, _TIMES_ITS_PART / len(x))
    return Outlier(index, float(shares[index])) if is_far else None
