"""The link of the tensors page: what is written is read back, and nothing that is read can break it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import PlaygroundError
from playground.lessons.shared.values import TensorLiteral
from playground.lessons.tensors.assignment import ACTIONS, SEQUENCES, Step
from playground.lessons.tensors.eager import SCRIPTS, TRACED
from playground.lessons.tensors.operations import OPERATIONS, OperationRequest
from playground.lessons.tensors.tensors import CONSTRUCTORS, TensorRequest
from playground.lessons.tensors.view.state import (
    STATE,
    VIEWS,
    TensorsState,
    read_index,
    read_steps,
    write_index,
    write_steps,
)

WORDS = (
    *("view", "make", "shape", "dtype", "value", "low", "high", "seed", "op", "a", "b", "a_dtype", "axis"),
    *("sequence", "start", "steps", "step", "script", "line", "function", "call", "trap", "question", "x"),
)
numbers = st.floats(-1e6, 1e6, width=32).map(float)


@st.composite
def steps(draw: st.DrawFn) -> Step:
    action = draw(st.sampled_from(sorted(ACTIONS)))
    entry = ACTIONS[action]
    index = tuple(
        draw(st.lists(st.none() | st.integers(-99, 99), min_size=1, max_size=3)) if entry.takes_index else ()
    )
    return Step(action, draw(numbers) if entry.takes_value else None, index)


@st.composite
def states(draw: st.DrawFn) -> TensorsState:
    view = draw(st.sampled_from(VIEWS))
    match view:
        case "build":
            shape = tuple(draw(st.lists(st.integers(1, 5), max_size=3)))
            constructor = draw(st.sampled_from(sorted(CONSTRUCTORS)))
            return TensorsState(
                tensor=TensorRequest(constructor, shape, value=draw(numbers), seed=draw(st.integers(0, 9)))
            )
        case "operate":
            a, b = (
                TensorLiteral((draw(numbers),), draw(st.sampled_from(("float32", "int32")))) for _ in "ab"
            )
            operation = draw(st.sampled_from(sorted(OPERATIONS)))
            return TensorsState(view, operation=OperationRequest(operation, a, b, draw(st.integers(-3, 3))))
        case "assign":
            request = draw(st.sampled_from([*SEQUENCES.values()]))
            composed = type(request)(request.initial, tuple(draw(st.lists(steps(), max_size=4))))
            return TensorsState(view, assignment=composed, step=draw(st.integers(0, len(composed.steps))))
        case "run":
            return TensorsState(
                view,
                script=draw(st.sampled_from(sorted(SCRIPTS))),
                function=draw(st.sampled_from(sorted(TRACED))),
                line=draw(st.integers(0, 9)),
                call=draw(st.integers(0, 4)),
            )
    return TensorsState(view)


@given(states())
def test_what_is_written_is_read_back(state: TensorsState) -> None:
    assert STATE.read(STATE.written(state)) == (state, ())


@given(st.lists(steps(), max_size=5))
def test_steps_are_read_as_written(sequence: list[Step]) -> None:
    assert read_steps(write_steps(tuple(sequence))) == tuple(sequence)


@given(st.dictionaries(st.sampled_from(WORDS), st.text(max_size=30), max_size=8))
def test_any_link_gives_a_state_and_names_its_problems(words: dict[str, str]) -> None:
    state, problems = STATE.read(words)
    assert isinstance(state, TensorsState)
    for problem in problems:
        assert "\n" not in str(problem)
    assert STATE.read(STATE.written(state))[0].view == state.view


def test_words_that_go_together_are_taken_together() -> None:
    assert STATE.read({"make": "uniform", "low": "5", "high": "9"})[0].tensor.low == 5.0
    state, problems = STATE.read({"make": "uniform", "low": "5", "seed": "3"})
    assert (state.tensor.low, state.tensor.seed, len(problems)) == (0.0, 3, 1)


def test_a_question_opens_its_lab() -> None:
    assert STATE.read({"question": "rebound"})[0].view == "assign"
    assert STATE.read({"question": "rebound", "view": "run"})[0].view == "run"


@pytest.mark.parametrize(
    ("text", "index"), [("0", (0,)), ("0, :", (0, None)), ("[ -1 ,2 ]", (-1, 2)), (":", (None,))]
)
def test_an_index_is_read_as_typed(text: str, index: tuple[int | None, ...]) -> None:
    assert read_index(text) == index
    assert read_index(write_index(index)) == index


@pytest.mark.parametrize("text", ["", "a", "0;1", "0,,1", "1.5", "::2"])
def test_what_is_no_index_is_refused(text: str) -> None:
    with pytest.raises(PlaygroundError):
        read_index(text)
