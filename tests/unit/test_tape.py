"""The tape: gradients against closed forms and differences, None in each case, curves, inputs, graphs."""

from __future__ import annotations

import itertools
import math
import pickle
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.expression import ExpressionError, evaluate
from playground.lessons.shared.tasks.sandbox import run
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.values import Failure, Value
from playground.lessons.tape.graph import GraphReport, GraphRequest
from playground.lessons.tape.non_finite import ODDITIES
from playground.lessons.tape.notes import NOTES, notes
from playground.lessons.tape.tape import (
    FREE,
    KINDS,
    REASONS,
    TAPE_FUNCTIONS,
    CurveRequest,
    TapeReport,
    TapeRequest,
    breaks,
    curve_range,
)
from playground.lessons.tape.tasks.graph import record
from playground.lessons.tape.tasks.tape import curve, gradient, two_inputs
from playground.lessons.tape.two_inputs import TwoInputsRequest
from playground.lessons.tasks.warmup import pieces
from playground.locale import languages, say

DIFFERENTIABLE = [key for key, entry in TAPE_FUNCTIONS.items() if not breaks(entry.tree)]
SMOOTH_AT = {"relu": 1.5, "reciprocal": 0.7}


def number(report: TapeReport) -> float:
    assert report.gradient is not None
    assert report.gradient.number is not None
    return report.gradient.number


def test_the_square_at_three_has_gradient_six() -> None:
    report = gradient(TapeRequest())
    assert number(report) == 6.0
    assert report.value is not None
    assert report.value.number == 9.0
    assert report.watched
    assert report.reasons == ()
    assert report.source == (
        "x = tf.Variable(3.0)\n"
        "with tf.GradientTape() as tape:\n"
        "    y = tf.square(x)\n"
        "gradient = tape.gradient(y, x)"
    )


@pytest.mark.parametrize(
    ("request_", "reasons"),
    [
        (TapeRequest("constant"), ("not_watched",)),
        (TapeRequest(trainable=False), ("not_trainable",)),
        (TapeRequest("integer_variable"), ("integer",)),
        (TapeRequest("integer_variable", watch=True), ("integer",)),
        (TapeRequest("integer_constant"), ("integer", "not_watched")),
        (TapeRequest("integer_constant", watch=True), ("integer",)),
        (TapeRequest(function="numpy"), ("numpy",)),
        (TapeRequest(function="stop"), ("stop",)),
        (TapeRequest(function="floor"), ("floor",)),
        (TapeRequest(function="unused"), ("not_on_path",)),
        (TapeRequest(function=FREE, expression="2 + 3"), ("not_on_path",)),
        (TapeRequest("constant", function="numpy"), ("not_watched", "numpy")),
    ],
)
def test_a_gradient_is_none_for_a_reason_and_its_repair_gives_one(
    request_: TapeRequest, reasons: tuple[str, ...]
) -> None:
    report = gradient(request_)
    assert report.failure is None
    assert report.gradient is not None
    assert report.gradient.kind == "none"
    assert report.reasons == reasons
    repaired = gradient(report.repaired)
    assert number(repaired) == pytest.approx(6.0)
    assert repaired.reasons == ()


@pytest.mark.parametrize(
    "request_",
    [
        TapeRequest("constant", watch=True),
        TapeRequest(watch=True),
        TapeRequest(trainable=False, watch=True),
        TapeRequest(persistent=True, calls=2),
    ],
)
def test_whatever_is_watched_and_floating_has_its_gradient(request_: TapeRequest) -> None:
    assert number(gradient(request_)) == 6.0


@pytest.mark.parametrize("function", ["square", "stop", "numpy", "unused", "floor"])
def test_the_record_and_tensorflow_agree_on_every_combination(function: str) -> None:
    for kind, watch, trainable, persistent in itertools.product(KINDS, *[(False, True)] * 3):
        request = TapeRequest(kind, watch, trainable, persistent, function)
        report = gradient(request)
        if report.failure:  # some operations refuse integers
            assert request.is_integer
            continue
        assert report.gradient is not None
        assert (report.gradient.kind == "none") == bool(request.reasons)
        assert report.reasons == request.reasons
        if request.is_variable:  # of stop_gradient a tape does not even see that x is read
            assert report.watched == (watch or (trainable and function not in ("unused", "stop")))


def test_a_second_call_needs_a_persistent_tape() -> None:
    spent = gradient(TapeRequest(calls=2))
    assert number(spent) == 6.0
    assert isinstance(spent.second, Failure)
    assert (spent.second.error, spent.second.reason) == ("RuntimeError", "tape_spent")
    kept = gradient(spent.repaired)
    assert isinstance(kept.second, Value)
    assert kept.second.number == 6.0
    assert gradient(TapeRequest()).second is None


