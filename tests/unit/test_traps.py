"""Every trap is sprung: the wrong code fails as its entry says, the repaired code works."""

from __future__ import annotations

import pickle
import re

import numpy as np
import pytest

from playground.lessons.shared.tasks.traps import spring
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.values import Value
from playground.lessons.traps import TRAPS, SourceReport, traps_of
from playground.locale import languages, say

POINTS = np.array([[0, 3], [1, 2], [3, 0], [2, 1]], dtype=float)
TARGETS = np.array([[0], [0], [1], [1]], dtype=float)
CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)
XOR = np.array([[0], [1], [1], [0]], dtype=float)


def logistic(logits: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-logits))


def descent(
    x: np.ndarray, y: np.ndarray, start: float, rate: float, updates: int, bias: bool, total: bool = False
) -> list[float]:
    """The loss before each update of gradient descent on the squared error, in float64."""
    design = np.hstack([x, np.ones((len(x), 1))]) if bias else x
    w = np.full((design.shape[1], 1), float(start))
    if bias:
        w[-1] = 0
    losses = []
    for _ in range(updates):
        error = design @ w - y
        losses.append(float((error**2).sum() if total else (error**2).mean()))
        w -= rate * 2 * design.T @ error / (1 if total else len(x))
    return losses


def logistic_predictions(updates: int) -> np.ndarray:
    """Predictions after gradient descent with rate 1 on the cross-entropy of POINTS, from zeros."""
    design, w = np.hstack([POINTS, np.ones((4, 1))]), np.zeros((3, 1))
    for _ in range(updates):
        w -= design.T @ (logistic(design @ w) - TARGETS) / 4
    return logistic(design @ w)


def relu_units(bias: float) -> np.ndarray:
    return np.maximum(CORNERS @ np.array([[1.0, -1.0], [1.0, -1.0]]) + bias, 0)


def relu_gradient(bias: float) -> np.ndarray:
    units = relu_units(bias)
    slope = 2 * (units.sum(axis=1, keepdims=True) - XOR) * (units > 0) / 4
    return CORNERS.T @ slope


STEPS = np.arange(200.0).reshape(200, 1)
OUTLIERS = np.array([[1.0], [2], [3], [2], [1], [35]])
PAGES = ("tensors", "tape", "layers", "fit", "predict")
BENT = object()  # any number but 0
# What the repaired code must show, by hand.
REPAIRED: dict[str, dict[str, object]] = {
    "item_assignment": {"t": [[0, 1], [1, 1]]},
    "assign_shape": {"v": [[1], [1], [1]]},
    "rebound_variable": {"v": 0.8},
    "mixed_dtypes": {"result": 3.5},
    "flat_targets": {"differences": [[0], [0], [0], [0]], "loss": 0},
    "integer_variable": {"result": 9, "gradient": 6},
    "not_watched": {"result": 9, "gradient": 6},
    "misspelt_tape": {"result": 9, "gradient": 6},
    "not_trainable": {"result": 9, "gradient": 6},
    "numpy_inside": {"squared": 9, "result": 9, "gradient": 6},
    "second_call": {"first": 6, "second": 27},
    "wrong_nesting": {"speed": 0, "acceleration": 9.8},
    "fit_before_compile": {"loss": 0.5},  # zeros against 0, 0, 1, 1
    "misspelt_loss": {"loss": 0.5},
    "one_optimizer": {"first_loss": 0.5, "second_loss": 0.5},
    "accuracy_of_scores": {"share": 1},
    "accuracy_by_name": {"accuracy": 1},
    "raw_scores": {"loss": np.log1p(np.exp(2)), "gradient": [[1 / (1 + np.exp(2)) - 1]]},
    "integer_labels": {"loss": np.log(3)},
    "one_point": {"score": [[3.5]]},
    "logit_threshold": {"predicted": [[False], [False], [True], [True]], "accuracy": 1},
    "flat_comparison": {"right": [True] * 4, "accuracy": 1},
    "residual_widths": {"result": [[0, 0, 0, 0]]},
    "second_input": {"first": [[2]] * 4, "second": [[2]] * 6},
    "not_built": {"num_weights": 17},
    "layer_in_call": {"same_twice": True, "num_weights": 2},
    "no_super": {"result": [[2, 2]]},
    "last_state_only": {"result": [[0, 0]]},
    "missing_channel": {"result": [[[[9], [9]], [[9], [9]]]]},
    "no_activation": {"bend": BENT},
    "assign_inside": {"gradient": 12},
    "loss_without_return": {"gradient": 3},
    "sigmoid_and_logits": {"loss": np.log1p(np.exp(-2)), "best_loss": 0},
    "softmax_of_one": {"predictions": logistic_predictions(20)},
    "sum_of_losses": {"loss": descent(POINTS, TARGETS, 0.5, 0.1, 10, bias=False)[-1]},
    "unscaled_inputs": {"last_loss": descent(STEPS / 100, STEPS / 200, 0, 0.1, 10, bias=True)[-1]},
    "outlier": {
        "critical_rate": 1 / np.mean(OUTLIERS[:5] ** 2),
        "loss": descent(OUTLIERS[:5], OUTLIERS[:5] / 2, 0, 0.1, 10, bias=False)[-1],
    },
    "batch_larger": {"updates": 25},
    "labels_as_words": {"loss": 0.5},
    "label_among_inputs": {"W": [[0], [0], [0.5]], "predictions": [[0.5]] * 4},
    "fit_of_a_function": {"losses": descent(POINTS, TARGETS, 0, 0.01, 5, bias=True)},
    "old_training_step": dict(
        zip(("first_loss", "second_loss"), descent(POINTS, TARGETS, 0, 0.1, 2, bias=True), strict=True)
    ),
    "all_weights_zero": {"kernel": BENT},
    "dead_relu": {"units": relu_units(0.5), "gradient": relu_gradient(0.5)},
}
# What the wrong code shows where it runs in silence; None stands for None.
SILENT = {
    "flat_targets": {"loss": 0.5},
    "integer_variable": {"result": 9, "gradient": None},
    "not_watched": {"gradient": None},
    "not_trainable": {"gradient": None},
    "numpy_inside": {"result": 9, "gradient": None},
    "wrong_nesting": {"speed": 0, "acceleration": None},
    "accuracy_of_scores": {"share": 0},
    "accuracy_by_name": {"accuracy": 0.75},  # 0.3 is above 0 and below 0.5
    "raw_scores": {"gradient": [[0]]},  # cut off at 1e-7, where nothing moves
    "logit_threshold": {"accuracy": 0.5},
    "flat_comparison": {"accuracy": 0.5},
    "layer_in_call": {"same_twice": False, "num_weights": 0},
    "no_activation": {"bend": [0]},
    "assign_inside": {"gradient": None},
    "sigmoid_and_logits": {
        "loss": np.mean([np.log1p(np.exp(-logistic(2.0))), np.log1p(np.exp(logistic(-2.0)))]),
        "best_loss": np.mean([np.log1p(np.exp(-1)), np.log(2)]),
    },
    "softmax_of_one": {"predictions": [[1]] * 4},
    "sum_of_losses": {"loss": descent(POINTS, TARGETS, 0.5, 0.1, 10, bias=False, total=True)[-1]},
    "unscaled_inputs": {"last_loss": np.inf},
    "outlier": {
        "critical_rate": 1 / np.mean(OUTLIERS**2),
        "loss": descent(OUTLIERS, OUTLIERS / 2, 0, 0.1, 10, bias=False)[-1],
    },
    "batch_larger": {"updates": 5},
    "label_among_inputs": {"W": [[0], [0], [1], [0]], "predictions": [[0], [1], [1], [0]]},
    "all_weights_zero": {"kernel": np.zeros((2, 3))},
    "dead_relu": {"units": np.zeros((4, 2)), "gradient": np.zeros((2, 2))},
}


