"""Answers that are drawn: what is read of them, and how far they are from the truth, by geometry and sums."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.scenes import scenes_of
from playground.stage.answer_kinds import KINDS, KNOTS, LONGEST
from playground.stage.drawn_rules import curve_of, middle_line, only_falls
from playground.stage.question_rules import Run

LINE, CURVE, RATE = (KINDS[name] for name in ("line", "curve", "rate"))
E = Experiment(neg_n=200, pos_n=200)


def sketch(*values: float) -> str:
    return ",".join(map(str, values))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=LONGEST + 20))
def test_whatever_a_browser_sends_is_an_answer_of_the_kind_or_none(text: str) -> None:
    for kind in KINDS.values():
        value = kind.read(text, ("a",))
        assert value is None or isinstance(value, str | float | tuple)
    curve, line = CURVE.read(text, ()), LINE.read(text, ())
    assert curve is None or (len(curve) == KNOTS and all(map(math.isfinite, curve)))  # type: ignore[arg-type]
    assert line is None or len(line) == 3  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1,2",
        sketch(*[1.0] * (KNOTS + 1)),
        sketch(*[-1.0] * KNOTS),
        sketch(*[math.inf] * KNOTS),
        "nan," * 7 + "1",
    ],
)
def test_what_is_no_sketch_is_not_read(text: str) -> None:
    assert CURVE.read(text, ()) is None


def test_a_sketch_is_off_by_its_mean_gap_as_a_share_of_the_height() -> None:
    truth = (2.0, *[1.0] * KNOTS)
    near = CURVE.compare(tuple([1.1] * KNOTS), truth, E, 1.1)
    assert near.is_right
    assert near.values["share"] == "5 %"  # 0.1 of a chart of 2
    far = CURVE.compare((*[1.0] * (KNOTS - 1), 3.0), truth, E.replace(steps=80), 1.1)
    assert not far.is_right
    assert (far.values["step"], far.values["own"], far.values["real"]) == ("80", "3", "1")


@pytest.mark.parametrize("angle", [0.0, 30.0, 90.0, 179.0])
def test_a_line_is_off_by_its_angle_and_by_the_points_between(angle: float) -> None:
    """The oracle turns the line by an angle and counts the points of which both lines say another thing."""
    inputs = draw(E).inputs.astype(float)
    real = (1.0, 1.0, -3.0)  # through (1.5, 1.5)
    direction = math.radians(-45.0 + angle)
    ends = (1.5, 1.5, 1.5 + math.cos(direction), 1.5 + math.sin(direction))
    own = LINE.read(sketch(*ends), ())
    assert own is not None
    told = LINE.compare(own, real, E, 1.03)
    side = (inputs[:, 0] - 1.5) * math.sin(direction) - (inputs[:, 1] - 1.5) * math.cos(direction) > 0
    between = np.mean(side != (inputs.sum(axis=1) > 3.0))
    share = min(between, 1 - between)
    assert told.values["share"] == f"{100 * share:.1f} %"
    assert told.values["angle"] == f"{min(angle, 180 - angle):.0f}°"
    assert told.is_right == (share <= 0.03 and min(angle, 180 - angle) <= 12)


def test_two_ends_in_one_place_are_no_line() -> None:
    assert LINE.read("1,2,1,2", ()) is None
    assert LINE.read("1,2,1,3,4", ()) is None


def test_a_rate_is_off_by_how_many_times_and_one_that_never_came_is_past_the_end() -> None:
    assert RATE.compare(0.03, 0.02, E, 1.5).is_right
    assert not RATE.compare(0.031, 0.02, E, 1.5).is_right
    never = KINDS["number"]
    assert never.compare(41.0, math.inf, E, 1.5).is_right
    told = never.compare(40.0, math.inf, E, 1.5)
    assert (told.is_right, told.key, told.values["steps"]) == (False, "distance_never", "40")


def test_known_mistakes_of_drawings_are_named() -> None:
    e = scenes_of("linear")["stretched"]
    middle = LINE.read("0,0,3,3", ())  # half-way between (0, 3) and (3, 0)
    level = LINE.read("0,1,3,2", ())
    assert middle is not None
    assert level is not None
    assert middle_line(middle, level, e) == "middle"
    assert middle_line(level, level, e) == ""
    falling, turning = (1.0, 0.5, 0.2), (1.0, 0.5, 1.2)
    assert only_falls(falling, turning, e) == "falls"
    assert only_falls(turning, turning, e) == ""
    assert only_falls((1.0, 1.3, 1.0), turning, e) == ""  # it rose on its way, though not in the end


def test_a_curve_is_asked_for_at_even_steps_of_the_run() -> None:
    e = E.replace(steps=80)
    losses = np.linspace(2.0, 0.0, 41)
    run = Run(np.arange(0.0, 81.0, 2.0), {"full_loss": losses})
    found = curve_of("full_loss", "why_grows")(e, run)
    assert found is not None
    assert found.truth == pytest.approx(tuple(np.linspace(2.0, 0.0, KNOTS + 1)))
    values: Any = found.values
    assert (found.reason, values["half"], values["first"]) == ("why", "40", "2")
    grown = curve_of("full_loss", "why_grows")(e, Run(run.steps, {"full_loss": losses[::-1] + 0.1}))
    assert grown is not None
    assert grown.reason == "why_grows"
