"""How a gradient becomes a step: the four optimisers as pure functions, with the settings of Keras.

Each rule takes the weights, its slots (running sums of the weights' shape, zero at the start), the
gradient, the step size of this update and the optimiser's settings, and returns the new weights and slots.
Settings are plain numbers (the linear classifier's are the defaults) or tensors (a network's).

    θ  weights    g  gradient    η  learning rate    t = 1, 2, … number of the update

Source: Keras 3.15, `keras.optimizers.SGD`, `RMSprop`, `Adam`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.engine.runtime import tf

__all__ = ["UPDATE_RULES", "UpdateRule", "settings_of", "step_sizes"]

MOMENTUM = 0.9
RHO = 0.9
BETA_1, BETA_2 = 0.9, 0.999
EPSILON = 1e-7

Slots = tuple[Any, ...]
Rule = Callable[[Any, Slots, Any, Any, Sequence[Any]], tuple[Any, Slots]]


def sgd(
    weights: Any, slots: Slots, gradient: Any, step_size: Any, settings: Sequence[Any]
) -> tuple[Any, Slots]:
    """θ ← θ − η·g."""
    del settings
    return weights - step_size * gradient, slots


def momentum(
    weights: Any, slots: Slots, gradient: Any, step_size: Any, settings: Sequence[Any]
) -> tuple[Any, Slots]:
    """m ← μ·m − η·g;  θ ← θ + m, settings (μ,)."""
    (kept,) = settings
    velocity = kept * slots[0] - step_size * gradient
    return weights + velocity, (velocity,)


def rmsprop(
    weights: Any, slots: Slots, gradient: Any, step_size: Any, settings: Sequence[Any]
) -> tuple[Any, Slots]:
    """v ← ρ·v + (1 − ρ)·g²;  θ ← θ − η·g / √(v + ε), settings (ρ, 1 − ρ, ε)."""
    kept, new, epsilon = settings
    mean_square = kept * slots[0] + new * tf.square(gradient)
    return weights - step_size * gradient / tf.sqrt(mean_square + epsilon), (mean_square,)


def adam(
    weights: Any, slots: Slots, gradient: Any, step_size: Any, settings: Sequence[Any]
) -> tuple[Any, Slots]:
    """m ← m + (1 − β₁)·(g − m);  v ← v + (1 − β₂)·(g² − v);  θ ← θ − η_t·m / (√v + ε).

    Settings (1 − β₁, 1 − β₂, ε); η_t = η·√(1 − β₂^t) / (1 − β₁^t) is the step size, from `step_sizes`.
    """
    new, new_square, epsilon = settings
    mean = slots[0] + new * (gradient - slots[0])
    mean_square = slots[1] + new_square * (tf.square(gradient) - slots[1])
    return weights - step_size * mean / (tf.sqrt(mean_square) + epsilon), (mean, mean_square)


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """A rule, the names of its slots in the order a checkpoint holds them, and its default settings."""

    update: Rule
    slots: tuple[str, ...] = ()
    defaults: tuple[float, ...] = ()


UPDATE_RULES: dict[str, UpdateRule] = {
    "sgd": UpdateRule(sgd),
    "momentum": UpdateRule(momentum, ("velocity",), (MOMENTUM,)),
    "rmsprop": UpdateRule(rmsprop, ("mean_square",), (RHO, 1 - RHO, EPSILON)),
    "adam": UpdateRule(adam, ("mean", "mean_square"), (1 - BETA_1, 1 - BETA_2, EPSILON)),
}


def settings_of(experiment: Experiment) -> NDArray[np.float32]:
    """The settings that the experiment's optimiser takes, those of `UpdateRule.defaults` for the defaults."""
    e = experiment
    settings = {
        "sgd": (),
        "momentum": (e.momentum,),
        "rmsprop": (e.rho, 1 - e.rho, e.epsilon),
        "adam": (1 - e.beta1, 1 - e.beta2, e.epsilon),
    }
    return np.array(settings[e.optimizer], np.float32)


def step_sizes(
    optimizer: str,
    learning_rates: NDArray[np.float32],
    start: int,
    beta_1: float = BETA_1,
    beta_2: float = BETA_2,
) -> NDArray[np.float32]:
    """The step size of the updates start, start+1, …: the learning rate, for adam with its correction."""
    if optimizer != "adam":
        return learning_rates
    stop = start + len(learning_rates)
    blocks = range(start // _BLOCK, -(-stop // _BLOCK))
    corrections = np.concatenate(
        [_adam_corrections(block, beta_1, beta_2) for block in blocks] or [learning_rates]
    )
    first = start % _BLOCK
    sizes: NDArray[np.float32] = learning_rates * corrections[first : first + len(learning_rates)]
    return sizes


_BLOCK = 4096


@lru_cache(maxsize=64)
def _adam_corrections(block: int, beta_1: float, beta_2: float) -> NDArray[np.float32]:
    """√(1 − β₂^t) / (1 − β₁^t) for the updates of one block.

    Whole blocks, because a vectorised power may round its last numbers differently from the others, and
    an update must have the same bits in whatever request it is computed.
    """
    update = np.arange(block * _BLOCK + 1, (block + 1) * _BLOCK + 1, dtype=np.float64)
    corrections: NDArray[np.float64] = np.sqrt(1 - beta_2**update) / (1 - beta_1**update)
    return corrections.astype(np.float32)
