"""What a model of the gallery has learned so far: the run that its link opens on the stage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["PIECE", "Learned"]

PIECE = 250  # updates between two looks at the boundary


@dataclass(frozen=True, eq=False, slots=True)
class Learned:
    """The model before update `step`: its weights (size,), and the shares of points that it gets right.

    `is_last`: the run ends here, by its number of steps or because it diverged.
    """

    step: int
    weights: NDArray[np.float32]
    accuracy: float
    held_accuracy: float
    is_last: bool
