"""What is known before training: curvature, critical learning rate, best line, loss floor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from playground.core.experiment import Experiment
from playground.theory.bayes import bayes_accuracy, bayes_boundary
from playground.theory.best_line import best_line
from playground.theory.critical_rate import Kind, critical, suggested_lr
from playground.theory.linear_model import eigenvalues_of, linear_model

__all__ = ["Theory", "summary"]

CACHED = 64
SUMMARIES = 256  # a class in which everybody has an experiment of their own


@dataclass(frozen=True, slots=True)
class Theory:
    """What is known before training; None where no formula is.

    `eigenvalues` are those of the mse Hessian of the points trained on, ascending, whatever the loss is.
    `exact_batch` tells that every update sees all points: else modes describe the average of the updates.
    """

    eigenvalues: tuple[float, ...] | None
    critical_lr: float | None
    critical_kind: Kind | None
    suggested_lr: float | None
    optimum: tuple[float, ...] | None
    loss_floor: float | None
    bayes_boundary: tuple[float, float, float, float, float, float] | None
    bayes_accuracy: float | None
    exact_batch: bool


@lru_cache(maxsize=SUMMARIES)
def summary(experiment: Experiment) -> Theory:
    """Everything known about an experiment before training, computed once."""
    e, model = experiment, linear_model(experiment)
    limit = best = None
    if model is not None:
        limit = _critical(model, e.optimizer, e.loss, e.batch_size, e.momentum)
        best = _best(model, e.loss, e.targets)
    return Theory(
        eigenvalues=None if model is None else eigenvalues_of(model),
        critical_lr=None if limit is None else limit.lr,
        critical_kind=None if limit is None else limit.kind,
        suggested_lr=None if limit is None else suggested_lr(limit.lr),
        optimum=None if best is None else best.weights,
        loss_floor=None if best is None else best.loss,
        bayes_boundary=bayes_boundary(e),
        bayes_accuracy=bayes_accuracy(e),
        exact_batch=e.is_full_batch,
    )


_critical = lru_cache(maxsize=CACHED)(critical)


_best = lru_cache(maxsize=CACHED)(best_line)
