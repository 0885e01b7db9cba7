"""The loss surface that the browser asks for: checked, and answered as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

from playground.compare.asked import box_of, is_place, read
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


def surface(asked: object) -> dict[str, Any] | None:
    """What the browser draws: the closed form, or a grid of losses; None where nothing was asked."""
    question = read(asked)
    if question is None or not isinstance(asked, Mapping):
        return None
    key, experiment = question
    return {"key": key, **_answer(experiment, box_of(asked.get("box")), _bias(asked.get("bias")))}


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


def _bias(value: object) -> float | None:
    return float(value) if is_place(value) else None
