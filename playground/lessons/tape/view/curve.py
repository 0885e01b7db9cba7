"""The function's curve with its tangent: TensorFlow samples it, the browser moves along it."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.expression import to_label
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.trainer_reports import ask
from playground.lessons.tape.tape import LARGEST_INPUT, Curve, CurveRequest, TapeRequest, curve_range
from playground.lessons.tape.view.controls import set_input
from playground.shell.language import speaker

__all__ = ["ENTRY", "curve_code", "curve_data", "curve_request", "released", "tangent"]

CURVE: Final = "playground.lessons.tape.tasks.tape:curve"
ENTRY: Final = "tape/tangent.js"
KEY: Final = "tape_tangent"
_SAMPLES: Final = 481  # between two of them the browser interpolates


def tangent(request: TapeRequest, has_gradient: bool) -> None:
    """The curve around the input, and the point that can be moved along it.

    Its slope comes from a tape of its own, which watches a float Variable whatever the learner's tape does.
    """
    curve = _curve(request)
    if curve is None:
        return
    low, high = float(curve.x[0]), float(curve.x[-1])
    data = {
        "strings": component.words("tape_page", "tangent"),
        "formula": to_label(request.tree),
        "curve": curve_data(curve),
        "view": list(curve.view),
        "x": request.input,
        "step": 1.0 if request.is_integer else step_for(high - low),
        "dim": not has_gradient,
    }
    component.show(ENTRY, KEY, data, {"release": _release})


def curve_code(request: TapeRequest) -> None:
    """The code of the curve."""
    curve = _curve(request)
    if curve is not None:
        words(speaker()("tape_page.tangent.own_tape"), "quiet")
        code_view(curve.source)


def _curve(request: TapeRequest) -> Curve | None:
    found: Curve | None = ask("tape_curve", CURVE, curve_request(request))
    return found


def curve_request(request: TapeRequest) -> CurveRequest:
    """The range on which the function is worth seeing, moved if the input lies outside it."""
    low, high = curve_range(request.function)
    if not low <= request.input <= high:
        half = (high - low) / 2
        middle = min(max(request.input, half - LARGEST_INPUT), LARGEST_INPUT - half)
        low, high = middle - half, middle + half
    return CurveRequest(request.function, request.expression, low, high, _SAMPLES)


def step_for(width: float) -> float:
    """What a moved input is rounded to: about a pixel, as a round number."""
    return float(10.0 ** math.floor(math.log10(width / 80)))


def curve_data(curve: Curve) -> dict[str, Any]:
    """A curve as plain lists; "inf", "-inf" and "nan" where a value is no finite number."""
    return {
        "x": _numbers(curve.x),
        "y": _numbers(curve.y),
        "slope": None if curve.slope is None else _numbers(curve.slope),
        "connected": curve.connected.tolist(),
        "slope_connected": curve.slope_connected.tolist(),
    }


def released(value: object) -> float | None:
    """The input that the browser tells, if it is one."""
    x = component.told_number(value, "x", -LARGEST_INPUT, LARGEST_INPUT)
    return None if x is None else float(f"{x:.8g}")


def _release() -> None:
    x = released(component.told(KEY, "release"))
    if x is not None:
        set_input(x)


def _numbers(array: NDArray[np.float32]) -> list[float | str]:
    # Seven digits say all that a float32 holds, in half the bytes; JSON has no words for ∞ and nan.
    return [float(f"{value:.7g}") if math.isfinite(value) else str(value) for value in array.tolist()]
