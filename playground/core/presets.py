"""Prepared networks: a name and an experiment, each for one question. Their words are in `layers_stage`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from playground.core.experiment import Experiment

__all__ = ["PRESETS"]

# What most of them share: cross-entropy, Adam, batches of 32, a fifth of the points held out.
_COMMON: Mapping[str, Any] = MappingProxyType(
    {"loss": "bce", "optimizer": "adam", "lr": 0.01, "batch": 32, "val": 0.2, "steps": 1000}
)
# So few points that a large network can learn them by heart.
_FEW: Mapping[str, Any] = MappingProxyType(
    {"samples": 40, "noise": 0.4, "val": 0.5, "batch": 0, "steps": 1000}
)
# What hardly trains without connections around its layers; the two scenes differ in these alone.
_DEEP: Mapping[str, Any] = MappingProxyType({"activation": "sigmoid", "optimizer": "sgd", "lr": 0.2})


def _network(data: str, hidden: tuple[int, ...], **values: Any) -> Experiment:
    return Experiment(**{**_COMMON, "data": data, "hidden": hidden, **values})


PRESETS: Mapping[str, Experiment] = MappingProxyType(
    {
        "circle": _network("circle", (4, 2), lr=0.03),
        "xor_line": _network("xor", (4,), noise=0.05, activation="linear", steps=400),
        # Of many starts one from which four units find the four corners soon, and keep them.
        "xor": _network("xor", (4,), noise=0.05, lr=0.03, init_seed=1),
        "xor_feature": _network("xor", (), noise=0.05, features=("x1", "x2", "x1x2"), lr=0.03),
        "moons": _network("moons", (8, 4), activation="relu"),
        "spiral": _network("spiral", (12, 12, 8), noise=0.05, steps=1500),
        "overfit": _network("moons", (12, 12, 12), **_FEW),
        "dropout": _network("moons", (12, 12, 12), dropout=0.2, l2=0.003, **_FEW),
        "vanishing": _network("circle", (6,) * 6, **_DEEP),
        "residual": _network("circle", (6,) * 6, arch="residual", **_DEEP),
        "branches": _network("spiral", (8, 6), arch="branches", steps=2000),
        "heads": _network("circle", (8, 6), arch="heads"),
        "classes": _network("classes", (8,), classes=5, samples=200, noise=0.25, loss="cce", lr=0.03),
        "zeros": _network("circle", (4, 2), initializer="zeros", steps=300),
    }
)
