"""How arrays are laid out on the page: as blocks of cells with rows and columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.lessons.layers.kinds.padding import padded, padded_cell
from playground.lessons.layers.kinds.request import KindRequest

__all__ = ["Block", "Drawing", "drawings"]


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells: flat indices of the array, row by row, under a label.

    A number below 0 is a zero of the padding, which the array itself does not hold: see `padded_cell`.
    """

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
    axes: tuple[str, ...]  # what each axis of the shape counts: words of the catalogue
    down: str  # the axis whose elements are rows of a block; "" where there is one row
    across: str


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
            axes_of(request, name),
            *_sides(request, name),
        )
        for name, array in arrays.items()
    )


def axes_of(request: KindRequest, name: str) -> tuple[str, ...]:
    """What the axes of an array count, in order."""
    family = request.entry.family
    gates = "gate_units" if len(request.entry.gates) > 1 else "units"
    places = ("steps",) if request.kind == "conv1d" else ("height", "width")
    match family, name:
        case "dense", _:
            return {"kernel": ("features", "units"), "bias": ("units",), "outputs": ("batch", "units")}.get(
                name, ("batch", "features")
            )
        case "convolution", "kernel":
            return (*(("window",) if request.kind == "conv1d" else places), "channels", "filters")
        case "convolution", "bias":
            return ("filters",)
        case "convolution", _:
            return ("batch", *places, "channels" if name == "inputs" else "filters")
        case _, "kernel":
            return ("features", gates)
        case _, "recurrent_kernel":
            return ("units", gates)
        case _, "bias":
            return ("biases", gates) if request.kind == "gru" else (gates,)
        case _:
            return ("batch", "steps", "features" if name == "inputs" else "units")


def _sides(request: KindRequest, name: str) -> tuple[str, str]:
    """The axes that a block shows as rows and as columns."""
    axes = axes_of(request, name)
    if request.entry.family == "convolution" and len(axes) > 1:
        first = 0 if name == "kernel" else 1
        return axes[first], axes[first + 1]
    down = axes[-2] if len(axes) > 1 else ""
    return down, axes[-1]


def _blocks(request: KindRequest, name: str, shape: tuple[int, ...]) -> tuple[Block, ...]:
    places = np.arange(int(np.prod(shape))).reshape(shape)
    gates = request.entry.gates
    if len(gates) > 1 and name not in ("inputs", "outputs", "cells"):
        # Keras keeps the gates side by side in one matrix.
        columns = np.atleast_2d(places)
        parts = np.split(columns, len(gates), axis=1)
        return tuple(_block(gate, part) for gate, part in zip(gates, parts, strict=True))
    if request.entry.family == "convolution" and name != "bias":
        return _windows(request, name, places)
    matrix = places[0] if places.ndim == 3 else np.atleast_2d(places)
    return (_block("", matrix),)


def _windows(request: KindRequest, name: str, places: NDArray[np.intp]) -> tuple[Block, ...]:
    if name == "kernel":
        each = [places[..., number] for number in range(places.shape[-1])]
        if places.ndim == 3:  # one axis: steps × channels for each filter
            return tuple(_block(f"{number}", part) for number, part in enumerate(each))
        return tuple(_block(f"{number}", part[..., 0]) for number, part in enumerate(each))
    image = places[0] if name == "outputs" else _padded(request, places)
    if image.ndim == 2:
        return (_block("", image),)
    last = image.shape[-1]
    return tuple(_block(f"{number}" if last > 1 else "", image[..., number]) for number in range(last))


def _padded(request: KindRequest, places: NDArray[np.intp]) -> NDArray[np.intp]:
    """The places of the one example, with those of the padding's zeros around them."""
    sizes, channels = places.shape[1:-1], places.shape[-1]
    pads, whole = padded(request, sizes)
    around = padded_cell(np.arange(int(np.prod(whole)) * channels).reshape(*whole, channels))
    inside = tuple(slice(before, before + size) for size, before in zip(sizes, pads, strict=True))
    around[inside] = places[0]
    return around


def _block(label: str, matrix: NDArray[np.intp]) -> Block:
    return Block(label, tuple(tuple(int(place) for place in row) for row in matrix))
