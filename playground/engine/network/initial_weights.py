"""The weights of a network before update 0, as Keras' own initialisers draw them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.initializers import INITIALIZERS, ZEROS
from playground.core.network import Network, network_of
from playground.engine.runtime import tf

__all__ = ["start_vector"]


def start_vector(experiment: Experiment) -> NDArray[np.float32]:
    """The flat vector (P,): kernels from the initialiser, each with a seed of its own, and biases 0."""
    return _start_vector(network_of(experiment), experiment.initializer, experiment.init_seed)


@lru_cache(maxsize=256)
def _start_vector(network: Network, initializer: str, init_seed: int) -> NDArray[np.float32]:
    vector = np.zeros(network.size, np.float32)
    for node in network.dense:
        if initializer == ZEROS or node.kernel is None:
            continue
        kind: Any = getattr(tf.keras.initializers, INITIALIZERS[initializer])
        drawn = kind(seed=network.start_seed(init_seed, node))((network.fan_in(node), node.units))
        vector[node.kernel : node.bias] = np.asarray(drawn).reshape(-1)
    vector.setflags(write=False)
    return vector
