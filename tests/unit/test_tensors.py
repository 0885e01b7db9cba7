"""The tensor builder and the operation calculator, against NumPy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.lessons.shared.error_explanations import REASONS, UNKNOWN
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.tasks.sandbox import run
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.values import MOST_ELEMENTS, TensorLiteral, read_values, write_values
from playground.lessons.tensors.operations import OPERATIONS, OperationRequest, broadcast_plan
from playground.lessons.tensors.tasks.tensors import build, operate
from playground.lessons.tensors.tensors import CONSTRUCTORS, TensorRequest
from playground.locale import languages, say


@pytest.mark.parametrize(
    ("request_", "values", "source"),
    [
        (TensorRequest("ones", (2, 3)), np.ones((2, 3)), "t = tf.ones(shape=(2, 3))"),
        (TensorRequest("zeros", (), "int32"), np.zeros(()), "t = tf.zeros(shape=(), dtype=tf.int32)"),
        (TensorRequest("constant", (3,), value=2.5), np.full(3, 2.5), "t = tf.constant(2.5, shape=(3,))"),
        (
            TensorRequest("constant", (1, 2, 2), "int32", value=7.0),
            np.full((1, 2, 2), 7),
            "t = tf.constant(7, shape=(1, 2, 2), dtype=tf.int32)",
        ),
    ],
)
def test_the_builder_builds_what_its_line_says(request_: TensorRequest, values: object, source: str) -> None:
    report = build(request_)
    assert report.source == source
    assert report.value.shape == request_.shape
    assert report.value.dtype == request_.dtype
    np.testing.assert_array_equal(report.value.values, values)  # type: ignore[arg-type]


def test_random_tensors_depend_on_their_seed_alone() -> None:
    request = TensorRequest("normal", (8, 8, 8), mean=3.0, stddev=2.0, seed=5)
    first = build(request).value.values
    run("tf.random.set_seed(1)\ntf.random.normal((3,))")
    again, other = build(request).value.values, build(TensorRequest("normal", (8, 8, 8), seed=6)).value.values
    assert first is not None
    assert again is not None
    assert other is not None
    np.testing.assert_array_equal(first, again)
    assert float(np.mean(first)) == pytest.approx(3.0, abs=0.4)  # 4 standard errors of 512 draws
    assert float(np.std(first)) == pytest.approx(2.0, abs=0.3)
    # Neighbouring seeds share no numbers, not even shifted ones.
    assert not np.isin((first - 3.0) / 2.0, other).any()


@pytest.mark.parametrize(("dtype", "high"), [("float32", 5.0), ("int32", 5.0)])
def test_uniform_numbers_lie_below_the_upper_bound(dtype: str, high: float) -> None:
    values = build(TensorRequest("uniform", (16, 16), dtype, low=-2.0, high=high)).value.values
    assert values is not None
    assert values.min() >= -2
    assert values.max() < high
    assert len(np.unique(values)) == (7 if dtype == "int32" else 256)


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"constructor": "full"}, "choice"),
        ({"shape": (2, 2, 2, 2)}, "rank"),
        ({"shape": (0,)}, "whole"),
        ({"shape": (17,)}, "whole"),
        ({"shape": (16, 16, 3)}, "elements"),
        ({"constructor": "normal", "dtype": "int32"}, "choice"),
        ({"constructor": "normal", "stddev": -1.0}, "real"),
        ({"constructor": "normal", "mean": float("nan")}, "real"),
        ({"constructor": "constant", "value": float("inf")}, "real"),
        ({"constructor": "constant", "dtype": "int32", "value": 0.5}, "whole_for_int"),
        ({"constructor": "uniform", "low": 1.0, "high": 1.0}, "low_high"),
        ({"seed": -1}, "whole"),
        ({"seed": True}, "whole"),
    ],
)
def test_what_cannot_be_built_is_refused_in_every_language(settings: dict[str, object], reason: str) -> None:
    with pytest.raises(LessonError) as caught:
        TensorRequest(**settings)  # type: ignore[arg-type]
    assert caught.value.reason == f"lesson.{reason}"
    assert all(caught.value.message(language) for language in languages())


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("(2, 3)", (2, 3)),
        ("2,3", (2, 3)),
        ("()", ()),
        ("", ()),
        ("(4,)", (4,)),
        ("[5]", (5,)),
        ("（３，５）", (3, 5)),
        ("3 5", (3, 5)),
    ],
)
def test_shapes_are_read(text: str, shape: tuple[int, ...]) -> None:
    assert read_shape(text) == shape


def attempt(read: Callable[[str], Any], text: str) -> Any:
    """What is read, or the refusal; any other exception comes through."""
    try:
        return read(text)
    except LessonError as refusal:
        return refusal


@given(st.text(max_size=30))
def test_any_text_is_a_shape_or_a_refusal(text: str) -> None:
    result = attempt(read_shape, text)
    assert isinstance(result, tuple) or str(result)


@given(st.text(alphabet="[](),.0123456789-+e x\n", max_size=40) | st.text(max_size=20))
def test_any_text_is_a_tensor_or_a_refusal(text: str) -> None:
    result = attempt(read_values, text)
    if isinstance(result, LessonError):
        assert "\n" not in str(result)
    else:
        assert read_values(write_values(result)) == result


def test_values_keep_within_their_limits() -> None:
    for text in (
        "[" * 4 + "1" + "]" * 4,
        "1e9",
        "[]",
        "[1, nan]",
        str([0] * (MOST_ELEMENTS + 1)),
        "[" * 5000,
    ):
        with pytest.raises(LessonError):
            read_values(text)
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(LessonError):
        TensorLiteral(deep)  # type: ignore[arg-type]


shapes = st.lists(st.integers(1, 4), max_size=3).map(tuple)


@given(shapes, shapes)
def test_the_broadcasting_plan_is_numpys(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    plan = broadcast_plan(a, b)
    try:
        expected = np.broadcast_shapes(a, b)
    except ValueError:
        expected = None
    assert plan.shape == expected
    for place, own in enumerate((a, b)):
        repeated = [axis.size or 1 for axis in plan.axes if axis.stretched[place]]
        if expected is not None:
            # What is stretched, and nothing else, makes the operand larger.
            assert int(np.prod(own)) * int(np.prod(repeated)) == int(np.prod(expected))
        assert [axis.sizes[place] for axis in plan.axes if not axis.added[place]] == list(own)


def ones(shape: tuple[int, ...], dtype: str = "float32") -> TensorLiteral:
    return TensorLiteral(np.ones(shape).tolist(), dtype)


@given(shapes, shapes)
def test_tensorflow_broadcasts_as_the_plan_says(a: tuple[int, ...], b: tuple[int, ...]) -> None:
    report = operate(OperationRequest("add", ones(a), ones(b)))
    assert report.plan is not None
    assert (report.result.shape if report.result else None) == report.plan.shape
    assert (report.failure is None) == (report.plan.shape is not None)
    if report.failure:
        assert (report.failure.error, report.failure.reason) == ("InvalidArgumentError", "broadcast")


A = TensorLiteral.read("[[1, -2], [3, 4]]")
B = TensorLiteral.read("[[0.5, 2], [-1, 1]]")
ARRAY_A, ARRAY_B = np.array(A.values), np.array(B.values)
EXPECTED = {
    "square": ARRAY_A**2,
    "sqrt": np.sqrt(np.where(ARRAY_A < 0, np.nan, ARRAY_A)),
    "relu": np.maximum(ARRAY_A, 0),
    "add": ARRAY_A + ARRAY_B,
    "multiply": ARRAY_A * ARRAY_B,
    "matmul": ARRAY_A @ ARRAY_B,
    "concat": np.concatenate([ARRAY_A, ARRAY_B], axis=1),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_agrees_with_numpy(operation: str) -> None:
    report = operate(OperationRequest(operation, A, B, axis=1))
    assert report.failure is None
    assert report.result is not None
    np.testing.assert_allclose(report.result.values, EXPECTED[operation], rtol=1e-6)  # type: ignore[arg-type]
    assert report.result.is_finite == (operation != "sqrt")
    # The text shown is the text that ran: it gives the same when run again.
    np.testing.assert_array_equal(run(report.source).names["c"].numpy(), report.result.values)


@pytest.mark.parametrize(
    ("request_", "error", "reason"),
    [
        (OperationRequest("add", ones((2, 3)), ones((2, 2))), "InvalidArgumentError", "broadcast"),
        (OperationRequest("add", ones((2,)), ones((2,), "int32")), "InvalidArgumentError", "dtype_mix"),
        (OperationRequest("matmul", ones((2, 3)), ones((2, 3))), "InvalidArgumentError", "matmul_inner"),
        (OperationRequest("matmul", ones((2,)), ones((2,))), "InvalidArgumentError", "matmul_rank"),
        (OperationRequest("matmul", ones((2, 2)), ones((2,))), "InvalidArgumentError", "matmul_rank"),
        (
            OperationRequest("matmul", ones((2, 2, 3)), ones((3, 3, 2))),
            "InvalidArgumentError",
            "matmul_batch",
        ),
        (OperationRequest("concat", ones((2, 3)), ones((2, 2))), "InvalidArgumentError", "concat_shape"),
        (OperationRequest("concat", ones((2,)), ones((2, 2))), "InvalidArgumentError", "concat_rank"),
        (OperationRequest("concat", ones(()), ones(())), "InvalidArgumentError", "concat_rank"),
        (OperationRequest("concat", ones((2,)), ones((2,)), axis=3), "InvalidArgumentError", "concat_axis"),
        (OperationRequest("sqrt", ones((2,), "int32")), "InvalidArgumentError", "dtype_refused"),
        (OperationRequest("square", TensorLiteral.read("[0.5]", "int32")), "TypeError", "dtype_literal"),
        (OperationRequest("square", TensorLiteral.read("[[1, 2], [3]]")), "ValueError", "ragged"),
    ],
)
def test_what_does_not_fit_gives_tensorflows_own_error(
    request_: OperationRequest, error: str, reason: str
) -> None:
    report = operate(request_)
    assert report.result is None
    assert report.failure is not None
    assert (report.failure.error, report.failure.reason) == (error, reason)
    assert report.failure.summary in report.failure.message
    assert "{{" not in report.failure.summary


def test_a_second_operand_is_asked_for() -> None:
    with pytest.raises(LessonError):
        OperationRequest("add", A)


@pytest.mark.parametrize("language", languages())
def test_every_entry_of_the_tables_has_its_words(language: str) -> None:
    keys = [f"tensors.constructor.{key}" for key in CONSTRUCTORS]
    keys += [f"tensors.parameter.{name}" for entry in CONSTRUCTORS.values() for name in entry.parameters]
    keys += [f"tensors.operation.{key}" for key in OPERATIONS]
    keys += [f"lessons.reason.{row[0]}" for row in REASONS] + [f"lessons.reason.{UNKNOWN}"]
    assert all(say(key, language) for key in keys)


ELEMENTS = {
    "{}²": lambda a: a * a,
    "√{}": np.sqrt,
    "max({}, 0)": lambda a: max(a, 0.0),
    "{} + {}": lambda a, b: a + b,
    "{} × {}": lambda a, b: a * b,
    "{}": lambda a: a,
}


@pytest.mark.parametrize(
    ("operation", "a", "b", "axis"),
    [
        ("square", (2, 3), (), 0),
        ("sqrt", (3,), (), 0),
        ("relu", (2, 2, 2), (), 0),
        ("add", (3, 1), (4,), 0),
        ("multiply", (2, 1, 3), (2, 1), 0),
        ("matmul", (3, 2), (2, 4), 0),
        ("matmul", (2, 3, 2), (2, 2, 1), 0),
        ("concat", (2, 3), (1, 3), 0),
        ("concat", (2, 3), (2, 2), -1),
    ],
)
def test_an_element_is_made_from_the_elements_that_are_told(
    operation: str, a: tuple[int, ...], b: tuple[int, ...], axis: int
) -> None:
    random = np.random.default_rng(5)
    given = {name: random.uniform(0.5, 2.0, size=shape).round(2) for name, shape in (("a", a), ("b", b))}
    literals = [TensorLiteral.read(str(given[name].tolist())) for name in "ab"]
    report = operate(OperationRequest(operation, *literals, axis=axis))
    assert report.result is not None
    assert report.result.values is not None
    entry = OPERATIONS[operation]
    shapes = (a, b)[: entry.operands]
    for index, result in np.ndenumerate(report.result.values):
        numbers = [given[name][place] for name, place in entry.made_from(index, shapes, axis)]
        places = entry.term.count("{}")
        terms = [
            ELEMENTS[entry.term](*numbers[start : start + places]) for start in range(0, len(numbers), places)
        ]
        assert sum(terms) == pytest.approx(result, rel=1e-5)
