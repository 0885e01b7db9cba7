"""A plane through the weights of a network on which its loss is looked at: start, end and a random direction.

The random direction is filter-normalised (Li et al., Visualizing the Loss Landscape of Neural Nets, 2018):
what goes into a unit is drawn from a normal distribution and scaled to the length of that unit's own weights
at the end of the run; biases have none. Its part along the way from start to end is taken off, so that both
axes are perpendicular, and lengths on the plane are those of the weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.network import Network

__all__ = ["COARSEST", "Box", "Directions", "cells_of", "directions", "filters"]

Array = NDArray[np.float64]
Box = tuple[float, float, float, float]  # along from, to; across from, to
_CELLS: Final = (40, 32, 24)  # along each side of the grid, the finest first
COARSEST: Final = 16
_SECONDS: Final = 4.0  # that the grid of a plane may take
_SECONDS_A_WEIGHT: Final = 1.5e-9  # at a point, roughly
_SHORTEST: Final = 1e-9  # way between start and end that counts as one


@dataclass(frozen=True, eq=False, slots=True)
class Directions:
    """Both axes as unit vectors (P,), perpendicular to each other.

    `length` leads from start to end along the first. `filter_length` along the second changes the weights
    of a unit by about as much as they are long.
    """

    along: Array
    across: Array
    length: float
    filter_length: float


def directions(network: Network, start: Array, end: Array, seed: int) -> Directions | None:
    """The axes of the plane; None where start and end are one place."""
    way = end - start
    length = float(np.linalg.norm(way))
    if not length > _SHORTEST:
        return None
    along = way / length
    drawn = _random_direction(network, end, seed)
    across = drawn - (drawn @ along) * along
    filter_length = float(np.linalg.norm(across))
    if not filter_length > _SHORTEST:
        return None
    across /= filter_length
    # Once more: the first difference of nearly equal numbers leaves a part behind.
    across -= (across @ along) * along
    return Directions(along, across / np.linalg.norm(across), length, filter_length)


def filters(network: Network) -> Iterator[NDArray[np.intp]]:
    """The places of the weights that go into each unit, without its bias."""
    for node in network.dense:
        assert node.kernel is not None
        assert node.bias is not None
        places = np.arange(node.kernel, node.bias).reshape(network.fan_in(node), node.units)
        yield from places.T


def cells_of(network: Network, points: int) -> int:
    """How fine the grid may be, so that it is there in a few seconds."""
    cost = network.size * points * _SECONDS_A_WEIGHT
    return next((cells for cells in _CELLS if (cells + 1) ** 2 * cost <= _SECONDS), COARSEST)


def _random_direction(network: Network, end: Array, seed: int) -> Array:
    drawn = np.random.default_rng(seed).normal(size=network.size)
    found = np.zeros(network.size)
    for places in filters(network):
        own = drawn[places]
        found[places] = own * (np.linalg.norm(end[places]) / np.linalg.norm(own))
    return found
