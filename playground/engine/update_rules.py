"""How a gradient becomes a step: the optimisers as pure functions, with the settings of Keras.

Each rule takes the weights, its slots (running sums of the weights' shape), the
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
from playground.core.knobs import KNOBS
from playground.core.optimizers import OPTIMIZERS
from playground.engine.runtime import tf

__all__ = ["UPDATE_RULES", "UpdateRule", "default_settings", "settings_of", "start_slots", "step_sizes"]

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


def nesterov(
    weights: Any, slots: Slots, gradient: Any, step_size: Any, settings: Sequence[Any]
) -> tuple[Any, Slots]:
    """m ← μ·m − η·g;  θ ← θ + μ·m − η·g, settings (μ,)."""
    (kept,) = settings
    velocity = kept * slots[0] - step_size * gradient
    return weights + (kept * velocity - step_size * gradient), (velocity,)


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


def adagrad(
    weights: Any, slots: Slots, gradient: Any, step_size: Any, settings: Sequence[Any]
) -> tuple[Any, Slots]:
    """s ← s + g²;  θ ← θ − η·g / √(s + ε), settings (ε,)."""
    (epsilon,) = settings
    accumulator = slots[0] + tf.square(gradient)
    return weights - step_size * gradient / tf.sqrt(accumulator + epsilon), (accumulator,)


@dataclass(frozen=True, slots=True)
class UpdateRule:
    """A rule, and what it takes: the numbers that its settings give, in the order of the record's settings.

    `correction` gives the factors on the learning rate in a block of updates, by the same settings.
    """

    update: Rule
    numbers: Callable[..., tuple[float, ...]]
    correction: Callable[..., NDArray[np.float32]] | None = None


def settings_of(experiment: Experiment) -> NDArray[np.float32]:
    """The numbers that the experiment's optimiser takes, those of `default_settings` for the defaults."""
    return np.array(UPDATE_RULES[experiment.optimizer].numbers(*_values(experiment)), np.float32)


def default_settings(optimizer: str) -> tuple[float, ...]:
    """The same numbers for the defaults, which the linear classifier has."""
    return UPDATE_RULES[optimizer].numbers(*(KNOBS[name].default for name in OPTIMIZERS[optimizer].knobs))


def start_slots(optimizer: str) -> NDArray[np.float32]:
    """The value of each slot before the first update, (slots,)."""
    return np.array([slot.start for slot in OPTIMIZERS[optimizer].slots], np.float32)


def step_sizes(
    experiment: Experiment, learning_rates: NDArray[np.float32], start: int
) -> NDArray[np.float32]:
    """The step size of the updates start, start+1, …: the learning rate, for adam with its correction."""
    correction = UPDATE_RULES[experiment.optimizer].correction
    if correction is None:
        return learning_rates
    stop = start + len(learning_rates)
    blocks = range(start // _BLOCK, -(-stop // _BLOCK))
    values = _values(experiment)
    corrections = np.concatenate([correction(block, *values) for block in blocks] or [learning_rates])
    first = start % _BLOCK
    sizes: NDArray[np.float32] = learning_rates * corrections[first : first + len(learning_rates)]
    return sizes


def _values(experiment: Experiment) -> tuple[float, ...]:
    return tuple(getattr(experiment, name) for name in OPTIMIZERS[experiment.optimizer].knobs)


_BLOCK = 4096


@lru_cache(maxsize=64)
def _adam_corrections(block: int, beta_1: float, beta_2: float, epsilon: float) -> NDArray[np.float32]:
    """√(1 − β₂^t) / (1 − β₁^t) for the updates of one block.

    Whole blocks, because a vectorised power may round its last numbers differently from the others, and
    an update must have the same bits in whatever request it is computed.
    """
    del epsilon
    update = np.arange(block * _BLOCK + 1, (block + 1) * _BLOCK + 1, dtype=np.float64)
    corrections: NDArray[np.float64] = np.sqrt(1 - beta_2**update) / (1 - beta_1**update)
    return corrections.astype(np.float32)


# The names are those of `playground.core.optimizers`.
UPDATE_RULES: dict[str, UpdateRule] = {
    "sgd": UpdateRule(sgd, lambda: ()),
    "momentum": UpdateRule(momentum, lambda momentum: (momentum,)),
    "nesterov": UpdateRule(nesterov, lambda momentum: (momentum,)),
    "rmsprop": UpdateRule(rmsprop, lambda rho, epsilon: (rho, 1 - rho, epsilon)),
    "adam": UpdateRule(
        adam, lambda beta_1, beta_2, epsilon: (1 - beta_1, 1 - beta_2, epsilon), _adam_corrections
    ),
    "adagrad": UpdateRule(adagrad, lambda epsilon: (epsilon,)),
}
