"""Predictions are judged by what TensorFlow computes; wrong ones are recognised."""

from __future__ import annotations

import re

import numpy as np
import pytest

from playground.core.attempts import tells
from playground.lessons.questions import QUESTIONS, questions_of, read_answer
from playground.lessons.shared.question_records import CURVE_TOLERANCE
from playground.lessons.shared.tasks.grading import judge
from playground.lessons.shared.tasks.sandbox import Namespace
from playground.lessons.shared.validation import LessonError
from playground.locale import languages, say, strings

X = np.linspace(-3, 3, 13)
CUBIC_X = np.linspace(-2, 2, 13)

# The right answers, by hand.
RIGHT: dict[str, object] = {
    "part_shape": "(3, 5)",
    "whole_dtype": "int32",
    "same_seed": "equal",
    "broadcast_shape": "(5, 2)",
    "matmul_shape": "5, 1",
    "flat_difference": (4, 4),
    "item_assignment": "error",
    "assign_sequence": "4.5",
    "rebound": "tensor",
    "mixed_dtypes": "error",
    "eager_value": "3",
    "traced_print": 1,
    "stacked_shape": (8, 2),
    "shape_of_b": "(3,)",
    "square_at_minus_four": "-8",
    "two_paths": 11.0,
    "unwatched_constant": "none",
    "integer_variable": "none",
    "watched_frozen": "number",
    "second_call": "error",
    "acceleration": "1.6",
    "gradient_of_b": 10,
    "gradient_shape": "(2, 1)",
    "sine_slope": np.cos(X),
    "cubic_slope": (3 * CUBIC_X**2 - 3).tolist(),
    "updates_of_fit": 21,
    "history_keys": "4",
    "where_misspelt": "fit",
    "entropy_gradient": "-0.182426",  # 1 / (1 + e^-1.5) - 1
    "same_start": "rounding",
    "metric_of_an_epoch": 3,  # (0 + 0 + 9) / 3
    "sorted_split": 0,
    "first_epoch": "loss",
    "exactly_half": 0.5,
    "accuracy_of_scores": 0,
    "prediction_shape": "(12, 1)",
    "batches_of_predict": 11,
    "score_range": "outside",
    "higher_threshold": "both",
    "called_model": "tensor",
    "dense_count": "16",  # 3 · 4 + 4
    "unbuilt": "empty",
    "other_batch": "works",
    "conv_shape": "(1, 5, 5, 4)",
    "lstm_count": 48,  # 4 · ((3 + 2) · 2 + 2)
    "rnn_shape": (2, 4),
    "branches_count": 33,  # 2 · (2 · 4 + 4) + 8 + 1
    "xor_floor": "0.25",
    "relu_slope": (np.linspace(-3, 3, 12) > 0).astype(float),
}


# Answers that a text could hold. 0.5 is a threshold in the code of one question, too.
KEYS_TOLD = [
    key for key, asked in QUESTIONS.items() if asked.kind in ("number", "shape") and key != "exactly_half"
]


@pytest.mark.parametrize("key", QUESTIONS)
def test_the_right_answer_is_right(key: str) -> None:
    verdict = judge(key, RIGHT[key])
    assert verdict.right
    assert verdict.mistake is None
    if QUESTIONS[key].kind == "curve":
        assert verdict.deviation == pytest.approx(0.0, abs=1e-6)
        np.testing.assert_allclose(verdict.true_curve, RIGHT[key], atol=1e-5)  # type: ignore[arg-type]
    else:
        assert verdict.truth == verdict.given


MISTAKES = [(key, mistake) for key, asked in QUESTIONS.items() for mistake in asked.mistakes]


@pytest.mark.sampled(6)
@pytest.mark.parametrize(("key", "mistake"), MISTAKES, ids=[f"{key}-{name}" for key, (name, _) in MISTAKES])
def test_every_common_mistake_is_recognised(key: str, mistake: tuple[str, str]) -> None:
    asked = QUESTIONS[key]
    namespace = Namespace()
    assert namespace.execute(asked.source) is None
    wrong, failure = namespace.evaluate(mistake[1])
    assert failure is None
    if asked.kind == "number":
        given: object = float(wrong)
    elif asked.kind == "shape":
        given = tuple(int(size) for size in wrong)
    else:
        given = wrong if asked.kind == "choice" else [float(y) for y in wrong]
    verdict = judge(key, given)
    assert not verdict.right
    assert verdict.mistake == mistake[0]


def test_an_answer_that_nobody_foresaw_is_simply_wrong() -> None:
    assert judge("square_at_minus_four", "123").mistake is None
    assert judge("broadcast_shape", "(7,)").mistake is None
    assert judge("cubic_slope", [0.0] * 13).mistake is None


def test_numbers_may_be_off_by_the_tolerance() -> None:
    near = judge("acceleration", "1.605")
    assert near.right
    assert near.near
    assert near.truth == "1.6"
    assert not judge("acceleration", "1.62").right
    assert not judge("acceleration", "1.60").near


