"""The data sets: where their points lie without noise, what noise and more samples do."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.datasets import SHAPES
from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS

SETS = tuple(SHAPES)


def experiment(name: str, **values: object) -> Experiment:
    return Experiment.parse({"data": name}).replace(**{"samples": 200, **values})


def cloud(e: Experiment, label: int) -> np.ndarray:
    sample = draw(e)
    return sample.inputs[sample.labels == label].astype(np.float64)


def test_every_choice_has_its_function() -> None:
    assert KNOBS["data"].choices == ("gaussians", *SETS)


@pytest.mark.parametrize("name", SETS)
def test_classes_stand_one_after_another_with_equally_many_points(name: str) -> None:
    e = experiment(name, classes=5)
    sample = draw(e)
    assert sample.labels.tolist() == sorted(sample.labels.tolist())
    assert np.bincount(sample.labels).tolist() == [200] * e.num_classes
    assert sample.inputs.dtype == np.float32
    assert np.isfinite(sample.inputs).all()
    assert e.num_points == sample.num_samples


@pytest.mark.parametrize("name", SETS)
def test_more_samples_keep_the_ones_that_were_there(name: str) -> None:
    e = experiment(name)
    for label in range(e.num_classes):
        np.testing.assert_array_equal(cloud(e.replace(samples=300), label)[:200], cloud(e, label))


@pytest.mark.parametrize("name", SETS)
def test_noise_moves_each_point_further_the_same_way(name: str) -> None:
    e = experiment(name)
    still, little, much = (draw(e.replace(noise=noise)).inputs for noise in (0.0, 0.1, 0.3))
    np.testing.assert_allclose(3 * (little - still), much - still, atol=1e-5)
    spread = (little - still).std()
    assert spread == pytest.approx(0.1 * SHAPES[name].scale, rel=0.1)


@pytest.mark.parametrize("name", SETS)
def test_another_seed_gives_other_points(name: str) -> None:
    assert not np.array_equal(draw(experiment(name)).inputs, draw(experiment(name, seed=1)).inputs)


def test_the_circle_is_a_disc_in_a_ring() -> None:
    e = experiment("circle", noise=0.0)
    disc, ring = (np.hypot(*cloud(e, label).T) for label in (1, 0))
    assert disc.max() <= 1.5
    assert ring.min() >= 2.25 - 1e-6
    assert ring.max() <= 3.0 + 1e-6


def test_xor_is_positive_where_both_coordinates_have_one_sign() -> None:
    e = experiment("xor", noise=0.0)
    for label, sign in ((1, 1), (0, -1)):
        points = cloud(e, label)
        assert np.all(np.sign(points[:, 0] * points[:, 1]) == sign)
        assert np.all(np.abs(points) >= 0.3 - 1e-6)
        assert np.all(np.abs(points) <= 3.0 + 1e-6)


def test_moons_are_half_circles() -> None:
    e = experiment("moons", noise=0.0)
    for label, centre, side in ((0, (-1.0, -0.5), 1), (1, (1.0, 0.5), -1)):
        points = cloud(e, label) - centre
        np.testing.assert_allclose(np.hypot(*points.T), 2.0, atol=1e-5)
        assert np.all(side * points[:, 1] >= -1e-6)


def test_the_arms_of_the_spiral_are_half_a_turn_apart() -> None:
    e = experiment("spiral", noise=0.0)
    for label in (0, 1):
        points = cloud(e, label)
        turns = 1.5 * np.hypot(*points.T) / 3.0 + 0.5 * label
        angle = np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi)
        difference = np.mod(turns - angle + 0.5, 1.0) - 0.5
        np.testing.assert_allclose(difference, 0.0, atol=1e-5)


def test_the_rings_lie_around_each_other_with_a_gap_and_all_angles() -> None:
    e = experiment("rings", noise=0.0)
    for label, radius in ((0, 1.0), (1, 2.2)):
        points = cloud(e, label)
        np.testing.assert_allclose(np.hypot(*points.T), radius, atol=1e-5)
        quarters = np.bincount((points[:, 0] > 0) + 2 * (points[:, 1] > 0))
        assert quarters.min() > 200 / 4 / 2


@pytest.mark.parametrize("classes", [3, 4, 5])
def test_classes_lie_around_the_corners_of_a_regular_polygon(classes: int) -> None:
    e = experiment("classes", noise=0.1, classes=classes, samples=2000)
    centres = np.array([cloud(e, label).mean(axis=0) for label in range(classes)])
    np.testing.assert_allclose(np.hypot(*centres.T), 3.0, atol=0.05)
    sides = np.hypot(*(centres - np.roll(centres, 1, axis=0)).T)
    np.testing.assert_allclose(sides, 6.0 * np.sin(np.pi / classes), atol=0.08)
    assert cloud(e, 0).std(axis=0) == pytest.approx(0.3, rel=0.1)
