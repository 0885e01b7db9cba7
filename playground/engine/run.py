"""Training whatever an experiment is: the linear classifier or a network."""

from __future__ import annotations

from playground.core.experiment import Experiment
from playground.core.wire_format import Checkpoint, Chunk
from playground.engine.linear import rows as linear
from playground.engine.network import rows as network

__all__ = ["advance"]


def advance(
    experiment: Experiment,
    checkpoint: Checkpoint | None,
    start: int,
    stride: int,
    count: int,
    time_budget: float,
) -> Chunk:
    """Rows at start, start+stride, … (at most `count`): see `playground.engine.row_producer`."""
    train = linear.advance if experiment.is_linear else network.advance
    return train(experiment, checkpoint, start, stride, count, time_budget)
