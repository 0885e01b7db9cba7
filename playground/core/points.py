"""A user's own points: the record, and how a table of them is read."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError
from playground.core.parsing import as_real, quote

__all__ = [
    "FEWEST_POINTS",
    "HEADER",
    "LARGEST_COORDINATE",
    "MOST_POINTS",
    "Points",
    "num_held_out",
    "read_points",
]

HEADER = ("x1", "x2", "label")
FEWEST_POINTS = 2
MOST_POINTS = 20_000
LARGEST_COORDINATE = 1e6


@dataclass(frozen=True, eq=False)
class Points:
    """A user's own points: inputs float32 (n, 2), targets float32 (n,) in {0, 1}; equal by content."""

    inputs: NDArray[np.float32]
    targets: NDArray[np.float32]

    def __post_init__(self) -> None:
        inputs = np.array(self.inputs, dtype=np.float32, order="C")
        targets = np.array(self.targets, dtype=np.float32, order="C")
        if (
            inputs.ndim != 2
            or inputs.shape[1] != 2
            or targets.shape != inputs.shape[:1]
            or not np.isfinite(inputs).all()
            or not np.isin(targets, (0.0, 1.0)).all()
        ):
            raise DataError("points_type", value=quote(f"inputs {inputs.shape}, targets {targets.shape}"))
        _check_count(len(inputs))
        if targets.min() == targets.max():
            raise DataError("csv_classes", label=str(int(targets[0])))
        for name, array in (("inputs", inputs), ("targets", targets)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits that stand for the content."""
        content = hashlib.blake2b(self.inputs.tobytes(), digest_size=16)
        content.update(self.targets.tobytes())
        return content.hexdigest()

    def __len__(self) -> int:
        return len(self.targets)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Points) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


def num_held_out(share: float, count: int) -> int:
    """How many of `count` points are held out: round(share·count), but one stays to be trained on."""
    return min(round(share * count), count - 1)


def read_points(text: str) -> Points:
    """Points from CSV with the header x1,x2,label and labels 0/1; DataError names the line at fault."""
    reader = csv.reader(text.removeprefix("\ufeff").splitlines(), strict=True)
    inputs: list[tuple[float, float]] = []
    targets: list[float] = []
    header = False
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not header:
                if tuple(cell.lower() for cell in cells) != HEADER:
                    raise DataError("csv_header", value=quote(",".join(row)), line=str(reader.line_num))
                header = True
                continue
            inputs.append(_coordinates(cells, reader.line_num))
            targets.append(float(cells[2]))
            if len(inputs) > MOST_POINTS:
                break
    except csv.Error:
        raise DataError("csv_text", line=str(reader.line_num)) from None
    if not header:
        raise DataError("csv_header", value="nothing", line="1")
    _check_count(len(inputs))
    return Points(np.array(inputs, dtype=np.float32), np.array(targets, dtype=np.float32))


def _coordinates(cells: list[str], line: int) -> tuple[float, float]:
    if len(cells) == len(HEADER) and cells[2] in ("0", "1"):
        x1, x2 = as_real(cells[0]), as_real(cells[1])
        if x1 is not None and x2 is not None and max(abs(x1), abs(x2)) <= LARGEST_COORDINATE:
            return x1, x2
    limit = f"{LARGEST_COORDINATE:.0f}"
    raise DataError("csv_row", value=quote(",".join(cells)), line=str(line), limit=limit)


def _check_count(count: int) -> None:
    if not FEWEST_POINTS <= count <= MOST_POINTS:
        shown = f"{MOST_POINTS:,}+" if count > MOST_POINTS else str(count)
        raise DataError("csv_count", count=shown, low=str(FEWEST_POINTS), high=f"{MOST_POINTS:,}")
