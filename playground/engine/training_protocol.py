"""What rows are made with: one experiment laid out for TensorFlow, linear or a network."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.wire_format import Checkpoint, End

__all__ = ["Kept", "Records", "Trains"]

Kept = tuple[float, ...]  # what a way to stop remembers: `Stop.kept`
Records = NDArray[np.float32]  # one a step, (m, width): the loss of its update first


class Trains(Protocol):
    """One experiment laid out for TensorFlow."""

    experiment: Experiment

    @property
    def no_records(self) -> Records:
        """Records (0, width)."""

    @property
    def updates_at_once(self) -> int:
        """How many updates one call of TensorFlow makes."""

    def begin(self, checkpoint: Checkpoint | None, start: int) -> tuple[int, Any]:
        """The step and the state to start from: the checkpoint's, or step 0."""

    def run(self, step: int, state: Any, updates: int) -> tuple[Records, Any]:
        """Updates step … step+updates-1: a record of each, and the state after."""

    def run_to_last(self, step: int, state: Any, updates: int) -> tuple[Records, Any]:
        """The same with one record more, of the update that would come next; the state before that one."""

    def first_loss(self) -> float:
        """The loss of update 0."""

    def full_losses(self, records: Records) -> NDArray[np.float32]:
        """The loss on all training points at each record."""

    def full_accuracies(self, records: Records) -> NDArray[np.float32]:
        """The share of all training points that is right at each record."""

    def find_end(self, step: int, records: Records, kept: Kept) -> tuple[End | None, Kept]:
        """See `playground.engine.run_ends.find_end`."""

    def rows(self, records: Records) -> NDArray[np.float32]:
        """The rows that records stand for."""

    def checkpoint(self, step: int, state: Any, kept: Kept) -> Checkpoint:
        """The state before update `step` as a record, with what the way to stop remembers."""
