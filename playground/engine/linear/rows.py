"""Training the linear classifier as a pure function: from an experiment and a checkpoint to rows.

Row k holds the state before update k. A row has the same bits whether its run is computed in one request
or in many, from step 0 or from a checkpoint, and whoever else trains.
"""

from __future__ import annotations

import math

from playground.core.experiment import Experiment
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.core.wire_format import Checkpoint, Chunk
from playground.engine.linear.model import FLAT, FLAT_LOSS, LOSS_KINDS
from playground.engine.linear.training import Training
from playground.engine.row_producer import progress
from playground.engine.update_rules import UPDATE_RULES

__all__ = ["KINDS", "TRACED_AT_START", "advance", "is_prepared", "prepare"]

# Pairs of optimiser and loss; "flat" is FLAT_LOSS with targets (n,).
KINDS = tuple((optimizer, loss) for loss in LOSS_KINDS for optimizer in UPDATE_RULES)
# The chapter's pairs, traced before anybody asks. Each takes 0.2 s of the processor and 4 MB.
TRACED_AT_START = tuple(
    (optimizer, loss)
    for optimizer, loss in KINDS
    if OPTIMIZERS[optimizer].in_chapter and LOSSES[FLAT_LOSS if loss == FLAT else loss].in_chapter
)
_prepared: set[tuple[str, str]] = set()


def advance(
    experiment: Experiment,
    checkpoint: Checkpoint | None,
    start: int,
    stride: int,
    count: int,
    time_budget: float,
) -> Chunk:
    """Rows at start, start+stride, … (at most `count`), as `progress` describes them."""
    return progress(Training(experiment), checkpoint, start, stride, count, time_budget)


def prepare(optimizer: str, kind: str) -> None:
    """Trace what a pair of KINDS needs, by training two points for one update of each."""
    loss, targets = (FLAT_LOSS, "flat") if kind == FLAT else (kind, "column")
    small = Experiment(
        optimizer=optimizer,
        loss=loss,
        targets=targets,
        neg_n=2,
        pos_n=2,
        batch=2,
    )
    advance(small, None, 0, 1, 5, math.inf)
    _prepared.add((optimizer, kind))


def is_prepared(optimizer: str, loss: str) -> bool:
    """Whether a pair of KINDS is prepared, so that its use traces nothing."""
    return (optimizer, loss) in _prepared
