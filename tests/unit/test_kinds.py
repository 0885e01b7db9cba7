"""Kinds of layers: Keras' outputs against NumPy by hand, and the stories against both."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.lessons.layers.kinds import (
    KINDS,
    KindReport,
    KindRequest,
    drawings,
    num_weights_text,
    stories,
)
from playground.lessons.layers.kinds.request import PADDINGS
from playground.lessons.layers.tasks.layers import example
from playground.lessons.shared.validation import LessonError
from playground.locale import languages, say, strings

Array = NDArray[np.float64]

CONVOLUTIONS = [
    KindRequest(kind, units=units, kernel_size=size, strides=strides, padding=padding, seed=size)
    for kind in ("conv1d", "conv2d")
    for padding in PADDINGS
    for units, size, strides in ((2, 3, 1), (1, 2, 1), (3, 4, 2), (2, 2, 3), (1, 1, 2))
]
OTHERS = [
    KindRequest(kind, units=units, seed=units)
    for kind in ("dense", "simple_rnn", "lstm", "gru")
    for units in (1, 2, 3)
]
REQUESTS = OTHERS + CONVOLUTIONS
each_request = pytest.mark.parametrize("request_", REQUESTS, ids=str)


def sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def by_hand(request: KindRequest) -> Array:
    """The outputs in float64, by the textbook's formulas for whole arrays."""
    arrays = request.arrays
    x, kernel, bias = arrays["inputs"], arrays["kernel"], arrays["bias"]
    if request.kind == "dense":
        return np.maximum(x @ kernel + bias, 0)
    if request.entry.family == "convolution":
        return convolve(request, x, kernel, bias)
    recurrent, units = arrays["recurrent_kernel"], request.units
    h, c = np.zeros((1, units)), np.zeros((1, units))
    states = []
    for step in range(x.shape[1]):
        now = x[:, step]
        if request.kind == "simple_rnn":
            h = np.tanh(now @ kernel + h @ recurrent + bias)
        elif request.kind == "lstm":
            i, f, g, o = np.split(now @ kernel + h @ recurrent + bias, 4, axis=1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        else:
            inner, old = now @ kernel + bias[0], h @ recurrent + bias[1]
            z, r = (sigmoid(inner[:, part] + old[:, part]) for part in parts(units, 2))
            last = slice(2 * units, None)
            h = z * h + (1 - z) * np.tanh(inner[:, last] + r * old[:, last])
        states.append(h)
    return np.stack(states, axis=1)


def parts(units: int, count: int) -> list[slice]:
    return [slice(number * units, (number + 1) * units) for number in range(count)]


def convolve(request: KindRequest, x: Array, kernel: Array, bias: Array) -> Array:
    """Windows of the zero-padded input times the kernel; "same" gives ceil(n / strides) places."""
    axes = x.ndim - 2
    size, stride = request.kernel_size, request.strides
    if request.padding == "same":
        pads = [(0, 0)]
        for n in x.shape[1:-1]:
            missing = max((-(-n // stride) - 1) * stride + size - n, 0)
            pads.append((missing // 2, missing - missing // 2))
        x = np.pad(x, [*pads, (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(x, (size,) * axes, tuple(range(1, axes + 1)))
    windows = windows[(slice(None), *(slice(None, None, stride),) * axes)]
    # (batch, positions…, channels, window…) and (window…, channels, filters)
    total = np.tensordot(windows, np.moveaxis(kernel, -2, 0), axes=axes + 1)
    return np.maximum(total + bias, 0)


@pytest.mark.sampled(8)
@each_request
def test_keras_computes_what_the_formulas_say(request_: KindRequest) -> None:
    outputs = example(request_).arrays["outputs"]
    expected = by_hand(request_)
    assert outputs.shape == expected.shape
    np.testing.assert_allclose(outputs, expected, atol=1e-6)


@pytest.mark.sampled(8)
@each_request
def test_every_cells_story_ends_at_its_value(request_: KindRequest) -> None:
    report = example(request_)
    told = stories(request_, report.arrays)
    assert len(told) == report.arrays["outputs"].size
    np.testing.assert_allclose([story.value for story in told], report.arrays["outputs"].ravel(), atol=1e-6)
    for story in told:
        # the last line ends with the value, in four digits
        shown = float(story.lines[-1].rsplit("= ", 1)[1].replace("−", "-"))
        assert shown == pytest.approx(story.value, rel=1e-3, abs=1e-9)


def test_a_story_can_be_reckoned_by_hand() -> None:
    request = KindRequest("dense")
    arrays = {
        "inputs": np.array([[3.0, 1.0, -2.0]]),
        "kernel": np.array([[0.5], [-0.2], [0.1]]),
        "bias": np.array([0.4]),
        "outputs": np.array([[1.5]]),
    }
    (story,) = stories(request, arrays)
    # 3·0.5 + 1·(−0.2) − 2·0.1 + 0.4 = 1.5
    assert story.lines == ("3·0.5 + 1·(−0.2) − 2·0.1 + 0.4 = 1.5", "relu(1.5) = 1.5")
    assert story.lit == {"inputs": (0, 1, 2), "kernel": (0, 1, 2), "bias": (0,)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_lit_cells_are_those_that_move_the_output(kind: str) -> None:
    """An output of the formulas moves when a lit weight or input moves, and only then."""
    request = KindRequest(kind, seed=1)
    report = example(request)
    told = stories(request, report.arrays)
    place = int(np.argmax(report.arrays["outputs"].ravel()))  # above 0: relu is open there
    story = told[place]
    for name, values in request.arrays.items():
        for cell in range(values.size):
            moved = abs(nudged(request, name, cell).ravel()[place] - by_hand(request).ravel()[place]) > 1e-12
            if kind in ("dense", "conv1d", "conv2d"):
                held = report.arrays["inputs"] if name == "kernel" else np.ones(1)
                if held.all() or name != "kernel":  # a weight of an input 0 moves nothing
                    assert moved == (cell in story.lit.get(name, ())), (name, cell)
            elif cell in story.lit.get(name, ()):
                assert moved, (name, cell)


class Nudged(KindRequest):
    """A request whose arrays differ in one cell."""

    changed: dict[str, Array]

    @property
    def arrays(self) -> dict[str, Array]:
        return self.changed


def nudged(request: KindRequest, name: str, cell: int) -> Array:
    other = Nudged(request.kind, request.units, request.kernel_size, request.strides, request.padding)
    arrays = {key: values.copy() for key, values in request.arrays.items()}
    arrays[name].ravel()[cell] += 1e-4
    object.__setattr__(other, "changed", arrays)
    return by_hand(other)


@pytest.mark.sampled(8)
@each_request
def test_the_count_of_weights_is_keras_own(request_: KindRequest) -> None:
    report = example(request_)
    text, count = num_weights_text(request_).rsplit(" = ", 1)
    assert int(count) == report.num_weights
    assert eval(text.replace("·", "*")) == report.num_weights
    weights = {name: values for name, values in report.arrays.items() if name in request_.weight_shapes}
    assert sum(values.size for values in weights.values()) == report.num_weights


@pytest.mark.sampled(8)
@each_request
def test_every_cell_is_drawn_once(request_: KindRequest) -> None:
    report = example(request_)
    drawn = drawings(request_, report.arrays)
    assert [drawing.name for drawing in drawn] == list(report.arrays)
    assert drawn[-1].role == "output"
    for drawing in drawn:
        cells = [cell for block in drawing.blocks for row in block.rows for cell in row]
        assert len(set(cells)) == len(cells)
        assert sorted(cell for cell in cells if cell >= 0) == list(range(len(drawing.values)))
        assert len(drawing.axes) == len(drawing.shape)
        np.testing.assert_allclose(drawing.values, report.arrays[drawing.name].ravel(), rtol=1e-5)


@pytest.mark.parametrize(
    ("kind", "kernel_size", "strides"), [("conv1d", 3, 1), ("conv1d", 4, 2), ("conv2d", 4, 3)]
)
def test_zeros_of_the_padding_are_drawn_around_the_input_and_lit_where_they_took_part(
    kind: str, kernel_size: int, strides: int
) -> None:
    request = KindRequest(kind, kernel_size=kernel_size, strides=strides, padding="same")
    report = example(request)
    drawn = drawings(request, report.arrays)[0]
    around = {cell for block in drawn.blocks for row in block.rows for cell in row if cell < 0}
    told = stories(request, report.arrays)
    window = kernel_size ** len(report.arrays["inputs"].shape[1:-1]) * report.arrays["inputs"].shape[-1]
    for story in told:
        assert len(story.lit["inputs"]) == window  # every place of the window, within the input or not
    assert {cell for story in told for cell in story.lit["inputs"] if cell < 0} == around
    rows = drawn.blocks[0].rows
    assert rows[0][0] < 0  # at the edge, on either side
    assert rows[-1][-1] < 0


def test_without_padding_no_zeros_are_drawn() -> None:
    request = KindRequest("conv2d")
    assert all(
        cell >= 0 for row in drawings(request, example(request).arrays)[0].blocks[0].rows for cell in row
    )


def test_the_axes_of_a_drawing_are_named() -> None:
    axes = {
        (kind, drawing.name): (drawing.axes, drawing.down, drawing.across)
        for kind in ("dense", "lstm", "conv2d")
        for drawing in drawings(KindRequest(kind), example(KindRequest(kind)).arrays)
    }
    assert axes["dense", "inputs"] == (("batch", "features"), "batch", "features")
    assert axes["lstm", "kernel"] == (("features", "gate_units"), "features", "gate_units")
    assert axes["lstm", "outputs"] == (("batch", "steps", "units"), "steps", "units")
    assert axes["conv2d", "inputs"] == (("batch", "height", "width", "channels"), "height", "width")
    assert axes["conv2d", "kernel"] == (("height", "width", "channels", "filters"), "height", "width")
    words = strings("layers_page")
    assert {f"cells.axis_{axis}" for names, *_ in axes.values() for axis in names} <= set(words)


def test_gates_lie_side_by_side_in_one_matrix() -> None:
    report: KindReport = example(KindRequest("lstm"))
    kernel = next(
        drawing for drawing in drawings(KindRequest("lstm"), report.arrays) if drawing.name == "kernel"
    )
    assert [block.label for block in kernel.blocks] == ["i", "f", "c′", "o"]
    assert kernel.blocks[1].rows == ((2, 3), (10, 11))  # columns 2 and 3 of (2, 8)
    assert "cells" in report.arrays
    assert "cells" not in example(KindRequest("gru")).arrays


@pytest.mark.parametrize(
    "words",
    [
        {"kind": "attention"},
        {"units": 0},
        {"units": 4},
        {"kernel_size": 5},
        {"strides": 0},
        {"padding": "causal"},
        {"seed": 1.5},
    ],
)
def test_what_is_no_example_is_refused(words: dict[str, object]) -> None:
    with pytest.raises(LessonError) as caught:
        KindRequest(**words)  # type: ignore[arg-type]
    assert all(caught.value.message(language) for language in languages())


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_words(kind: str, language: str) -> None:
    assert say(f"layers.kind.{kind}.about", language)
    assert say(f"layers.kind.{kind}.formula", language)