def test_an_operation_that_refuses_integers_says_so() -> None:
    report = gradient(TapeRequest("integer_variable", function="sin"))
    assert report.gradient is None
    assert report.failure is not None
    assert (report.failure.error, report.failure.reason) == ("InvalidArgumentError", "dtype_refused")


CLOSED_FORMS = {
    "square": lambda x: 2 * x,
    "cube": lambda x: 3 * x**2,
    "polynomial": lambda x: 3 * x**2 - 3,
    "fall": lambda x: 9.8 * x,
    "sqrt": lambda x: 0.5 / math.sqrt(x),
    "sin": math.cos,
    "exp": math.exp,
    "log": lambda x: 1 / x,
    "tanh": lambda x: 1 / math.cosh(x) ** 2,
    "relu": lambda x: float(x > 0),
    "sigmoid": lambda x: math.exp(-x) / (1 + math.exp(-x)) ** 2,
    "bell": lambda x: -2 * x * math.exp(-(x**2)),
    "reciprocal": lambda x: -1 / x**2,
}


@pytest.mark.parametrize("function", DIFFERENTIABLE)
@pytest.mark.parametrize("x", [0.4, 1.7])
def test_tape_closed_form_and_difference_agree(function: str, x: float) -> None:
    report = gradient(TapeRequest(function=function, value=x))
    assert report.differences.course == "smooth"
    assert number(report) == pytest.approx(CLOSED_FORMS[function](x), rel=1e-5, abs=1e-6)
    assert number(report) == pytest.approx(report.differences.central, rel=1e-5, abs=1e-6)


def test_at_the_kink_of_relu_the_tape_takes_the_left_side() -> None:
    report = gradient(TapeRequest(function="relu", value=0.0))
    assert number(report) == 0.0
    assert (report.differences.left, report.differences.right) == (0.0, 1.0)
    assert report.differences.central == pytest.approx(0.5)
    assert notes(TapeRequest(function="relu", value=0.0), report) == ("tape.note.kink",)


def test_outside_its_domain_a_function_has_no_difference() -> None:
    report = gradient(TapeRequest(function="log", value=-1.0))
    assert report.value is not None
    assert not report.value.is_finite
    assert report.differences.central is None


@given(st.floats(-2, 2), st.sampled_from(["x*sin(x)", "exp(-x)*x**3", "1/(2 + cos(x))", "tanh(2*x) - x/3"]))
def test_a_typed_formula_is_differentiated(x: float, expression: str) -> None:
    report = gradient(TapeRequest(function=FREE, expression=expression, value=x))
    assert report.differences.course == "smooth"
    assert number(report) == pytest.approx(report.differences.central, rel=1e-4, abs=1e-4)


