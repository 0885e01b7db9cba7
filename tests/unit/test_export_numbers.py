"""Exported programs hold numbers as a person writes them, and the same bits."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.data import covariance
from playground.core.experiment import Experiment
from playground.export.numbers import covariance_text, product_text
from playground.export.program import program

tenths = st.integers(1, 60).map(lambda n: n / 10)


@given(tenths, tenths, st.integers(-99, 99).map(lambda n: n / 100))
def test_a_written_covariance_has_the_same_bits(sx: float, sy: float, rho: float) -> None:
    written = np.array(eval(f"[{covariance_text(sx, sy, rho)}]"))
    assert written.tobytes() == covariance(sx, sy, rho).tobytes()


@given(tenths, st.floats(0.01, 3))
def test_a_written_product_has_the_same_bits(a: float, b: float) -> None:
    assert eval(product_text(a, b)) == a * b


@pytest.mark.parametrize(
    "words",
    [
        {"neg_sx": 0.3, "neg_sy": 0.7, "neg_rho": 0.1, "pos_sx": 1.1, "pos_sy": 1.3, "pos_rho": -0.7},
        *(
            {"data": data, "noise": 0.1, "hidden": (4,)}
            for data in ("circle", "xor", "moons", "spiral", "rings")
        ),
    ],
)
def test_no_program_has_a_long_number(words: dict[str, Any]) -> None:
    assert not re.findall(r"\d\.\d{9,}", program(Experiment(**words)))
