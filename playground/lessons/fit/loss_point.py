"""The loss of one sample as its score moves: squared error beside cross-entropy, each with its gradient."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.losses import LOSSES as CORE_LOSSES
from playground.lessons.shared.validation import check_real, check_whole

__all__ = ["LARGEST_SCORE", "LOSSES", "POINTS", "LossCurve", "LossPointReport", "LossPointRequest"]

LARGEST_SCORE: Final = 6.0
POINTS: Final = 121
# Of a target and a score z: the chapter's loss, the same behind a sigmoid, and cross-entropy from logits.
LOSSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mse": CORE_LOSSES["mse"].in_linear_program.code("target", "z"),
        "mse_sigmoid": "tf.square(target - tf.sigmoid(z))",
        "bce": CORE_LOSSES["bce"].in_linear_program.code("target", "z"),
    }
)


@dataclass(frozen=True, slots=True)
class LossPointRequest:
    """Target 0 or 1, and the score that the model gives."""

    target: int = 1
    score: float = -2.0

    def __post_init__(self) -> None:
        check_whole("target", self.target, 0, 1)
        score = check_real("score", self.score, -LARGEST_SCORE, LARGEST_SCORE)
        object.__setattr__(self, "score", score)

    def source(self, loss: str, z: str | None = None) -> str:
        """Loss and gradient at the score; or at all of `z`, a source for a tensor."""
        place = repr(self.score) if z is None else z
        return f"""\
z = tf.Variable({place})
with tf.GradientTape() as tape:
    target = tf.fill(z.shape, {float(self.target)!r})
    loss = {LOSSES[loss]}
gradient = tape.gradient(loss, z)"""


@dataclass(frozen=True, eq=False, slots=True)
class LossCurve:
    """One loss: its value and gradient over `scores`, and at the request's score."""

    source: str
    losses: NDArray[np.float32]
    gradients: NDArray[np.float32]
    loss: float
    gradient: float


@dataclass(frozen=True, eq=False, slots=True)
class LossPointReport:
    """All losses by their keys, over the same scores."""

    scores: NDArray[np.float32]
    curves: Mapping[str, LossCurve]
