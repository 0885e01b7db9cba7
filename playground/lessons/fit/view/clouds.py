"""The clouds of a training as the browser draws them: points, means, and how a score is shaded."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

import numpy as np

from playground.core.losses import shading_of
from playground.lessons.fit.fit import FitRequest, made_points
from playground.lessons.shared.view import component
from playground.shell.language import speaker

__all__ = ["class_names", "cloud_words", "decision", "finite", "packed"]

_THOUSANDTH: Final = 1000  # finer than a pixel, and 16 bits hold every point that a request can make
_NAMES: Final = ("negative", "positive", "held_out", "boundary")
_MEANS: Final = ("neg_x", "neg_y", "pos_x", "pos_y")


@lru_cache(maxsize=32)
def packed(request: FitRequest) -> Mapping[str, Any]:
    """The points as `assets/fit/clouds.js` unpacks them: a training sends them again with every epoch."""
    points = made_points(request)
    if request.points is not None:
        return {
            "xy": b64encode(points.inputs.astype("<f4").tobytes()).decode(),
            "negatives": int((points.targets == 0).sum()),
            "held": b64encode(np.packbits(points.held).tobytes()).decode(),
            "means": None,
            "columns": list(request.points.column_names),
        }
    whole = np.clip(np.round(points.inputs * _THOUSANDTH), -(2**15), 2**15 - 1).astype("<i2")
    return {
        "xy": b64encode(whole.tobytes()).decode(),
        "negatives": int((points.targets == 0).sum()),
        "held": b64encode(np.packbits(points.held).tobytes()).decode(),
        "means": {name: getattr(request, name) for name in _MEANS},
    }


def cloud_words(area: str, table: str, request: FitRequest) -> dict[str, str]:
    """The words of a picture with clouds: those of its table, and the names of what is drawn."""
    say = speaker()
    names = {name: say(f"fit.{name}") for name in _NAMES}
    names["axes_stretched"] = say("stage.axes_stretched")
    return {**component.words(area, table), **names, **dict(zip(_NAMES, class_names(request), strict=False))}


def class_names(request: FitRequest) -> tuple[str, str]:
    """What the two classes are called."""
    if request.points is not None:
        negative, positive = request.points.class_names
        return negative, positive
    say = speaker()
    return say("fit.negative"), say("fit.positive")


def decision(request: FitRequest, threshold: float | None = None) -> dict[str, Any]:
    """Where the classes part, and the shading that belongs to the loss."""
    at = request.threshold if threshold is None else threshold
    return {"threshold": at, "shading": shading_of(request.loss)}


def finite(values: Sequence[float]) -> list[float] | None:
    """Numbers for the browser; None where one is not finite, as JSON has no word for it."""
    return list(values) if all(map(math.isfinite, values)) else None
