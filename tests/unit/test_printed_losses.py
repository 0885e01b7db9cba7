"""The chapter's printed losses against the program itself, and what they have in common with a run."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.stage.printed_losses import PRINTED, excess_share, is_of_the_chapter
from playground.theory.population import population


def chapters_losses(seed: int) -> list[float]:
    """The chapter's ten steps in NumPy, in float64."""
    generator = np.random.default_rng(seed)
    clouds = [generator.multivariate_normal(mean, [[1, 0.5], [0.5, 1]], 1000) for mean in ([0, 3], [3, 0])]
    inputs, targets = np.vstack(clouds), np.repeat([[0.0], [1.0]], 1000, axis=0)
    weights, bias = generator.uniform(size=(2, 1)), np.zeros(1)
    losses = []
    for _ in range(40):
        errors = inputs @ weights + bias - targets
        losses.append(float(np.mean(errors**2)))
        weights -= 0.1 * 2 * inputs.T @ errors / 2000
        bias -= 0.1 * 2 * errors.mean()
    return losses


def test_the_printed_list_falls_as_any_run_of_the_chapters_program_does() -> None:
    assert len(PRINTED) == 40
    assert all(after < before for before, after in itertools.pairwise(PRINTED))
    runs = [chapters_losses(seed) for seed in range(60)]
    for step in (0, 10, 39):
        own = [run[step] for run in runs]
        assert min(own) < PRINTED[step] < max(own)


def test_what_an_update_leaves_is_what_the_slowest_direction_leaves() -> None:
    expected = population(Experiment())
    assert expected is not None
    formula = (1 - 0.1 * min(expected.eigenvalues)) ** 2
    share = excess_share(PRINTED[10], PRINTED[20], expected.best.loss)
    assert share == pytest.approx(formula, abs=0.005)


def test_only_random_numbers_and_the_length_may_differ() -> None:
    for words in ({}, {"seed": 3}, {"init_seed": 2, "steps": 60}):
        assert is_of_the_chapter(Experiment(**words))
    for words in ({"lr": 0.05}, {"batch": 16}, {"optimizer": "adam"}, {"pos_x": 2.0}):
        assert not is_of_the_chapter(Experiment(**words))