def shown(report: SourceReport) -> dict[str, Value]:
    return dict(report.values)


@pytest.mark.parametrize("key", TRAPS)
def test_the_wrong_code_fails_as_its_entry_says(key: str) -> None:
    entry, report = TRAPS[key], spring(key)
    assert report.wrong.source == entry.wrong
    if entry.outcome == "error":
        assert report.wrong.failure is not None
        assert report.wrong.failure.error == entry.error
        assert report.wrong.failure.message
        assert report.wrong.failure.reason != "other"
    else:
        assert report.wrong.failure is None
        values = shown(report.wrong)
        for name, expected in SILENT[key].items():
            if expected is None:
                assert values[name].kind == "none"
            else:
                np.testing.assert_allclose(values[name].values, expected, rtol=1e-4, atol=1e-6)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", TRAPS)
def test_the_repaired_code_works(key: str) -> None:
    report = spring(key)
    assert report.repaired.failure is None
    values = shown(report.repaired)
    assert set(values) == set(TRAPS[key].shows) == set(REPAIRED[key])
    for name, expected in REPAIRED[key].items():
        if expected is BENT:
            assert np.abs(values[name].values).min() > 0.1  # type: ignore[arg-type]
            continue
        np.testing.assert_allclose(values[name].values, expected, rtol=1e-4, atol=1e-6)  # type: ignore[arg-type]


def test_the_four_by_four_table_of_the_flat_targets() -> None:
    differences = shown(spring("flat_targets").wrong)["differences"]
    assert differences.shape == (4, 4)


def test_a_report_crosses_processes() -> None:
    report = spring("second_call")
    copy = pickle.loads(pickle.dumps(report))
    assert copy.wrong.failure == report.wrong.failure
    assert copy.repaired.values[1][1].number == 27.0


def test_unknown_traps_are_refused_and_pages_have_theirs() -> None:
    with pytest.raises(LessonError):
        spring("nothing")
    assert {key for page in PAGES for key in traps_of(page)} == set(TRAPS)
    assert traps_of("nowhere") == ()


@pytest.mark.parametrize("language", languages())
def test_every_trap_is_explained(language: str) -> None:
    assert all(say(f"traps.{key}.{part}", language) for key in TRAPS for part in ("title", "why", "mend"))


@pytest.mark.parametrize("language", languages())
def test_the_name_of_a_trap_gives_no_word_of_its_repair_away(language: str) -> None:
    """The learner says first what the wrong code will do: its name says what is seen, not what is missing."""
    names = re.compile(r"[A-Za-z_]\w*", re.ASCII)
    for key, entry in TRAPS.items():
        added = set(names.findall(entry.repaired)) - set(names.findall(entry.wrong))
        assert added.isdisjoint(names.findall(say(f"traps.{key}.title", language))), key
