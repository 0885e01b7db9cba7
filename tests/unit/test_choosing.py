"""Losses and optimizers side by side: NumPy trains them again, and each sentence follows its numbers."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from playground.lessons.fit.choosing import DATA, KINDS, ChoosingRequest, Side, best_of, side_of, told_of
from playground.lessons.fit.fit import LOSSES, OPTIMIZERS, FitRequest, made_points
from playground.lessons.fit.tasks.fit import fit_epochs
from playground.lessons.shared.validation import LessonError
from playground.locale import languages, say
from tests.unit.numpy_losses import NUMPY_LOSSES


def numpy_sgd(request: FitRequest, kernel: np.ndarray) -> tuple[float, float, np.ndarray]:
    """First loss of the training points, last loss of the held-out ones, weights: SGD in float64."""
    points = made_points(request)
    x = np.column_stack([points.inputs, np.ones(len(points.inputs))]).astype(np.float64)
    y = points.targets.astype(np.float64)
    order = np.random.default_rng([request.seed, 1000]).permutation(len(x))
    held, training = order[: request.num_validation], order[request.num_validation :]
    loss = NUMPY_LOSSES[request.loss]
    weights = np.array([*kernel, 0.0])
    first = float(loss(y[training], x[training] @ weights)[0].mean())
    for epoch in range(request.epochs):
        shuffled = training[np.random.default_rng([request.shuffle_seed, epoch]).permutation(len(training))]
        for begin in range(0, len(shuffled), request.batch):
            batch = shuffled[begin : begin + request.batch]
            slope = loss(y[batch], x[batch] @ weights)[1]
            weights -= request.lr * x[batch].T @ slope / len(batch)
    return first, float(loss(y[held], x[held] @ weights)[0].mean()), weights


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", LOSSES)
def test_each_loss_trains_as_in_numpy(name: str) -> None:
    request = ChoosingRequest().trainings[name]
    piece = fit_epochs(request, None, 60.0)
    side = side_of(name, piece.first_loss, piece.logs, piece.diverged)
    start = fit_epochs(replace(request, lr=1e-5, epochs=1), None, 60.0).logs[0].weights
    # The start is that of a training whose rate is so small that it hardly moves.
    first, last, weights = numpy_sgd(request, np.array(start[:2]))
    assert side.first_loss == pytest.approx(first, rel=2e-3)
    assert side.last_loss == pytest.approx(last, rel=5e-3)
    assert side.weights == pytest.approx(weights, rel=5e-3, abs=2e-3)
    assert not side.diverged
    z = (
        np.column_stack([made_points(request).inputs, np.ones(200)]) @ np.array(side.weights)
        - request.threshold
    )
    held = made_points(request).held
    right = (z > 0) == (made_points(request).targets == 1)
    assert side.accuracy == pytest.approx(right[held].mean(), abs=1e-6)


def side(name: str, first: float, last: float, accuracy: float, diverged: bool = False) -> Side:
    return Side(name, first, last, accuracy, (0.1, 0.2, 0.3), diverged)


def test_the_best_are_those_with_the_most_right_that_did_not_diverge() -> None:
    sides = [side("mse", 1, math.inf, 1.0, True), side("bce", 1, 0.5, 0.9), side("hinge", 1, 0.2, 0.9)]
    assert best_of(sides) == ("bce", "hinge")
    assert best_of([sides[0]]) == ()


def test_each_sentence_follows_its_numbers() -> None:
    calm = [side("mse", 4, 0.1, 0.9), side("bce", 2, 0.3, 0.95)]
    assert [(told.key, told.names) for told in told_of("loss", calm)] == [
        ("best", ("bce",)),
        ("no_comparison", ()),
    ]
    grown = [side("mse", 4, 800.0, 0.9), side("bce", 2, 0.3, 0.9)]
    assert [told.key for told in told_of("loss", grown)] == ["all_best", "grew", "mse_grew", "no_comparison"]
    gone = [side("sgd", 4, math.inf, 0.5, True), side("adam", 4, 0.2, 0.9), side("adagrad", 4, 0.1, 0.8)]
    told = list(told_of("optimizer", gone))
    assert [(one.key, one.names) for one in told] == [
        ("best", ("adam",)),
        ("diverged", ("sgd",)),
        ("ahead", ("adagrad", "adam")),
    ]
    assert told[-1].values == {"least": 0.1, "most": 0.2}


@pytest.mark.parametrize("language", languages())
def test_every_sentence_and_choice_has_its_words(language: str) -> None:
    values = dict.fromkeys(("accuracy", "first", "last", "least", "most", "names", "name", "other"), "7")
    for key in ("best", "all_best", "grew", "diverged", "mse_grew", "no_comparison", "ahead"):
        assert say(f"fit_page.choosing.told.{key}", language, **values)
    for kind in KINDS:
        assert say(f"fit_page.choosing.kind.{kind}", language)
    for data in DATA:
        assert say(f"fit_page.choosing.data.{data}", language)


def test_only_one_thing_differs_and_unknown_choices_are_refused() -> None:
    assert list(ChoosingRequest().trainings) == list(LOSSES)
    optimizers = ChoosingRequest("optimizer", "far", "1").trainings
    assert list(optimizers) == list(OPTIMIZERS)
    assert len({replace(one, optimizer="sgd") for one in optimizers.values()}) == 1
    for words in ({"kind": "both"}, {"data": "moons"}, {"rate": "0.2"}):
        with pytest.raises(LessonError):
            ChoosingRequest(**words)
