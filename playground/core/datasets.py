"""The data sets besides the two Gaussian classes: where the points of a class lie, one function each.

Every class has two generators of its own, one for the places and one for the noise. So more samples keep
the ones that were there, and more noise moves each point further in its own direction.

Adding a data set: its function, its entry in `SHAPES`, and its label in the catalogues (knobs: data.choices).
The exported program takes the text of the functions, so they use NumPy and what stands in this file alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

__all__ = ["SHAPES", "Shape", "class_points"]

Array = NDArray[np.float64]
# Uniform numbers in [0, 1) of shape (n, 2), the class and the number of classes to places (n, 2).
Places = Callable[[Array, int, int], Array]

RADIUS = 3.0  # of circle, spiral and the ring of classes; half the side of xor
TURNS = 1.5  # of a spiral arm around the centre


@dataclass(frozen=True, slots=True)
class Shape:
    """A data set: its places, and the standard deviation of its noise at noise=1."""

    places: Places
    scale: float


def circle(uniform: Array, label: int, _classes: int) -> Array:
    """Positive: a disc of half the radius; negative: the ring around it, from three quarters on."""
    inner, outer = (0.0, 0.5) if label == 1 else (0.75, 1.0)
    radius = RADIUS * np.sqrt(inner**2 + (outer**2 - inner**2) * uniform[:, 0])  # even over the area
    return _polar(radius, 2 * np.pi * uniform[:, 1])


def xor(uniform: Array, label: int, _classes: int) -> Array:
    """Positive where x1·x2 > 0, negative where it is not; a tenth of the square around the axes is empty."""
    low = 0.1 * RADIUS
    signs = np.where(uniform < 0.5, -1.0, 1.0)
    signs[:, 1] = signs[:, 0] if label == 1 else -signs[:, 0]
    sizes = low + (RADIUS - low) * np.mod(2 * uniform, 1.0)
    return signs * sizes


def moons(uniform: Array, label: int, _classes: int) -> Array:
    """Two half circles of radius 2, each open towards the other's middle."""
    angle = np.pi * uniform[:, 0]
    if label == 1:
        return np.column_stack([1.0 - 2 * np.cos(angle), 0.5 - 2 * np.sin(angle)])
    return np.column_stack([2 * np.cos(angle) - 1.0, 2 * np.sin(angle) - 0.5])


def spiral(uniform: Array, label: int, _classes: int) -> Array:
    """Two arms r = RADIUS·t that turn 1.5 times around the centre, half a turn apart."""
    along = 0.08 + 0.92 * uniform[:, 0]  # the arms do not meet in the centre
    return _polar(RADIUS * along, 2 * np.pi * (TURNS * along + 0.5 * label))


def rings(uniform: Array, label: int, _classes: int) -> Array:
    """Two circles around one centre: negative inside with radius 1, positive outside with radius 2.2."""
    radius = np.full(len(uniform), 2.2 if label == 1 else 1.0)
    return _polar(radius, 2 * np.pi * uniform[:, 0])


def corners(uniform: Array, label: int, classes: int) -> Array:
    """The centre of class c, at the angle 90° + c·360°/classes of a circle."""
    angle = np.full(len(uniform), 2 * np.pi * (0.25 + label / classes))
    return _polar(np.full(len(uniform), RADIUS), angle)


def _polar(radius: Array, angle: Array) -> Array:
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def class_points(places: Places, seed: int, label: int, classes: int, count: int, spread: float) -> Array:
    """Points (count, 2) of a class: places from `default_rng([seed, label])`, plus noise.

    The noise is `spread` times normal numbers from `default_rng([seed, label, 1])`.
    """
    uniform = np.random.default_rng([seed, label]).random((count, 2))
    normal = np.random.default_rng([seed, label, 1]).standard_normal((count, 2))
    return places(uniform, label, classes) + spread * normal


SHAPES: Mapping[str, Shape] = MappingProxyType(
    {
        "circle": Shape(circle, 1.5),
        "xor": Shape(xor, 1.5),
        "moons": Shape(moons, 2.0),
        "spiral": Shape(spiral, 1.0),
        "rings": Shape(rings, 1.2),
        "classes": Shape(corners, 3.0),
    }
)
