"""Predictions against NumPy in float64: scores, batches, confusion, ROC, points as text."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from playground.core.errors import DataError
from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.tasks.compiling import done
from playground.lessons.fit.tasks.fit import arrays, fit_points
from playground.lessons.predict.inference import (
    NEW_POINTS,
    batch_sizes,
    check_points,
    cost_program,
    roc_source,
)
from playground.lessons.predict.tasks.inference import confusion, cost, points, roc, scores
from playground.lessons.shared.validation import LessonError
from playground.points_reader.reader import read
from playground.points_reader.records import Reading

REQUEST = FitRequest(samples=200, neg_x=1.0, neg_y=1.0)  # the classes overlap
WEIGHTS = (0.2, -0.15, 0.4)


def expected() -> tuple[np.ndarray, np.ndarray]:
    """Scores and targets of the held-out points, in the order of the permutation."""
    known = fit_points(REQUEST)
    order = np.random.default_rng([0, 1000]).permutation(400)[: REQUEST.num_validation]
    inputs = known.inputs[order].astype(np.float64)
    return inputs @ np.array(WEIGHTS[:2]) + WEIGHTS[2], known.targets[order]


def test_scores_are_the_linear_model_in_a_column() -> None:
    report = scores(REQUEST, WEIGHTS, 32)
    right, targets = expected()
    assert report.predictions.shape == (120, 1)
    np.testing.assert_allclose(report.predictions[:, 0], right, rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(report.targets[:, 0], targets)
    assert report.printed.startswith("(120, 1)\n[[")
    assert report.printed.count("\n") == 11  # the shape, and ten rows
    assert report.batches == (32, 32, 32, 24)


@pytest.mark.parametrize(("size", "batch"), [(600, 128), (600, 600), (600, 601), (7, 3), (6, 3)])
def test_batches_are_those_of_keras(size: int, batch: int) -> None:
    names = done(
        f"""\
class Note(keras.callbacks.Callback):
    def on_predict_batch_end(self, batch, logs):
        sizes.append(len(logs["outputs"]))
sizes = []
model = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1)])
model.predict(np.zeros(({size}, 2)), batch_size={batch}, verbose=0, callbacks=[Note()])"""
    )
    assert tuple(names["sizes"]) == batch_sizes(size, batch)


@pytest.mark.parametrize("threshold", [-5.0, 0.0, 0.45, 0.5, 5.0])
def test_confusion_counts_what_lies_above_the_threshold(threshold: float) -> None:
    now = confusion(REQUEST, WEIGHTS, threshold)
    right, targets = scores(REQUEST, WEIGHTS, 128).predictions[:, 0], expected()[1]
    for target in (0, 1):
        for predicted in (0, 1):
            count = np.sum((targets == target) & ((right > threshold) == predicted))
            assert now.matrix[target, predicted] == count
    assert now.accuracy == pytest.approx(np.mean((right > threshold) == targets))
    assert now.false_rate == pytest.approx(np.mean(right[targets == 0] > threshold))
    assert now.true_rate == pytest.approx(np.mean(right[targets == 1] > threshold))


def test_roc_is_every_threshold_and_its_area_the_chance_of_a_right_pair() -> None:
    curve = roc(REQUEST, WEIGHTS)
    right, targets = scores(REQUEST, WEIGHTS, 128).predictions[:, 0], expected()[1]
    assert curve is not None
    positives, negatives = right[targets == 1], right[targets == 0]
    thresholds = np.unique(right)[::-1]
    np.testing.assert_allclose(curve.true_rates[1:], [(positives >= t).mean() for t in thresholds])
    np.testing.assert_allclose(curve.false_rates[1:], [(negatives >= t).mean() for t in thresholds])
    pairs = np.sign(positives[:, None] - negatives[None, :])
    assert curve.area == pytest.approx(np.mean((pairs + 1) / 2))
    assert 0.6 < curve.area < 0.999


@given(some.lists(some.tuples(some.integers(0, 4), some.booleans()), min_size=2, max_size=30))
def test_equal_scores_are_one_corner_of_the_roc(drawn: list[tuple[int, bool]]) -> None:
    values = np.array([[score] for score, _ in drawn], np.float32)
    targets = np.array([[float(positive)] for _, positive in drawn], np.float32)
    if targets.min() == targets.max():
        return
    names = done(roc_source(), {"predictions": values, "targets": targets})
    pairs = np.sign(values[targets == 1][:, None] - values[targets == 0][None, :])
    assert float(names["area"]) == pytest.approx(np.mean((pairs + 1) / 2))
    assert len(names["true_rates"]) == len(np.unique(values)) + 1


def test_one_class_alone_has_no_roc() -> None:
    assert roc(FitRequest(samples=10, val=0.05, seed=1), WEIGHTS) is None


def test_new_points_and_a_call_give_the_same_numbers() -> None:
    given_points = ((1.0, 2.0), (3.0, -0.5), (1000.0, -1000.0))
    np.testing.assert_allclose(
        points(WEIGHTS, given_points).scores, np.array(given_points) @ WEIGHTS[:2] + WEIGHTS[2], rtol=1e-5
    )
    report = cost(FitRequest(samples=20), WEIGHTS)
    assert [row[0] for row in report.rows] == [1, 128, 2000]
    for _, predict, call, difference in report.rows:
        assert predict > 0
        assert call > 0
        assert difference <= 1e-6


def test_nothing_held_out_predicts_on_the_training_points() -> None:
    request = FitRequest(samples=20, val=0.0)
    assert scores(request, WEIGHTS, 128).predictions.shape == (40, 1)
    assert len(arrays(request)["val_inputs"]) == 0


def test_the_program_that_times_predict_runs_by_itself_as_it_is_shown() -> None:
    class Model:
        def predict(self, points: np.ndarray, **_: object) -> np.ndarray:
            return points

        def __call__(self, points: np.ndarray) -> np.ndarray:
            return points

    names = {"np": np, "model": Model(), "inputs": np.ones((3, 2))}
    exec(cost_program(2), names)
    assert len(names["predict_seconds"]) == len(names["call_seconds"]) == 3  # type: ignore[arg-type]


def new_points(text: str) -> Reading:
    found = read(text, purpose=NEW_POINTS)
    assert isinstance(found, Reading)
    return found


@pytest.mark.parametrize(
    "line", ["abc,2", "1", "nan,1", "inf,2", "1e9,2", "1,2,3,4", "<b>,1", "1,,2", "=1+1,2", "1_0,2", "50%,2"]
)
def test_bad_lines_are_named_and_the_good_ones_kept(line: str) -> None:
    found = new_points(f"1,1\n2,2\n{line}\n3,3")
    assert found.inputs.tolist() == [[1, 1], [2, 2], [3, 3]]
    assert [(bad.line, line in bad.text) for bad in found.bad] == [(3, True)]


def test_many_points_are_refused_with_their_number() -> None:
    assert len(new_points("1,1\n" * 10_000).inputs) == 10_000
    with pytest.raises(LessonError, match="received 300 points; expected 200 points at most"):
        check_points(new_points("x1,x2\n" + "1.5,2.25\n" * 300).inputs.tolist())


@given(some.text(max_size=200))
def test_any_text_is_points_or_a_refusal(text: str) -> None:
    try:
        found = read(text, purpose=NEW_POINTS)
    except DataError:
        return
    if isinstance(found, Reading):
        assert check_points(found.inputs.tolist()) == tuple(map(tuple, found.inputs.tolist()))
        assert all(bad.text.isprintable() for bad in found.bad)
