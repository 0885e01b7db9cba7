"""A user's own points: the record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.parsing import bound_text, quote
from playground.core.points_text import LONGEST_INLINE, MOST_INLINE, REFERENCE, packed

__all__ = [
    "COLUMN_NAMES",
    "FEWEST_POINTS",
    "LARGEST_COORDINATE",
    "LONGEST_NAME",
    "MOST_CLASSES",
    "MOST_POINTS",
    "Points",
    "num_held_out",
]

COLUMN_NAMES = ("x1", "x2")
FEWEST_POINTS = 2
MOST_POINTS = 20_000
MOST_CLASSES = 5
LARGEST_COORDINATE = 1e6
LONGEST_NAME = 40  # of a class or a column


@dataclass(frozen=True, eq=False)
class Points:
    """A user's own points: inputs float32 (n, 2), targets float32 (n,), the numbers 0 … k-1 of their classes.

    Two to five classes, each with a point; no coordinate is further from 0 than a million, so that a plot has
    ticks for all. `class_names` are 0 … k-1 unless given. Equal by content, names included.
    """

    inputs: NDArray[np.float32]
    targets: NDArray[np.float32]
    class_names: tuple[str, ...] = ()
    column_names: tuple[str, str] = COLUMN_NAMES

    def __post_init__(self) -> None:
        inputs = np.array(self.inputs, dtype=np.float32, order="C")
        targets = np.array(self.targets, dtype=np.float32, order="C")
        if (
            inputs.ndim != 2
            or inputs.shape[1] != 2
            or targets.shape != inputs.shape[:1]
            or not np.isfinite(inputs).all()
            or not np.isin(targets, np.arange(MOST_CLASSES)).all()
        ):
            raise DataError("points_type", value=quote(f"inputs {inputs.shape}, targets {targets.shape}"))
        _check_count(len(inputs))
        if (largest := np.abs(inputs).max()) > LARGEST_COORDINATE:
            raise DataError("points_beyond", value=str(largest), limit=bound_text(LARGEST_COORDINATE))
        found = np.unique(targets).astype(int).tolist()
        names, columns = self.class_names or _numbers(found[-1] + 1), tuple(self.column_names)
        misnamed = DataError("points_type", value=quote(f"classes {found} with the names {names}, {columns}"))
        if not _are_names((*names, *columns)):  # before one of them stands in a message
            raise misnamed
        if len(found) < 2:
            raise DataError(
                "csv_classes", label=(names[found[0]] if found[0] < len(names) else str(found[0]))
            )
        if found != list(range(len(names))) or len(columns) != 2:
            raise misnamed
        for name, array in (("inputs", inputs), ("targets", targets)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)
        object.__setattr__(self, "class_names", tuple(names))
        object.__setattr__(self, "column_names", columns)

    @property
    def num_classes(self) -> int:
        return len(self.class_names)

    @property
    def class_counts(self) -> tuple[tuple[str, int], ...]:
        """Each class with its number of points."""
        counts = np.bincount(self.targets.astype(int), minlength=self.num_classes).tolist()
        return tuple(zip(self.class_names, counts, strict=True))

    @property
    def has_names(self) -> bool:
        """Whether classes or columns are called something else than 0, 1, … and x1, x2."""
        return self.class_names != _numbers(self.num_classes) or self.column_names != COLUMN_NAMES

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits that stand for the content."""
        content = hashlib.blake2b(self.inputs.tobytes(), digest_size=16)
        content.update(self.targets.tobytes())
        if self.has_names:
            content.update(json.dumps([self.column_names, self.class_names]).encode())
        return content.hexdigest()

    def standardised(self) -> Points:
        """The same points, each column with mean 0 and standard deviation 1, or 0 throughout."""
        columns = self.inputs.astype(np.float64)
        spread = columns.std(axis=0)
        scaled = (columns - columns.mean(axis=0)) / np.where(spread > 0.0, spread, 1.0)
        return Points(scaled.astype(np.float32), self.targets, self.class_names, self.column_names)

    @property
    def packed(self) -> str:
        """The whole set as one text, names included (`playground.core.points_text`)."""
        names = (self.class_names, self.column_names) if self.has_names else ()
        return packed(self.inputs, self.targets, *names)

    @cached_property
    def word(self) -> str:
        """What stands for the set in a link: its text where that is short, else its digest."""
        text = self.packed if len(self) <= MOST_INLINE else ""
        return text if 0 < len(text) <= LONGEST_INLINE else REFERENCE + self.digest

    def __len__(self) -> int:
        return len(self.targets)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Points) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def num_held_out(share: float, count: int) -> int:
    """How many of `count` points are held out: round(share·count), but one stays to be trained on."""
    return min(round(share * count), count - 1)


def _numbers(count: int) -> tuple[str, ...]:
    return tuple(map(str, range(count)))


def _are_names(names: Iterable[object]) -> bool:
    return all(
        isinstance(name, str) and 0 < len(name) <= LONGEST_NAME and name.isprintable() for name in names
    )


def _check_count(count: int) -> None:
    if not FEWEST_POINTS <= count <= MOST_POINTS:
        raise DataError("csv_count", count=f"{count:,}", low=str(FEWEST_POINTS), high=f"{MOST_POINTS:,}")
