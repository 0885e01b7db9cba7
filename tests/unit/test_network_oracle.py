"""The own loop of networks against Keras' train_on_batch, fit and evaluate, and against NumPy float64."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from playground.core.data import batch_indices, split
from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS
from playground.core.losses import losses_for
from playground.core.network import network_of
from playground.core.optimizers import OPTIMIZERS
from playground.engine.network.initial_weights import start_vector
from playground.engine.network.rows import advance
from playground.engine.runtime import tf
from tests.unit.network_training import (
    NO_LIMIT,
    arrays,
    batch_of,
    columns_of,
    flat,
    keras_losses,
    keras_model,
    keras_optimizer,
    keras_steps,
    named,
    network,
    numpy_gradient,
    numpy_loss,
    set_flat,
    train,
)

ARCHITECTURES = KNOBS["arch"].choices
SETTINGS: dict[str, dict[str, Any]] = {
    "sgd 0.1": {"optimizer": "sgd", "lr": 0.1},
    "momentum 0.6": {"optimizer": "momentum", "lr": 0.05, "momentum": 0.6},
    "rmsprop 0.7": {"optimizer": "rmsprop", "lr": 0.01, "rho": 0.7, "epsilon": 1e-3},
    "adam 0.7 0.9": {"optimizer": "adam", "lr": 0.02, "beta1": 0.7, "beta2": 0.9, "epsilon": 1e-4},
}
LOSSES = {f"loss {name}": {"loss": name} for name in losses_for(many=False)}
CASES: dict[str, dict[str, Any]] = {
    **{name: {"optimizer": name, "lr": 0.02} for name in OPTIMIZERS},
    **SETTINGS,
    "mse": {"loss": "mse"},
    "softmax": {"data": "classes", "classes": 4, "loss": "cce"},
    **LOSSES,
    "l1": {"l1": 0.01},
    "l2, adam": {"l2": 0.02, "optimizer": "adam"},
    "l1 and l2": {"l1": 0.003, "l2": 0.01, "loss": "mse", "activation": "relu"},
    "dropout": {"dropout": 0.3},
    "dropout in branches": {"dropout": 0.4, "arch": "branches", "optimizer": "adam", "shuffle_seed": 7},
    "held out": {"val": 0.3, "optimizer": "adam"},
    "full batch": {"batch": 0},
    "no hidden layer, all features": {"hidden": (), "features": KNOBS["features"].choices},
    "six layers": {"hidden": (3, 4, 5, 6, 7, 8), "activation": "gelu"},
    **{name: {"activation": name} for name in KNOBS["activation"].choices},
    "branches": {"arch": "branches"},
    "heads": {"arch": "heads", "l2": 0.01},
    "heads, softmax": {"arch": "heads", "data": "classes", "loss": "cce"},
    "residual": {"arch": "residual", "hidden": (5, 5, 5)},
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("case", CASES)
def test_train_on_batch_update_by_update(case: str) -> None:
    experiment = network(**CASES[case])
    losses, weights = keras_steps(experiment)
    run = named(experiment, train(experiment).rows)
    np.testing.assert_allclose(run["loss"][:-1], losses, rtol=2e-5, atol=1e-6)
    np.testing.assert_allclose(run["weights"], np.array(weights), rtol=2e-5, atol=1e-5)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_fit_on_the_same_batches(optimizer: str) -> None:
    experiment = network(optimizer=optimizer, lr=0.01, val=0.2, l2=0.001)
    experiment = experiment.replace(steps=experiment.batches_per_epoch)
    run = named(experiment, train(experiment).rows)
    model, (inputs, (targets,)) = keras_model(experiment), arrays(experiment)
    model.compile(optimizer=keras_optimizer(experiment), loss=keras_losses(experiment)[0])
    order, offsets = batch_indices(experiment, 0, experiment.steps)
    places = split(experiment).training[order]
    history = model.fit(
        inputs[places], targets[places].reshape(-1, 1), batch_size=16, shuffle=False, verbose=0
    )
    mean = np.average(run["loss"][:-1], weights=np.diff(offsets))
    assert history.history["loss"][0] == pytest.approx(mean, rel=1e-5)
    np.testing.assert_allclose(run["weights"][-1], flat(model), rtol=2e-5, atol=1e-5)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    "case",
    [
        *(f"loss {name}" for name in losses_for(many=False)),
        "softmax",
        "l1 and l2",
        "dropout",
        "held out",
        "heads",
        "branches",
    ],
)
def test_evaluate_on_training_and_held_out_points(case: str) -> None:
    experiment = network(**{"val": 0.25, **CASES[case]})
    run = named(experiment, train(experiment).rows)
    model, (inputs, targets), parts = keras_model(experiment), arrays(experiment), split(experiment)
    set_flat(model, run["weights"][-1])
    metrics = tf.keras.metrics
    accuracy: Any = metrics.BinaryAccuracy(threshold=experiment.decision_threshold)
    if experiment.loss == "cce":
        accuracy = metrics.SparseCategoricalAccuracy()
    of_outputs = [[accuracy], [metrics.MeanAbsoluteError()]][: len(targets)]
    model.compile(loss=keras_losses(experiment), metrics=of_outputs)
    for prefix, places in (("", parts.training), ("val_", parts.held)):
        truth = columns_of([target[places] for target in targets])
        found = model.evaluate(inputs[places], truth, batch_size=len(places), verbose=0, return_dict=True)
        total = run["val_loss" if prefix else "full_loss"][-1]
        assert found["loss"] == pytest.approx(total, rel=1e-5)
        (name,) = (name for name in found if "accuracy" in name)
        assert found[name] == pytest.approx(run[f"{prefix}accuracy"][-1], abs=1e-6)
        if experiment.arch == "heads":
            penalty = found["loss"] - run[f"{prefix}loss_class"][-1] - run[f"{prefix}loss_distance"][-1]
            kernels = [weights for weights in model.get_weights() if weights.ndim == 2]
            assert penalty == pytest.approx(experiment.l2 * sum(np.sum(k**2) for k in kernels), abs=1e-5)
            (error,) = (name for name in found if "absolute" in name)
            assert found[error] == pytest.approx(run[f"{prefix}error_distance"][-1], rel=1e-5)


def test_without_held_out_points_their_numbers_are_nan() -> None:
    run = named(network(), train(network()).rows)
    assert np.isnan(run["val_loss"]).all()
    assert np.isnan(run["val_accuracy"]).all()
    assert np.isfinite(run["full_loss"]).all()


@pytest.mark.sampled(4)
@pytest.mark.parametrize("activation", KNOBS["activation"].choices)
@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_gradient_and_loss_are_those_of_numpy_in_float64(arch: str, activation: str) -> None:
    values = {"l1": 0.002, "l2": 0.01} if activation in ("tanh", "relu") else {}
    experiment = network(arch=arch, activation=activation, lr=0.5, steps=2, init_seed=3, **values)
    run = named(experiment, train(experiment).rows)
    # The second update: before the first all biases are 0, and relu units that see nothing are at their kink.
    first, second = run["weights"][1:].astype(np.float64)
    places = batch_of(experiment, 1)
    gradient = numpy_gradient(experiment, first, places)
    np.testing.assert_allclose((first - second) / 0.5, gradient, atol=2e-5)
    assert run["loss"][1] == pytest.approx(numpy_loss(experiment, first, places), rel=1e-5)
    assert run["grad_norm"][1] == pytest.approx(np.linalg.norm(gradient), rel=1e-4)


def test_softmax_gradient_is_that_of_numpy_in_float64() -> None:
    experiment = network(data="classes", loss="cce", classes=5, lr=0.5, steps=1, batch=0, val=0.2)
    first, second = (row.astype(np.float64) for row in named(experiment, train(experiment).rows)["weights"])
    gradient = numpy_gradient(experiment, first, split(experiment).training)
    np.testing.assert_allclose((first - second) / 0.5, gradient, atol=2e-5)


@pytest.mark.parametrize("initializer", KNOBS["initializer"].choices)
def test_start_weights_are_those_of_kerass_initialisers(initializer: str) -> None:
    experiment = network(initializer=initializer, init_seed=12, hidden=(4, 3))
    vector, graph = start_vector(experiment), network_of(experiment)
    layers = [
        tf.keras.layers.Dense(
            node.units,
            kernel_initializer=tf.keras.initializers.get(
                {
                    "class_name": "".join(part.capitalize() for part in initializer.split("_")),
                    "config": {} if initializer == "zeros" else {"seed": 12_000 + number},
                }
            ),
        )
        for number, node in enumerate(graph.dense)
    ]
    for layer, node in zip(layers, graph.dense, strict=True):
        layer.build((None, graph.fan_in(node)))
    assert (
        vector.tolist() == np.concatenate([w.reshape(-1) for x in layers for w in x.get_weights()]).tolist()
    )


@pytest.mark.slow
def test_the_last_row_of_a_long_run_equals_keras() -> None:
    experiment = network(optimizer="adam", lr=0.02, samples=20, batch=10, steps=120)
    _, weights = keras_steps(experiment)
    chunk = advance(experiment, None, 120, 1, 1, NO_LIMIT)
    assert chunk.steps.tolist() == [120]
    np.testing.assert_allclose(named(experiment, chunk.rows)["weights"][0], weights[-1], rtol=1e-3, atol=1e-4)


def test_labels_as_numbers_and_as_one_hot_rows_give_the_same_numbers() -> None:
    experiment: Experiment = network(data="classes", loss="cce", steps=3)
    assert train(experiment).rows.tobytes() == train(experiment.replace(labels="onehot")).rows.tobytes()
