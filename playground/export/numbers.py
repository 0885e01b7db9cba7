"""Numbers of a program as a person would write them, with the very same value."""

from __future__ import annotations

from math import prod

from playground.core.parsing import number_text

__all__ = ["covariance_text", "product_text"]

_LONGEST = 12  # characters; 0.1 * 1.5 is 0.15000000000000002 in float64


def product_text(*factors: float) -> str:
    """The product as one number, or as its factors where float64 makes a long number of it."""
    text = number_text(prod(factors[1:], start=factors[0]))
    return text if len(text) <= _LONGEST else " * ".join(map(number_text, factors))


def covariance_text(sx: float, sy: float, rho: float) -> str:
    """The rows of `core.data.covariance`, in the same order of multiplication: the same bits."""
    mixed = product_text(rho, sx, sy)
    return f"[{product_text(sx, sx)}, {mixed}], [{mixed}, {product_text(sy, sy)}]"
