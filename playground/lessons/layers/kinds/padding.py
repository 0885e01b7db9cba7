"""The zeros that padding="same" puts around a convolution's input."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.lessons.layers.kinds.request import KindRequest

__all__ = ["padded", "padded_cell", "padding"]

Cell = TypeVar("Cell", int, NDArray[np.intp])


def padding(request: KindRequest, size: int) -> tuple[int, int]:
    """Zeros before the first element of an axis and behind the last one, which may be one more."""
    if request.padding == "valid":
        return 0, 0
    outputs = -(-size // request.strides)
    zeros = max((outputs - 1) * request.strides + request.kernel_size - size, 0)
    return zeros // 2, zeros - zeros // 2


def padded(request: KindRequest, sizes: Sequence[int]) -> tuple[list[int], list[int]]:
    """For axes of these sizes: the zeros before the first element of each, and its size with all zeros."""
    pads = [padding(request, size) for size in sizes]
    whole = [size + before + after for size, (before, after) in zip(sizes, pads, strict=True)]
    return [before for before, _ in pads], whole


def padded_cell(flat: Cell) -> Cell:
    """What a zero of the padding is called: its flat index in the padded input, below 0.

    So it is no index of the array, which does not hold it.
    """
    return -1 - flat
