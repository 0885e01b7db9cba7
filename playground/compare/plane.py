"""The loss of a network on a plane through its weights, for the browser: checked, in pieces, plain data.

The browser asks for the directions first, as it knows where the run goes and so which part of the plane is to
be seen; then for the losses, a few rows of the grid at a time. The server keeps nothing in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

import numpy as np

from playground.compare.asked import box_of, is_place, is_whole, read
from playground.core.experiment import Experiment
from playground.core.network import network_of
from playground.stage.reply import status_of
from playground.theory.loss_plane import Box, Directions, cells_of, directions
from playground.trainer.trainer import get_trainer

__all__ = ["SECONDS", "plane"]

LOSSES: Final = "playground.engine.network.plane:losses_on_plane"
SECONDS: Final = 0.15  # of one piece: a stage's chunk waits no longer for it
PATIENCE: Final = 2.0  # seconds
_HIGHEST: Final = 1e30  # JSON knows no infinity
_MOST_SEEDS: Final = 1000
Weights = tuple[float, ...]


def plane(asked: object) -> dict[str, Any] | None:
    """Directions, or losses of further rows of the grid; None where nothing was asked."""
    question = read(asked)
    if question is None or not isinstance(asked, Mapping):
        return None
    key, experiment = question
    return {"key": key, **_answer(experiment, asked)}


def _answer(e: Experiment, asked: Mapping[str, Any]) -> dict[str, Any]:
    nothing = {"kind": "none"}
    if e.is_linear:
        return nothing
    size = network_of(e).size
    start, end = _weights(asked.get("start"), size), _weights(asked.get("end"), size)
    seed = asked.get("seed")
    if start is None or end is None or not is_whole(seed, _MOST_SEEDS):
        return nothing
    found = _directions(e, start, end, seed)
    if found is None:
        return nothing
    cells = cells_of(network_of(e), e.num_samples)
    box, row = box_of(asked.get("box")), asked.get("row")
    if box is None or not is_whole(row, cells):
        axes = {"along": found.along.tolist(), "across": found.across.tolist()}
        lengths = {"length": found.length, "filter_length": found.filter_length}
        return {"kind": "directions", **axes, **lengths, "cells": cells}
    try:
        return {"kind": "rows", "row": row, "losses": _rows(e, start, end, seed, box, cells, row)}
    except Exception as fault:  # noqa: BLE001 - the browser asks again
        return {"kind": status_of(fault)}


@lru_cache(maxsize=32)
def _directions(e: Experiment, start: Weights, end: Weights, seed: int) -> Directions | None:
    return directions(network_of(e), np.array(start), np.array(end), seed)


@lru_cache(maxsize=64)
def _rows(
    e: Experiment, start: Weights, end: Weights, seed: int, box: Box, cells: int, row: int
) -> list[float]:
    found = _directions(e, start, end, seed)
    assert found is not None
    axes = (np.array(start), found.along, found.across)
    losses = get_trainer().call(LOSSES, e, axes, box, cells, row, SECONDS, time_limit=PATIENCE)
    return [loss if abs(loss) <= _HIGHEST else _HIGHEST for loss in losses]


def _weights(value: object, size: int) -> Weights | None:
    if not isinstance(value, list | tuple) or len(value) != size or not all(map(is_place, value)):
        return None
    return tuple(map(float, value))
