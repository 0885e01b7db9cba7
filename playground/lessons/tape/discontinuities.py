"""Where a sampled function jumps: no line may be drawn there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from playground.expression import Expression, evaluate

__all__ = ["jumps", "slope_jumps"]

_HALVINGS = 20
_STAYS = 0.4  # of a change between two samples, what must be left after the halvings to call it a jump
_STEP = 1e-6


def jumps(tree: Expression, x: NDArray[np.floating]) -> NDArray[np.bool_]:
    """Of each x whether the function jumps, or has a pole, on the way to it from the one before."""
    return _jumps(lambda at: np.broadcast_to(evaluate(tree, at), at.shape), x, _HALVINGS)


def slope_jumps(tree: Expression, x: NDArray[np.floating]) -> NDArray[np.bool_]:
    """The same of the derivative: where it jumps the function has a kink."""

    def slope(at: NDArray[np.float64]) -> NDArray[np.float64]:
        rise = evaluate(tree, at + _STEP) - evaluate(tree, at - _STEP)
        return np.broadcast_to(rise / (2 * _STEP), at.shape)

    # Within the step of the difference quotient a jump is a slope again: fewer halvings end well outside it.
    return _jumps(slope, x, 9)


def _jumps(
    function: Callable[[NDArray[np.float64]], NDArray[np.float64]], x: NDArray[np.floating], halvings: int
) -> NDArray[np.bool_]:
    """Halve each interval again and again, into the half that changes more: only a jump keeps its size."""
    with np.errstate(all="ignore"):
        low, high = x[:-1].astype(np.float64), x[1:].astype(np.float64)
        below, above = function(low), function(high)
        change = np.abs(above - below)
        scale = np.nanmax(np.abs(np.where(np.isfinite(below), below, 0.0)), initial=1.0)
        for _ in range(halvings):
            middle = (low + high) / 2
            value = function(middle)
            left = np.abs(value - below) >= np.abs(above - value)
            low, below = np.where(left, low, middle), np.where(left, below, value)
            high, above = np.where(left, middle, high), np.where(left, value, above)
        rest = np.abs(above - below)
        found = ~(rest <= _STAYS * change) & (rest > 1e-6 * scale)
    return np.concatenate([[False], found | ~np.isfinite(rest)])
