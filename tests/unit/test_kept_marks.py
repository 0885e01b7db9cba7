"""Marks that a browser keeps of what was trained: read as marks, and bounded."""

from __future__ import annotations

import json

import pytest

from playground.lessons.shared.view.kept_marks import MOST_KEPT, read_marks

MARK = "0123456789abcdef"


@pytest.mark.parametrize(
    "text",
    [None, 7, "", "{", "null", "{}", "[" * 1_500, '["0123456789ABCDEF"]', f'["{MARK}0"]', f'[["{MARK}"]]',
     json.dumps([MARK]) + " " * 2_000],
)  # fmt: skip
def test_what_is_no_mark_is_left_out(text: object) -> None:
    assert read_marks(text) == []


def test_the_latest_marks_are_taken() -> None:
    told = [f"{number:016x}" for number in range(MOST_KEPT + 5)]
    assert read_marks(json.dumps([*told, "<b>", 3])) == told[5:][-MOST_KEPT:]
