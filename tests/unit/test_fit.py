"""Training by fit: the pieces of a training are one call of fit; the labs of compile and validation."""

from __future__ import annotations

import csv
import io
import itertools
import json
import math
import pickle
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.lessons.fit.compiling import LOSSES as NAMED_LOSSES
from playground.lessons.fit.compiling import METRICS, NAMED, CompileRequest
from playground.lessons.fit.fit import (
    LOSSES,
    MOST_STEPS,
    OPTIMIZERS,
    RECIPES,
    EpochLog,
    FitPiece,
    FitRequest,
    FitState,
    history_csv,
    history_json,
    history_of,
)
from playground.lessons.fit.loss_choice import CHOICES, ChoiceRequest
from playground.lessons.fit.loss_point import LossPointRequest
from playground.lessons.fit.metric_scores import EXAMPLES, MetricRequest
from playground.lessons.fit.tasks import keras_models
from playground.lessons.fit.tasks.compiling import compare, done, loss_example, loss_point
from playground.lessons.fit.tasks.fit import begin, fit_epochs, fit_points
from playground.lessons.fit.tasks.validation import count, running_mean, split, train_ways
from playground.lessons.fit.three_ways import WaysRequest
from playground.lessons.fit.validation import halved, small
from playground.lessons.shared.validation import LessonError

SMALL = FitRequest(samples=60, epochs=4)
TRAININGS = {
    **{name: replace(SMALL, optimizer=optimizer, lr=lr) for name, (optimizer, lr) in RECIPES.items()},
    "adam": replace(SMALL, optimizer="adam", loss="bce", metric="binary_accuracy_zero", lr=0.05),
    "momentum": replace(SMALL, optimizer="momentum", lr=0.01, batch=9, shuffle_seed=3, init_seed=5, seed=2),
}


def batches(inputs: Any, targets: Any, request: FitRequest) -> Iterator[tuple[Any, Any]]:
    """All batches of all epochs for one call of fit, in the orders that the pieces use."""
    for epoch in range(request.epochs):
        order = np.random.default_rng([request.shuffle_seed, epoch]).permutation(len(inputs))
        for first in range(0, len(order), request.batch):
            batch = order[first : first + request.batch]
            yield inputs[batch], targets[batch]


def in_one_call(request: FitRequest) -> tuple[dict[str, list[float]], list[Any]]:
    """History and weights of one model.fit over all epochs."""
    names = done(f"{request.data_source}\n{request.split_source}\n{request.model_source}")
    model = names["model"]
    history = model.fit(
        batches(names["training_inputs"], names["training_targets"], request),
        epochs=request.epochs,
        steps_per_epoch=request.steps_per_epoch,
        shuffle=False,
        validation_data=(names["val_inputs"], names["val_targets"]),
        verbose=0,
    )
    return history.history, model.get_weights()


