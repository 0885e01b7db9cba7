"""Where a run ends before its last step: divergence, a target loss or accuracy, a plateau (early stopping).

`playground.core.stops` has the choices; `playground.export.stop_code` writes the same rules into programs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.outcome import explosion_limit
from playground.core.stops import STOPS
from playground.core.wire_format import Checkpoint, End, EndReason
from playground.engine.training_protocol import Kept, Records, Trains

__all__ = ["find_end", "first_loss", "kept_of"]

RUNS_KNOWN = 4096


def kept_of(experiment: Experiment, checkpoint: Checkpoint | None) -> Kept:
    """What the way to stop remembers at a checkpoint; at step 0 without one."""
    kept = STOPS[experiment.stop].kept
    if checkpoint is None or not kept:
        return kept
    return tuple(checkpoint.values[-len(kept) :].tolist())


def find_end(training: Trains, step: int, records: Records, kept: Kept) -> tuple[End | None, Kept]:
    """The first step of these records at which the run ends before its last step, and what is kept there.

    `kept` is what the way to stop remembers before the first record; without an end, what is returned is
    that after the last one.
    """
    losses = records[:, 0]
    if step == 0:
        _remember_first_loss(training.experiment.run_id, float(losses[0]))
    limit = explosion_limit(training.first_loss())
    diverged = _first(~np.isfinite(losses) | (losses > limit))
    stop = training.experiment.stop
    if stop in _FOUND:
        reason, find = _FOUND[stop]
        found, kept = find(training, records[:diverged], kept)
        if found is not None:
            return End(reason, step + found, float(losses[found])), kept
    return None if diverged is None else End("diverged", step + diverged, float(losses[diverged])), kept


def _loss_reached(training: Trains, records: Records, kept: Kept) -> tuple[int | None, Kept]:
    return _first(training.full_losses(records) <= np.float32(training.experiment.target)), kept


def _accuracy_reached(training: Trains, records: Records, kept: Kept) -> tuple[int | None, Kept]:
    # The number of points is exact: a share that is rounded may lie just below an equal target.
    count = training.experiment.num_samples
    right = np.rint(training.full_accuracies(records).astype(np.float64) * count)
    return _first(np.asarray(right / count >= training.experiment.target_accuracy)), kept


def _plateau_reached(training: Trains, records: Records, kept: Kept) -> tuple[int | None, Kept]:
    """The rule of keras.callbacks.EarlyStopping with monitor="loss", asked at every step.

    A loss improves if loss + min_delta < the lowest one that improved. The run ends where `patience`
    steps in a row have not improved. Keras adds as Python does and compares float32.
    """
    e, (best, waited) = training.experiment, kept
    for place, loss in enumerate(training.full_losses(records).tolist()):
        if np.float32(loss + e.min_delta) < np.float32(best):
            best, waited = loss, 0.0
        elif waited + 1 >= e.patience:
            return place, (best, waited)
        else:
            waited += 1
    return None, (best, waited)


Find = Callable[[Trains, Records, Kept], tuple[int | None, Kept]]
# Where a run has come to what its stop asks for, and what its end is called; others are not measured.
_FOUND: Mapping[str, tuple[EndReason, Find]] = MappingProxyType(
    {
        "loss": ("target", _loss_reached),
        "accuracy": ("target", _accuracy_reached),
        "plateau": ("plateau", _plateau_reached),
    }
)

# By run and not by Experiment, which would keep its own points alive.
_first_losses: dict[str, float] = {}


def first_loss(training: Trains) -> float:
    """The loss of update 0: what an exploding loss is measured against."""
    run = training.experiment.run_id
    loss = _first_losses.get(run)
    if loss is None:
        _, state = training.begin(None, 0)
        loss = float(training.run(0, state, 1)[0][0, 0])
        _remember_first_loss(run, loss)
    return loss


def _remember_first_loss(run: str, loss: float) -> None:
    if len(_first_losses) >= RUNS_KNOWN:
        _first_losses.clear()
    _first_losses[run] = loss


def _first(found: NDArray[np.bool_]) -> int | None:
    return int(np.argmax(found)) if found.any() else None
