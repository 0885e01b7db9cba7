"""What the trainer has traced, as far as this server saw: a first use takes longer, and the stage says so."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import product
from typing import Final

from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.core.scenes import home_of

__all__ = ["FirstUses"]

_TARGETS: Final = ("column", "flat")


class FirstUses:
    """The traces that answers have needed so far, and those that the trainer makes before anybody asks.

    A trainer that was replaced traces again. The stage then says that it waits, without the reason.
    """

    def __init__(self) -> None:
        self._seen: set[Hashable] = {_trace_of(home_of("layers"))}
        for optimizer, loss, targets in product(OPTIMIZERS.values(), LOSSES.values(), _TARGETS):
            if optimizer.in_chapter and loss.in_chapter:
                self._seen.add((optimizer.name, loss.name, targets))

    def is_first(self, experiment: Experiment) -> bool:
        """Whether nobody was answered yet with what this experiment is traced for."""
        return _trace_of(experiment) not in self._seen

    def note(self, experiment: Experiment) -> None:
        """An answer came, so that the trace stands."""
        self._seen.add(_trace_of(experiment))


def _trace_of(e: Experiment) -> Hashable:
    """What a compiled function is made for: equal values share one trace (docs/training.md)."""
    if e.is_linear:
        return e.optimizer, e.loss, e.targets
    return e.optimizer, e.loss, e.arch, len(e.hidden), e.activation, e.dropout > 0, e.l1 > 0 or e.l2 > 0