def test_a_drawn_curve_may_be_shaky_but_must_have_the_shape() -> None:
    shaky = np.cos(X) + 0.2 * (-1) ** np.arange(13)
    verdict = judge("sine_slope", shaky)
    assert verdict.right
    assert verdict.deviation == pytest.approx(0.1, abs=0.01)  # 0.2 of a range of 2
    off = judge("sine_slope", np.cos(X) + 0.5)
    assert not off.right
    assert off.deviation is not None
    assert off.deviation > CURVE_TOLERANCE


@pytest.mark.parametrize(
    ("key", "given"),
    [
        ("nothing", "1"),
        ("square_at_minus_four", "six"),
        ("square_at_minus_four", "nan"),
        ("square_at_minus_four", float("inf")),
        ("square_at_minus_four", None),
        ("broadcast_shape", "three"),
        ("broadcast_shape", 3),
        ("broadcast_shape", ["3", object()]),
        ("rebound", "list"),
        ("rebound", 1),
        ("sine_slope", [0.0] * 12),
        ("sine_slope", "cos"),
        ("sine_slope", ["a"] * 13),
        ("sine_slope", [float("nan")] * 13),
    ],
)
def test_what_is_no_answer_is_refused(key: str, given: object) -> None:
    with pytest.raises(LessonError) as caught:
        read_answer(key, given)
    assert all(caught.value.message(language) for language in languages())


def test_each_page_asks_in_every_way() -> None:
    assert {QUESTIONS[key].kind for key in questions_of("tensors")} == {"number", "shape", "choice"}
    assert {QUESTIONS[key].kind for key in questions_of("tape")} == {"number", "shape", "choice", "curve"}
    assert {QUESTIONS[key].kind for key in questions_of("layers")} == {"number", "shape", "choice"}
    assert len(questions_of("tensors")) >= 4
    assert len(questions_of("tape")) >= 4
    assert len(questions_of("fit")) >= 3
    assert len(questions_of("predict")) >= 3


@pytest.mark.parametrize("language", languages())
def test_every_question_has_its_words(language: str) -> None:
    for key, asked in QUESTIONS.items():
        stem = f"{asked.page}.question.{key}"
        assert say(f"{stem}.prompt", language)
        assert say(f"{stem}.why", language)
        assert all(say(f"{stem}.choice.{choice}", language) for choice in asked.choices)
        assert all(say(f"{stem}.mistake.{mistake}", language) for mistake, _ in asked.mistakes)
        # Of a choice every wrong answer is a known mistake; any other kind has a hint for the rest.
        if asked.kind == "choice":
            wrong = {text.strip('"') for _, text in asked.mistakes}
            assert wrong == set(asked.choices) - {RIGHT[key]}, key
        else:
            assert say(f"{stem}.hint", language)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("key", KEYS_TOLD)
def test_what_a_first_wrong_answer_is_told_does_not_hold_the_right_one(key: str, language: str) -> None:
    asked, truth = QUESTIONS[key], judge(key, RIGHT[key]).truth
    told = {
        name: text
        for name, text in strings(asked.page, language).items()
        if name.startswith((f"question.{key}.mistake.", f"question.{key}.hint"))
    }
    assert told
    alone = re.compile(rf"(?<![\d.(]){re.escape(truth)}(?![\d.]*\d)")
    assert not [name for name, text in told.items() if alone.search(text)]


@pytest.mark.parametrize(
    ("key", "given", "clue", "values"),
    [
        ("square_at_minus_four", "8.5", "smaller", {"given": "8.5"}),
        ("acceleration", "-1.6", "sign", {}),
        ("acceleration", "1.5", "larger", {"given": "1.5"}),
        ("broadcast_shape", "(5, 2, 1)", "fewer_axes", {"count": "3"}),
        ("broadcast_shape", "(5,)", "more_axes", {"count": "1"}),
        ("stacked_shape", "(2, 8)", "order", {}),
        ("conv_shape", "(1, 5, 6, 4)", "sizes", {"right": "3", "count": "4"}),
        ("cubic_slope", [*(3 * CUBIC_X[:-1] ** 2 - 3), -9.0], "too_low", {"x": "2"}),
        ("cubic_slope", [20.0, *(3 * CUBIC_X[1:] ** 2 - 3)], "too_high", {"x": "-2"}),
    ],
)
def test_an_answer_that_nobody_foresaw_gets_a_clue(
    key: str, given: object, clue: str, values: dict[str, str]
) -> None:
    found = judge(key, given).clue
    assert found is not None
    assert (found.name, dict(found.values)) == (clue, values)
    for language in languages():
        assert say(f"lesson_cards.clue.{clue}", language, **values)


def test_a_known_mistake_and_a_right_answer_need_no_clue() -> None:
    assert judge("square_at_minus_four", "16").clue is None
    assert judge("square_at_minus_four", "-8").clue is None


def test_the_second_answer_tells_and_so_does_the_first_where_only_two_can_be_chosen() -> None:
    assert not tells(is_right=False, is_first=True)
    assert not tells(is_right=False, is_first=True, choices=3)
    assert tells(is_right=False, is_first=True, choices=2)
    assert tells(is_right=False, is_first=False)
    assert tells(is_right=True, is_first=True, choices=3)
