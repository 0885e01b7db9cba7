"""The numeric derivative, and what it tells of smooth curves, kinks, jumps, poles and edges."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.expression import parse
from playground.lessons.tape.discontinuities import jumps, slope_jumps
from playground.lessons.tape.non_finite import oddity
from playground.lessons.tape.numeric_derivative import differences
from playground.lessons.tape.tape import TAPE_FUNCTIONS

SMOOTH = ["100*x**2", "sin(20*x)", "exp(x) - x**3", "tanh(3*x)", "1/(1 + x**2)", "1000000*x", "x*exp(-x**2)"]


@given(st.sampled_from(SMOOTH), st.floats(-20, 20))
def test_a_smooth_curve_has_neither_kinks_nor_jumps(formula: str, x: float) -> None:
    found = differences(parse(formula), x)
    assert found.course == "smooth"
    assert found.central is not None


@pytest.mark.parametrize(("formula", "x"), [("100*x**2", 0.0), ("sin(20*x)", 0.0785), ("sin(x)", 1000.0)])
def test_a_strong_bend_is_no_kink(formula: str, x: float) -> None:
    assert differences(parse(formula), x).course == "smooth"


@given(st.floats(-50, 50), st.floats(0.01, 1000))
def test_a_kink_is_found_where_it_is_and_not_beside_it(place: float, slope: float) -> None:
    shift = f"- {place!r}" if place >= 0 else f"+ {-place!r}"
    tree = parse(f"{slope!r} * relu(x {shift})") if abs(place) > 1e-6 else parse(f"{slope!r} * relu(x)")
    place = place if abs(place) > 1e-6 else 0.0
    found = differences(tree, place)
    assert found.course == "kink"
    assert (found.left, found.right) == (pytest.approx(0, abs=1e-6), pytest.approx(slope, rel=1e-6))
    beside = differences(tree, place + 0.01)
    assert beside.course == "smooth"
    assert beside.central == pytest.approx(slope, rel=1e-6)


@pytest.mark.parametrize(
    ("formula", "x", "course"),
    [
        ("1/x", 0.0, "none"),
        ("log(x)", -1.0, "none"),
        ("log(x)", 0.0, "none"),
        ("exp(x)", 1000.0, "none"),
        ("1/x", 1e-7, "jump"),
        ("x**0.5", 0.0, "edge"),
    ],
)
def test_what_has_no_slope_gets_no_number(formula: str, x: float, course: str) -> None:
    found = differences(parse(formula), x)
    assert (found.central, found.course) == (None, course)


def test_the_edge_of_a_root_has_the_slope_of_its_one_side() -> None:
    found = differences(parse("sqrt(x)*x"), 0.0)
    assert found.course == "edge"
    assert (found.left, found.right) == (None, pytest.approx(0.0, abs=1e-3))


def test_floor_jumps_at_whole_numbers_and_is_flat_between() -> None:
    floor = TAPE_FUNCTIONS["floor"].tree
    assert [differences(floor, x).course for x in (3.0, -2.0)] == ["jump", "jump"]
    assert differences(floor, 2.5).central == 0.0
    x = np.linspace(-2, 2, 401, dtype=np.float32)
    np.testing.assert_allclose(x[jumps(floor, x)], [-1, 0, 1, 2], atol=1e-6)


@pytest.mark.parametrize("formula", [*SMOOTH, "tanh(1000*x)", "sin(50*x)"])
def test_smooth_curves_are_drawn_in_one_piece(formula: str) -> None:
    x = np.linspace(-4, 4, 241, dtype=np.float32)
    assert not jumps(parse(formula), x).any()
    assert not slope_jumps(parse(formula), x).any()


def test_a_pole_between_two_samples_is_not_bridged() -> None:
    x = np.linspace(-4, 4, 80, dtype=np.float32)
    assert np.flatnonzero(jumps(parse("1/x"), x)).tolist() == [40]


@pytest.mark.parametrize(
    ("formula", "x", "value", "gradient", "reason"),
    [
        ("1/x", 0.0, math.inf, -math.inf, "pole"),
        ("log(x - 3)", 3.0, -math.inf, math.inf, "pole"),
        ("x**(0-2)", 0.0, math.inf, -math.inf, "pole"),
        ("log(x)", -1.0, math.nan, -1.0, "undefined"),
        ("exp(exp(x))", 5.0, math.inf, math.inf, "overflow"),
        ("1/(1 + exp(-x))", -1000.0, 0.0, math.nan, "overflow"),
        ("x**0.5", 0.0, 0.0, math.inf, "vertical"),
        ("x**x", 0.0, 1.0, math.nan, "lost"),
        ("x**2", 3.0, 9.0, 6.0, None),
        ("x**2", 3.0, 9.0, None, None),
    ],
)
def test_a_number_that_is_none_has_its_reason(
    formula: str, x: float, value: float, gradient: float | None, reason: str | None
) -> None:
    assert oddity(parse(formula), x, value, gradient) == reason


def test_a_slope_too_large_for_float32_is_no_vertical_one() -> None:
    assert oddity(parse("x"), 1.0, 1.0, math.inf, slope=1e40) == "overflow"
