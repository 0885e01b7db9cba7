"""The loss surface that the browser asks for: checked, and answered as plain data."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

from playground.compare.asked import read
from playground.core.experiment import Experiment
from playground.stage.reply import status_of
from playground.theory.loss_surface import Box, has_best_bias, has_surface, parabola
from playground.theory.summary import summary
from playground.trainer.trainer import get_trainer

__all__ = ["CELLS", "surface"]

CELLS: Final = 32  # of a grid, along each side
PATIENCE: Final = 2.0  # seconds
_GRID: Final = (
    "playground.theory.loss_surface:grid"  # the trainer's process computes it: 0.2 s for 2000 points
)
_FARTHEST: Final = 1e6


def surface(asked: object) -> dict[str, Any] | None:
    """What the browser draws: the closed form, or a grid of losses; None where nothing was asked."""
    question = read(asked)
    if question is None or not isinstance(asked, Mapping):
        return None
    key, experiment = question
    return {"key": key, **_answer(experiment, _box(asked.get("box")), _bias(asked.get("bias")))}


def _answer(e: Experiment, box: Box | None, bias: float | None) -> dict[str, Any]:
    if not has_surface(e):
        return {"kind": "none"}
    known = summary(e)
    shared = {"optimum": known.optimum, "floor": known.loss_floor, "best_bias": has_best_bias(e)}
    form = parabola(e)
    if form is not None:
        return {"kind": "parabola", **shared, **asdict(form)}
    if box is None:
        return {"kind": "none"}
    try:
        return {"kind": "grid", **shared, "box": box, "cells": CELLS, **_grid(e, box, bias)}
    except Exception as fault:  # noqa: BLE001 - the browser asks again
        return {"kind": status_of(fault)}


@lru_cache(maxsize=32)
def _grid(e: Experiment, box: Box, bias: float | None) -> dict[str, Any]:
    if bias is None and not has_best_bias(e):
        bias = 0.0
    found = get_trainer().call(_GRID, e, box, CELLS, bias, time_limit=PATIENCE)
    return asdict(found)


def _box(value: object) -> Box | None:
    """Four numbers that span a box, or None."""
    if not isinstance(value, list | tuple) or len(value) != 4 or not all(map(_is_place, value)):
        return None
    x0, x1, y0, y1 = map(float, value)
    return (x0, x1, y0, y1) if x0 < x1 and y0 < y1 else None


def _bias(value: object) -> float | None:
    return float(value) if _is_place(value) else None  # type: ignore[arg-type]


def _is_place(value: object) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and math.isfinite(value) and abs(value) <= _FARTHEST  # type: ignore[arg-type]
