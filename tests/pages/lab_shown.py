"""A lab as a test of its sentences sees it, and numbers as the pages write them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pytest

from playground.lessons.fit.fit import FitRequest

__all__ = ["Shown", "design", "holds", "near", "real"]

RAISED: Final = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


@dataclass(frozen=True)
class Shown:
    """A lab at one of its settings: its record, what its components draw, its HTML, its trainings."""

    record: Any
    pictures: Mapping[str, Any]
    html: str
    trainings: Sequence[Any]

    @property
    def training(self) -> FitRequest:
        return self.record.training


def real(text: object) -> float:
    """A number as the pages write it: 1.2·10⁻⁷, −3, 83.3 %."""
    whole, _, power = str(text).removesuffix(" %").partition("·10")
    return float(whole.translate(RAISED)) * 10.0 ** int(power.translate(RAISED) or 0)


def near(told: object, wanted: float, rel: float = 3e-3) -> None:
    """A number as far as it is written: half a unit of its last digit, and what float32 makes of it."""
    digits = str(told).removesuffix(" %").partition("·10")[0].partition(".")[2]
    rounded = 0.5 * 10.0 ** -len(digits)
    if "·10" in str(told):
        rounded *= 10.0 ** math.floor(math.log10(abs(wanted)))
    assert real(told) == pytest.approx(wanted, rel=rel, abs=1.01 * rounded)


def design(inputs: np.ndarray) -> np.ndarray:
    """Inputs with a column of ones for the bias, in float64."""
    return np.column_stack([inputs, np.ones(len(inputs))]).astype(np.float64)


def holds(condition: Callable[[Any], bool], shown: Shown, **_: object) -> None:
    """For sentences without numbers: what has to be so in the record."""
    assert condition(shown.record)
