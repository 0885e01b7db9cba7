"""A layer three ways and shape inference: against the formula in NumPy, and against what Keras must do."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from playground.core.activations import ACTIVATIONS
from playground.lessons.layers.layer import INPUTS, WAYS, LayerRequest
from playground.lessons.layers.shapes import STEPS, ShapesReport, ShapesRequest, read_widths, write_widths
from playground.lessons.layers.tasks.layers import compare, infer
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.values import TensorLiteral
from playground.locale import languages
from tests.unit.network_training import FORMULAS


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("units", [1, 4])
def test_three_ways_give_what_the_formula_says(activation: str, units: int) -> None:
    report = compare(LayerRequest(units=units, activation=activation, seed=3))
    x, w, b = (np.asarray(value.values, np.float64) for value in (report.inputs, *report.weights))
    assert w.shape == (3, units)
    assert b.shape == (units,)
    assert [way.way for way in report.ways] == list(WAYS)
    for way in report.ways:
        np.testing.assert_allclose(way.output.values, FORMULAS[activation](x @ w + b), atol=1e-6)  # type: ignore[arg-type]
    np.testing.assert_allclose(report.sums.values, x @ w + b, atol=1e-6)  # type: ignore[arg-type]
    assert 0 <= report.difference <= 1e-6


def test_a_layer_holds_its_weights_under_its_own_names() -> None:
    by_hand, by_subclass, by_keras = (way.state for way in compare(LayerRequest()).ways)
    assert by_hand == by_subclass == (("W", (3, 2), 6), ("b", (2,), 2))
    assert by_keras == (("kernel", (3, 2), 6), ("bias", (2,), 2))


def test_the_code_shown_is_the_code_that_ran() -> None:
    request = LayerRequest()
    report = compare(request)
    shown = [report.shared, *(way.source for way in report.ways), report.comparison]
    assert "\n\n".join(shown) == request.source
    assert pickle.loads(pickle.dumps(report)).difference == report.difference


@pytest.mark.parametrize(
    "words",
    [
        {"inputs": TensorLiteral((1.0, 2.0))},
        {"inputs": TensorLiteral(((1.0, 2.0), (3.0,)))},
        {"inputs": TensorLiteral(3.0)},
        {"inputs": TensorLiteral(((1.0,) * 7,))},
        {"units": 0},
        {"units": 99},
        {"units": "2"},
        {"activation": "softmax"},
        {"seed": -1},
    ],
)
def test_what_is_no_layer_is_refused(words: dict[str, object]) -> None:
    with pytest.raises(LessonError) as caught:
        LayerRequest(**words)  # type: ignore[arg-type]
    assert all(caught.value.message(language) for language in languages())
    assert LayerRequest().inputs == INPUTS


def moments(**words: tuple[int, ...]) -> ShapesReport:
    return infer(ShapesRequest(**words))


def test_weights_appear_with_the_first_call() -> None:
    report = moments(widths=(4, 2, 1), first=(3, 2))
    define, before, call, after, _ = report.moments
    assert tuple(moment.step for moment in report.moments) == STEPS
    for moment in (define, before):
        assert not moment.built
        assert all(layer.weights == () and layer.output is None for layer in moment.layers)
    assert "0 (unbuilt)" in before.printed
    assert "?" in before.printed
    assert call.built
    assert call.result == (3, 1)
    # kernel (what goes in, units), bias (units,): the layer before says what goes in
    assert [layer.weights for layer in call.layers] == [
        (("kernel", (2, 4)), ("bias", (4,))),
        (("kernel", (4, 2)), ("bias", (2,))),
        (("kernel", (2, 1)), ("bias", (1,))),
    ]
    assert [layer.output for layer in call.layers] == [(3, 4), (3, 2), (3, 1)]
    total = sum(layer.num_weights for layer in call.layers)
    assert total == 2 * 4 + 4 + 4 * 2 + 2 + 2 * 1 + 1
    assert f"Total params: {total} " in after.printed
    assert "unbuilt" not in after.printed


def test_another_number_of_features_is_refused_in_keras_own_words() -> None:
    second = moments(first=(3, 2), second=(3, 5)).moments[-1]
    assert second.failure is not None
    assert second.failure.error == "ValueError"
    assert second.failure.reason == "input_axis"
    assert "expected axis -1 of input shape to have value 2" in second.failure.summary
    assert "Arguments received" in second.failure.message
    assert "\x1b" not in second.failure.message
    assert second.result is None


def test_another_number_of_samples_is_welcome() -> None:
    second = moments(first=(3, 2), second=(7, 2)).moments[-1]
    assert second.failure is None
    assert second.result == (7, 1)


def test_an_input_without_samples_builds_nothing() -> None:
    report = moments(first=(2,))
    call = report.moments[2]
    assert call.failure is not None
    assert call.failure.reason == "input_rank"
    assert not report.moments[3].built
    assert report.moments[4].failure is not None
    assert report.moments[4].failure.reason == "input_shape"


@pytest.mark.parametrize(
    "words",
    [
        {"widths": ()},
        {"widths": (1,) * 7},
        {"widths": (0,)},
        {"widths": (13,)},
        {"first": ()},
        {"first": (1, 2, 3, 4)},
        {"second": (17, 2)},
        {"second": (0, 2)},
        {"second": (16, 16, 16)},
    ],
)
def test_shapes_out_of_bounds_are_refused(words: dict[str, tuple[int, ...]]) -> None:
    with pytest.raises(LessonError) as caught:
        ShapesRequest(**words)
    assert all(caught.value.message(language) for language in languages())


def test_widths_read_back_what_they_say() -> None:
    for widths in ((4,), (4, 2, 1), (12, 12, 12, 12, 12, 12)):
        assert read_widths(write_widths(widths)) == widths
    for text in ("[4, 2]", "4 2", "4;2", "４，２", "（4、2）"):
        assert read_widths(text) == (4, 2)
    with pytest.raises(LessonError):
        read_widths("four")
