"""The assignment lab: what changes a Variable, what is refused, and what silently makes a tensor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.lessons.shared.tasks.sandbox import run
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.values import TensorLiteral
from playground.lessons.tensors.assignment import ACTIONS, SEQUENCES, AssignmentRequest, Step, StepReport
from playground.lessons.tensors.tasks.assignment import play
from playground.locale import languages, say

SQUARE = TensorLiteral(((1.0, 2.0), (3.0, 4.0)))


def steps(*sequence: Step, initial: TensorLiteral = SQUARE) -> tuple[StepReport, ...]:
    return play(AssignmentRequest(initial, sequence)).steps


def held(report: StepReport, name: str = "v") -> object:
    value = next(item.value for item in report.after if item.name == name).values
    assert value is not None
    return value.tolist()


def error(report: StepReport) -> tuple[str, str] | None:
    return (report.failure.error, report.failure.reason) if report.failure else None


@pytest.mark.parametrize(
    ("step", "source", "result"),
    [
        (Step("assign", ((9.0, 8.0), (7.0, 6.0))), "v.assign([[9.0, 8.0], [7.0, 6.0]])", [[9, 8], [7, 6]]),
        (
            Step("assign_add", ((1.0, 1.0), (1.0, 1.0))),
            "v.assign_add([[1.0, 1.0], [1.0, 1.0]])",
            [[2, 3], [4, 5]],
        ),
        (
            Step("assign_sub", ((1.0, 1.0), (1.0, 1.0))),
            "v.assign_sub([[1.0, 1.0], [1.0, 1.0]])",
            [[0, 1], [2, 3]],
        ),
        (Step("slice_assign", 9.0, (0, 1)), "v[0, 1].assign(9.0)", [[1, 9], [3, 4]]),
        (Step("slice_assign", (9.0, 8.0), (None, 0)), "v[:, 0].assign([9.0, 8.0])", [[9, 2], [8, 4]]),
        (Step("slice_assign", 0.0, (-1,)), "v[-1].assign(0.0)", [[1, 2], [0, 0]]),
    ],
)
def test_a_variable_is_assigned_to_and_stays_the_same_object(step: Step, source: str, result: object) -> None:
    (report,) = steps(step)
    assert report.source == source
    assert report.failure is None
    assert held(report) == result
    assert held(report, "t") == [[1, 2], [3, 4]]
    assert [item.same_object for item in report.after] == [True, True]
    assert report.after[1].value.kind == "variable"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step("tensor_item", 9.0, (0, 1)), ("TypeError", "item_assignment")),
        (Step("variable_item", 9.0, (0, 1)), ("TypeError", "item_assignment")),
        (Step("assign", (1.0, 2.0)), ("ValueError", "assign_shape")),
        (Step("assign", 1.0), ("ValueError", "assign_shape")),
        (Step("assign", ((1.0, 2.0), (3.0,))), ("ValueError", "ragged")),
        (Step("assign_sub", 0.1), ("InvalidArgumentError", "update_shape")),
        (Step("slice_assign", (1.0, 2.0, 3.0), (0,)), ("InvalidArgumentError", "slice_shape")),
        (Step("slice_assign", 1.0, (5, 0)), ("InvalidArgumentError", "index_bounds")),
        (Step("slice_assign", 1.0, (0, 0, 0)), ("InvalidArgumentError", "index_rank")),
        (Step("tensor_add", (1.0, 2.0, 3.0)), ("InvalidArgumentError", "broadcast")),
    ],
)
def test_a_refused_step_changes_nothing_and_the_next_goes_on(step: Step, expected: tuple[str, str]) -> None:
    refused, after = steps(step, Step("slice_assign", 9.0, (0, 0)))
    assert error(refused) == expected
    assert held(refused) == [[1, 2], [3, 4]]
    assert held(refused, "t") == [[1, 2], [3, 4]]
    assert after.failure is None
    assert held(after) == [[9, 2], [3, 4]]


def test_integer_variables_take_whole_numbers_only() -> None:
    refused, taken = steps(Step("assign", 0.5), Step("assign", 2.0), initial=TensorLiteral(1.0, "int32"))
    assert error(refused) == ("TypeError", "dtype_literal")
    assert taken.source == "v.assign(2)"
    assert held(taken) == 2


def test_v_minus_makes_a_tensor_in_silence_and_assign_sub_keeps_the_variable() -> None:
    sub, minus, late, wrapped, again = play(SEQUENCES["rebound"]).steps
    assert sub.failure is None
    assert sub.after[1].same_object
    assert minus.failure is None  # silently
    assert minus.before[1].value.kind == "variable"
    assert minus.after[1].value.kind == "tensor"
    assert not minus.after[1].same_object
    assert error(late) == ("AttributeError", "not_a_variable")
    assert wrapped.after[1].value.kind == "variable"
    assert again.failure is None
    assert held(again) == pytest.approx(0.7)


actions = st.sampled_from(
    [
        Step("assign", ((5.0, 6.0), (7.0, 8.0))),
        Step("assign_add", ((1.0, 2.0), (3.0, 4.0))),
        Step("assign_sub", ((0.5, 0.5), (0.5, 0.5))),
        Step("slice_assign", 2.0, (1, 1)),
        Step("assign", 1.0),
        Step("subtract", 1.0),
        Step("tensor_item", 1.0, (0, 0)),
        Step("wrap"),
    ]
)


@settings(max_examples=25)
@given(st.lists(actions, max_size=6))
def test_a_sequence_is_a_pure_function_and_its_steps_join(sequence: list[Step]) -> None:
    report = play(AssignmentRequest(SQUARE, tuple(sequence)))
    again = play(AssignmentRequest(SQUARE, tuple(sequence)))
    assert [held(step) for step in report.steps] == [held(step) for step in again.steps]
    assert [error(step) for step in report.steps] == [error(step) for step in again.steps]
    before = report.start
    for step in report.steps:
        assert step.before == before
        before = step.after
    # Left to itself, the shown source ends with the same values when its refused lines are left out.
    lines = [report.source.split("\n")[0], report.source.split("\n")[1]]
    lines += [step.source for step in report.steps if step.failure is None]
    names = run("\n".join(lines)).names
    np.testing.assert_array_equal(names["v"].numpy(), before[1].value.values)
    np.testing.assert_array_equal(names["t"].numpy(), before[0].value.values)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Step("delete"),
        lambda: Step("assign"),
        lambda: Step("slice_assign", 1.0),
        lambda: Step("slice_assign", 1.0, (0, 0, 0, 0)),
        lambda: Step("slice_assign", 1.0, (1000,)),
        lambda: Step("slice_assign", 1.0, ("0].__class__",)),  # type: ignore[arg-type]
        lambda: Step("assign", "os"),  # type: ignore[arg-type]
        lambda: Step("assign", float("nan")),
        lambda: AssignmentRequest(TensorLiteral(((1.0,), (1.0, 2.0)))),
        lambda: AssignmentRequest(SQUARE, (Step("wrap"),) * 21),
    ],
)
def test_what_is_no_step_is_refused(make: object) -> None:
    with pytest.raises(LessonError):
        make()  # type: ignore[operator]


@pytest.mark.parametrize("language", languages())
def test_every_action_and_sequence_has_its_words(language: str) -> None:
    assert all(say(f"tensors.action.{key}", language) for key in ACTIONS)
    assert all(say(f"tensors.sequence.{key}", language) for key in SEQUENCES)