def test_a_typed_formula_must_be_one() -> None:
    with pytest.raises(ExpressionError):
        TapeRequest(function=FREE, expression="__import__('os')")
    for bad in ({"kind": "list"}, {"function": "f"}, {"value": math.inf}, {"calls": 3}):
        with pytest.raises(LessonError):
            TapeRequest(**bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("function", TAPE_FUNCTIONS)
def test_curves_agree_with_numpy(function: str) -> None:
    low, high = curve_range(function)
    samples = curve(CurveRequest(function, low=low, high=high, samples=51))
    with np.errstate(all="ignore"):
        expected = np.broadcast_to(
            evaluate(TAPE_FUNCTIONS[function].tree, samples.x.astype(np.float64)), samples.x.shape
        )
    finite = np.isfinite(expected)
    np.testing.assert_allclose(samples.y[finite], expected[finite], rtol=1e-4, atol=1e-5)
    assert (samples.slope is None) == (function not in DIFFERENTIABLE)
    assert np.isfinite(samples.y[samples.finite]).all()
    if samples.slope is not None and function != "relu":
        # The slope of every sample is its own: the chord through its neighbours is parallel to it, nearly.
        middle = (
            samples.finite[2:] & samples.finite[1:-1] & samples.finite[:-2] & (np.abs(samples.y[1:-1]) < 1.5)
        )
        chords = (expected[2:] - expected[:-2]) / (samples.x[2:] - samples.x[:-2])
        np.testing.assert_allclose(samples.slope[1:-1][middle], chords[middle], rtol=0.2, atol=0.2)


def test_a_pole_is_a_gap_and_does_not_set_the_view() -> None:
    samples = curve(CurveRequest("reciprocal", low=-4.0, high=4.0, samples=81))
    assert not samples.finite[40]
    assert np.isinf(samples.y[40])
    assert not samples.connected[[0, 40, 41]].any()
    assert samples.connected[[1, 39, 42, 80]].all()
    beside = curve(CurveRequest("reciprocal", low=-4.0, high=4.0, samples=80))  # no sample at 0
    assert beside.finite.all()
    assert not beside.connected[40]
    assert beside.view[1] < 15 < beside.y.max()


def test_a_staircase_is_drawn_without_risers_and_the_slope_of_a_kink_without_a_ramp() -> None:
    stairs = curve(CurveRequest("floor", low=-2.0, high=2.0, samples=401))
    steps = np.flatnonzero(~stairs.connected[1:]) + 1
    np.testing.assert_allclose(stairs.x[steps], [-1, 0, 1, 2], atol=1e-6)
    kinked = curve(CurveRequest("relu", low=-2.0, high=2.0, samples=400))  # no sample at 0
    assert kinked.slope is not None
    assert kinked.connected[1:].all()
    (place,) = np.flatnonzero(~kinked.slope_connected[1:])
    assert kinked.slope[place : place + 2].tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (TapeRequest(), ()),
        (TapeRequest(function="floor"), ("tape.note.jump",)),
        (TapeRequest(function="unused"), ("tape.note.not_read",)),
        (TapeRequest(function="stop"), ("tape.note.not_read",)),
        (TapeRequest(function="numpy"), ()),
        (TapeRequest("constant"), ()),
        (TapeRequest(function="reciprocal", value=0.0), ("tape.odd.pole",)),
        (TapeRequest(function="log", value=-1.0), ("tape.odd.undefined",)),
        (TapeRequest(function="exp", value=100.0), ("tape.odd.overflow",)),
        (TapeRequest(function="sigmoid", value=-1000.0), ("tape.odd.overflow",)),
        (TapeRequest(function="sqrt", value=0.0), ("tape.odd.vertical",)),
        (TapeRequest(function=FREE, expression="100*x**2", value=0.0), ()),
        (TapeRequest(function=FREE, expression="relu(x)-relu(-x)", value=0.0), ("tape.note.inner_kink",)),
        (TapeRequest(function=FREE, expression="relu(x)+relu(-x)", value=0.0), ("tape.note.kink",)),
    ],
)
def test_what_is_said_of_an_answer(request_: TapeRequest, expected: tuple[str, ...]) -> None:
    found = notes(request_, gradient(request_))
    assert found == expected
    assert all(say(key, language) for key in found for language in languages())


def test_a_constant_is_in_no_list_of_watched_variables() -> None:
    for watch in (False, True):
        assert gradient(TapeRequest("constant", watch=watch)).watched is None
    assert gradient(TapeRequest()).watched is True
    assert gradient(TapeRequest(trainable=False)).watched is False


def test_a_curve_of_nothing_finite_has_a_view_all_the_same() -> None:
    samples = curve(CurveRequest("log", low=-3.0, high=-1.0, samples=5))
    assert not samples.finite.any()
    assert samples.view == (-1.0, 1.0)
    with pytest.raises(LessonError):
        CurveRequest(low=1.0, high=1.0)


weights = st.floats(-3, 3, width=32)
rows = st.lists(st.tuples(weights, weights, weights), min_size=1, max_size=6).map(tuple)


