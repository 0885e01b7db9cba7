"""Two inputs of one tape: the gradient of the linear model's loss for W and b, sample by sample."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.lessons.shared.validation import LessonError, check_real

__all__ = ["MOST_SAMPLES", "SAMPLES", "TwoInputsReport", "TwoInputsRequest"]

MOST_SAMPLES = 16
_LARGEST = 1000.0

# (x1, x2, target): two points near each mean of the chapter's classes.
SAMPLES: tuple[tuple[float, float, float], ...] = (
    (0.0, 3.0, 0.0),
    (-1.0, 2.0, 0.0),
    (3.0, 0.0, 1.0),
    (4.0, 1.0, 1.0),
)


@dataclass(frozen=True, slots=True)
class TwoInputsRequest:
    """Samples (x1, x2, target) and the weights W = (w1, w2) and b of the linear model."""

    samples: tuple[tuple[float, float, float], ...] = SAMPLES
    w1: float = 0.5
    w2: float = 0.5
    b: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= len(self.samples) <= MOST_SAMPLES:
            raise LessonError("lesson.samples", value=str(len(self.samples)), most=str(MOST_SAMPLES))
        if any(len(sample) != 3 for sample in self.samples):
            raise LessonError("lesson.sample")
        names = ("x1", "x2", "target")
        samples = tuple(
            tuple(
                check_real(name, value, -_LARGEST, _LARGEST)
                for name, value in zip(names, sample, strict=True)
            )
            for sample in self.samples
        )
        object.__setattr__(self, "samples", samples)
        for name in ("w1", "w2", "b"):
            object.__setattr__(self, name, check_real(name, getattr(self, name), -_LARGEST, _LARGEST))

    @property
    def source(self) -> str:
        """The chapter's training step as far as the gradient, and the gradient of each sample's loss."""
        inputs = ", ".join(f"[{x1!r}, {x2!r}]" for x1, x2, _ in self.samples)
        targets = ", ".join(f"[{target!r}]" for _, _, target in self.samples)
        lines = (
            f"inputs = tf.constant([{inputs}])",
            f"targets = tf.constant([{targets}])",
            f"W = tf.Variable([[{self.w1!r}], [{self.w2!r}]])",
            f"b = tf.Variable([{self.b!r}])",
            "with tf.GradientTape(persistent=True) as tape:",
            "    predictions = tf.matmul(inputs, W) + b",
            "    per_sample_losses = tf.square(targets - predictions)",
            "    loss = tf.reduce_mean(per_sample_losses)",
            "    losses = tf.unstack(per_sample_losses)",
            "grad_loss_wrt_W, grad_loss_wrt_b = tape.gradient(loss, [W, b])",
            "per_sample_gradients = [tape.gradient(sample_loss, [W, b]) for sample_loss in losses]",
        )
        return "\n".join(lines)


@dataclass(frozen=True, eq=False, slots=True)
class TwoInputsReport:
    """Loss and gradient, and what each of the n samples gives to them; float32.

    `sample_gradients` (n, 3) holds d(loss of the sample)/d(w1, w2, b); `contributions` is the same divided
    by n, so that its sum over the samples is the `gradient` (3,) of the mean loss.
    """

    source: str
    predictions: NDArray[np.float32]
    sample_losses: NDArray[np.float32]
    loss: float
    gradient: NDArray[np.float32]
    sample_gradients: NDArray[np.float32]
    contributions: NDArray[np.float32]
