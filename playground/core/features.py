"""What a network may be given of a point: its coordinates, their squares, product and sines.

Adding a feature: its entry here, its entry in `assets/stage/network/features.js` for the browser, and its
label in the catalogues (knobs: features.choices). A test compares code, values and the browser's values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

__all__ = ["FEATURES", "Feature", "feature_values"]

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature as the exported program writes it, and as a function of coordinates x1 (n,) and x2 (n,)."""

    code: str
    values: Callable[[Array, Array], Array]


FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        "x1": Feature("x1", lambda x1, x2: x1),
        "x2": Feature("x2", lambda x1, x2: x2),
        "x1sq": Feature("x1 * x1", lambda x1, x2: x1 * x1),
        "x2sq": Feature("x2 * x2", lambda x1, x2: x2 * x2),
        "x1x2": Feature("x1 * x2", lambda x1, x2: x1 * x2),
        "sinx1": Feature("np.sin(x1)", lambda x1, x2: np.sin(x1)),
        "sinx2": Feature("np.sin(x2)", lambda x1, x2: np.sin(x2)),
    }
)


def feature_values(inputs: Array, features: tuple[str, ...]) -> Array:
    """What goes into the network: (n, features) float32 from points (n, 2)."""
    columns = [FEATURES[name].values(inputs[:, 0], inputs[:, 1]) for name in features]
    return np.column_stack(columns).astype(np.float32, copy=False)
