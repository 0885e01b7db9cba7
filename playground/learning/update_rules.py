"""How a gradient becomes a step: the four optimisers as pure functions, with the defaults of Keras.

Each rule takes the weights, its slots (running sums of the weights' shape, zero at the start), the
gradient and the step size of this update, and returns the new weights and slots.

    θ  weights    g  gradient    η  learning rate    t = 1, 2, … number of the update

Source: Keras 3.15, `keras.optimizers.SGD`, `RMSprop`, `Adam`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.learning.runtime import tf

__all__ = ["UPDATE_RULES", "UpdateRule", "step_sizes"]

MOMENTUM = 0.9
RHO = 0.9
BETA_1, BETA_2 = 0.9, 0.999
EPSILON = 1e-7

Slots = tuple[Any, ...]
Rule = Callable[[Any, Slots, Any, Any], tuple[Any, Slots]]


def sgd(weights: Any, slots: Slots, gradient: Any, step_size: Any) -> tuple[Any, Slots]:
    """θ ← θ − η·g."""
    return weights - step_size * gradient, slots


def momentum(weights: Any, slots: Slots, gradient: Any, step_size: Any) -> tuple[Any, Slots]:
    """m ← 0.9·m − η·g;  θ ← θ + m."""
    velocity = MOMENTUM * slots[0] - step_size * gradient
    return weights + velocity, (velocity,)


def rmsprop(weights: Any, slots: Slots, gradient: Any, step_size: Any) -> tuple[Any, Slots]:
    """v ← 0.9·v + 0.1·g²;  θ ← θ − η·g / √(v + 10⁻⁷)."""
    mean_square = RHO * slots[0] + (1 - RHO) * tf.square(gradient)
    return weights - step_size * gradient / tf.sqrt(mean_square + EPSILON), (mean_square,)


def adam(weights: Any, slots: Slots, gradient: Any, step_size: Any) -> tuple[Any, Slots]:
    """m ← m + 0.1·(g − m);  v ← v + 0.001·(g² − v);  θ ← θ − η_t·m / (√v + 10⁻⁷).

    η_t = η·√(1 − 0.999^t) / (1 − 0.9^t) is the step size, from `step_sizes`.
    """
    mean = slots[0] + (1 - BETA_1) * (gradient - slots[0])
    mean_square = slots[1] + (1 - BETA_2) * (tf.square(gradient) - slots[1])
    return weights - step_size * mean / (tf.sqrt(mean_square) + EPSILON), (mean, mean_square)


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """A rule, and the names of its slots in the order a checkpoint holds them."""

    update: Rule
    slots: tuple[str, ...] = ()


UPDATE_RULES: dict[str, UpdateRule] = {
    "sgd": UpdateRule(sgd),
    "momentum": UpdateRule(momentum, ("velocity",)),
    "rmsprop": UpdateRule(rmsprop, ("mean_square",)),
    "adam": UpdateRule(adam, ("mean", "mean_square")),
}


def step_sizes(optimizer: str, learning_rates: NDArray[np.float32], start: int) -> NDArray[np.float32]:
    """The step size of the updates start, start+1, …: the learning rate, for adam with its correction."""
    if optimizer != "adam":
        return learning_rates
    stop = start + len(learning_rates)
    blocks = range(start // _BLOCK, -(-stop // _BLOCK))
    corrections = np.concatenate([_adam_corrections(block) for block in blocks] or [learning_rates])
    first = start % _BLOCK
    sizes: NDArray[np.float32] = learning_rates * corrections[first : first + len(learning_rates)]
    return sizes


_BLOCK = 4096


@lru_cache(maxsize=64)
def _adam_corrections(block: int) -> NDArray[np.float32]:
    """√(1 − 0.999^t) / (1 − 0.9^t) for the updates of one block.

    Whole blocks, because a vectorised power may round its last numbers differently from the others, and
    an update must have the same bits in whatever request it is computed.
    """
    update = np.arange(block * _BLOCK + 1, (block + 1) * _BLOCK + 1, dtype=np.float64)
    corrections: NDArray[np.float64] = np.sqrt(1 - BETA_2**update) / (1 - BETA_1**update)
    return corrections.astype(np.float32)
