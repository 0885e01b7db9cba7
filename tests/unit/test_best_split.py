"""The best straight line against trying all lines near two points each, and against a line that is known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from playground.core.data import draw, split
from playground.lessons.layers.gallery import GalleryRequest
from playground.theory.best_split import best_line_share


def tried(points: np.ndarray, labels: np.ndarray) -> float:
    """Every line just beside two points, each of them on either side."""
    best = max(np.mean(labels == 0), np.mean(labels == 1))
    for first, second in itertools.combinations(points, 2):
        normal = np.array([second[1] - first[1], first[0] - second[0]])
        values = (points - first) @ normal
        near = np.abs(values) < 1e-9
        for signs in itertools.product((False, True), repeat=int(near.sum())):
            guess = values > 0
            guess[near] = signs
            share = np.mean(guess == (labels == 1))
            best = max(best, share, 1 - share)
    return float(best)


@pytest.mark.parametrize("seed", range(6))
def test_the_best_line_is_the_best_of_all_lines_tried(seed: int) -> None:
    generator = np.random.default_rng(seed)
    points, labels = generator.normal(size=(14, 2)), generator.integers(0, 2, 14)
    assert best_line_share(points, labels) == pytest.approx(tried(points, labels), abs=1e-12)


def test_equal_points_stay_together() -> None:
    points = np.array([[0.0, 0.0]] * 3 + [[1.0, 0.0]])
    assert best_line_share(points, np.array([0, 1, 1, 0])) == 0.75
    assert best_line_share(points[:3], np.array([0, 1, 1])) == pytest.approx(2 / 3)


def test_four_corners_of_xor_give_three_quarters_and_two_clouds_apart_everything() -> None:
    corners = np.array([[0.0, 0.0], [1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
    assert best_line_share(corners, np.array([0, 0, 1, 1])) == 0.75
    assert (
        best_line_share(corners + np.array([[0, 0], [0, 0], [9, 9], [9, 9]]), np.array([0, 0, 1, 1])) == 1.0
    )


@pytest.mark.parametrize("data", ["xor", "circle", "spiral"])
def test_no_random_line_beats_the_bound_of_the_gallerys_data(data: str) -> None:
    experiment = GalleryRequest(data=data).experiment
    sample, parts = draw(experiment), split(experiment)
    points, labels = sample.inputs[parts.training], sample.labels[parts.training]
    bound, generator = best_line_share(points, labels), np.random.default_rng(0)
    lines = generator.normal(size=(3, 4000))
    right = ((points @ lines[:2] + lines[2] > 0) == (labels == 1)[:, None]).mean(axis=0)
    assert np.maximum(right, 1 - right).max() <= bound < 0.9
