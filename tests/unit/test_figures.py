"""The share of each mode, against gradient descent in float64 and against TensorFlow's own losses."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.wire_format import LINEAR_COLUMNS
from playground.engine.linear.rows import advance
from playground.figures.modes import mode_losses, modes_figure
from playground.theory.summary import summary

WORDS = {"mode": "mode {value}", "sum": "sum", "measured": "measured", "step": "step", "excess": "excess"}


@pytest.mark.parametrize("lr", [0.01, 0.1, 0.14])
def test_the_modes_together_are_the_loss_above_its_floor(lr: float) -> None:
    experiment = Experiment(lr=lr, w1=0.5, w2=0.5, b=0.0, steps=30)
    theory = summary(experiment)
    assert theory.optimum is not None
    assert theory.loss_floor is not None
    chunk = advance(experiment, None, 0, 1, 31, math.inf)
    steps = np.arange(31)
    shares = mode_losses(
        draw(experiment).inputs, np.array([0.5, 0.5, 0.0]), np.array(theory.optimum), lr, steps
    )

    measured = chunk.rows[:, LINEAR_COLUMNS.index("loss")] - theory.loss_floor
    np.testing.assert_allclose(shares.sum(axis=0), measured, rtol=1e-3, atol=1e-6)


def test_the_middle_mode_of_the_chapter_dies_in_one_step() -> None:
    """At the rate 0.1 the eigenvalue near 10 has the factor 1 - 0.1·10, about 0."""
    experiment = Experiment(w1=0.5, w2=0.5, b=0.0, neg_n=5000, pos_n=5000)
    optimum = np.array(summary(experiment).optimum)
    shares = mode_losses(draw(experiment).inputs, np.array([0.5, 0.5, 0.0]), optimum, 0.1, np.arange(3))
    assert shares[1, 1] < 1e-3 * shares[1, 0]


def test_the_figure_holds_three_modes_their_sum_and_the_measured_losses() -> None:
    steps, shares = np.arange(4), np.array([[1.0, 0.5, 0.25, 0.0]] * 3)
    figure = modes_figure(steps, shares, (1.0, 2.0, 3.0), np.array([3.0, 1.5, 0.75, -1e-9]), WORDS)
    assert [trace.name for trace in figure.data] == ["mode 3", "mode 2", "mode 1", "sum", "measured"]
    assert np.isnan(figure.data[-1].y[-1])
