"""Why a value or a gradient is ∞, −∞ or nan: found in the formula, in float32 as TensorFlow calculates."""

from __future__ import annotations

import numpy as np

from playground.expression import NUMPY, Binary, Call, Expression, children, evaluate

__all__ = ["ODDITIES", "oddity"]

# Catalogue: tape.odd.<key>.
ODDITIES = ("undefined", "pole", "overflow", "vertical", "lost")
_FLOAT32 = {**NUMPY, "number": np.float32}
_LARGEST = float(np.finfo(np.float32).max)


def oddity(
    tree: Expression, x: float, value: float | None, gradient: float | None, slope: float | None = None
) -> str | None:
    """The reason of a value or gradient that is no finite number; None where both are finite or missing.

    undefined: the formula has no value at x. pole: it divides by 0, or takes the logarithm of 0. overflow:
    a number on the way is larger than float32 holds. vertical: the curve stands upright at x. lost: the chain
    rule multiplies 0 by ∞. `slope` is the derivative in float64, if it is known.
    """
    value_is_odd, gradient_is_odd = (
        number is not None and not np.isfinite(number) for number in (value, gradient)
    )
    if not value_is_odd and not gradient_is_odd:
        return None
    with np.errstate(all="ignore"):
        found = _first(tree, x)
    if found is not None:
        return found
    if slope is not None and abs(slope) > _LARGEST:
        return "overflow"
    return "vertical" if gradient is not None and np.isinf(gradient) else "lost"


def _first(tree: Expression, x: float) -> str | None:
    """The reason at the first operation whose result is no finite number."""
    for child in children(tree):
        found = _first(child, x)
        if found is not None:
            return found
    value = float(evaluate(tree, np.float32(x), _FLOAT32))
    if np.isfinite(value):
        return None
    if np.isnan(value):
        return "undefined"
    match tree:
        case Call("log", _):
            return "pole"
        case Binary("/", _, right) if float(evaluate(right, np.float32(x), _FLOAT32)) == 0:
            return "pole"
        case Binary("**", left, _) if float(evaluate(left, np.float32(x), _FLOAT32)) == 0:
            return "pole"
        case _:
            return "overflow"
