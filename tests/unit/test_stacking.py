"""From points to data: every way to stack against NumPy, and what wrong shapes come to."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.lessons.shared.validation import LessonError
from playground.lessons.tensors.eager import NOTED, SCRIPTS
from playground.lessons.tensors.stacking import JOINS, TARGETS, StackReport, StackRequest, row_sources
from playground.lessons.tensors.tasks.eager import run_script
from playground.lessons.tensors.tasks.stacking import stack


def array(report: StackReport, name: str) -> np.ndarray:
    values = report.named[name].values
    assert values is not None
    return np.asarray(values)


def test_the_chapters_steps_fit_and_give_the_mean_square_of_numpy() -> None:
    report = stack(StackRequest(4))
    assert (report.outcome, report.failure) == ("paired", None)
    assert array(report, "targets").tolist() == [[0.0]] * 4 + [[1.0]] * 4
    predictions = array(report, "inputs").astype(np.float64) @ array(report, "W") + array(report, "b")
    loss = np.mean((array(report, "targets") - predictions) ** 2)
    assert float(array(report, "loss")) == pytest.approx(loss, rel=1e-6)
    shapes = {name: report.named[name].shape for name in ("W", "b", "inputs", "targets")}
    assert shapes == {"W": (2, 1), "b": (1,), "inputs": (8, 2), "targets": (8, 1)}
    assert {report.named[name].kind for name in ("W", "b")} == {"variable"}


def test_the_points_are_near_those_of_the_stage_in_distribution_and_the_same_at_each_run() -> None:
    first, again, other = (stack(StackRequest(6, seed=seed)) for seed in (3, 3, 4))
    np.testing.assert_array_equal(array(first, "inputs"), array(again, "inputs"))
    assert not np.array_equal(array(first, "inputs"), array(other, "inputs"))
    assert array(first, "inputs").dtype == draw(Experiment()).inputs.dtype


def test_without_a_seed_each_draw_gives_other_numbers() -> None:
    first, again = (stack(StackRequest(numbers="unseeded")) for _ in range(2))
    assert "np.random.multivariate_normal(" in first.source
    assert "tf.random.uniform(" in first.source
    for name in ("inputs", "W"):
        assert not np.array_equal(array(first, name), array(again, name))


@pytest.mark.parametrize("join", JOINS)
def test_every_element_of_inputs_is_where_it_was_taken_from(join: str) -> None:
    report = stack(StackRequest(3, join))
    inputs = array(report, "inputs")
    for index in np.ndindex(*inputs.shape):
        name, place = row_sources(join, index, 3)
        assert inputs[index] == array(report, name)[place].astype(np.float32)


def test_wrong_shapes_are_refused_or_cross_every_target_with_other_points() -> None:
    came = {
        (join, targets): stack(StackRequest(3, join, targets)).outcome
        for join, targets in itertools.product(JOINS, TARGETS)
    }
    assert came == {
        ("vstack", "column"): "paired",
        ("vstack", "flat"): "crossed",
        ("hstack", "column"): "refused",
        ("hstack", "flat"): "refused",
        ("stack", "column"): "refused",
        ("stack", "flat"): "crossed",
    }
    crossed = stack(StackRequest(3, "vstack", "flat"))
    table = array(crossed, "targets") - array(crossed, "predictions")
    np.testing.assert_array_equal(array(crossed, "differences"), table)


@pytest.mark.parametrize("given", [{"samples": 0}, {"samples": 7}, {"join": "x"}, {"seed": -1}])
def test_what_no_lab_can_take_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(LessonError):
        StackRequest(**given)  # type: ignore[arg-type]


def test_a_seed_repeats_numbers_and_none_does_not() -> None:
    assert set(NOTED) <= set(SCRIPTS)
    values = [statement.values[0][1].values for statement in run_script("random").statements]
    normal, other, _, cloud, another, *seeded = values
    assert not np.array_equal(normal, other)  # type: ignore[arg-type]
    assert not np.array_equal(cloud, another)  # type: ignore[arg-type]
    for first, second in (seeded[:2], seeded[2:]):
        np.testing.assert_array_equal(first, second)  # type: ignore[arg-type]
