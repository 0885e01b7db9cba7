"""What is held out looks the same in every picture, and a logarithmic axis names whole numbers."""

from __future__ import annotations

import math
from base64 import b64decode
from typing import Any

import numpy as np
import pytest

from playground.figures.log_axis import log_axis
from playground.figures.palette import HELD_OUT
from playground.lessons.fit.fit import FitRequest, made_points
from playground.lessons.fit.view.clouds import packed
from playground.lessons.fit.view.figures import running_figure

WIDE = FitRequest(samples=37, seed=5, val=0.25, neg_x=-20.0, pos_y=20.0)
LEVELS = {"history": 0.5, "after": 0.2, "val": 0.1}


def test_what_is_held_out_is_dashed_and_hollow_in_one_colour() -> None:
    words = {name: name for name in ("running", "batch", "loss", *LEVELS)}
    lines = {trace.name.split()[0]: trace.line for trace in running_figure([2.0, 0.5], LEVELS, words).data}
    assert (lines["val"].dash, lines["val"].color) == ("dash", HELD_OUT)
    assert [name for name, line in lines.items() if line.color == HELD_OUT] == ["val"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0004, 30.0], ["0.001", "0.01", "0.1", "1", "10"]),
        ([1e-9, 1e-4], ["10⁻⁹", "10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴"]),
        ([0.04, 1.5], ["0.05", "0.1", "0.2", "0.5", "1"]),
        ([0.2, 0.32], ["0.2", "0.3"]),
    ],
)
def test_every_label_of_a_logarithmic_axis_is_a_number(values: list[float], expected: list[str]) -> None:
    axis = log_axis(values)
    assert set(expected) <= set(axis["ticktext"])
    assert 3 <= len(axis["ticktext"]) <= 14
    low, high = axis["range"]
    assert low < math.log10(min(values)) < math.log10(max(values)) < high
    assert all(low <= math.log10(place) <= high for place in axis["tickvals"])


@pytest.mark.parametrize("values", [[], [0.0, -1.0], [math.nan, math.inf], [3.0]])
def test_an_axis_stands_whatever_is_measured(values: list[float]) -> None:
    axis = log_axis(values)
    assert axis["range"][0] < axis["range"][1]
    assert axis["ticktext"]


@pytest.mark.parametrize("request_", [FitRequest(), WIDE])
def test_the_points_of_a_picture_are_those_of_the_program(request_: FitRequest) -> None:
    program: dict[str, Any] = {"np": np}
    exec(f"{request_.data_source}\n{request_.split_source}", program)
    made = made_points(request_)
    np.testing.assert_array_equal(made.inputs, program["inputs"])
    np.testing.assert_array_equal(made.targets, program["targets"][:, 0])
    held = np.flatnonzero(made.held)
    np.testing.assert_array_equal(
        held, np.sort(program["indices_permutation"][: program["num_validation_samples"]])
    )
    sent = packed(request_)
    whole = np.frombuffer(b64decode(sent["xy"]), "<i2").reshape(-1, 2)
    np.testing.assert_allclose(whole / 1000, made.inputs, atol=5.1e-4)
    bits = np.unpackbits(np.frombuffer(b64decode(sent["held"]), np.uint8), count=len(made.held))
    np.testing.assert_array_equal(bits.astype(bool), made.held)
