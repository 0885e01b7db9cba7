"""The critical learning rate: where gradient descent ceases to converge, by optimizer, loss and batch size.

Gradient descent shrinks the error along each eigenvector of the Hessian by the factor 1 - lr·λ an update, so
it converges exactly when lr < 2/λmax. Small batches have a rate of their own, in `theory.batch_rates`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import numpy as np

from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.theory.batch_rates import batch_critical_lr
from playground.theory.linear_model import LinearModel, eigenvalues, eigenvalues_of, floats

__all__ = [
    "MOMENTUM",
    "UNBOUNDED_LOSS",
    "Critical",
    "Kind",
    "critical",
    "critical_lr",
    "mode_factors",
    "no_rate_reason",
    "suggested_lr",
]

MOMENTUM = cast("float", KNOBS["momentum"].default)
UNBOUNDED_LOSS = "loss"
Kind = Literal["exact", "average", "estimate", "guaranteed", "all_points"]


@dataclass(frozen=True, slots=True)
class Critical:
    """A learning rate and what it says of training.

    exact: it converges below and diverges above. average: the same of the squared error on average over all
    shuffles of the points. estimate: about that, mostly from below.
    guaranteed: stable below, perhaps above, too. all_points: one of these if every update saw all points; of
    smaller batches nothing is known.
    """

    lr: float
    kind: Kind


def critical_lr(eigenvalues: Sequence[float]) -> float:
    """2/λmax: gradient descent on a parabola converges below and diverges above."""
    return 2.0 / max(eigenvalues)


def critical(
    model: LinearModel,
    optimizer: str = "sgd",
    loss: str = "mse",
    batch_size: int = 0,
    momentum: float = MOMENTUM,
) -> Critical | None:
    """The critical rate; None where no formula is known, as for rmsprop, adam and unbounded curvature.

    A parabola (mse): 2/λmax, with momentum m 2(1 + m)/λmax (Polyak 1964), for smaller batches
    `batch_critical_lr`. A convex loss with second derivatives up to c curves at most c·XᵀX/n, so with λ the
    largest eigenvalue of that and of the ridge 2/λ is guaranteed, with momentum 2(1 - m)/λ (Ghadimi et al.
    2015). Binary cross-entropy has c = 1/4: 16/λmax without l2. `batch_size` 0: all points.
    """
    bent = LOSSES[loss].of_one_output
    descent, kept = OPTIMIZERS[optimizer].descent, OPTIMIZERS[optimizer].kept(momentum)
    if descent is None or bent.curvature is None:
        return None
    batches = 0 < batch_size < len(model.x)
    if batches and bent.is_parabola and kept == 0.0:
        found = batch_critical_lr(model.x, batch_size, model.ridge)
        return Critical(found.lr, "average" if found.exact else "estimate")
    if bent.is_parabola:
        limit, kind = descent.limit(kept) * critical_lr(eigenvalues_of(model)), "exact"
    elif descent.guaranteed is None:
        return None
    else:
        curvature = eigenvalues(model.x / math.sqrt(2.0 / bent.curvature), model.ridge)
        limit, kind = descent.guaranteed(kept) * critical_lr(curvature), "guaranteed"
    return Critical(limit, "all_points" if batches else cast("Kind", kind))


def no_rate_reason(experiment: Experiment) -> str:
    """Why no critical rate is known, where none is: `UNBOUNDED_LOSS`, or the optimiser's own reason."""
    if not LOSSES[experiment.loss].is_bounded:
        return UNBOUNDED_LOSS
    return OPTIMIZERS[experiment.optimizer].no_rate


def suggested_lr(limit: float) -> float | None:
    """0.9 of a critical rate, cut to four digits; None where the knob does not reach so low."""
    knob = KNOBS["lr"]
    low, high = cast("float", knob.low), cast("float", knob.high)
    rate = min(0.9 * limit, high)
    if not rate >= low:
        return None
    digits = 3 - math.floor(math.log10(rate))
    return max(math.floor(rate * 10.0**digits) / 10.0**digits, low)


def mode_factors(
    eigenvalues: Sequence[float], lr: float, optimizer: str = "sgd", momentum: float = MOMENTUM
) -> tuple[float, ...] | None:
    """By how much one mse update multiplies the error along each mode; above 1 the mode grows.

    sgd: |1 - lr·λ|. momentum m: the larger |z| of z² - (1 + m - lr·λ)z + m = 0. None for rmsprop and adam.
    """
    descent, kept = OPTIMIZERS[optimizer].descent, OPTIMIZERS[optimizer].kept(momentum)
    if descent is None:
        return None
    (t0, t1), (d0, d1) = descent.trace(kept), descent.product(kept)
    steps = lr * np.asarray(eigenvalues, dtype=np.float64)
    roots = [np.roots([1.0, t1 * step - t0, d0 - d1 * step]) for step in steps]
    return floats(np.array([np.abs(pair).max() for pair in roots]))
