"""The table of optimisers: what the places beside it hold, and what it says of parabolas."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS
from playground.core.optimizers import OPTIMIZERS
from playground.core.rate_changes import Change
from playground.engine.run import advance
from playground.engine.runtime import tf
from playground.engine.update_rules import UPDATE_RULES, default_settings, settings_of, step_sizes
from playground.locale import languages, strings
from playground.theory.replay import RULES
from tests.unit.network_training import keras_optimizer
from tests.unit.training import ORACLE_RULES

keras = tf.keras
DESCENTS = [name for name, record in OPTIMIZERS.items() if record.descent is not None]


def test_every_table_of_rules_has_the_optimisers_of_the_records() -> None:
    names = list(OPTIMIZERS)
    assert list(UPDATE_RULES) == list(RULES) == list(ORACLE_RULES) == names
    assert list(KNOBS["optimizer"].choices) == names


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_setting_is_a_knob_and_an_argument_of_the_keras_class(optimizer: str) -> None:
    record = OPTIMIZERS[optimizer]
    config = getattr(keras.optimizers, record.keras_class)().get_config()
    for setting in record.settings:
        assert setting.knob in KNOBS
        assert config[setting.argument] == pytest.approx(setting.keras_default)


@pytest.mark.parametrize("brief", [False, True])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_written_call_makes_the_optimiser_of_the_oracle(optimizer: str, brief: bool) -> None:
    e = Experiment(optimizer=optimizer, lr=0.03)
    made = eval(OPTIMIZERS[optimizer].keras_call(repr(e.lr), e.values(), brief), {"keras": keras})
    expected = keras_optimizer(e).get_config()
    assert {**made.get_config(), "name": ""} == {**expected, "name": ""}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_keras_string_means_the_optimiser_with_its_default_settings(optimizer: str) -> None:
    record, e = OPTIMIZERS[optimizer], Experiment(optimizer=optimizer, lr=0.03)
    ignored = {"learning_rate": 0.0, "name": ""}
    expected = {**keras_optimizer(e).get_config(), **ignored}
    same = record.name == record.keras_class.lower()
    assert (record.keras_name is not None) == same
    if same:
        assert {**keras.optimizers.get(record.keras_name).get_config(), **ignored} == expected


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_updates_of_the_rules_are_those_of_keras(optimizer: str) -> None:
    """TensorFlow's rule has Keras' bits, but for a corrected step size; NumPy's has float64."""
    e, record, rule = Experiment(optimizer=optimizer, lr=0.03), OPTIMIZERS[optimizer], UPDATE_RULES[optimizer]
    kept, variable = keras_optimizer(e), tf.Variable([1.0, -2.0, 0.5])
    weights, slots = variable.value(), tuple(tf.fill([3], slot.start) for slot in record.slots)
    in_numpy = variable.numpy().astype(np.float64)[None]
    numpy_slots = [np.full((1, 3), slot.start) for slot in record.slots]
    sizes = step_sizes(e, np.full(7, e.lr, np.float32), 0)
    for t in range(1, 8):
        gradient = tf.constant(np.array([0.3, -1.0, 0.02]) / t, tf.float32)
        kept.apply([gradient], [variable])
        weights, slots = rule.update(weights, slots, gradient, tf.constant(sizes[t - 1]), settings_of(e))
        in_numpy = RULES[optimizer](e, in_numpy, numpy_slots, gradient.numpy()[None], np.array([[e.lr]]), t)
        np.testing.assert_allclose(weights, variable, rtol=1e-5 if rule.correction else 0.0)
        np.testing.assert_allclose(in_numpy[0], variable, rtol=1e-5)
    np.testing.assert_array_equal(settings_of(e), np.array(default_settings(optimizer), np.float32))


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("optimizer", DESCENTS)
def test_the_larger_root_is_the_growth_of_the_rule(optimizer: str, momentum: float) -> None:
    record, curvature = OPTIMIZERS[optimizer], 3.0
    assert record.descent is not None
    kept = record.kept(momentum)
    limit = record.descent.limit(kept) * 2.0 / curvature
    e = Experiment(optimizer=optimizer, momentum=momentum)
    for share in (0.3, 0.99, 1.0, 1.02):
        step = share * limit * curvature
        (t0, t1), (d0, d1) = record.descent.trace(kept), record.descent.product(kept)
        root = max(abs(z) for z in np.roots([1.0, t1 * step - t0, d0 - d1 * step]))
        weights, slots = np.array([[1.0]]), [np.zeros((1, 1)) for _ in record.slots]
        rates, sizes = np.array([[share * limit]]), []
        for t in range(1, 401):
            weights = RULES[optimizer](e, weights, slots, curvature * weights, rates, t)
            sizes.append(abs(weights[0, 0]))
        assert (max(sizes[380:]) / max(sizes[180:200])) ** (1 / 200) == pytest.approx(root, rel=0.01)
        assert (root < 1.0 - 1e-9) == (share < 1.0)
    assert record.descent.limit(0.0) == 1.0


@pytest.mark.parametrize("language", languages())
def test_every_optimiser_has_its_words(language: str) -> None:
    theory, stage, linear = (strings(area, language) for area in ("theory", "stage", "linear"))
    knobs = strings("knobs", language)
    for name, record in OPTIMIZERS.items():
        assert f"optimizer.choices.{name}" in knobs
        assert {f"slot.{slot.name}" for slot in record.slots} <= set(linear)
        if record.descent is None or record.descent.guaranteed is None:
            assert f"no_rate_{record.no_rate}" in theory
            assert f"no_rate_{record.no_rate}" in stage
        if record.descent is not None:
            assert f"rates_mse_{name}" in theory
            assert (f"rates_bce_{name}" in theory) == (record.descent.guaranteed is not None)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_table_says_how_what_is_kept_follows_from_the_gradients(name: str) -> None:
    """The page Compare follows the slots so; the engine's own are in its checkpoint."""
    e = Experiment(
        neg_n=30, pos_n=30, optimizer=name, batch=16, steps=25, lr=0.05, changes=(Change(9, 0.02),)
    )
    chunk = advance(e, None, 0, 1, 20, 10.0)
    columns = [e.columns.index(f"grad_{weight}") for weight in ("w1", "w2", "b")]
    gradients = chunk.rows[: chunk.checkpoint.step, columns].astype(np.float64)
    kept = chunk.checkpoint.values.reshape(1 + len(OPTIMIZERS[name].slots), 3)[1:]
    for slot, expected in zip(OPTIMIZERS[name].slots, kept, strict=True):
        if not slot.gets:
            continue
        value, share = np.full(3, slot.start), getattr(e, slot.kept) if slot.kept else 1.0
        for step, g in enumerate(gradients):
            added = {
                "step": -e.learning_rate_at(step) * g,
                "share": (1 - share) * g,
                "share_of_square": (1 - share) * g**2,
                "square": g**2,
            }
            value = share * value + added[slot.gets]
        np.testing.assert_allclose(expected, value, rtol=2e-5, atol=1e-8)
