"""The losses for two classes once more, in NumPy float64, as the oracle of everything that trains."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# Of targets and outputs: the loss of each sample, and its slope by the output.
NUMPY_LOSSES: dict[str, Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]] = {
    "mse": lambda t, z: ((t - z) ** 2, 2 * (z - t)),
    "bce": lambda t, z: (np.logaddexp(0, z) - t * z, 1 / (1 + np.exp(-z)) - t),
    "huber": lambda t, z: (
        np.where(np.abs(z - t) <= 1, (z - t) ** 2 / 2, np.abs(z - t) - 0.5),
        np.sign(z - t) * np.minimum(np.abs(z - t), 1),
    ),
    "hinge": lambda t, z: (
        np.maximum(0, 1 - np.where(t == 1, z, -z)),
        np.where(t == 1, -1.0 * (z <= 1), 1.0 * (z >= -1)),
    ),
}
