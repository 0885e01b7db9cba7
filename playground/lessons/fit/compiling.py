"""Optimizer, loss and metric as strings and as objects: the same training, written twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.losses import LOSSES as CORE_LOSSES
from playground.core.losses import losses_for
from playground.core.optimizers import OPTIMIZERS
from playground.lessons.shared.validation import check_choice

__all__ = ["LOSSES", "METRICS", "NAMED", "RATES", "CompileReport", "CompileRequest", "CompileSide"]

# The optimisers that a string means, the chapter's first.
NAMED: Final[Mapping[str, str]] = MappingProxyType(
    {
        name: OPTIMIZERS[name].keras_class
        for name in dict.fromkeys(("rmsprop", *OPTIMIZERS))
        if OPTIMIZERS[name].keras_name is not None
    }
)
# String, object, and the activation of the last layer that it wants: its string knows no from_logits.
LOSSES: Final[Mapping[str, tuple[str, str, str]]] = MappingProxyType(
    {
        name: (
            CORE_LOSSES[name].keras_name,
            f"keras.losses.{CORE_LOSSES[name].keras_class}()",
            ', activation="sigmoid"' if CORE_LOSSES[name].reads_logits else "",
        )
        for name in losses_for(many=False)
    }
)
METRICS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "accuracy": ("accuracy", "keras.metrics.BinaryAccuracy()"),
        "mean_absolute_error": ("mean_absolute_error", "keras.metrics.MeanAbsoluteError()"),
    }
)
RATES: Final = ("default", "0.0001", "0.1")  # the second is the chapter's example of an object with a setting

_PROGRAM: Final = """\
inputs = np.random.default_rng(0).normal(size=(64, 2)).astype("float32")
targets = (inputs[:, :1] > inputs[:, 1:]).astype("float32")

start = keras.initializers.GlorotUniform(seed=0)
model = keras.Sequential([keras.layers.Dense(1{activation}, kernel_initializer=start)])
model.compile(
    optimizer={optimizer},
    loss={loss},
    metrics=[{metric}],
)
history = model.fit(inputs, targets, epochs=3, batch_size=16, shuffle=False, verbose=0)"""


@dataclass(frozen=True, slots=True)
class CompileRequest:
    """What to compile with; `rate` is a setting that only the object can take."""

    optimizer: str = "rmsprop"
    loss: str = "mse"
    metric: str = "accuracy"
    rate: str = RATES[0]

    def __post_init__(self) -> None:
        check_choice("optimizer", self.optimizer, NAMED)
        check_choice("loss", self.loss, LOSSES)
        check_choice("metric", self.metric, METRICS)
        check_choice("rate", self.rate, RATES)

    @property
    def strings(self) -> str:
        """The program with strings."""
        loss, _, activation = LOSSES[self.loss]
        return _PROGRAM.format(
            activation=activation,
            optimizer=f'"{self.optimizer}"',
            loss=f'"{loss}"',
            metric=f'"{METRICS[self.metric][0]}"',
        )

    @property
    def objects(self) -> str:
        """The program with objects."""
        _, loss, activation = LOSSES[self.loss]
        rate = "" if self.rate == RATES[0] else f"learning_rate={self.rate}"
        return _PROGRAM.format(
            activation=activation,
            optimizer=f"keras.optimizers.{NAMED[self.optimizer]}({rate})",
            loss=loss,
            metric=METRICS[self.metric][1],
        )


@dataclass(frozen=True, eq=False, slots=True)
class CompileSide:
    """One of the two programs as it ran: what Keras made of it, its History, and w1, w2, b at the end."""

    source: str
    optimizer: str
    learning_rate: float
    metric: str
    history: Mapping[str, tuple[float, ...]]
    weights: NDArray[np.float32]


@dataclass(frozen=True, eq=False, slots=True)
class CompileReport:
    """Both programs, and the largest difference of their weights."""

    strings: CompileSide
    objects: CompileSide
    difference: float
