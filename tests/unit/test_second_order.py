"""The falling object: 9.8 at every time, and None from the wrong nesting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.lessons.shared.tasks.sandbox import run
from playground.lessons.shared.validation import LessonError
from playground.lessons.tape.free_fall import GRAVITIES, FallRequest
from playground.lessons.tape.tasks.free_fall import fall
from playground.locale import languages, say


def test_the_acceleration_of_the_notes_is_9_8() -> None:
    report = fall(FallRequest(time=0.0))
    assert report.acceleration == pytest.approx(9.8)
    assert (report.position, report.speed, report.height) == (0.0, 0.0, 20.0)
    assert "position = 4.9 * time**2" in report.source
    assert np.allclose(report.accelerations, 9.8)


def test_the_wrong_nesting_gives_the_right_speed_and_no_acceleration() -> None:
    report = fall(FallRequest(time=1.5))
    assert report.wrong.kind == "none"
    assert report.wrong_speed.number == pytest.approx(report.speed)
    assert report.speed == pytest.approx(14.7)
    right, wrong = report.source.splitlines(), report.wrong_source.splitlines()
    assert [line.strip() for line in right] == [line.strip() for line in wrong]
    assert sum(one != other for one, other in zip(right, wrong, strict=True)) == 1
    assert run(report.wrong_source).names["acceleration"] is None


@given(st.floats(1, 200), st.floats(0.5, 30), st.floats(0, 1))
def test_the_motion_is_newtons(height: float, gravity: float, share: float) -> None:
    request = FallRequest(height, gravity, 0.0, samples=9)
    report = fall(FallRequest(height, gravity, share * request.landing, samples=9))
    time = report.time
    assert report.position == pytest.approx(gravity / 2 * time**2, rel=1e-5, abs=1e-6)
    assert report.speed == pytest.approx(gravity * time, rel=1e-5, abs=1e-6)
    assert report.acceleration == pytest.approx(gravity, rel=1e-5)
    assert report.height == pytest.approx(height - report.position, rel=1e-4, abs=1e-3)
    times = report.times.astype(np.float64)
    np.testing.assert_allclose(report.positions, gravity / 2 * times**2, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(report.speeds, gravity * times, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(report.accelerations, gravity, rtol=1e-5)


def test_the_curves_end_at_the_ground() -> None:
    report = fall(FallRequest(height=44.1, time=100.0))
    assert report.landing == pytest.approx(3.0)
    assert report.landed
    assert report.time == pytest.approx(3.0)
    assert report.height == pytest.approx(0.0, abs=1e-4)
    assert report.times[-1] == pytest.approx(3.0)
    assert report.heights[-1] == pytest.approx(0.0, abs=1e-4)
    assert report.heights.min() >= 0
    assert not fall(FallRequest(height=44.1, time=2.9)).landed


@pytest.mark.parametrize("bad", [{"height": 0.0}, {"gravity": 0.0}, {"time": -1.0}, {"time": float("nan")}])
def test_what_cannot_fall_is_refused(bad: dict[str, float]) -> None:
    with pytest.raises(LessonError):
        FallRequest(**bad)  # type: ignore[arg-type]


@pytest.mark.parametrize("language", languages())
def test_every_gravity_has_its_name(language: str) -> None:
    assert all(say(f"tape.gravity.{key}", language) for key in GRAVITIES)
