"""Keras' own fit, with the same batches in the same order, arrives at the same losses and weights."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.core.data import batch_indices, draw
from playground.core.experiment import Experiment
from playground.core.optimizers import OPTIMIZERS
from playground.engine.linear.training import start_weights
from playground.engine.runtime import tf
from tests.unit.network_training import KERAS_LOSSES, keras_optimizer
from tests.unit.training import train

keras = tf.keras
EPOCHS = 2


def keras_model(experiment: Experiment) -> Any:
    dense = keras.layers.Dense(1)
    network = keras.Sequential([keras.Input((2,)), dense])
    w1, w2, b = start_weights(experiment)
    dense.set_weights([np.array([[w1], [w2]]), np.array([b])])
    loss = KERAS_LOSSES[experiment.loss]()
    network.compile(optimizer=keras_optimizer(experiment), loss=loss)
    return network


def weights_of(network: Any) -> list[float]:
    kernel, bias = network.get_weights()
    return [*kernel[:, 0].tolist(), *bias.tolist()]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_fit_on_the_full_batch(optimizer: str) -> None:
    # From afar, so that no gradient comes near zero: RMSprop and Adam divide by its size, and would make one
    # of the first digits of the last bit, in which orders of summation differ (each processor has its own).
    experiment = Experiment(optimizer=optimizer, lr=0.005, w1=1.5, w2=1.5, b=1.0, steps=40)
    sample, network, run = draw(experiment), keras_model(experiment), train(experiment)
    # Forty copies one after another: one epoch of forty full batches, much quicker than forty epochs.
    inputs, targets = np.tile(sample.inputs, (40, 1)), np.tile(sample.targets, (40, 1))
    history = network.fit(inputs, targets, batch_size=sample.num_samples, shuffle=False, verbose=0)
    assert history.history["loss"][0] == pytest.approx(run["loss"][:-1].mean(), rel=1e-4)
    np.testing.assert_allclose(run.weights[-1], weights_of(network), rtol=1e-5, atol=1e-5)


def test_the_history_of_fit_is_the_loss_of_the_rows() -> None:
    experiment = Experiment(steps=12)
    sample, network = draw(experiment), keras_model(experiment)
    history = network.fit(
        sample.inputs, sample.targets, epochs=12, batch_size=sample.num_samples, shuffle=False, verbose=0
    )
    np.testing.assert_allclose(train(experiment)["loss"][:-1], history.history["loss"], rtol=1e-4)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_fit_on_batches_in_the_experiments_order(optimizer: str) -> None:
    experiment = Experiment(optimizer=optimizer, loss="bce", lr=0.01, batch=32, neg_n=101, pos_n=99)
    per_epoch = experiment.batches_per_epoch
    experiment = experiment.replace(steps=EPOCHS * per_epoch)
    sample, network, run = draw(experiment), keras_model(experiment), train(experiment)
    for epoch in range(EPOCHS):
        steps = slice(epoch * per_epoch, (epoch + 1) * per_epoch)
        order, offsets = batch_indices(experiment, steps.start, steps.stop)
        assert sorted(order.tolist()) == list(range(200))
        history = network.fit(
            sample.inputs[order], sample.targets[order], batch_size=32, shuffle=False, verbose=0
        )
        mean = np.average(run["loss"][steps], weights=np.diff(offsets))
        assert history.history["loss"][0] == pytest.approx(mean, rel=1e-4)
    np.testing.assert_allclose(run.weights[-1], weights_of(network), rtol=1e-5, atol=1e-5)


def test_train_on_batch_update_by_update() -> None:
    experiment = Experiment(optimizer="adam", lr=0.02, batch=16, neg_n=20, pos_n=23, steps=12)
    sample, network, run = draw(experiment), keras_model(experiment), train(experiment)
    for step in range(experiment.steps):
        np.testing.assert_allclose(run.weights[step], weights_of(network), rtol=1e-5, atol=1e-5)
        batch, _ = batch_indices(experiment, step, step + 1)
        network.train_on_batch(sample.inputs[batch], sample.targets[batch])
