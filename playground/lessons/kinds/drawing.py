"""How arrays are laid out on the page: as blocks of cells with rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.lessons.kinds.request import KindRequest

__all__ = ["Block", "Drawing", "drawings"]


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells: flat indices of the array, row by row, under a label."""

    label: str
    rows: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False, slots=True)
class Drawing:
    """One array: its role on the page, its values in flat order, and its blocks."""

    name: str
    role: Literal["input", "weight", "state", "output"]
    shape: tuple[int, ...]
    values: tuple[float, ...]
    blocks: tuple[Block, ...]


_ROLES: Mapping[str, Literal["input", "weight", "state", "output"]] = {
    "inputs": "input",
    "cells": "state",
    "outputs": "output",
}


def drawings(request: KindRequest, arrays: Mapping[str, NDArray[np.float32]]) -> tuple[Drawing, ...]:
    """Inputs, weights, cell states, outputs, in this order."""
    return tuple(
        Drawing(
            name,
            _ROLES.get(name, "weight"),
            tuple(int(size) for size in array.shape),
            tuple(float(f"{value:.6g}") for value in array.ravel().tolist()),
            _blocks(request, name, array.shape),
        )
        for name, array in arrays.items()
    )


def _blocks(request: KindRequest, name: str, shape: tuple[int, ...]) -> tuple[Block, ...]:
    places = np.arange(int(np.prod(shape))).reshape(shape)
    gates = request.entry.gates
    if len(gates) > 1 and name not in ("inputs", "outputs", "cells"):
        # Keras keeps the gates side by side in one matrix.
        columns = np.atleast_2d(places)
        parts = np.split(columns, len(gates), axis=1)
        return tuple(_block(gate, part) for gate, part in zip(gates, parts, strict=True))
    if request.entry.family == "convolution" and name != "bias":
        return _windows(name, places)
    matrix = places[0] if places.ndim == 3 else np.atleast_2d(places)
    return (_block("", matrix),)


def _windows(name: str, places: NDArray[np.intp]) -> tuple[Block, ...]:
    if name == "kernel":
        each = [places[..., number] for number in range(places.shape[-1])]
        if places.ndim == 3:  # one axis: steps × channels for each filter
            return tuple(_block(f"{number}", part) for number, part in enumerate(each))
        return tuple(_block(f"{number}", part[..., 0]) for number, part in enumerate(each))
    image = places[0]
    if image.ndim == 2:
        return (_block("", image),)
    last = image.shape[-1]
    return tuple(_block(f"{number}" if last > 1 else "", image[..., number]) for number in range(last))


def _block(label: str, matrix: NDArray[np.intp]) -> Block:
    return Block(label, tuple(tuple(int(place) for place in row) for row in matrix))
