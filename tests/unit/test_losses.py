"""The records of the losses: complete, and true by finite differences of their own values."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.experiment import Experiment, ExperimentError
from playground.core.knobs import KNOBS
from playground.core.losses import FOLLOWING, LOSSES, losses_for
from playground.locale import languages, strings

TWO = losses_for(many=False)
OUTPUTS = np.linspace(-4, 4, 801) + 1e-4  # beside the kinks


def test_the_knob_offers_every_loss_and_each_is_for_two_classes_or_for_many() -> None:
    assert KNOBS["loss"].choices == tuple(LOSSES) == tuple(loss.name for loss in LOSSES.values())
    assert sorted((*TWO, *losses_for(many=True))) == sorted(LOSSES)
    for many, name in FOLLOWING.items():
        assert LOSSES[name].many == many


@pytest.mark.parametrize("name", LOSSES)
def test_an_experiment_takes_a_loss_with_the_classes_that_it_is_for(name: str) -> None:
    right, wrong = ("classes", "moons") if LOSSES[name].many else ("moons", "classes")
    assert Experiment(data=right, loss=name, hidden=(2,)).decision_threshold == LOSSES[name].threshold
    with pytest.raises(ExperimentError):
        Experiment(data=wrong, loss=name, hidden=(2,))


def test_an_unknown_loss_means_no_other() -> None:
    with pytest.raises(KeyError):
        LOSSES["mae"]
    with pytest.raises(ExperimentError):
        Experiment(loss="mae")


@pytest.mark.parametrize("target", [0.0, 1.0])
@pytest.mark.parametrize("name", TWO)
def test_slopes_and_curvature_are_those_of_the_values(name: str, target: float) -> None:
    loss, truth, size = LOSSES[name].of_one_output, np.full_like(OUTPUTS, target), 1e-5
    above, below = loss.values(truth, OUTPUTS + size), loss.values(truth, OUTPUTS - size)
    slopes = loss.slopes(truth, OUTPUTS)
    np.testing.assert_allclose(slopes, (above - below) / (2 * size), atol=1e-8)
    if loss.curvature is not None:
        bends = np.diff(slopes) / np.diff(OUTPUTS)
        assert bends.max() <= loss.curvature + 1e-9
        assert bends.max() == pytest.approx(loss.curvature, rel=1e-3)
        if loss.is_parabola:
            np.testing.assert_allclose(bends, loss.curvature)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", TWO)
def test_a_loss_for_two_classes_has_its_words(name: str, language: str) -> None:
    theory, loss = strings("theory", language), LOSSES[name]
    wanted = {f"lead_{name}", f"rates_{name}"}
    if loss.of_one_output.curvature is not None:
        wanted.add(f"rates_{name}_momentum")
    if loss.of_one_output.best_line != "unknown":
        wanted.add(f"best_{name}_text")
    if loss.of_one_output.best_line != "least_squares":
        wanted.add(f"best_{name}_none")
    assert wanted <= set(theory)
    assert f"slow.forward_{loss.in_linear_program.output}_text" in strings("linear", language)
