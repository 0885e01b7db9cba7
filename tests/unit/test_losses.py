"""The records of the losses: complete, and true by finite differences of their own values."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.experiment import Experiment, ExperimentError
from playground.core.knobs import KNOBS
from playground.core.losses import FOLLOWING, LOSSES, losses_for
from playground.core.optimizers import OPTIMIZERS
from playground.engine.losses import PER_SAMPLE
from playground.engine.runtime import tf
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
    wanted = {f"lead_{name}"}
    if loss.of_one_output.curvature is None:
        wanted.add(f"rates_{name}")  # why there is no rate
    for optimizer in OPTIMIZERS.values():
        descent, is_parabola = optimizer.descent, loss.of_one_output.is_parabola
        known = descent is not None and (is_parabola or descent.guaranteed is not None)
        if loss.of_one_output.curvature is not None and known:
            wanted.add(f"rates_{name}_{optimizer.name}")
    if loss.of_one_output.best_line != "unknown":
        wanted.add(f"best_{name}_text")
    if loss.of_one_output.best_line != "least_squares":
        wanted.add(f"best_{name}_none")
    assert wanted <= set(theory)
    assert f"slow.forward_{loss.in_linear_program.output}_text" in strings("linear", language)


@pytest.mark.parametrize("name", TWO)
def test_values_and_slopes_are_those_of_keras(name: str) -> None:
    loss, call = LOSSES[name], eval(LOSSES[name].keras, {"keras": tf.keras})
    for target in (0.0, 1.0):
        truth = np.full_like(OUTPUTS, target)
        outputs = tf.constant(OUTPUTS[:, None], tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(outputs)
            of_samples = type(call)(**{**call.get_config(), "reduction": "none"})(truth[:, None], outputs)
        pointwise, expected = loss.of_one_output, tape.gradient(of_samples, outputs)[:, 0]
        np.testing.assert_allclose(pointwise.values(truth, OUTPUTS), of_samples, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(pointwise.slopes(truth, OUTPUTS), expected, rtol=1e-4, atol=1e-6)
        scores = tf.constant(OUTPUTS, tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(scores)
            own = PER_SAMPLE[name](tf.constant(truth, tf.float32), scores)
        np.testing.assert_allclose(own, of_samples, rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(tape.gradient(own, scores), expected, rtol=1e-4, atol=1e-6)
