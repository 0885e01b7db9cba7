"""Closed forms against what they say: the chapter's numbers, differences, gradient descent itself."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.data import Sample, draw, read_points
from playground.experiment import Experiment
from playground.knobs import KNOBS
from playground.theory import (
    MOMENTUM,
    batch_critical_lr,
    best_line,
    critical,
    critical_lr,
    hessian,
    hessian_eigenvalues,
    mended_lr,
    mode_factors,
    population,
    suggested_lr,
    summary,
)
from tests.unit.strategies import data_experiments, experiments

CHAPTER = Experiment()


def with_ones(sample: Sample) -> np.ndarray:
    return np.column_stack([sample.inputs.astype(np.float64), np.ones(sample.num_samples)])


def mse(sample: Sample, weights: np.ndarray) -> float:
    return float(np.mean((with_ones(sample) @ weights - sample.targets[:, 0]) ** 2))


def bce(sample: Sample, weights: np.ndarray) -> float:
    signs = 2.0 * sample.targets[:, 0] - 1.0
    return float(np.mean(np.logaddexp(0.0, -signs * (with_ones(sample) @ weights))))


# ---- the chapter's distribution


def test_population_of_the_chapter() -> None:
    known = population(CHAPTER)
    assert known is not None
    assert known.eigenvalues == pytest.approx((0.442561, 10.0, 13.557439), abs=1e-6)
    assert known.critical_lr == pytest.approx(0.1475205, abs=1e-7)
    assert known.best.weights == pytest.approx((0.15, -0.15, 0.5))
    assert known.best.loss == pytest.approx(0.025)


def test_from_a_half_and_a_half_the_population_loss_is_two_and_the_gradient_three_six_two() -> None:
    known = population(CHAPTER)
    assert known is not None
    error = np.array([0.5, 0.5, 0.0]) - known.best.weights
    # H from a sample that has the moments of the distribution exactly: mean ± a root of the covariance
    root = np.sqrt(2.0) * np.linalg.cholesky([[1.0, 0.5], [0.5, 1.0]])
    corners = np.concatenate([mean + sign * root.T for mean in ([0, 3], [3, 0]) for sign in (1, -1)])
    curvature = hessian(corners)
    assert np.linalg.eigvalsh(curvature) == pytest.approx(known.eigenvalues)
    assert curvature @ error == pytest.approx([3.0, 6.0, 2.0])
    assert known.best.loss + 0.5 * error @ curvature @ error == pytest.approx(2.0)


def test_large_samples_come_close_to_the_population() -> None:
    large, known = CHAPTER.replace(neg_n=5000, pos_n=5000), population(CHAPTER)
    assert known is not None
    found = summary(large)
    assert found.eigenvalues == pytest.approx(known.eigenvalues, rel=0.03)
    assert found.loss_floor == pytest.approx(0.025, rel=0.03)
    assert found.optimum == pytest.approx(known.best.weights, abs=0.01)


def test_unequal_counts_weigh_the_population() -> None:
    experiment = CHAPTER.replace(neg_n=500, pos_n=5000, pos_rho=-0.5, pos_sx=2)
    known = population(experiment)
    assert known is not None
    assert summary(experiment).loss_floor == pytest.approx(known.best.loss, rel=0.05)
    assert summary(experiment).eigenvalues == pytest.approx(known.eigenvalues, rel=0.05)


# ---- curvature


@given(data_experiments())
def test_eigenvalues_are_those_of_the_hessian(experiment: Experiment) -> None:
    inputs = draw(experiment).inputs
    values = hessian_eigenvalues(inputs)
    assert values == pytest.approx(np.linalg.eigvalsh(hessian(inputs)), rel=1e-6, abs=1e-10 * values[2])
    assert 0.0 <= values[0] <= values[1] <= values[2]


def test_the_hessian_is_the_second_difference_of_the_loss() -> None:
    sample, centre = draw(CHAPTER), np.array([0.3, -0.2, 0.1])
    unit = np.eye(3)
    differences = [
        [
            mse(sample, centre + i + j)
            - mse(sample, centre + i)
            - mse(sample, centre + j)
            + mse(sample, centre)
            for j in unit
        ]
        for i in unit
    ]
    np.testing.assert_allclose(hessian(sample.inputs), differences, rtol=1e-9)


def test_two_points_leave_a_mode_without_curvature() -> None:
    points = read_points("x1,x2,label\n1,2,0\n3,4,1\n")
    known = summary(Experiment(points=points))
    assert known.eigenvalues[0] == 0.0
    assert known.loss_floor == pytest.approx(0.0, abs=1e-12)
    assert known.bayes_accuracy is known.bayes_boundary is population(Experiment(points=points)) is None


# ---- critical rates, held against training


def descend(sample: Sample, lr: float, momentum: float, steps: int) -> float:
    """Distance to the best line after gradient descent, relative to the start."""
    x, y = with_ones(sample), sample.targets[:, 0].astype(np.float64)
    best = best_line(sample)
    assert best is not None
    start = np.array([0.85, 0.64, 0.0])
    weights, velocity = start.copy(), np.zeros(3)
    for _ in range(steps):
        velocity = momentum * velocity - lr * 2.0 / len(y) * x.T @ (x @ weights - y)
        weights = weights + velocity
        distance = np.linalg.norm(weights - best.weights) / np.linalg.norm(start - best.weights)
        if distance > 1e9:
            break
    return float(distance)


@pytest.mark.parametrize(("optimizer", "momentum"), [("sgd", 0.0), ("momentum", MOMENTUM)])
def test_training_converges_below_the_critical_rate_and_diverges_above(
    optimizer: str, momentum: float
) -> None:
    sample = draw(Experiment(neg_n=50, pos_n=50))
    limit = critical(sample.inputs, optimizer)
    assert limit is not None
    assert limit.kind == "exact"
    assert descend(sample, 0.99 * limit.lr, momentum, 2000) < 1e-6
    assert descend(sample, 1.01 * limit.lr, momentum, 4000) > 1e6


# ---- and of small batches


@given(data_experiments())
def test_with_all_points_the_critical_rate_of_batches_is_the_exact_one(experiment: Experiment) -> None:
    inputs = draw(experiment).inputs
    exact = critical_lr(hessian_eigenvalues(inputs))
    assert batch_critical_lr(inputs, len(inputs)) == pytest.approx(exact, rel=1e-6)


@given(data_experiments(), st.integers(1, 30))
def test_smaller_batches_have_a_lower_critical_rate(experiment: Experiment, size: int) -> None:
    inputs = draw(experiment).inputs
    assume(size < len(inputs))
    smaller, larger = batch_critical_lr(inputs, size), batch_critical_lr(inputs, size + 1)
    assert smaller <= larger * (1 + 1e-9)


@pytest.mark.parametrize("batch_size", [1, 2, 5])
def test_the_mean_square_of_the_error_shrinks_below_the_rate_of_batches_and_grows_above(
    batch_size: int,
) -> None:
    """The expectation itself, over all batches of six points, written down without any eigenvector."""
    x = with_ones(draw(Experiment(neg_n=3, pos_n=3)))
    batches = [2 / batch_size * x[list(one)].T @ x[list(one)] for one in combinations(range(6), batch_size)]

    def growth(lr: float) -> float:
        moment = np.eye(3)
        for _ in range(3000):
            moment = np.mean([(np.eye(3) - lr * h) @ moment @ (np.eye(3) - lr * h) for h in batches], axis=0)
            size = np.linalg.norm(moment)
            moment /= size
        return float(size)

    limit = batch_critical_lr(x[:, :2], batch_size)
    assert growth(0.98 * limit) < 1 < growth(1.02 * limit)


def test_training_with_one_point_an_update_keeps_to_its_critical_rate() -> None:
    experiment = Experiment(batch=1)
    limit = summary(experiment)
    assert limit.critical_kind == "average"
    assert limit.critical_lr is not None
    assert limit.critical_lr < 0.5 * summary(CHAPTER).critical_lr  # 0.1 is too high for single points

    def ends(rate: float, shuffle_seed: int) -> str:
        sample, error = draw(experiment), np.array([0.5, 0.5, 0.0])
        points, targets = with_ones(sample), sample.targets[:, 0]
        for index in np.random.default_rng(shuffle_seed).integers(0, len(points), 3000):
            point = points[index]
            error = error - rate * 2 * point * (point @ error - targets[index])
            if np.abs(error).max() > 1e9:
                return "diverged"
        return "settled"

    assert {ends(0.95 * limit.critical_lr, seed) for seed in range(5)} == {"settled"}
    assert {ends(1.6 * limit.critical_lr, seed) for seed in range(5)} == {"diverged"}


def test_what_has_no_closed_form_for_batches_says_so() -> None:
    for words in ({"optimizer": "momentum"}, {"loss": "bce"}):
        whole, batches = summary(Experiment(**words)), summary(Experiment(batch=32, **words))  # type: ignore[arg-type]
        assert batches.critical_kind == "all_points"
        assert batches.critical_lr == whole.critical_lr


# ---- a mend


def test_a_mend_is_nine_tenths_of_the_critical_rate_or_half_of_a_lower_one() -> None:
    assert mended_lr(CHAPTER, 0.2) == summary(CHAPTER).suggested_lr
    single = Experiment(batch=1)
    assert mended_lr(single, 0.1) == summary(single).suggested_lr == pytest.approx(0.058, abs=0.002)
    assert mended_lr(single, 0.05) == 0.025
    assert mended_lr(Experiment(optimizer="adam"), 8.0) == 4.0
    assert mended_lr(Experiment(optimizer="adam"), 1e-5) is None


def test_points_far_away_cannot_be_mended_by_the_rate() -> None:
    far = read_points("x1,x2,label\n1e6,0,0\n-1e6,5,1\n1e6,7,1\n")
    assert mended_lr(Experiment(points=far), 10.0) is None


def test_at_a_tenth_the_middle_mode_dies_in_one_step() -> None:
    known = population(CHAPTER)
    assert known is not None
    assert mode_factors(known.eigenvalues, 0.1) == pytest.approx((0.9557439, 0.0, 0.3557439), abs=1e-6)


@given(data_experiments(), st.sampled_from(["sgd", "momentum"]))
def test_at_the_critical_rate_the_fastest_mode_neither_grows_nor_dies(
    experiment: Experiment, optimizer: str
) -> None:
    inputs = draw(experiment).inputs
    eigenvalues = hessian_eigenvalues(inputs)
    limit = critical(inputs, optimizer)
    assert limit is not None
    factors = mode_factors(eigenvalues, limit.lr, optimizer)
    assert factors is not None
    assert factors[2] == pytest.approx(1.0)
    assert max(factors) <= 1.0 + 1e-6


def test_a_mode_factor_is_the_growth_of_training_itself() -> None:
    for optimizer, momentum in (("sgd", 0.0), ("momentum", MOMENTUM)):
        error, velocity, curvature, lr = 1.0, 0.0, 3.0, 1.5
        for _ in range(200):
            velocity = momentum * velocity - lr * curvature * error
            error += velocity
        factors = mode_factors((0.0, 0.0, curvature), lr, optimizer)
        assert factors is not None
        assert abs(error) ** (1 / 200) == pytest.approx(factors[2], rel=0.02)


def test_adaptive_optimisers_have_no_critical_rate() -> None:
    for optimizer in ("rmsprop", "adam"):
        assert critical(draw(CHAPTER).inputs, optimizer) is None
        assert mode_factors((1.0, 2.0, 3.0), 0.1, optimizer) is None


def test_cross_entropy_falls_at_every_step_below_its_guaranteed_rate() -> None:
    sample = draw(Experiment(neg_n=40, pos_n=40, pos_x=1, pos_y=1))
    limit = critical(sample.inputs, "sgd", "bce")
    assert limit is not None
    assert limit.kind == "guaranteed"
    x, y, weights = with_ones(sample), sample.targets[:, 0], np.array([3.0, -3.0, 1.0])
    losses = []
    for _ in range(300):
        losses.append(bce(sample, weights))
        weights = weights - limit.lr * x.T @ (1 / (1 + np.exp(-x @ weights)) - y) / len(y)
    assert np.all(np.diff(losses) <= 1e-12)


def test_the_curvature_of_cross_entropy_is_at_most_an_eighth() -> None:
    sample = draw(CHAPTER)
    x = with_ones(sample)
    at_zero = 0.25 * x.T @ x / len(x)  # the logistic curve is steepest where every output is 0
    assert np.linalg.eigvalsh(at_zero)[2] == pytest.approx(hessian_eigenvalues(sample.inputs)[2] / 8)


@given(st.floats(1e-13, 1e6))
def test_a_suggestion_is_a_rate_the_knob_takes_just_below_nine_tenths(limit: float) -> None:
    rate = suggested_lr(limit)
    if rate is None:
        assert 0.9 * limit < 1e-5
        return
    assert KNOBS["lr"].check(rate) == rate
    assert rate <= 0.9 * limit * (1 + 1e-12)
    assert rate >= min(0.899 * limit, 9.99)


def test_the_suggestion_of_the_chapter() -> None:
    known = population(CHAPTER)
    assert known is not None
    assert suggested_lr(known.critical_lr) == 0.1327


# ---- best lines


@given(data_experiments(), st.tuples(*[st.floats(-1, 1)] * 3))
def test_no_line_has_less_loss_than_the_best(
    experiment: Experiment, change: tuple[float, float, float]
) -> None:
    sample = draw(experiment)
    for kind, loss in (("mse", mse), ("bce", bce)):
        best = best_line(sample, kind)
        if best is None:
            continue
        weights = np.array(best.weights)
        assert best.loss == pytest.approx(loss(sample, weights), rel=1e-6, abs=1e-12)
        for size in (1.0, 1e-3):
            assert loss(sample, weights + size * np.array(change)) >= best.loss - 1e-10


def test_separable_classes_have_no_best_cross_entropy() -> None:
    assert best_line(draw(Experiment(pos_x=9, pos_y=-9)), "bce") is None
    touching = read_points("x1,x2,label\n0,0,0\n1,0,0\n1,0,1\n2,0,1\n")  # separable but for one shared place
    known = best_line(draw(Experiment(points=touching)), "bce")
    assert known is None or known.loss > 0


def test_the_broadcasting_trap_ends_at_the_mean_and_at_a_quarter() -> None:
    sample = draw(CHAPTER)
    best = best_line(sample, targets="flat")
    assert best is not None
    assert (best.weights, best.loss) == ((0.0, 0.0, 0.5), 0.25)
    outputs, flat = with_ones(sample) @ np.array([0.1, -0.1, 0.5]), sample.targets[:, 0]
    assert np.mean((outputs[:, None] - flat) ** 2) > best.loss


# ---- the summary


@given(experiments())
def test_a_summary_exists_for_every_experiment_and_is_finite(experiment: Experiment) -> None:
    assume(experiment.num_samples < 4000)
    known = summary(experiment)
    numbers = [
        *known.eigenvalues,
        known.critical_lr,
        known.suggested_lr,
        known.loss_floor,
        known.bayes_accuracy,
    ]
    for tuple_ in (known.optimum, known.bayes_boundary):
        numbers.extend(tuple_ or ())
    assert all(np.isfinite(number) for number in numbers if number is not None)
    assert (known.critical_lr is None) == (experiment.optimizer in ("rmsprop", "adam"))
    assert known.exact_batch == experiment.is_full_batch


def test_the_summary_of_the_default() -> None:
    known, sample = summary(CHAPTER), draw(CHAPTER)
    assert known.critical_lr == critical_lr(known.eigenvalues) == pytest.approx(2 / known.eigenvalues[2])
    assert known.critical_kind == "exact"
    assert known.optimum is not None
    assert known.loss_floor == pytest.approx(mse(sample, np.array(known.optimum)))
    assert known.bayes_accuracy == pytest.approx(0.99865, abs=1e-6)
    assert summary(CHAPTER.replace(loss="bce")).critical_kind == "guaranteed"


def test_points_far_away_have_no_rate_to_suggest() -> None:
    far = read_points("x1,x2,label\n1e6,0,0\n-1e6,5,1\n1e6,7,1\n")
    known = summary(Experiment(points=far))
    assert known.critical_lr is not None
    assert known.critical_lr < 1e-5
    assert known.suggested_lr is None
