"""A logarithmic axis whose every label is a whole number in itself.

Plotly's own labels between powers of ten are single digits, "2 5 0.1 2 5", which read as values.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

__all__ = ["log_axis"]

_WIDE: Final = 2.0  # powers of ten that an axis covers, from which on only these are named
_ROOM: Final = 0.05  # of the range, free at either end
_RAISED: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_STEPS: Final = ((1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 8), tuple(round(1 + 0.1 * step, 1) for step in range(90)))


def log_axis(values: Iterable[float]) -> dict[str, Any]:
    """Type, range and labels of an axis for what is above zero among `values`."""
    positive = [value for value in values if math.isfinite(value) and value > 0] or [1.0]
    low, high = math.log10(min(positive)), math.log10(max(positive))
    room = max(_ROOM * (high - low), 0.02)
    low, high = low - room, high + room
    places = _places(low, high)
    return {
        "type": "log",
        "range": [low, high],
        "tickmode": "array",
        "tickvals": places,
        "ticktext": [_named(place) for place in places],
    }


def _places(low: float, high: float) -> list[float]:
    powers = range(math.floor(low), math.ceil(high) + 1)
    if high - low >= _WIDE:
        every = max(1, math.ceil((high - low) / 8))
        return [10.0**power for power in powers if low <= power <= high and power % every == 0]
    within: list[float] = []
    for factors in _STEPS:
        places = (float(f"{factor}e{power}") for power in powers for factor in factors)
        within = [place for place in places if low <= math.log10(place) <= high]
        if len(within) >= 3:
            break
    return within


def _named(place: float) -> str:
    """0.001 to 1000 as they are written, what is beyond as a power of ten."""
    if 1e-3 <= place < 1e4:
        return f"{place:g}"
    mantissa, _, power = f"{place:.1e}".partition("e")
    factor = "" if float(mantissa) == 1 else f"{float(mantissa):g}·"
    return f"{factor}10{str(int(power)).translate(_RAISED)}"
