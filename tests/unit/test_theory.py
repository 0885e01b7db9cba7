"""Closed forms against what they say: the chapter's numbers, differences, gradient descent itself."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.core.data import Sample, batch_indices, draw, split
from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS
from playground.core.losses import LOSSES, losses_for
from playground.core.optimizers import OPTIMIZERS
from playground.points_reader.reader import read_points
from playground.theory.batch_rates import batch_critical_lr, independent_critical_lr
from playground.theory.best_line import best_line
from playground.theory.critical_rate import MOMENTUM, critical, critical_lr, mode_factors, suggested_lr
from playground.theory.linear_model import LinearModel, hessian, hessian_eigenvalues, linear_model
from playground.theory.mended_rate import mended_lr
from playground.theory.population import population
from playground.theory.summary import summary
from tests.unit.numpy_losses import NUMPY_LOSSES
from tests.unit.strategies import data_experiments, experiments

CHAPTER = Experiment()


def with_ones(sample: Sample) -> np.ndarray:
    return np.column_stack([sample.inputs.astype(np.float64), np.ones(sample.num_samples)])


def model_of(experiment: Experiment) -> LinearModel:
    model = linear_model(experiment)
    assert model is not None
    return model


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


DESCENTS = [name for name, record in OPTIMIZERS.items() if record.descent is not None]


def descend(sample: Sample, lr: float, momentum: float, steps: int) -> float:
    """Distance to the best line after gradient descent, relative to the start."""
    x, y = with_ones(sample), sample.targets[:, 0].astype(np.float64)
    best = np.linalg.lstsq(x, y, rcond=None)[0]
    start = np.array([0.85, 0.64, 0.0])
    weights, velocity = start.copy(), np.zeros(3)
    for _ in range(steps):
        velocity = momentum * velocity - lr * 2.0 / len(y) * x.T @ (x @ weights - y)
        weights = weights + velocity
        distance = np.linalg.norm(weights - best) / np.linalg.norm(start - best)
        if distance > 1e9:
            break
    return float(distance)


@pytest.mark.parametrize(("optimizer", "momentum"), [("sgd", 0.0), ("momentum", MOMENTUM)])
def test_training_converges_below_the_critical_rate_and_diverges_above(
    optimizer: str, momentum: float
) -> None:
    experiment = Experiment(neg_n=50, pos_n=50)
    sample, limit = draw(experiment), critical(model_of(experiment), optimizer)
    assert limit is not None
    assert limit.kind == "exact"
    assert descend(sample, 0.99 * limit.lr, momentum, 2000) < 1e-6
    assert descend(sample, 1.01 * limit.lr, momentum, 4000) > 1e6


# ---- and of small batches

FEW = Experiment(neg_n=3, pos_n=3)
TEN = Experiment(neg_n=5, pos_n=5, seed=3)


def epoch_of(model: LinearModel, order: np.ndarray, batch_size: int, lr: float) -> np.ndarray:
    """The product of 1 - lr·H_B over one epoch in this order of the points."""
    product = np.eye(model.x.shape[1])
    for start in range(0, len(order), batch_size):
        x = model.x[order[start : start + batch_size]]
        product -= lr * (2.0 / len(x) * x.T @ (x @ product) + model.ridge[:, None] * product)
    return product


def mean_square_growth(model: LinearModel, orders: list[np.ndarray], batch_size: int, lr: float) -> float:
    """The spectral radius of S → E[M·S·Mᵀ], M of one epoch, as an average over orders, by M ⊗ M."""
    size = model.x.shape[1] ** 2
    expected = np.zeros((size, size))
    for order in orders:
        epoch = epoch_of(model, order, batch_size, lr)
        expected += np.kron(epoch, epoch) / len(orders)
    return float(np.abs(np.linalg.eigvals(expected)).max())


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("batch_size", [1, 2, 3, 4, 5])
def test_the_mean_square_shrinks_below_the_rate_of_batches_and_grows_above(
    batch_size: int, l2: float
) -> None:
    """The expectation itself, over all orders of six points, the last batch smaller for 4 and 5."""
    model = model_of(FEW.replace(l2=l2))
    limit = batch_critical_lr(model.x, batch_size, model.ridge)
    orders = [np.array(order) for order in permutations(range(6))]
    assert limit.exact
    assert mean_square_growth(model, orders, batch_size, 0.999 * limit.lr) < 1
    assert mean_square_growth(model, orders, batch_size, 1.001 * limit.lr) > 1


def test_ten_single_points_are_stable_far_beyond_the_rate_of_independent_draws() -> None:
    model = model_of(TEN)
    limit = batch_critical_lr(model.x, 1)
    assert limit.lr == pytest.approx(0.0865877, abs=1e-7)
    assert limit.exact
    generator = np.random.default_rng(0)
    orders = [
        generator.permutation(10) for _ in range(3000)
    ]  # the average of many is the expectation, nearly
    assert mean_square_growth(model, orders, 1, 0.97 * limit.lr) < 1
    assert mean_square_growth(model, orders, 1, 1.03 * limit.lr) > 1


@pytest.mark.parametrize("batch_size", [1, 2, 3])
def test_shuffled_epochs_are_steadier_than_independent_batches(batch_size: int) -> None:
    """Of most samples by far, and of the others nearly: the estimate is mostly too low."""
    samples = [model_of(FEW.replace(seed=seed)).x for seed in range(20)]
    ratios = [batch_critical_lr(x, batch_size).lr / independent_critical_lr(x, batch_size) for x in samples]
    assert np.median(ratios) > 1.05
    assert min(ratios) > 0.9


@given(data_experiments())
def test_a_batch_of_all_points_has_the_exact_rate(experiment: Experiment) -> None:
    model = model_of(experiment)
    assert independent_critical_lr(model.x, len(model.x)) == pytest.approx(
        critical_lr(model.eigenvalues), rel=1e-6
    )


@pytest.mark.parametrize("batch_size", [1, 7, 30, 25])
def test_the_estimate_for_sixty_points_holds_in_simulation(batch_size: int) -> None:
    model, generator = model_of(Experiment(neg_n=30, pos_n=30)), np.random.default_rng(0)
    limit = batch_critical_lr(model.x, batch_size)
    assert not limit.exact
    orders = [generator.permutation(60) for _ in range(400)]
    assert mean_square_growth(model, orders, batch_size, limit.lr) < 1
    assert mean_square_growth(model, orders, batch_size, 1.35 * limit.lr) > 1


def test_of_all_but_one_the_single_point_decides() -> None:
    """Batches of 59 among 60 points leave one point for a batch of its own."""
    model = model_of(Experiment(neg_n=30, pos_n=30))
    limit = batch_critical_lr(model.x, 59)
    whole = critical_lr(model.eigenvalues)
    orders = [np.roll(np.arange(60), shift) for shift in range(60)]
    assert limit.exact
    assert limit.lr < 0.9 * whole
    assert mean_square_growth(model, orders, 59, 0.999 * limit.lr) < 1
    assert mean_square_growth(model, orders, 59, 1.001 * limit.lr) > 1


def test_two_points_leave_directions_in_which_nothing_moves() -> None:
    model = model_of(Experiment(points=read_points("x1,x2,label\n1,2,0\n3,4,1\n")))
    limit = batch_critical_lr(model.x, 1)
    assert limit.exact
    error = np.array([0.3, -0.2, 0.5])
    for _ in range(400):
        error = epoch_of(model, np.array([0, 1]), 1, 0.95 * limit.lr) @ error
    assert np.abs(model.x @ error).max() < 1e-3


@pytest.mark.parametrize(("batch_size", "above"), [(1, 1.6), (32, 1.25)])
def test_runs_of_two_thousand_points_keep_to_the_rate_of_their_batches(batch_size: int, above: float) -> None:
    """Each run by its own batches: it settles below, and grows for ever well above."""
    limit = summary(Experiment(batch=batch_size))
    assert limit.critical_kind == "estimate"
    assert limit.critical_lr is not None

    def ends(rate: float, shuffle_seed: int) -> str:
        experiment = Experiment(batch=batch_size, shuffle_seed=shuffle_seed)
        model, weights = model_of(experiment), np.array([0.5, 0.5, 0.0])
        indices, offsets = batch_indices(experiment, 0, 4000)
        for start, stop in pairwise(offsets):
            x, y = model.x[indices[start:stop]], model.y[indices[start:stop]]
            weights = weights - rate * 2.0 / len(x) * x.T @ (x @ weights - y)
            if np.abs(weights).max() > 1e9:
                return "diverged"
        return "settled"

    assert {ends(0.95 * limit.critical_lr, seed) for seed in range(3)} == {"settled"}
    assert {ends(above * limit.critical_lr, seed) for seed in range(3)} == {"diverged"}


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


def bounded(experiment: Experiment, lr: float, updates: int = 1000) -> bool:
    """Whether the run with this rate has in the end no more loss than 1 or than at its start."""
    model, e = model_of(experiment), experiment
    weights, velocity = np.full(model.x.shape[1], 0.5), np.zeros(model.x.shape[1])
    kept = e.momentum if e.optimizer == "momentum" else 0.0

    def loss() -> float:
        outputs = model.x @ weights
        return float(np.mean(NUMPY_LOSSES[e.loss](model.y, outputs)[0]))

    before = loss()
    for step in range(updates):
        batch, _ = batch_indices(e, step, step + 1)
        x, y = model.x[batch], model.y[batch]
        outputs = x @ weights
        with np.errstate(over="ignore"):
            errors = NUMPY_LOSSES[e.loss](y, outputs)[1]
        velocity = kept * velocity - lr * (x.T @ errors / len(x) + model.ridge * weights)
        weights = weights + velocity
        if not np.abs(weights).max() < 1e12:
            return False
    return loss() <= max(before, 1.0)


@pytest.mark.parametrize(
    "words",
    [
        {"optimizer": "momentum", "batch": 32},
        {"optimizer": "momentum", "batch": 1, "neg_n": 20, "pos_n": 20},
        {
            "optimizer": "momentum",
            "batch": 4,
            "loss": "bce",
            "neg_n": 20,
            "pos_n": 20,
            "pos_x": 1,
            "pos_y": 1,
        },
        {"batch": 39, "neg_n": 20, "pos_n": 20, "seed": 5},
        {"batch": 2, "l2": 0.5, "neg_n": 20, "pos_n": 20},
    ],
    ids=lambda words: " ".join(f"{name}={value}" for name, value in words.items()),
)
def test_a_mend_of_batches_does_not_diverge_again(words: dict[str, object]) -> None:
    experiment = Experiment(steps=1000, w1=0.5, w2=0.5, b=0.5, **words)  # type: ignore[arg-type]
    assert not bounded(experiment, 10.0)
    mended = mended_lr(experiment, 10.0)
    assert mended is not None
    assert bounded(experiment, mended)


def test_a_mend_that_has_to_be_tried_is_not_given_while_a_knob_moves() -> None:
    heavy = Experiment(optimizer="momentum", batch=32)
    assert mended_lr(heavy, 1.0, scrubbing=True) is None
    assert mended_lr(heavy, 1.0) is not None
    assert mended_lr(CHAPTER, 0.2, scrubbing=True) == summary(CHAPTER).suggested_lr


def test_of_a_network_half_of_the_rate_is_to_be_tried() -> None:
    assert mended_lr(Experiment(hidden=(4,)), 1.0) == 0.5


def test_points_far_away_cannot_be_mended_by_the_rate() -> None:
    far = read_points("x1,x2,label\n1e6,0,0\n-1e6,5,1\n1e6,7,1\n")
    assert mended_lr(Experiment(points=far), 10.0) is None


def test_at_a_tenth_the_middle_mode_dies_in_one_step() -> None:
    known = population(CHAPTER)
    assert known is not None
    assert mode_factors(known.eigenvalues, 0.1) == pytest.approx((0.9557439, 0.0, 0.3557439), abs=1e-6)


@given(data_experiments(), st.sampled_from(DESCENTS))
def test_at_the_critical_rate_the_fastest_mode_neither_grows_nor_dies(
    experiment: Experiment, optimizer: str
) -> None:
    eigenvalues = hessian_eigenvalues(draw(experiment).inputs)
    limit = critical(model_of(experiment), optimizer)
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


def test_of_adaptive_optimisers_no_critical_rate_is_known() -> None:
    for optimizer in [name for name, record in OPTIMIZERS.items() if record.descent is None]:
        assert critical(model_of(CHAPTER), optimizer) is None
        assert mode_factors((1.0, 2.0, 3.0), 0.1, optimizer) is None


BOUNDED = [loss for loss in losses_for(many=False) if LOSSES[loss].is_bounded]


@pytest.mark.parametrize("name", [name for name in BOUNDED if not LOSSES[name].is_parabola])
def test_a_convex_loss_falls_at_every_step_below_its_guaranteed_rate(name: str) -> None:
    experiment = Experiment(neg_n=40, pos_n=40, pos_x=1, pos_y=1)
    sample, limit = draw(experiment), critical(model_of(experiment), "sgd", name)
    assert limit is not None
    assert limit.kind == "guaranteed"
    x, y, weights = with_ones(sample), sample.targets[:, 0], np.array([3.0, -3.0, 1.0])
    losses = []
    for _ in range(300):
        values, slopes = NUMPY_LOSSES[name](y, x @ weights)
        losses.append(values.mean())
        weights = weights - limit.lr * x.T @ slopes / len(y)
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
    assert known.critical_lr is not None
    assert suggested_lr(known.critical_lr) == 0.1327


# ---- best lines


@given(data_experiments(), st.tuples(*[st.floats(-1, 1)] * 3))
def test_no_line_has_less_loss_than_the_best(
    experiment: Experiment, change: tuple[float, float, float]
) -> None:
    sample = draw(experiment)
    for kind, loss in (("mse", mse), ("bce", bce)):
        best = best_line(model_of(experiment), kind)
        if best is None:
            continue
        weights = np.array(best.weights)
        assert best.loss == pytest.approx(loss(sample, weights), rel=1e-6, abs=1e-12)
        for size in (1.0, 1e-3):
            assert loss(sample, weights + size * np.array(change)) >= best.loss - 1e-10


def test_separable_classes_have_no_best_cross_entropy() -> None:
    assert best_line(model_of(Experiment(pos_x=9, pos_y=-9)), "bce") is None
    touching = read_points("x1,x2,label\n0,0,0\n1,0,0\n1,0,1\n2,0,1\n")  # separable but for one shared place
    known = best_line(model_of(Experiment(points=touching)), "bce")
    assert known is None or known.loss > 0


def test_the_broadcasting_trap_ends_at_the_mean_and_at_a_quarter() -> None:
    sample = draw(CHAPTER)
    best = best_line(model_of(CHAPTER), targets="flat")
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
        *(known.eigenvalues or ()),
        known.critical_lr,
        known.suggested_lr,
        known.loss_floor,
        known.bayes_accuracy,
    ]
    for tuple_ in (known.optimum, known.bayes_boundary):
        numbers.extend(tuple_ or ())
    assert all(np.isfinite(number) for number in numbers if number is not None)
    closed = linear_model(experiment) is not None
    assert (known.eigenvalues is None) == (not closed)
    descent = OPTIMIZERS[experiment.optimizer].descent
    bent = LOSSES[experiment.loss]
    unknown = descent is None or not bent.is_bounded or (not bent.is_parabola and descent.guaranteed is None)
    assert (known.critical_lr is None) == (not closed or unknown)
    assert known.exact_batch == experiment.is_full_batch


def test_the_summary_of_the_default() -> None:
    known, sample = summary(CHAPTER), draw(CHAPTER)
    assert known.eigenvalues is not None
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


# ---- linear models that are networks: other features, points held out, l2


def objective(experiment: Experiment, weights: np.ndarray) -> float:
    """The loss with its penalty l2·Σw², from the points themselves."""
    model = model_of(experiment)
    outputs, penalty = model.x @ weights, experiment.l2 * np.sum(weights[:-1] ** 2)
    return float(np.mean(NUMPY_LOSSES[experiment.loss](model.y, outputs)[0]) + penalty)


LINEAR_NETWORKS = [
    Experiment(neg_n=40, pos_n=40, l2=0.3),
    Experiment(neg_n=40, pos_n=40, l2=0.02, pos_x=1, pos_y=1, loss="bce"),
    Experiment(data="circle", samples=30, features=("x1sq", "x2sq"), val=0.4, l2=0.01),
    Experiment(data="moons", samples=30, features=("x1", "x2", "x1x2", "sinx1"), val=0.2, loss="bce", l2=0.1),
    Experiment(data="xor", samples=30, features=("x1x2",)),
]


@pytest.mark.parametrize("experiment", LINEAR_NETWORKS)
def test_the_optimum_of_a_linear_network_has_its_loss_and_no_slope(experiment: Experiment) -> None:
    known = summary(experiment)
    assert known.optimum is not None
    weights = np.array(known.optimum)
    assert known.loss_floor == pytest.approx(objective(experiment, weights), rel=1e-9)
    for unit in np.eye(len(weights)):
        sides = [objective(experiment, weights + sign * 1e-4 * unit) for sign in (-1, 1)]
        assert sides[0] == pytest.approx(sides[1], abs=1e-9)
        assert min(sides) >= known.loss_floor - 1e-12


@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_a_penalised_model_converges_below_its_critical_rate_and_diverges_above(momentum: float) -> None:
    e = Experiment(neg_n=40, pos_n=40, l2=1.0, optimizer="momentum", momentum=momentum)
    model, known = model_of(e), summary(e)
    assert known.critical_kind == "exact"
    assert known.critical_lr is not None

    def descend(lr: float) -> float:
        weights, velocity = np.array([0.5, 0.5, 0.0]), np.zeros(3)
        for _ in range(3000):
            slope = 2 / len(model.x) * model.x.T @ (model.x @ weights - model.y) + 2 * e.l2 * np.array(
                [*weights[:2], 0.0]
            )
            velocity = momentum * velocity - lr * slope
            weights = weights + velocity
            if np.abs(weights).max() > 1e9:
                break
        return float(np.abs(weights - known.optimum).max())

    assert descend(0.99 * known.critical_lr) < 1e-6
    assert descend(1.01 * known.critical_lr) > 1e6


def test_the_rate_of_the_chapter_with_l2() -> None:
    assert summary(Experiment(l2=1.0)).critical_lr == pytest.approx(0.13229, abs=1e-5)


def test_the_closed_forms_are_of_the_points_that_are_trained_on() -> None:
    e = Experiment(neg_n=40, pos_n=40, val=0.5)
    trained = draw(e).inputs[split(e).training]
    assert summary(e).eigenvalues == pytest.approx(hessian_eigenvalues(trained))


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(hidden=(3,)),
        Experiment(arch="branches"),
        Experiment(l1=0.1),
        Experiment(data="classes", loss="cce"),
    ],
)
def test_of_other_networks_nothing_but_the_distribution_is_known(experiment: Experiment) -> None:
    known = summary(experiment)
    assert known.eigenvalues is known.critical_lr is known.critical_kind is known.suggested_lr is None
    assert known.optimum is known.loss_floor is None
    assert (known.bayes_accuracy is None) == (experiment.data != "gaussians")


# ---- the population's rate is that of the optimizer and batch at hand


def test_the_rate_of_the_population_follows_optimizer_and_batch() -> None:
    plain = population(CHAPTER)
    assert plain is not None
    assert plain.critical_lr is not None
    heavy, adaptive = (
        population(CHAPTER.replace(optimizer="momentum")),
        population(CHAPTER.replace(optimizer="adam")),
    )
    assert heavy is not None
    assert adaptive is not None
    assert heavy.critical_lr == pytest.approx(1.9 * plain.critical_lr)
    assert adaptive.critical_lr is None
    both = population(CHAPTER.replace(optimizer="momentum", batch=32))
    assert both is not None
    assert both.critical_lr is None
    assert population(CHAPTER.replace(loss="bce")) is population(CHAPTER.replace(targets="flat")) is None


@pytest.mark.parametrize("batch_size", [1, 8])
def test_the_batches_of_a_large_sample_have_nearly_the_rate_of_the_population(batch_size: int) -> None:
    e = Experiment(neg_n=5000, pos_n=5000, pos_rho=-0.4, neg_sx=2.0, batch=batch_size)
    known, found = population(e), summary(e)
    assert known is not None
    assert found.critical_lr == pytest.approx(known.critical_lr, rel=0.03)
