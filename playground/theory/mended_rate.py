"""A learning rate for a run that diverged."""

from __future__ import annotations

from functools import lru_cache
from typing import cast

from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS
from playground.theory.linear_model import linear_model
from playground.theory.replay import stays_bounded
from playground.theory.summary import summary

__all__ = ["mended_lr"]

CACHED = 64
HALVINGS = 8  # of a rate that is looked for after divergence


def mended_lr(experiment: Experiment, lr: float, scrubbing: bool = False) -> float | None:
    """A rate for the run from its start after divergence at `lr`; None where none is found.

    0.9 of the critical rate, or half of a rate that is below that already. A linear model stays bounded at
    it: by the formula where that is exact or a guarantee, else because the beginning of its run was tried in
    float64 (`stays_bounded`), with half of the rate, a quarter, … where it was not. That takes up to 50 ms
    unless the same was tried before; callers that cannot wait say `scrubbing` and get only what a formula
    knows. Of a network nothing is known: its rate is one to try, and may diverge again.
    """
    e, known = experiment, summary(experiment)
    if known.critical_lr is not None and known.suggested_lr is None:
        return None  # even the smallest rate of the knob is too high
    by_theory = known.suggested_lr is not None and known.suggested_lr < lr
    first = cast("float", known.suggested_lr) if by_theory else float(f"{lr / 2:.3g}")
    if first < _lowest_lr():
        return None
    if linear_model(e) is None or (by_theory and known.critical_kind in ("exact", "guaranteed")):
        return first
    return None if scrubbing else _first_bounded(e.replace(lr=first, changes=(), edits=()))


@lru_cache(maxsize=CACHED)
def _first_bounded(experiment: Experiment) -> float | None:
    """The first of the experiment's rate, half of it, … at which its run stays bounded."""
    model = linear_model(experiment)
    assert model is not None
    halves = [experiment.lr, *(float(f"{experiment.lr / 2**k:.3g}") for k in range(1, HALVINGS))]
    rates = [rate for rate in halves if rate >= _lowest_lr()]
    bounded = stays_bounded(experiment, model.x, model.y, model.ridge, rates)
    return next((rate for rate, holds in zip(rates, bounded, strict=True) if holds), None)


def _lowest_lr() -> float:
    return cast("float", KNOBS["lr"].low)
