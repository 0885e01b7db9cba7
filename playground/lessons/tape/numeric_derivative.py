"""The numeric derivative beside the tape's answer, in float64, and how the function runs there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from playground.expression import Expression, evaluate

__all__ = ["STEP", "Differences", "differences"]

EPSILON = float(np.finfo(np.float64).eps)
STEP = EPSILON ** (1 / 3)  # balances truncation against rounding for the central one
_NARROWER = 8.0
_STEEP = 1e3  # quotients beyond this that grow as the step shrinks belong to a jump, not to a slope

Course = Literal["smooth", "kink", "jump", "edge", "none"]


@dataclass(frozen=True, slots=True)
class Differences:
    """Central (f(x+h) - f(x-h)) / 2h, left (f(x) - f(x-h)) / h and right (f(x+h) - f(x)) / h at one x.

    `course` tells how the function runs there. smooth: both sides come to one slope. kink: each side has a
    slope of its own. jump: the quotients grow without end as h shrinks (a step, or a pole nearby). edge: the
    function has values on one side only. none: it has no finite value at x itself. What is no slope is None.
    """

    central: float | None
    left: float | None
    right: float | None
    course: Course


@dataclass(frozen=True, slots=True)
class _Quotients:
    left: float
    right: float
    central: float
    noise: float  # what rounding alone may make of them

    @property
    def gap(self) -> float:
        return abs(self.right - self.left)

    @property
    def least(self) -> float:
        return min(abs(self.left), abs(self.right))


def differences(tree: Expression, x: float) -> Differences:
    """The difference quotients at x with h = STEP·max(1, |x|), judged by those with an eighth of that h."""
    step = STEP * max(1.0, abs(x))
    with np.errstate(all="ignore"):
        here = float(evaluate(tree, np.float64(x)))
        wide, narrow = _quotients(tree, x, here, step), _quotients(tree, x, here, step / _NARROWER)
    if not np.isfinite(here):
        return Differences(None, None, None, "none")
    if not (np.isfinite(narrow.left) and np.isfinite(narrow.right)):
        # The one side there is has a slope only if a smaller step leaves it as it is.
        sides = [
            near if np.isfinite(near) and abs(near - far) <= 0.1 * (1.0 + abs(far)) else None
            for near, far in ((narrow.left, wide.left), (narrow.right, wide.right))
        ]
        return Differences(None, sides[0], sides[1], "edge")
    course = _course(wide, narrow)
    if course == "jump":
        return Differences(None, None, None, course)
    # A kink beside x, between the two steps, is seen by the wide one only.
    best = wide if abs(wide.central - narrow.central) <= 1e-4 * (1.0 + abs(narrow.central)) else narrow
    return Differences(best.central, narrow.left, narrow.right, course)


def _quotients(tree: Expression, x: float, here: float, step: float) -> _Quotients:
    below, above = (float(evaluate(tree, np.float64(place))) for place in (x - step, x + step))
    noise = 16 * EPSILON * max(abs(below), abs(here), abs(above)) / step
    return _Quotients((here - below) / step, (above - here) / step, (above - below) / (2 * step), noise)


def _course(wide: _Quotients, narrow: _Quotients) -> Course:
    # With h the two sides of a smooth curve come together as h does, those of a kink stay apart as they are,
    # those of a jump go apart as 1/h.
    if narrow.least > _STEEP and narrow.least > 2 * wide.least + narrow.noise:
        return "jump"
    if narrow.gap <= max(0.5 * wide.gap, narrow.noise):
        return "smooth"
    return "kink" if narrow.gap <= 2 * wide.gap + narrow.noise else "jump"
