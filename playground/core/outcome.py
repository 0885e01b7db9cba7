"""How a training went, by its losses: the same rule for the stage, the command line and `fit`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, Literal

__all__ = ["EXPLODED", "course", "explosion_limit", "has_diverged"]

EXPLODED: Final = 1e6  # times the first loss, or 1: larger is called diverged
GROWN: Final = 2.0  # times the first loss: a training that ends above has grown
STILL: Final = 1e-3  # share of the first loss that counts as no change

Course = Literal["fell", "grew", "stayed"]


def explosion_limit(first: float) -> float:
    """The largest loss that is not called diverged: EXPLODED * max(1, first)."""
    return EXPLODED * max(1.0, first)


def has_diverged(loss: float, first: float) -> bool:
    """Whether a loss is not finite, or a million times the first one (at least 1)."""
    return not math.isfinite(loss) or loss > explosion_limit(first)


def course(losses: Sequence[float]) -> Course:
    """What finite losses did from the first, which is before training, to the last.

    "grew": the last is above twice the first. "stayed": none differs from the first by a thousandth.
    ValueError without any.
    """
    if not losses:
        raise ValueError("received no losses; expected at least one")
    first, last = losses[0], losses[-1]
    if last > GROWN * first:
        return "grew"
    return "stayed" if all(abs(loss - first) <= STILL * abs(first) for loss in losses) else "fell"