def in_pieces(request: FitRequest, seconds: float = 0.0) -> list[Any]:
    pieces, state = [], None
    while state is None or state.epoch < request.epochs:
        pieces.append(fit_epochs(request, state, seconds))
        assert pieces[-1].failure is None
        # As between two processes.
        state = pickle.loads(pickle.dumps(pieces[-1].state))
    return pieces


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", TRAININGS)
def test_the_pieces_are_one_call_of_fit(name: str) -> None:
    request = TRAININGS[name]
    pieces = in_pieces(request)
    assert [piece.state.epoch for piece in pieces] == [1, 2, 3, 4]  # no time: an epoch each
    history, weights = in_one_call(request)
    logs = [log for piece in pieces for log in piece.logs]
    assert set(history_of(logs)) == set(history)
    for key, values in history.items():
        np.testing.assert_allclose(history_of(logs)[key], values, rtol=1e-6, atol=1e-7)
    for ours, theirs in zip(pieces[-1].state.weights, weights, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    np.testing.assert_allclose(
        logs[-1].weights, np.concatenate([part.ravel() for part in weights]), rtol=1e-6
    )


@pytest.mark.slow
def test_pieces_of_any_length_give_the_same_bits() -> None:
    whole = fit_epochs(SMALL, None, 60.0)
    assert whole.state.epoch == SMALL.epochs
    others = in_pieces(SMALL)
    # Another training in between leaves no trace: the model is shared, its state is not.
    middle = others[1].state
    fit_epochs(replace(SMALL, lr=0.3, init_seed=9), None, 0.0)
    resumed = fit_epochs(SMALL, middle, 60.0)
    for last in (others[-1], resumed):
        assert all(map(np.array_equal, last.state.weights, whole.state.weights))
        assert all(map(np.array_equal, last.state.optimizer, whole.state.optimizer))
    assert resumed.logs == whole.logs[2:]


def test_the_shown_program_is_the_one_that_ran() -> None:
    names = done(SMALL.source)
    logs = fit_epochs(SMALL, None, 60.0).logs
    for key, values in names["history"].items():
        np.testing.assert_allclose(history_of(logs)[key], values, rtol=1e-6)


@pytest.mark.parametrize("val", [0.0, 0.3])
def test_the_call_on_the_page_is_this_training(val: float) -> None:
    """All points in a batch: the order, which alone is another one, does not matter."""
    request = FitRequest(samples=40, val=val, batch=80, epochs=3, optimizer="sgd", lr=0.05)
    with keras_models.lock:
        names, failure = begin(request)
        assert failure is None
        history = done(request.call_source, names)["history"].history
    pieces = history_of(fit_epochs(request, None, 60.0).logs)
    assert history.keys() == pieces.keys()
    for name, values in pieces.items():
        assert history[name] == pytest.approx(values, rel=1e-5)


@pytest.mark.slow
def test_the_harm_of_a_sorted_split_is_seen() -> None:
    for optimizer, lr in (RECIPES["chapter"], RECIPES["plain"]):
        report = split(halved(FitRequest(optimizer=optimizer, lr=lr)))
        assert (report.sorted.negatives, report.sorted.positives) == (0, 200)
        assert report.sorted.val_metric < 0.1
        assert report.sorted.metric_on_all < 0.6
        assert report.permuted.val_metric > 0.95


def test_the_points_are_the_classifiers_and_the_split_is_the_chapters() -> None:
    request = FitRequest(samples=200, seed=4, val=0.25, neg_x=-1.0)
    points = fit_points(request)
    sample = draw(Experiment(neg_n=200, pos_n=200, seed=4, neg_x=-1.0))
    np.testing.assert_array_equal(points.inputs, sample.inputs)
    np.testing.assert_array_equal(points.targets, sample.targets[:, 0])
    order = np.random.default_rng([4, 1000]).permutation(400)
    assert set(np.flatnonzero(points.held)) == set(order[:100])
    assert request.num_validation == 100
    assert request.num_training == 300


def test_a_learning_rate_is_no_new_trace() -> None:
    models = {id(begin(replace(SMALL, lr=lr))[0]["model"]) for lr in (0.1, 0.2, 0.01)}
    assert len(models) == 1
    assert float(begin(replace(SMALL, lr=0.07))[0]["model"].optimizer.learning_rate) == pytest.approx(0.07)


def test_no_more_models_are_kept_than_allowed() -> None:
    made = itertools.count()
    for structure in range(3 * keras_models.MOST_TWINS):
        assert keras_models.twin(("test", structure), lambda: next(made)) == structure
    assert len(keras_models._twins) == keras_models.MOST_TWINS
    keras_models._twins.clear()


def test_divergence_ends_a_training_and_is_told() -> None:
    piece = fit_epochs(replace(SMALL, optimizer="sgd", lr=10.0, epochs=50), None, 60.0)
    assert piece.diverged
    assert piece.state.epoch < 50
    assert history_of(piece.logs)["loss"][-1] > 1e6 * max(1.0, piece.first_loss)
    endless = (*piece.logs, EpochLog(9, (("loss", math.inf), ("val_loss", math.nan)), (0.0, 0.0, 0.0)))
    told = json.loads(history_json(SMALL, endless))["history"]
    assert told["loss"][-1] is None
    assert told["val_loss"][-1] is None


@pytest.mark.sampled(1)
@pytest.mark.parametrize("seconds", [0.0, 60.0])
def test_a_training_that_explodes_without_reaching_infinity_has_diverged(seconds: float) -> None:
    request = replace(SMALL, optimizer="sgd", lr=0.2, epochs=40)
    whole = fit_epochs(replace(request, epochs=1), None, 0.0)
    names, _ = begin(request)
    scores = names["training_inputs"] @ names["model"].get_weights()[0]
    assert whole.first_loss == pytest.approx(np.mean((scores - names["training_targets"]) ** 2), rel=1e-5)
    state, losses, piece = None, [], whole
    while not piece.diverged:
        piece = fit_epochs(request, state, seconds)
        assert piece.first_loss == whole.first_loss  # also in the middle of a training
        state = piece.state
        losses += history_of(piece.logs)["loss"]
    assert np.all(np.isfinite(losses))
    assert losses[-1] > 1e6 * max(1.0, whole.first_loss) or history_of(piece.logs)["val_loss"][-1] > 1e6
    assert np.all(np.array(losses[:-1]) <= 1e6 * max(1.0, whole.first_loss))


def test_a_held_out_loss_that_explodes_ends_a_training_too() -> None:
    state = FitState(1, (), ())

    def ends(loss: float, val_loss: float, first: float) -> bool:
        log = EpochLog(0, (("loss", loss), ("val_loss", val_loss)), (0.0, 0.0, 0.0))
        return FitPiece(state, (log,), None, first).diverged

    assert not ends(9e5, 9e5, 0.5)
    assert ends(1.1e6, 1.0, 0.5)
    assert ends(1.0, 1.1e6, 0.5)
    assert not ends(1.1e6, 1.1e6, 2.0)
    assert ends(1.0, math.nan, 2.0)


def test_history_as_files() -> None:
    logs = fit_epochs(SMALL, None, 60.0).logs
    rows = list(csv.DictReader(io.StringIO(history_csv(logs))))
    assert [row["epoch"] for row in rows] == ["1", "2", "3", "4"]
    assert [float(row["val_loss"]) for row in rows] == history_of(logs)["val_loss"]
    told = json.loads(history_json(SMALL, logs))
    assert told["settings"]["samples"] == 60
    assert told["history"] == history_of(logs)
    without = fit_epochs(replace(SMALL, val=0.0, epochs=1), None, 0.0).logs
    assert set(history_of(without)) == {"loss", "binary_accuracy"}


@pytest.mark.parametrize(
    "values",
    [
        {"samples": 5}, {"samples": 1.5}, {"val": 0.95}, {"val": "x"}, {"lr": 0.0}, {"lr": float("nan")},
        {"optimizer": "none"}, {"loss": "cce"}, {"metric": "auc"}, {"epochs": 0}, {"epochs": 101},
        {"batch": 1}, {"batch": 0}, {"neg_x": float("inf")}, {"seed": -1}, {"init_seed": True},
    ],
)  # fmt: skip
def test_what_cannot_be_trained_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(LessonError) as caught:
        FitRequest(**values)
    assert all(caught.value.message(language) for language in ("en", "ko"))


def test_an_epoch_has_a_bounded_number_of_updates() -> None:
    assert FitRequest(batch=4).steps_per_epoch == 350
    with pytest.raises(LessonError, match="batch size of 4 or more"):
        FitRequest(batch=3)
    assert FitRequest(samples=100, batch=1).steps_per_epoch <= MOST_STEPS


# ---- compile


@pytest.mark.sampled(2)
@pytest.mark.parametrize("optimizer", NAMED)
@pytest.mark.parametrize("loss", NAMED_LOSSES)
def test_strings_are_objects_with_defaults(optimizer: str, loss: str) -> None:
    report = compare(CompileRequest(optimizer=optimizer, loss=loss))
    assert report.difference == 0.0
    assert report.strings.history["loss"] == report.objects.history["loss"]
    assert report.strings.optimizer == report.objects.optimizer == NAMED[optimizer]


def test_an_object_takes_a_rate_and_a_metric_its_own_name() -> None:
    report = compare(CompileRequest(rate="0.1"))
    assert report.difference > 0.1
    assert report.objects.learning_rate == pytest.approx(0.1)
    assert report.strings.metric == report.objects.metric == "BinaryAccuracy"
    assert list(report.strings.history) == ["accuracy", "loss"]
    assert list(report.objects.history) == ["binary_accuracy", "loss"]
    error = compare(CompileRequest(metric=list(METRICS)[1]))
    assert error.strings.metric == "MeanAbsoluteError"


def softmax_entropy(scores: Any, classes: list[int]) -> float:
    scores = np.asarray(scores, np.float64)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    return float(-np.mean(logs[range(len(classes)), classes]))


@pytest.mark.parametrize("key", CHOICES)
def test_every_choice_of_a_loss_runs_and_is_the_closed_form(key: tuple[str, str, str]) -> None:
    task, output, labels = key
    report = loss_example(ChoiceRequest(task, output or "scores", labels or "integers"))
    predictions = np.asarray(report.predictions.values, np.float64)
    targets = np.asarray(report.labels.values, np.float64)
    if task == "regression":
        expected = np.mean((targets - predictions) ** 2)
    elif task == "binary":
        chance = predictions if output == "probabilities" else 1 / (1 + np.exp(-predictions))
        expected = -np.mean(targets * np.log(chance) + (1 - targets) * np.log(1 - chance))
    else:
        expected = softmax_entropy(np.log(predictions) if output == "probabilities" else predictions, [2, 0])
        assert targets.shape == ((2,) if labels == "integers" else (2, 3))
    assert report.value.number == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("target", [0, 1])
@pytest.mark.parametrize("score", [-6.0, -2.0, 0.0, 0.7, 6.0])
def test_losses_of_one_sample_and_their_gradients(target: int, score: float) -> None:
    curves = loss_point(LossPointRequest(target, score)).curves
    chance = 1 / (1 + np.exp(-score))
    expected = {
        "mse": ((target - score) ** 2, 2 * (score - target)),
        "mse_sigmoid": ((target - chance) ** 2, 2 * (chance - target) * chance * (1 - chance)),
        "bce": (np.logaddexp(0, -score) if target else np.logaddexp(0, score), chance - target),
    }
    for key, (loss, gradient) in expected.items():
        assert curves[key].loss == pytest.approx(loss, rel=1e-5, abs=1e-7)
        assert curves[key].gradient == pytest.approx(gradient, rel=1e-4, abs=1e-7)
        place = int(np.argmin(np.abs(np.linspace(-6, 6, 121) - score)))
        assert curves[key].losses[place] == pytest.approx(loss, rel=1e-4, abs=1e-5)


# ---- validation, metrics, ways


def test_the_history_holds_the_running_mean_of_the_epoch() -> None:
    request = replace(SMALL, lr=0.01)
    report = running_mean(request)
    first = fit_epochs(request, None, 0.0)
    assert report.history_loss == pytest.approx(dict(first.logs[0].values)["loss"], rel=1e-6)
    assert report.running[-1] == pytest.approx(report.history_loss, rel=1e-6)
    assert len(report.running) == request.steps_per_epoch
    points, (w1, w2, b) = fit_points(request), first.logs[0].weights
    scores = points.inputs.astype(np.float64) @ [w1, w2] + b
    errors = (points.targets - scores) ** 2
    assert report.after == pytest.approx(errors[~points.held].mean(), rel=1e-5)
    assert report.val_loss == pytest.approx(errors[points.held].mean(), rel=1e-5)
    assert report.after < report.history_loss


def test_validation_split_holds_out_the_last_points() -> None:
    request = small(replace(SMALL, val=0.5))
    report = split(request)
    assert (report.sorted.negatives, report.sorted.positives) == (0, 60)
    assert report.permuted.negatives + report.permuted.positives == 60
    assert report.permuted.negatives > 15
    # Never a positive point in training: on the held-out ones, all positive, the model fails.
    assert report.sorted.val_metric < 0.2
    assert report.sorted.metric_on_all == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("name", EXAMPLES)
def test_metrics_count_as_by_hand(name: str) -> None:
    request = EXAMPLES[name]
    report = count(request)
    scores, targets = np.array(request.scores, np.float32), np.array(request.targets)
    right = {
        "plain": (scores > 0.5) == targets,  # strictly above
        "threshold": (scores > np.float32(request.threshold)) == targets,
        "accuracy": scores == targets,
    }
    for key, expected in right.items():
        assert list(map(bool, report.alone[key])) == expected.tolist()
        assert report.results[key] == pytest.approx(expected.mean())


def test_scores_and_targets_belong_together() -> None:
    with pytest.raises(LessonError, match="2 scores and 1 targets"):
        MetricRequest((0.1, 0.2), (1,))
    with pytest.raises(LessonError):
        MetricRequest((0.1,), (2,))


@pytest.mark.sampled(2)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", LOSSES)
def test_three_ways_lead_to_the_same_weights(optimizer: str, loss: str) -> None:
    report = train_ways(WaysRequest(optimizer, loss))
    assert report.weight_difference <= 1e-6
    assert report.loss_difference <= 1e-6
    assert {len(way.losses) for way in report.ways.values()} == {27}
    assert report.ways["fit"].losses[-1] < report.ways["fit"].losses[0]


def test_a_state_crosses_processes() -> None:
    state = FitState(2, (np.ones((2, 1), np.float32),), (np.array(3),))
    copy = pickle.loads(pickle.dumps(state))
    assert copy.epoch == 2
    assert np.array_equal(copy.weights[0], state.weights[0])
