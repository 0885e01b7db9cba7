"""Sums of products, as a text to check by hand and as the cells that they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

__all__ = ["Arrays", "Place", "Sum", "factor", "joined", "shown"]

Arrays = Mapping[str, NDArray[np.floating]]
Place = tuple[int, ...]


@dataclass(slots=True)
class Sum:
    """A sum that grows term by term, and remembers which cells of which arrays went into it."""

    arrays: Arrays
    value: float = 0.0
    parts: list[str] = field(default_factory=list)
    lit: dict[str, set[int]] = field(default_factory=dict)

    def product(self, first: str, at: Place, second: str, by: Place) -> None:
        """Add the product of two cells."""
        left, right = self._take(first, at), self._take(second, by)
        self.value += left * right
        self.parts.append(f"{shown(left)}·{factor(right)}")

    def single(self, name: str, at: Place) -> None:
        """Add one cell."""
        value = self._take(name, at)
        self.value += value
        self.parts.append(shown(value))

    def text(self) -> str:
        """The terms, joined by their signs."""
        text = self.parts[0] if self.parts else "0"
        for part in self.parts[1:]:
            text += f" − {part[1:]}" if part.startswith("−") else f" + {part}"
        return text

    def _take(self, name: str, at: Place) -> float:
        array = self.arrays[name]
        self.lit.setdefault(name, set()).add(int(np.ravel_multi_index(at, array.shape)))
        return float(array[at])


def shown(value: float) -> str:
    """At most four significant digits, a true minus, no trailing zeros."""
    text = f"{value:.4g}"
    return ("0" if text == "-0" else text).replace("-", "−")


def factor(value: float) -> str:
    """The same behind a multiplication sign, where a minus needs parentheses."""
    return f"({shown(value)})" if value < 0 else shown(value)


def joined(sums: Sequence[Sum]) -> dict[str, set[int]]:
    """All cells of several sums."""
    lit: dict[str, set[int]] = {}
    for one in sums:
        for name, cells in one.lit.items():
            lit.setdefault(name, set()).update(cells)
    return lit
