"""The kinds of answers to the stage's questions: how a text is read, and how far it is from the truth.

An answer travels and is kept as a short text: a choice's key, a number, the losses of a sketched curve at its
`KNOTS`, or the two ends of a drawn line. It comes from a browser, and what is no answer reads as None.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.parsing import Ambiguous, typed_real

__all__ = ["KINDS", "KNOTS", "LONGEST", "Comparison", "Kind", "Truth", "angle_between", "line_through"]

# A choice's key; a number; losses at the knots, of a truth the first loss before them; w1, w2 and c of the
# line w1·x1 + w2·x2 + c = 0.
Truth = str | float | tuple[float, ...]

KNOTS: Final = 8  # of a sketched curve, evenly over the run; the last one is its end
LONGEST: Final = 160  # characters of an answer
_LARGEST: Final = 1e6  # loss or coordinate that an answer may hold
_NEAR_ANGLE: Final = 12.0  # degrees between a line and the boundary that it stands for
_FULL_TURN: Final = 180.0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Whether an answer is right, and the sentence of the stage's words that tells the distance."""

    is_right: bool
    key: str = ""
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of answer.

    `read` takes the text and the question's choices; `compare` an answer, the truth, the experiment and the
    factor within which a number is right. `is_told`: verdict and truth are said as texts, too.
    """

    read: Callable[[str, Sequence[str]], Truth | None]
    compare: Callable[[Truth, Truth, Experiment, float], Comparison]
    is_told: bool


def _choice(text: str, choices: Sequence[str]) -> Truth | None:
    return text if text in choices else None


def _same(value: Truth, truth: Truth, _e: Experiment, _factor: float) -> Comparison:
    return Comparison(value == truth)


def _number(text: str, _choices: Sequence[str]) -> Truth | None:
    value = typed_real(text)
    return None if value is None or isinstance(value, Ambiguous) else float(value)


def _ratio(value: Truth, truth: Truth, e: Experiment, factor: float) -> Comparison:
    """Numbers are compared by how many times they differ; a truth that never came is past the run's end."""
    assert isinstance(value, float)
    assert isinstance(truth, float)
    if not math.isfinite(truth):
        return Comparison(value > e.last_step, "distance_never", {"steps": str(e.last_step)})
    if value == truth:
        return Comparison(True, "distance_exact")
    if value <= 0.0 or truth <= 0.0:
        return Comparison(False, "distance_by", {"by": f"{abs(value - truth):.3g}"})
    times = max(value, truth) / min(value, truth)
    is_right = times <= factor * (1 + 1e-9)
    if times < 1.095:
        return Comparison(is_right, "distance_near", {"percent": f"{100 * abs(value / truth - 1):.2g} %"})
    told = f"{times:.1f}" if times < 10 else f"{times:.0f}"
    return Comparison(is_right, "distance_above" if value > truth else "distance_below", {"times": told})


def _numbers(text: str, count: int) -> tuple[float, ...] | None:
    parts = text.split(",") if len(text) <= LONGEST else []
    if len(parts) != count:
        return None
    try:
        values = tuple(map(float, parts))
    except ValueError:
        return None
    return values if all(math.isfinite(value) and abs(value) <= _LARGEST for value in values) else None


def _curve(text: str, _choices: Sequence[str]) -> Truth | None:
    values = _numbers(text, KNOTS)
    return values if values is not None and min(values) >= 0.0 else None


def _gap(value: Truth, truth: Truth, e: Experiment, factor: float) -> Comparison:
    """Curves are compared by their mean distance, as a share of the height of the real one's picture."""
    assert isinstance(truth, tuple)
    own, real = np.array(value, dtype=float), np.array(truth[1:], dtype=float)
    gaps = np.abs(own - real)
    widest = int(gaps.argmax())
    share = float(gaps.mean() / max(*truth, 1e-9))
    step = round(e.last_step * (widest + 1) / KNOTS)
    values = {"share": f"{100 * share:.0f} %", "step": str(step)}
    values |= {"own": f"{own[widest]:.3g}", "real": f"{real[widest]:.3g}"}
    return Comparison(share <= factor - 1.0, "distance_curve", values)


def line_through(points: Sequence[float]) -> tuple[float, float, float] | None:
    """w1, w2 and c of the line through the points (x, y), (x, y), with w of length 1; None for one point."""
    x, y, to_x, to_y = points
    length = math.hypot(to_x - x, to_y - y)
    if length < 1e-6:
        return None
    normal = ((y - to_y) / length, (to_x - x) / length)
    return (*normal, -(normal[0] * x + normal[1] * y))


def angle_between(line: Sequence[float], other: Sequence[float]) -> float:
    """Degrees between the directions of two lines, 0 to 90."""
    one, two = (math.degrees(math.atan2(w2, w1)) for w1, w2, *_ in (line, other))
    turned = abs(one - two) % _FULL_TURN
    return min(turned, _FULL_TURN - turned)


def _line(text: str, _choices: Sequence[str]) -> Truth | None:
    points = _numbers(text, 4)
    return None if points is None else line_through(points)


def _between(value: Truth, truth: Truth, e: Experiment, factor: float) -> Comparison:
    """Lines are compared by their angle, and by the share of the points that lie between them."""
    own, real = np.array(value, dtype=float), np.array(truth, dtype=float)
    inputs = draw(e).inputs.astype(float)
    differ = float(np.mean((inputs @ own[:2] + own[2] > 0) != (inputs @ real[:2] + real[2] > 0)))
    share = min(differ, 1.0 - differ)  # a line has no side that it calls positive
    angle = angle_between(own.tolist(), real.tolist())
    is_right = share <= factor - 1.0 and angle <= _NEAR_ANGLE
    return Comparison(is_right, "distance_line", {"angle": f"{angle:.0f}°", "share": f"{100 * share:.1f} %"})


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "choice": Kind(_choice, _same, is_told=True),
        "number": Kind(_number, _ratio, is_told=True),
        "rate": Kind(_number, _ratio, is_told=True),
        "curve": Kind(_curve, _gap, is_told=False),
        "line": Kind(_line, _between, is_told=False),
    }
)
