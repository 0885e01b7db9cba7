"""What is held out looks the same in every picture, and a logarithmic axis names whole numbers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.figures.log_axis import log_axis
from playground.figures.palette import HELD_OUT, TRAINING
from playground.lessons.fit.fit import FitPoints
from playground.lessons.fit.view.figures import running_figure, split_figure
from playground.lessons.fit.view.history_figure import history_figure

NAMES = {name: name for name in ("negative", "positive", "training", "held_out", "boundary")}
LEVELS = {"history": 0.5, "after": 0.2, "val": 0.1}


def test_what_is_held_out_is_dashed_and_hollow_in_one_colour() -> None:
    history = {"loss": [1.0], "mae": [2.0], "val_loss": [1.5], "val_mae": [2.5]}
    for trace in history_figure(history, 3, {"epoch": "epoch"}).data:
        held = trace.name.startswith("val_")
        assert trace.line.color == trace.marker.color == (HELD_OUT if held else TRAINING)
        assert trace.line.dash == ("dash" if held else "solid")
        assert trace.marker.symbol.endswith("-open") == held
    words = {name: name for name in ("running", "batch", "loss", *LEVELS)}
    lines = {trace.name.split()[0]: trace.line for trace in running_figure([2.0, 0.5], LEVELS, words).data}
    assert (lines["val"].dash, lines["val"].color) == ("dash", HELD_OUT)
    assert [name for name, line in lines.items() if line.color == HELD_OUT] == ["val"]


def test_points_held_out_are_hollow_and_those_trained_on_filled() -> None:
    inputs = np.array([[0, 1], [1, 0], [2, 1], [1, 2]], np.float32)
    points = FitPoints(
        source="", inputs=inputs, targets=np.array([0, 0, 1, 1]), held=np.array([True, False, True, False])
    )
    for trace in split_figure(points, NAMES).data:
        assert len(trace.x) == 1
        assert trace.marker.symbol.endswith("-open") == ("held_out" in trace.name)


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
