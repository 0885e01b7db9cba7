"""How each output cell came about: the cells that made it, and the arithmetic in lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from playground.lessons.layers.kinds.padding import padded, padded_cell
from playground.lessons.layers.kinds.request import KindRequest
from playground.lessons.layers.kinds.terms import Arrays, Place, Sum, factor, joined, shown

__all__ = ["Story", "stories"]


@dataclass(frozen=True, eq=False, slots=True)
class Story:
    """One output cell: flat indices of the cells that made it by array, the lines, and the value reached.

    Zeros of the padding, which add nothing, are among the cells of the inputs, below 0.
    """

    lit: Mapping[str, tuple[int, ...]]
    lines: tuple[str, ...]
    value: float


def stories(request: KindRequest, arrays: Arrays) -> tuple[Story, ...]:
    """A story for each cell of the outputs, in order."""
    tell = {
        "dense": _dense,
        "conv1d": _convolution,
        "conv2d": _convolution,
        "simple_rnn": _simple_rnn,
        "lstm": _lstm,
        "gru": _gru,
    }[request.kind]
    shape = arrays["outputs"].shape
    return tuple(tell(request, arrays, place) for place in product(*map(range, shape)))


def _story(lit: Mapping[str, set[int]], lines: list[str], value: float) -> Story:
    return Story({name: tuple(sorted(cells)) for name, cells in lit.items()}, tuple(lines), value)


def _relu(total: Sum) -> Story:
    value = max(total.value, 0.0)
    lines = [f"{total.text()} = {shown(total.value)}", f"relu({shown(total.value)}) = {shown(value)}"]
    return _story(total.lit, lines, value)


def _dense(request: KindRequest, arrays: Arrays, place: Place) -> Story:
    """relu(Σ inputs[sample, feature] · kernel[feature, unit] + bias[unit])."""
    sample, unit = place
    total = Sum(arrays)
    for feature in range(arrays["inputs"].shape[1]):
        total.product("inputs", (sample, feature), "kernel", (feature, unit))
    total.single("bias", (unit,))
    return _relu(total)


def _convolution(request: KindRequest, arrays: Arrays, place: Place) -> Story:
    """relu(Σ inputs[window] · kernel[…, filter] + bias[filter]); outside the input there are zeros."""
    batch, *at, number = place
    total = Sum(arrays)
    sizes, channels = arrays["inputs"].shape[1:-1], arrays["inputs"].shape[-1]
    pads, whole = padded(request, sizes)
    for offset in product(range(request.kernel_size), repeat=len(sizes)):
        around = [position * request.strides + step for position, step in zip(at, offset, strict=True)]
        cell = [place - before for place, before in zip(around, pads, strict=True)]
        inside = all(0 <= where < size for where, size in zip(cell, sizes, strict=True))
        for channel in range(channels):
            if inside:
                total.product("inputs", (batch, *cell, channel), "kernel", (*offset, channel, number))
            else:
                flat = int(np.ravel_multi_index((*around, channel), (*whole, channels)))
                total.lit.setdefault("inputs", set()).add(padded_cell(flat))
    total.single("bias", (number,))
    return _relu(total)


def _inputs(total: Sum, step: int, column: int) -> Sum:
    for feature in range(total.arrays["inputs"].shape[-1]):
        total.product("inputs", (0, step, feature), "kernel", (feature, column))
    return total


def _state(total: Sum, step: int, column: int) -> Sum:
    # Before the first step the state is 0, and its products are left out.
    if step > 0:
        for unit in range(total.arrays["outputs"].shape[-1]):
            total.product("outputs", (0, step - 1, unit), "recurrent_kernel", (unit, column))
    return total


def _gate(arrays: Arrays, step: int, column: int) -> Sum:
    """Inputs · kernel + previous state · recurrent kernel + bias, for one column of the weights."""
    total = _state(_inputs(Sum(arrays), step, column), step, column)
    if arrays["bias"].ndim == 1:
        total.single("bias", (column,))
    else:
        total.single("bias", (0, column))
        total.single("bias", (1, column))
    return total


def _sigmoid(value: float) -> float:
    return float(1 / (1 + np.exp(-value)))


def _line(name: str, function: str, total: Sum, value: float) -> str:
    return f"{name} = {function}({total.text()}) = {function}({shown(total.value)}) = {shown(value)}"


def _simple_rnn(request: KindRequest, arrays: Arrays, place: Place) -> Story:
    """h = tanh(x · kernel + h before · recurrent kernel + bias)."""
    _, step, unit = place
    total = _gate(arrays, step, unit)
    value = float(np.tanh(total.value))
    return _story(total.lit, [_line("h", "tanh", total, value)], value)


def _lstm(request: KindRequest, arrays: Arrays, place: Place) -> Story:
    """i, f, o = σ(…), c′ = tanh(…); c = f · c before + i · c′; h = o · tanh(c)."""
    _, step, unit = place
    sums = [_gate(arrays, step, gate * request.units + unit) for gate in range(4)]
    names = request.entry.gates
    values = [
        float(np.tanh(total.value)) if name == "c′" else _sigmoid(total.value)
        for name, total in zip(names, sums, strict=True)
    ]
    lines = [
        _line(name, "tanh" if name == "c′" else "σ", total, value)
        for name, total, value in zip(names, sums, values, strict=True)
    ]
    gate_in, forget, candidate, gate_out = values
    lit = joined(sums)
    before = 0.0
    if step > 0:
        before = float(arrays["cells"][0, step - 1, unit])
        lit["cells"] = {(step - 1) * request.units + unit}
    cell = forget * before + gate_in * candidate
    value = gate_out * float(np.tanh(cell))
    lines.append(f"c = f·c₋₁ + i·c′ = {_mix(forget, before, gate_in, candidate)} = {shown(cell)}")
    lines.append(f"h = o·tanh(c) = {shown(gate_out)}·tanh({shown(cell)}) = {shown(value)}")
    return _story(lit, lines, value)


def _gru(request: KindRequest, arrays: Arrays, place: Place) -> Story:
    """z, r = σ(…); h′ = tanh(x · kernel + bias + r · (h before · recurrent kernel + bias)); z mixes both."""
    _, step, unit = place
    update, reset = (_gate(arrays, step, gate * request.units + unit) for gate in range(2))
    column = 2 * request.units + unit
    fresh = _inputs(Sum(arrays), step, column)
    fresh.single("bias", (0, column))
    old = _state(Sum(arrays), step, column)
    old.single("bias", (1, column))
    z, r = _sigmoid(update.value), _sigmoid(reset.value)
    inner = fresh.value + r * old.value
    candidate = float(np.tanh(inner))
    before = float(arrays["outputs"][0, step - 1, unit]) if step > 0 else 0.0
    value = z * before + (1 - z) * candidate
    lines = [
        _line("z", "σ", update, z),
        _line("r", "σ", reset, r),
        f"h′ = tanh({fresh.text()} + r·({old.text()})) = tanh({shown(inner)}) = {shown(candidate)}",
        f"h = z·h₋₁ + (1 − z)·h′ = {_mix(z, before, 1 - z, candidate)} = {shown(value)}",
    ]
    return _story(joined([update, reset, fresh, old]), lines, value)


def _mix(first: float, old: float, second: float, new: float) -> str:
    return f"{shown(first)}·{factor(old)} + {shown(second)}·{factor(new)}"
