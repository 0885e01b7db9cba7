"""What a browser kept of the answers to lesson questions: read as answers, and bounded."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.lessons.questions import QUESTIONS, read_answer
from playground.lessons.shared.view.kept_answers import read_first, read_kept
from tests.unit.test_answers import RIGHT


def test_answers_of_every_kind_come_back() -> None:
    answers = {key: read_answer(key, answer) for key, answer in RIGHT.items()}
    assert read_kept(json.dumps(answers)) == answers
    assert {QUESTIONS[key].kind for key in answers} == {"number", "shape", "choice", "curve"}


def test_a_second_answer_comes_back_with_the_first() -> None:
    told = json.dumps(
        {"part_shape": {"first": [2], "answer": [3, 5]}, "eager_value": 3, "rebound": {"first": "tensor"}}
    )
    assert read_kept(told) == {"part_shape": (3, 5), "eager_value": 3.0}
    assert read_first(told) == {"part_shape": (2,)}


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{", "[" * 10_000, '{"nobody": 1}', '{"same_seed": "perhaps"}', '{"sine_slope": [1]}',
     '{"eager_value": NaN}', '{"part_shape": [1e999]}', '{"same_seed": "equal"' + " " * 20_000 + "}"],
)  # fmt: skip
def test_what_is_no_answer_is_left_out(text: str) -> None:
    assert read_kept(text) == {}


KEYS = st.sampled_from(sorted(QUESTIONS))
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(), lambda part: st.lists(part, max_size=4), max_leaves=6
)


@given(st.dictionaries(KEYS, ANYTHING))
def test_whatever_is_told_gives_answers_or_nothing(told: dict[str, object]) -> None:
    kept = read_kept(json.dumps(told))
    assert kept == {key: read_answer(key, answer) for key, answer in kept.items()}
