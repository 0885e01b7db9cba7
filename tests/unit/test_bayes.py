"""The Bayes boundary and accuracy: closed forms, Monte Carlo, and a plain grid."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.data import covariance
from playground.core.experiment import Experiment
from playground.theory.bayes import bayes_accuracy, bayes_boundary
from tests.unit.strategies import data_experiments

UNEQUAL = Experiment(pos_x=1, pos_y=2, pos_sx=2, pos_sy=0.5, pos_rho=-0.3, neg_sx=0.7, pos_n=500)
# One class thin and long, both centres on it: what a quadrature with fixed angles gets wrong.
NEEDLES = Experiment(neg_sx=0.05, neg_sy=5, neg_rho=0.99, pos_sx=5, pos_sy=0.05, pos_x=0, pos_y=3)
SAME_CENTRE = Experiment(neg_y=0, pos_x=0, neg_rho=0, pos_rho=0, neg_sx=2, pos_sy=2)


def phi(z: float) -> float:
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))


def accuracy(experiment: Experiment) -> float:
    value = bayes_accuracy(experiment)
    assert value is not None
    return value


def log_ratio(experiment: Experiment, x: np.ndarray) -> np.ndarray:
    a11, a12, a22, b1, b2, c = bayes_boundary(experiment) or ()
    x1, x2 = x[..., 0], x[..., 1]
    return a11 * x1**2 + a12 * x1 * x2 + a22 * x2**2 + b1 * x1 + b2 * x2 + c


def gaussian(experiment: Experiment, prefix: str) -> tuple[np.ndarray, np.ndarray]:
    x, y, sx, sy, rho = (getattr(experiment, f"{prefix}_{name}") for name in ("x", "y", "sx", "sy", "rho"))
    return np.array([x, y]), covariance(sx, sy, rho)


def log_density(x: np.ndarray, mean: np.ndarray, spread: np.ndarray) -> np.ndarray:
    d = x - mean
    return -0.5 * (np.einsum("...i,ij,...j", d, np.linalg.inv(spread), d) + np.log(np.linalg.det(spread)))


def test_the_chapter() -> None:
    assert accuracy(Experiment()) == pytest.approx(phi(3.0), abs=1e-12) == pytest.approx(0.99865, abs=1e-6)
    assert bayes_boundary(Experiment()) == pytest.approx((0, 0, 0, 6, -6, 0), abs=1e-12)


@given(data_experiments())
def test_equal_covariances_and_counts_give_phi_of_half_the_distance(experiment: Experiment) -> None:
    e = experiment
    e = e.replace(pos_sx=e.neg_sx, pos_sy=e.neg_sy, pos_rho=e.neg_rho, pos_n=e.neg_n)
    (mean0, spread), (mean1, _) = gaussian(e, "neg"), gaussian(e, "pos")
    distance = math.sqrt((mean1 - mean0) @ np.linalg.solve(spread, mean1 - mean0))
    assert accuracy(e) == pytest.approx(phi(distance / 2), abs=2e-8)


@given(data_experiments(), st.floats(-10, 10), st.floats(-10, 10))
def test_the_boundary_is_where_the_weighted_densities_are_equal(e: Experiment, x: float, y: float) -> None:
    place = np.array([x, y])
    densities = [log_density(place, *gaussian(e, prefix)) for prefix in ("neg", "pos")]
    expected = densities[1] - densities[0] + math.log(e.pos_n / e.neg_n)
    size = sum(abs(density) for density in densities)
    assert log_ratio(e, place) == pytest.approx(expected, abs=1e-6 + 1e-9 * size)


@pytest.mark.parametrize(
    "experiment", [UNEQUAL, NEEDLES, SAME_CENTRE], ids=["unequal", "needles", "same centre"]
)
def test_unequal_covariances_agree_with_monte_carlo(experiment: Experiment) -> None:
    count, generator = 1_000_000, np.random.default_rng(0)
    expected = variance = 0.0
    for prefix, share, sign in (("neg", experiment.neg_n, -1), ("pos", experiment.pos_n, 1)):
        mean, spread = gaussian(experiment, prefix)
        points = generator.multivariate_normal(mean, spread, size=count, method="cholesky")
        hits = np.mean(sign * log_ratio(experiment, points) > 0)
        prior = share / experiment.num_samples
        expected += prior * hits
        variance += prior**2 * hits * (1 - hits) / count
    assert accuracy(experiment) == pytest.approx(expected, abs=5 * math.sqrt(variance) + 1e-9)


def test_unequal_covariances_agree_with_a_plain_grid() -> None:
    side = np.linspace(-12, 15, 1801)
    grid = np.stack(np.meshgrid(side, side), axis=-1)
    weighted = [
        getattr(UNEQUAL, f"{prefix}_n")
        / UNEQUAL.num_samples
        * np.exp(log_density(grid, *gaussian(UNEQUAL, prefix)))
        for prefix in ("neg", "pos")
    ]
    integral = np.maximum(*weighted).sum() * (side[1] - side[0]) ** 2 / (2 * math.pi)
    assert accuracy(UNEQUAL) == pytest.approx(integral, abs=1e-6)


@given(data_experiments())
def test_no_classifier_is_worse_than_guessing_the_larger_class(experiment: Experiment) -> None:
    larger = max(experiment.neg_n, experiment.pos_n) / experiment.num_samples
    assert larger - 2e-8 <= accuracy(experiment) <= 1.0


@given(data_experiments())
def test_exchanging_the_classes_changes_nothing(experiment: Experiment) -> None:
    values = experiment.values()
    pairs = [(name, name.replace("neg_", "pos_")) for name in values if name.startswith("neg_")]
    exchanged = {to: values[name] for one, two in pairs for name, to in ((one, two), (two, one))}
    assert accuracy(experiment.replace(**exchanged)) == pytest.approx(accuracy(experiment), abs=2e-8)


def test_classes_that_are_the_same_leave_the_prior() -> None:
    same = Experiment(pos_x=0, pos_y=3)
    assert accuracy(same) == pytest.approx(0.5, abs=1e-12)
    assert accuracy(same.replace(pos_n=3000)) == pytest.approx(0.75, abs=1e-12)
    assert bayes_boundary(same) == (0, 0, 0, 0, 0, 0)
