"""Train a model of the gallery piece by piece; a class that looks at one model trains it once."""

from __future__ import annotations

import math
from functools import lru_cache

from playground.core.experiment import Experiment
from playground.core.wire_format import Chunk
from playground.engine.run import advance
from playground.lessons.layers.boundary import PIECE, Learned
from playground.lessons.layers.gallery import GalleryRequest

__all__ = ["learn"]


def learn(request: GalleryRequest, number: int) -> Learned:
    """The model of a request after `number` pieces of its run, or at its end if that comes first."""
    experiment = request.experiment
    chunk = _piece(experiment, number)
    row, columns = chunk.rows[-1], experiment.columns
    return Learned(
        int(chunk.steps[-1]),
        row[len(columns) :].copy(),
        float(row[columns.index("accuracy")]),
        float(row[columns.index("val_accuracy")]),
        chunk.end is not None,
    )


@lru_cache(maxsize=256)
def _piece(experiment: Experiment, number: int) -> Chunk:
    """The row at the end of a piece, and the checkpoint from which the next one goes on."""
    before = _piece(experiment, number - 1) if number > 0 else None
    if before is not None and before.end is not None:
        return before
    checkpoint = None if before is None else before.checkpoint
    return advance(experiment, checkpoint, number * PIECE, 1, 1, math.inf)
