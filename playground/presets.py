"""Prepared networks: a name and an experiment, each for one question. Their words are in `layers_stage`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.experiment import Experiment

__all__ = ["PRESETS"]

# What most of them share: cross-entropy, Adam, batches of 32, a fifth of the points held out.
_COMMON = {"loss": "bce", "optimizer": "adam", "lr": 0.01, "batch": 32, "val": 0.2, "steps": 1000}

PRESETS: Mapping[str, Experiment] = MappingProxyType(
    {
        "circle": Experiment(data="circle", hidden=(4, 2), **_COMMON | {"lr": 0.03}),
        "xor_line": Experiment(data="xor", hidden=(4,), activation="linear", **_COMMON | {"steps": 400}),
        "xor": Experiment(data="xor", hidden=(4,), **_COMMON | {"lr": 0.03}),
        "xor_feature": Experiment(data="xor", features=("x1", "x2", "x1x2"), **_COMMON | {"lr": 0.03}),
        "moons": Experiment(data="moons", hidden=(8, 4), activation="relu", **_COMMON | {"lr": 0.01}),
        "spiral": Experiment(
            data="spiral", hidden=(12, 12, 8), noise=0.05, **_COMMON | {"lr": 0.01, "steps": 3000}
        ),
        "overfit": Experiment(
            data="moons",
            hidden=(12, 12, 12),
            samples=20,
            noise=0.3,
            **_COMMON | {"val": 0.5, "batch": 0, "steps": 2000},
        ),
        "dropout": Experiment(
            data="moons",
            hidden=(12, 12, 12),
            samples=20,
            noise=0.3,
            dropout=0.2,
            l2=0.003,
            **_COMMON | {"val": 0.5, "batch": 0, "steps": 2000},
        ),
        "vanishing": Experiment(
            data="circle",
            hidden=(6, 6, 6, 6, 6, 6),
            activation="sigmoid",
            **_COMMON | {"optimizer": "sgd", "lr": 0.1},
        ),
        "residual": Experiment(
            data="spiral", arch="residual", hidden=(8, 8, 8, 8, 8, 8), noise=0.05, **_COMMON | {"steps": 3000}
        ),
        "branches": Experiment(data="spiral", arch="branches", hidden=(8, 6), **_COMMON | {"steps": 2000}),
        "heads": Experiment(data="circle", arch="heads", hidden=(8, 6), **_COMMON),
        "classes": Experiment(
            data="classes", classes=5, hidden=(8,), **_COMMON | {"loss": "cce", "samples": 200, "lr": 0.03}
        ),
        "zeros": Experiment(data="circle", hidden=(4, 2), initializer="zeros", **_COMMON | {"steps": 300}),
    }
)
