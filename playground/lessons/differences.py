"""The numeric derivative beside the tape's answer, in float64."""

from __future__ import annotations

import numpy as np

from playground.expression import Expression, evaluate

__all__ = ["STEP", "differences"]

STEP = float(np.finfo(np.float64).eps) ** (1 / 3)  # balances truncation against rounding for the central one


def differences(tree: Expression, x: float) -> tuple[float | None, float | None, float | None]:
    """Central, left and right difference quotient at x with h = STEP·max(1, |x|); None where not finite."""
    step = STEP * max(1.0, abs(x))
    with np.errstate(all="ignore"):
        below, here, above = (float(evaluate(tree, np.float64(place))) for place in (x - step, x, x + step))
        quotients = ((above - below) / (2 * step), (here - below) / step, (above - here) / step)
    central, left, right = (value if np.isfinite(value) else None for value in quotients)
    return central, left, right
