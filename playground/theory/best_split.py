"""The largest share of points that any straight line gets right: a bound for every linear model, exactly."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["best_line_share"]


def best_line_share(inputs: NDArray[np.floating], labels: NDArray[np.integer]) -> float:
    """For points (n, 2) of classes 0 and 1: the most that a line separates rightly, as a share of n.

    A line that touches no point can be moved until it touches one first, and the others stay on their
    sides. So the lines through each point, turned past the others in the order of their angles, are all
    that there is to try; the touched point counts as right. O(n² log n).
    """
    points, positive = np.asarray(inputs, dtype=np.float64), np.asarray(labels) == 1
    return max(_right_through(points, positive, place) for place in range(len(points))) / len(points)


def _right_through(points: NDArray[np.float64], positive: NDArray[np.bool_], place: int) -> int:
    """The most points that a line through one of them gets right; equal points stay together."""
    offsets = points - points[place]
    is_same = ~offsets.any(axis=1)
    touched = int(positive[is_same].sum())
    own = max(touched, int(is_same.sum()) - touched)
    if is_same.all():
        return own
    away, side = offsets[~is_same], positive[~is_same]
    angles = np.mod(np.arctan2(away[:, 1], away[:, 0]), 2 * np.pi)
    order = np.argsort(angles)
    angles = angles[order]
    score = np.where(side[order], 1, -1)
    # To the left of a direction lies the half turn after it: a window of the circle, unrolled twice.
    unrolled = np.concatenate([angles, angles + 2 * np.pi])
    sums = np.concatenate([[0], np.cumsum(np.concatenate([score, score]))])
    start = np.searchsorted(unrolled, angles, side="right")
    end = np.searchsorted(unrolled, angles + np.pi, side="right")
    right = sums[end] - sums[start] + int((~side).sum())
    return own + int(max(right.max(), len(side) - right.min()))
