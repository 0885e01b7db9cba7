"""The updates of a linear model once more, in NumPy with float64 and for several learning rates at once.

This tells whether a rate keeps a run bounded where no formula does. The numbers on the page come from the
trainer alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.core.data import batch_indices
from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.core.outcome import has_diverged

__all__ = ["MOST_UPDATES", "RULES", "Replayed", "replayed", "stays_bounded"]

MOST_UPDATES = 1000
MOST_POINTS = 200_000  # seen by all updates together
START = 0.5  # stands for weights that are drawn at random
CHECKED_EVERY = 50  # updates
EXPLODED = 1e6  # times the allowed loss: the run will not come back
Array = NDArray[np.float64]
Update = Callable[[Array, Array, int], Array]
Slots = list[Array]
Rule = Callable[[Experiment, Array, Slots, Array, Array, int], Array]


@dataclass(frozen=True, eq=False)
class Replayed:
    """A run in float64, row k before update k: losses of the batch and of all points (m,), weights (m, P)."""

    batch_losses: Array
    losses: Array
    weights: Array
    has_diverged: bool


def replayed(experiment: Experiment, x: Array, y: Array, start: Array) -> Replayed:
    """The run from the weights `start` (P,), with its changes of the rate, as far as MOST_UPDATES updates.

    It ends as the trainer's does: where a loss is not finite, or a million times the first one.
    """
    e, ridge = experiment, np.zeros(x.shape[1])
    updates = min(e.last_step, MOST_UPDATES)
    gradients = _gradients(e, x, y, ridge, updates + 1)
    indices, offsets = batch_indices(e, 0, 0 if e.is_full_batch else updates + 1)
    weights = np.asarray(start, np.float64)[None, :]
    rates = np.empty((1, 1))
    update = _update_rule(e, rates, weights.shape)
    rows, of_all, of_batch = [], [], []
    with np.errstate(all="ignore"):
        for step in range(updates + 1):
            rows.append(weights[0].copy())
            of_all.append(_loss(e, x, y, weights))
            if e.is_full_batch:
                of_batch.append(of_all[-1])
            else:
                batch = indices[offsets[step] : offsets[step + 1]]
                of_batch.append(_loss(e, x[batch], y[batch], weights))
            over = has_diverged(of_batch[-1], of_batch[0])
            if over or step == updates:
                break
            rates[:] = e.learning_rate_at(step)
            weights = update(weights, gradients(step, weights), step + 1)
    return Replayed(np.array(of_batch), np.array(of_all), np.array(rows), over)


def stays_bounded(
    experiment: Experiment, x: Array, y: Array, ridge: Array, learning_rates: Sequence[float]
) -> list[bool]:
    """Whether the run at each constant rate ends with no more loss than it began with, or than 1.

    The loss is that of all points, x (n, P) with a column of ones and y (n,), plus Σ ½·ridge·w², ridge (P,).
    The batches are the run's own. At most MOST_UPDATES updates are made and MOST_POINTS points seen, so of a
    longer run only its beginning is tried.
    """
    e = experiment
    updates = min(e.last_step, MOST_UPDATES, max(MOST_POINTS // e.batch_size, CHECKED_EVERY))
    weights = np.full((len(learning_rates), x.shape[1]), START)
    if e.is_linear:
        weights[:] = [START if e.w1 is None else e.w1, START if e.w2 is None else e.w2, e.b or 0.0]
    drawn_to = _drawn_to(e, y)
    allowed = np.maximum(_losses(e, x, drawn_to, ridge, weights), 1.0)
    update = _update_rule(e, np.asarray(learning_rates, np.float64)[:, None], weights.shape)
    gradients = _gradients(e, x, y, ridge, updates)
    with np.errstate(all="ignore"):
        for step in range(updates):
            weights = update(weights, gradients(step, weights), step + 1)
            if step % CHECKED_EVERY == 0:
                losses = _losses(e, x, drawn_to, ridge, weights)
                if not (losses <= EXPLODED * allowed).any():
                    break
        return [bool(bounded) for bounded in _losses(e, x, drawn_to, ridge, weights) <= allowed]


def _drawn_to(e: Experiment, y: Array) -> Array:
    """The target that the output of each point is drawn to: with flat targets the mean of all."""
    return np.full_like(y, y.mean()) if e.targets == "flat" else y


def _loss(e: Experiment, x: Array, y: Array, weights: Array) -> float:
    """The loss on points as the trainer tells it, for weights (1, P)."""
    spread = y.var() if e.targets == "flat" else 0.0  # what no single output for a point can lower
    return float(_losses(e, x, _drawn_to(e, y), np.zeros(x.shape[1]), weights)[0] + spread)


def _losses(e: Experiment, x: Array, y: Array, ridge: Array, weights: Array) -> Array:
    """The loss on all points of each row of weights (R, P)."""
    outputs = weights @ x.T
    penalty: Array = 0.5 * (ridge * weights**2).sum(axis=1)
    values = LOSSES[e.loss].of_one_output.values(y, outputs)
    return np.asarray(values.mean(axis=1) + penalty)


def _gradients(
    e: Experiment, x: Array, y: Array, ridge: Array, updates: int
) -> Callable[[int, Array], Array]:
    """Gradients of the batch of a step, for weights (R, P)."""
    if e.is_full_batch:
        indices, offsets = np.arange(len(x), dtype=np.int32), np.array([0, len(x)], np.int32)
    else:
        indices, offsets = batch_indices(e, 0, updates)
    starts, sizes = offsets[:-1], np.diff(offsets).astype(np.float64)
    last = len(starts) - 1

    loss = LOSSES[e.loss].of_one_output
    if not loss.is_parabola:

        def of_points(step: int, weights: Array) -> Array:
            k = min(step, last)
            chosen = indices[offsets[k] : offsets[k + 1]]
            points = x[chosen]
            slopes = loss.slopes(y[chosen], weights @ points.T)
            return np.asarray(slopes @ points / sizes[k] + ridge * weights)

        return of_points

    # H_B·w - c_B for all batches at once: the points of a batch are summed only here.
    pairs = (x[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    scale = (2.0 / sizes)[:, None]
    hessians = (scale * np.add.reduceat(pairs[indices], starts)).reshape(-1, x.shape[1], x.shape[1])
    hessians += np.diag(ridge)
    if e.targets == "flat":  # every output of a batch is drawn to the mean target of that batch
        means = np.add.reduceat(y[indices], starts) / sizes
        slopes = scale * np.add.reduceat(x[indices], starts) * means[:, None]
    else:
        slopes = scale * np.add.reduceat(x[indices] * y[indices, None], starts)

    def of_squares(step: int, weights: Array) -> Array:
        k = min(step, last)
        return np.asarray(weights @ hessians[k] - slopes[k])

    return of_squares


def _update_rule(e: Experiment, rates: Array, shape: tuple[int, ...]) -> Update:
    """The rule as `playground.engine.update_rules` has it; t = 1, 2, … is the number of the update."""
    slots = [np.full(shape, slot.start) for slot in OPTIMIZERS[e.optimizer].slots]
    rule = RULES[e.optimizer]
    return lambda weights, gradients, t: rule(e, weights, slots, gradients, rates, t)


def _sgd(e: Experiment, weights: Array, slots: Slots, gradients: Array, rates: Array, t: int) -> Array:
    return weights - rates * gradients


def _momentum(e: Experiment, weights: Array, slots: Slots, gradients: Array, rates: Array, t: int) -> Array:
    slots[0][:] = e.momentum * slots[0] - rates * gradients
    return weights + slots[0]


def _nesterov(e: Experiment, weights: Array, slots: Slots, gradients: Array, rates: Array, t: int) -> Array:
    slots[0][:] = e.momentum * slots[0] - rates * gradients
    return np.asarray(weights + e.momentum * slots[0] - rates * gradients)


def _rmsprop(e: Experiment, weights: Array, slots: Slots, gradients: Array, rates: Array, t: int) -> Array:
    slots[0][:] = e.rho * slots[0] + (1.0 - e.rho) * gradients**2
    return np.asarray(weights - rates * gradients / np.sqrt(slots[0] + e.epsilon))


def _adam(e: Experiment, weights: Array, slots: Slots, gradients: Array, rates: Array, t: int) -> Array:
    first, second = slots
    first[:] += (1.0 - e.beta1) * (gradients - first)
    second[:] += (1.0 - e.beta2) * (gradients**2 - second)
    sizes = rates * np.sqrt(1.0 - e.beta2**t) / (1.0 - e.beta1**t)
    return np.asarray(weights - sizes * first / (np.sqrt(second) + e.epsilon))


def _adagrad(e: Experiment, weights: Array, slots: Slots, gradients: Array, rates: Array, t: int) -> Array:
    slots[0][:] += gradients**2
    return np.asarray(weights - rates * gradients / np.sqrt(slots[0] + e.epsilon))


# The names are those of `playground.core.optimizers`.
RULES: dict[str, Rule] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adam": _adam,
    "adagrad": _adagrad,
}
