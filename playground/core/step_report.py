"""The record of one update in slow motion: every number of the step, as plain data."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.core.wire_format import End

__all__ = ["SampleReport", "SlotReport", "StepReport", "StepTooFar", "Weights"]

Weights = tuple[float, float, float]  # for w1, w2, b


class StepTooFar(Exception):  # noqa: N818, it is no fault of the program
    """The step was not reached from the checkpoint in the time given; `reached` is how far it came."""

    def __init__(self, step: int, reached: int) -> None:
        super().__init__(step, reached)
        self.step = step
        self.reached = reached

    def __str__(self) -> str:
        return f"step {self.step} was not reached, only {self.reached}; give a checkpoint nearer to it"


@dataclass(frozen=True, slots=True)
class SampleReport:
    """One point of the batch: the prediction is w1·x1 + w2·x2 + b (a logit for bce)."""

    index: int
    x1: float
    x2: float
    target: float
    prediction: float
    loss: float
    slope: float  # ∂ loss / ∂ prediction: mse 2(p − t), bce σ(p) − t, flat targets 2(p − mean of t)


@dataclass(frozen=True, slots=True)
class SlotReport:
    """A running sum of the optimiser before and after the update."""

    name: str
    before: Weights
    after: Weights


@dataclass(frozen=True, eq=False)
class StepReport:
    """Update `step`: forward, loss, gradient, update. Numbers are TensorFlow's, those of the stage.

    `gradient` comes from the tape; `formula_gradient` is the mean of slope·(x1, x2, 1) over the batch.
    The update adds `increment` to the weights; `loss_after` is the loss of the same batch with the new
    ones. `end` tells that the run ends here: then the stage does not make this update.
    """

    step: int
    epoch: int
    optimizer: str
    loss_name: str  # mse, bce or flat
    batch: NDArray[np.int32]  # indices of all its points
    samples: tuple[SampleReport, ...]  # the first few of them
    loss: float
    gradient: Weights
    formula_gradient: Weights
    full_loss: float
    full_gradient: Weights
    learning_rate: float
    step_size: float  # the learning rate, for adam with its bias correction
    slots: tuple[SlotReport, ...]
    weights_before: Weights
    increment: Weights
    weights_after: Weights
    loss_after: float
    end: End | None = None

    @property
    def batch_size(self) -> int:
        return len(self.batch)
