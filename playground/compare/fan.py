"""The gradients of all mini-batches of an epoch, for the browser: checked, bounded, plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from playground.compare.asked import is_place, is_whole, read
from playground.theory.batch_gradients import batch_gradients

__all__ = ["MOST_ARROWS", "fan"]

MOST_ARROWS: Final = 300


def fan(asked: object) -> dict[str, Any] | None:
    """The gradients at a run's weights before a step; None where nothing was asked.

    Of more batches than MOST_ARROWS some are left out evenly, but never the one that the step takes.
    """
    question = read(asked)
    if question is None or not isinstance(asked, Mapping):
        return None
    key, e = question
    step, weights = asked.get("step"), asked.get("weights")
    if not is_whole(step, e.last_step):
        return {"key": key, "kind": "none"}
    if not isinstance(weights, list | tuple) or len(weights) != 3 or not all(map(is_place, weights)):
        return {"key": key, "kind": "none"}
    found = None if e.is_full_batch else batch_gradients(e, step, weights)
    if found is None:
        return {"key": key, "kind": "none"}
    count = len(found.gradients)
    chosen = np.unique([*np.linspace(0, count - 1, min(count, MOST_ARROWS)).round().astype(int), found.taken])
    return {
        "key": key,
        "kind": "fan",
        "count": count,
        "gradients": [[float(f"{value:.6g}") for value in row[:2]] for row in found.gradients[chosen]],
        "full": found.full.tolist(),
        "taken": int(np.flatnonzero(chosen == found.taken)[0]),
    }
