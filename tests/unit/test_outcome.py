"""How a training went, by its losses."""

from __future__ import annotations

import math

import pytest

from playground.core.outcome import course, has_diverged
from playground.lessons.fit.validation import RunningReport


def test_diverged_is_not_finite_or_a_million_times_the_first_loss_or_one() -> None:
    assert not has_diverged(1e6, 0.3)
    assert has_diverged(1.01e6, 0.3)
    assert not has_diverged(2.9e6, 3.0)
    assert has_diverged(3.1e6, 3.0)
    assert has_diverged(math.nan, 1.0)
    assert has_diverged(math.inf, 1.0)


def test_the_course_of_losses() -> None:
    assert course([3.0, 1.0, 0.1]) == "fell"
    assert course([3.0, 0.1, 24727.0]) == "grew"
    assert course([1.0, 0.4, 1.9]) == "fell"
    assert course([0.6931, 0.6931, 0.6932]) == "stayed"
    assert course([0.6931, 0.5, 0.6931]) == "fell"
    assert course([0.0, 0.0]) == "stayed"
    with pytest.raises(ValueError, match="no losses"):
        course([])


@pytest.mark.parametrize(
    ("history", "after", "val", "why", "validation"),
    [
        (0.9, 0.2, 0.1, "why", "val_lower"),
        (0.9, 0.2, 1.1, "why", "val_not_lower"),
        (0.9, 0.2, None, "why", ""),  # nothing is held out: nothing is said of it
        (0.2, 0.9, 0.1, "why_reversed", ""),
        (5.9e32, 1e34, 1.7e35, "why_diverged", ""),
        (1.0, 1.0, math.inf, "why_diverged", ""),
    ],
)
def test_the_running_mean_is_explained_as_it_came_out(
    history: float, after: float, val: float | None, why: str, validation: str
) -> None:
    report = RunningReport("", (2.9, history), history, after, val)
    assert (report.why, report.validation_told) == (why, validation)
