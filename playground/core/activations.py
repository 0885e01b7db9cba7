"""The activation functions of hidden layers, by Keras' name.

Adding one: its entry here, its entry in `assets/stage/network/activations.js` for the browser's forward pass,
and its label in the catalogues (knobs: activation.choices). Tests compare it with its definition in
`tests/unit/network_training.py` and `tests/js/support/network.js`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["ACTIVATIONS", "LINEAR"]

LINEAR = "linear"

# Keras' name and TensorFlow's function.
ACTIVATIONS: Mapping[str, str] = MappingProxyType(
    {
        "relu": "tf.nn.relu",
        "tanh": "tf.tanh",
        "sigmoid": "tf.sigmoid",
        LINEAR: "tf.identity",
        "gelu": "tf.nn.gelu",
        "softplus": "tf.nn.softplus",
        "elu": "tf.nn.elu",
    }
)
