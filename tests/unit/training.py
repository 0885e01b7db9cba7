"""Helpers of the training tests: a whole run, and the same training in NumPy with float64 as the oracle."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from playground.core.data import batch_indices, draw
from playground.core.experiment import Experiment
from playground.core.wire_format import LINEAR_COLUMNS, Checkpoint, Chunk, End
from playground.engine.linear.rows import advance
from playground.engine.linear.training import start_weights
from tests.unit.numpy_losses import NUMPY_LOSSES

COLUMN = {name: number for number, name in enumerate(LINEAR_COLUMNS)}
WEIGHTS = slice(COLUMN["w1"], COLUMN["b"] + 1)
GRADIENT = slice(COLUMN["grad_w1"], COLUMN["grad_b"] + 1)
NO_LIMIT = math.inf
Array = np.ndarray
Slots = list[Array]


@dataclass
class Run:
    steps: np.ndarray
    rows: np.ndarray
    end: End | None
    checkpoint: Checkpoint

    def __getitem__(self, name: str) -> np.ndarray:
        return self.rows[:, COLUMN[name]]

    @property
    def weights(self) -> np.ndarray:
        return self.rows[:, WEIGHTS]

    @property
    def gradients(self) -> np.ndarray:
        return self.rows[:, GRADIENT]


def join(chunks: list[Chunk]) -> Run:
    return Run(
        np.concatenate([chunk.steps for chunk in chunks]),
        np.concatenate([chunk.rows for chunk in chunks]),
        chunks[-1].end,
        chunks[-1].checkpoint,
    )


def train(
    experiment: Experiment,
    count: int = 240,
    stride: int = 1,
    checkpoint: Checkpoint | None = None,
    time_budget: float = NO_LIMIT,
    upto: float = math.inf,
) -> Run:
    """The run from the checkpoint to its end (or past step `upto`), in requests of `count` rows."""
    chunks: list[Chunk] = []
    while not chunks or (chunks[-1].end is None and chunks[-1].checkpoint.step <= upto):
        start = checkpoint.step if checkpoint else 0
        chunks.append(advance(experiment, checkpoint, start, stride, count, time_budget))
        assert chunks[-1].end or chunks[-1].checkpoint.step > start, "a request must come forward"
        checkpoint = chunks[-1].checkpoint
    return join(chunks)


# ---- the rules of the optimisers once more: (weights, slots, gradient, rate, t) -> (weights, slots)


def sgd(w: Array, slots: Slots, g: Array, rate: float, t: int) -> tuple[Array, Slots]:
    return w - rate * g, slots


def momentum(w: Array, slots: Slots, g: Array, rate: float, t: int) -> tuple[Array, Slots]:
    v = 0.9 * slots[0] - rate * g
    return w + v, [v]


def nesterov(w: Array, slots: Slots, g: Array, rate: float, t: int) -> tuple[Array, Slots]:
    v = 0.9 * slots[0] - rate * g
    return w + 0.9 * v - rate * g, [v]


def rmsprop(w: Array, slots: Slots, g: Array, rate: float, t: int) -> tuple[Array, Slots]:
    v = 0.9 * slots[0] + 0.1 * g**2
    return w - rate * g / np.sqrt(v + 1e-7), [v]


def adam(w: Array, slots: Slots, g: Array, rate: float, t: int) -> tuple[Array, Slots]:
    m, v = 0.9 * slots[0] + 0.1 * g, 0.999 * slots[1] + 0.001 * g**2
    return w - rate * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-7), [m, v]


def adagrad(w: Array, slots: Slots, g: Array, rate: float, t: int) -> tuple[Array, Slots]:
    s = (slots[0] if t > 1 else np.full(3, 0.1)) + g**2
    return w - rate * g / np.sqrt(s + 1e-7), [s]


ORACLE_RULES = {
    "sgd": sgd,
    "momentum": momentum,
    "nesterov": nesterov,
    "rmsprop": rmsprop,
    "adam": adam,
    "adagrad": adagrad,
}


def numpy_run(experiment: Experiment, steps: int) -> Run:
    """The definition of training, written down once more: NumPy, float64, a plain loop."""
    sample = draw(experiment)
    inputs = np.column_stack([sample.inputs, np.ones(sample.num_samples)]).astype(np.float64)
    targets = sample.targets[:, 0].astype(np.float64)
    flat = experiment.targets == "flat"

    def losses(x: np.ndarray, t: np.ndarray, w: np.ndarray) -> tuple[float, np.ndarray]:
        z = x @ w
        if flat:
            difference = t[None, :] - z[:, None]
            return float(np.mean(difference**2)), -2 * (difference.sum(axis=1) @ x) / difference.size
        values, slopes = NUMPY_LOSSES[experiment.loss](t, z)
        return float(values.mean()), slopes @ x / len(t)

    w = start_weights(experiment).astype(np.float64)
    slots = [np.zeros(3), np.zeros(3)]
    rows = []
    for step in range(steps + 1):
        batch, _ = batch_indices(experiment, step, step + 1)
        loss, gradient = losses(inputs[batch], targets[batch], w)
        full_loss, _ = losses(inputs, targets, w)
        accuracy = np.mean((inputs @ w > experiment.decision_threshold) == (targets == 1))
        rows.append([loss, full_loss, accuracy, *gradient, *w])
        rate, t = experiment.learning_rate_at(step), step + 1
        w, slots = ORACLE_RULES[experiment.optimizer](w, slots, gradient, rate, t)
    return Run(np.arange(steps + 1), np.array(rows), None, Checkpoint(0, np.zeros(3, np.float32)))