@given(rows, weights, weights, weights)
def test_the_samples_gradients_sum_to_the_tapes(
    samples: tuple[tuple[float, float, float], ...], w1: float, w2: float, b: float
) -> None:
    report = two_inputs(TwoInputsRequest(samples, w1, w2, b))
    data = np.array(samples, dtype=np.float64)
    inputs, targets = np.column_stack([data[:, :2], np.ones(len(data))]), data[:, 2]
    errors = inputs @ np.array([w1, w2, b]) - targets
    np.testing.assert_allclose(report.loss, np.mean(errors**2), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(report.sample_losses, errors**2, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(report.sample_gradients, 2 * errors[:, None] * inputs, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(report.gradient, 2 * inputs.T @ errors / len(data), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(report.contributions.sum(axis=0), report.gradient, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(report.sample_gradients.mean(axis=0), report.gradient, rtol=1e-4, atol=1e-4)


def test_two_inputs_of_the_default_samples() -> None:
    report = two_inputs(TwoInputsRequest())
    assert report.gradient.tolist() == [3.5, 3.5, 2.0]
    for bad in ((), ((1.0, 2.0),), ((1.0, 2.0, math.nan),), ((0.0, 0.0, 0.0),) * 17):
        with pytest.raises(LessonError):
            TwoInputsRequest(bad)  # type: ignore[arg-type]


def assert_chain_rule(report: GraphReport) -> None:
    """Every gradient is the sum over outgoing edges of local derivative times the gradient at the end."""
    nodes = {node.name: node for node in report.nodes}
    sums: dict[str, float] = defaultdict(float)
    for edge in report.edges:
        assert nodes[edge.start].level < nodes[edge.end].level
        end = nodes[edge.end].gradient
        if edge.local is not None and end is not None:
            sums[edge.start] += edge.local * end
    for node in report.nodes[:-1]:
        if node.kind == "constant":
            assert node.gradient is None
        else:
            assert node.gradient == pytest.approx(sums[node.name], rel=1e-4, abs=1e-5)
    places = [(node.level, node.row) for node in report.nodes]
    assert len(set(places)) == len(places)


@pytest.mark.parametrize("function", DIFFERENTIABLE)
def test_the_recorded_graph_obeys_the_chain_rule(function: str) -> None:
    x = SMOOTH_AT.get(function, 1.3)
    report = record(GraphRequest(function, value=x))
    assert_chain_rule(report)
    assert report.nodes[0].gradient == pytest.approx(CLOSED_FORMS[function](x), rel=1e-5)
    assert report.nodes[-1].gradient == 1.0
    assert report.nodes[-1].value == pytest.approx(
        float(evaluate(TAPE_FUNCTIONS[function].tree, x)), rel=1e-5
    )


@pytest.mark.parametrize(
    "expression",
    ["x", "-x", "x*x + x", "x**x", "(2 + 3)*-x", "sin(1)*x - cos(2)", "exp(-x**2)/(1 + x**2)", "2**x*x**0.5"],
)
def test_any_formula_has_its_graph(expression: str) -> None:
    report = record(GraphRequest(FREE, expression, 1.25))
    assert_chain_rule(report)
    whole = gradient(TapeRequest(function=FREE, expression=expression, value=1.25))
    assert report.nodes[0].gradient == pytest.approx(number(whole), rel=1e-5)
    assert run(report.source).failure is None


def test_two_paths_meet_in_the_graph() -> None:
    report = record(GraphRequest(FREE, "x*x + x", 3.0))
    assert [(edge.start, edge.end, edge.place, edge.local) for edge in report.edges] == [
        ("x", "n1", 0, 3.0),
        ("x", "n1", 1, 3.0),
        ("n1", "n2", 0, 1.0),
        ("x", "n2", 1, 1.0),
    ]
    assert [node.gradient for node in report.nodes] == [7.0, 1.0, 1.0]


def test_a_broken_path_and_a_constant_show_in_the_graph() -> None:
    stopped = record(GraphRequest("stop", value=3.0))
    assert [node.gradient for node in stopped.nodes] == [None, None, 1.0]
    assert stopped.edges[0].local is None
    constant = record(GraphRequest("unused", value=3.0))
    assert constant.edges == ()
    assert constant.nodes[0].gradient is None
    assert [node.value for node in constant.nodes] == [3.0, 5.0]
    wild = record(GraphRequest("reciprocal", value=0.0))
    assert wild.nodes[-1].value == math.inf
    assert wild.nodes[0].gradient == -math.inf


@pytest.mark.parametrize("request_", [TapeRequest(), CurveRequest(), GraphRequest(), TwoInputsRequest()])
def test_requests_are_keys_and_cross_processes(request_: object) -> None:
    copy = pickle.loads(pickle.dumps(request_))
    assert copy == request_
    assert hash(copy) == hash(request_)


def test_reports_cross_processes() -> None:
    tasks = (
        gradient(TapeRequest()),
        curve(CurveRequest()),
        record(GraphRequest()),
        two_inputs(TwoInputsRequest()),
    )
    for report in tasks:
        assert pickle.loads(pickle.dumps(report)).source == report.source


@pytest.mark.slow
def test_warming_runs_every_task_of_the_lessons() -> None:
    for piece in pieces():
        piece()


@pytest.mark.parametrize("language", languages())
def test_every_entry_of_the_tables_has_its_words(language: str) -> None:
    keys = [f"tape.kind.{kind}" for kind in KINDS]
    keys += [f"tape.function.{key}" for key in (*TAPE_FUNCTIONS, FREE)]
    keys += [f"tape.reason.{reason}" for reason in REASONS]
    keys += [f"tape.note.{note}" for note in NOTES] + [f"tape.odd.{odd}" for odd in ODDITIES]
    assert all(say(key, language) for key in keys)
