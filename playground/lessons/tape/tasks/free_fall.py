"""The falling object: position, speed and acceleration from nested tapes, and the wrong nesting."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.lessons.shared.tasks.sandbox import describe, run
from playground.lessons.tape.free_fall import FallReport, FallRequest

__all__ = ["fall"]


def fall(request: FallRequest) -> FallReport:
    """The motion at the request's time and at all times down to the ground."""
    now = run(request.source).names
    curves = run(request.curve_source).names
    wrong = run(request.wrong_source).names
    positions = _array(curves["position"])
    return FallReport(
        source=request.source,
        time=float(now["time"]),
        landed=request.landed,
        landing=request.landing,
        position=float(now["position"]),
        height=max(request.height - float(now["position"]), 0.0),
        speed=float(now["speed"]),
        acceleration=float(now["acceleration"]),
        curve_source=request.curve_source,
        times=_array(curves["time"]),
        positions=positions,
        heights=np.maximum(np.float32(request.height) - positions, np.float32(0)),
        speeds=_array(curves["speed"]),
        accelerations=_array(curves["acceleration"]),
        wrong_source=request.wrong_source,
        wrong_speed=describe(wrong["speed"]),
        wrong=describe(wrong["acceleration"]),
    )


def _array(value: Any) -> NDArray[np.float32]:
    return np.array(value.numpy(), dtype=np.float32)
