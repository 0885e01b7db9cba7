"""Run the first steps of the linear classifier: points, stacking, targets, Variables, the first loss."""

from __future__ import annotations

from typing import Final

from playground.lessons.shared.tasks.sandbox import describe, run
from playground.lessons.tensors.stacking import StackReport, StackRequest

__all__ = ["stack"]

_NAMES: Final = (
    "negative_samples",
    "positive_samples",
    "inputs",
    "targets",
    "W",
    "b",
    "predictions",
    "differences",
    "loss",
)


def stack(request: StackRequest) -> StackReport:
    """Every named value, as far as the code came."""
    source = request.source
    ran = run(source)
    values = tuple((name, describe(ran.names[name])) for name in _NAMES if name in ran.names)
    return StackReport(source, values, ran.failure)
