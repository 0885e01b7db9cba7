"""Second order: a falling object, its speed and its acceleration from nested tapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from playground.lessons.shared.validation import check_real, check_whole
from playground.lessons.shared.values import Value

__all__ = ["GRAVITIES", "FallReport", "FallRequest"]

# Gravity at the surface, m/s²; the notes round the earth's to 9.8.
GRAVITIES: Mapping[str, float] = MappingProxyType(
    {"earth": 9.8, "moon": 1.62, "mars": 3.71, "jupiter": 24.79}
)


@dataclass(frozen=True, slots=True)
class FallRequest:
    """An object dropped at time 0 from rest: position = g/2·t² metres fallen, until it meets the ground."""

    height: float = 20.0  # m
    gravity: float = 9.8  # m/s²
    time: float = 1.0  # s; a time after the landing stands for the landing
    samples: int = 61

    def __post_init__(self) -> None:
        object.__setattr__(self, "height", check_real("height", self.height, 0.1, 1000.0))
        object.__setattr__(self, "gravity", check_real("gravity", self.gravity, 0.1, 100.0))
        object.__setattr__(self, "time", check_real("time", self.time, 0.0, 1000.0))
        check_whole("samples", self.samples, 2, 1001)

    @property
    def landing(self) -> float:
        """The time at which it meets the ground, t = √(2·height/g) seconds."""
        return sqrt(2 * self.height / self.gravity)

    @property
    def coefficient(self) -> str:
        """g/2, which is the 4.9 of 4.9·t² on earth."""
        return repr(round(self.gravity / 2, 12))

    @property
    def source(self) -> str:
        """The nested tapes for the one time."""
        return self._nested(f"time = tf.Variable({self._now!r})")

    @property
    def curve_source(self) -> str:
        """The same for all times from the start to the ground."""
        return self._nested(
            f"time = tf.Variable(np.linspace(0.0, {self.landing!r}, {self.samples}, dtype=np.float32))"
        )

    @property
    def wrong_source(self) -> str:
        """The inner gradient taken after the outer tape has stopped recording."""
        inner = "    speed = inner_tape.gradient(position, time)"
        return self.source.replace(inner, inner.removeprefix("    "))

    @property
    def landed(self) -> bool:
        return self.time >= self.landing

    @property
    def _now(self) -> float:
        return min(self.time, self.landing)

    def _nested(self, first: str) -> str:
        lines = (
            first,
            "with tf.GradientTape() as outer_tape:",
            "    with tf.GradientTape() as inner_tape:",
            f"        position = {self.coefficient} * time**2",
            "    speed = inner_tape.gradient(position, time)",
            "acceleration = outer_tape.gradient(speed, time)",
        )
        return "\n".join(lines)


@dataclass(frozen=True, eq=False, slots=True)
class FallReport:
    """The motion at one time and at all times, float32; metres, metres a second, metres a second squared.

    `position` is the distance fallen, `height` what is left to the ground. `wrong` is what the wrong nesting
    gives for the acceleration: None, though its speed is right.
    """

    source: str
    time: float
    landed: bool
    landing: float
    position: float
    height: float
    speed: float
    acceleration: float
    curve_source: str
    times: NDArray[np.float32]
    positions: NDArray[np.float32]
    heights: NDArray[np.float32]
    speeds: NDArray[np.float32]
    accelerations: NDArray[np.float32]
    wrong_source: str
    wrong_speed: Value
    wrong: Value
