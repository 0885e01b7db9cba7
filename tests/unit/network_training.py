"""Helpers of the network tests: the same model and optimiser in Keras, and the same loss in NumPy float64."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.data import batch_indices, draw, split
from playground.core.experiment import Experiment
from playground.core.features import feature_values
from playground.core.network import distances, network_of
from playground.engine.network.initial_weights import start_vector
from playground.engine.network.rows import advance
from playground.engine.runtime import tf
from tests.unit.numpy_losses import NUMPY_LOSSES
from tests.unit.training import join

keras = tf.keras
NO_LIMIT = math.inf
Array = NDArray[np.float64]

SMALL = {"samples": 60, "steps": 12, "batch": 16, "optimizer": "sgd", "lr": 0.05, "loss": "bce"}


def network(**values: Any) -> Experiment:
    """A small network that trains a few steps."""
    data = values.pop("data", "moons")
    return Experiment(**{**SMALL, "data": data, "hidden": (4, 3), **values})


def train(experiment: Experiment, count: int = 240, stride: int = 1) -> Any:
    """The run to its end, in requests of `count` rows: steps, rows (by name: `named`), end, checkpoint."""
    chunks: list[Any] = []
    checkpoint = None
    while not chunks or chunks[-1].end is None:
        start = checkpoint.step if checkpoint else 0
        chunks.append(advance(experiment, checkpoint, start, stride, count, NO_LIMIT))
        checkpoint = chunks[-1].checkpoint
    return join(chunks)


def named(experiment: Experiment, rows: NDArray[np.float32]) -> dict[str, NDArray[np.float32]]:
    """The columns by name, and `weights` (m, P)."""
    columns = {name: rows[:, place] for place, name in enumerate(experiment.columns)}
    return {**columns, "weights": rows[:, len(experiment.columns) :]}


def arrays(experiment: Experiment) -> tuple[NDArray[np.float32], list[NDArray[np.float32]]]:
    """Features (n, f) and the targets of each output (n,) of all points, in the order they are sent."""
    sample, parts = draw(experiment), split(experiment)
    targets = [sample.targets[:, 0], distances(sample.inputs, parts.training)]
    return feature_values(sample.inputs, experiment.features), targets[: len(network_of(experiment).outputs)]


def batch_of(experiment: Experiment, step: int) -> NDArray[np.int32]:
    """The places of an update's batch among all points."""
    indices, _ = batch_indices(experiment, step, step + 1)
    return split(experiment).training[indices]


# ---- Keras


class SeededDropout(keras.layers.Layer):  # type: ignore[misc, name-defined]
    """Dropout whose mask is known: the seed is the shuffle seed, and 16·step + place of the layer."""

    def __init__(self, rate: float, seed: int, place: int) -> None:
        super().__init__()
        self.rate, self.seed, self.place, self.step = rate, seed, place, 0

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training:
            return inputs
        seed = [self.seed, 16 * self.step + self.place]
        return tf.nn.experimental.stateless_dropout(inputs, self.rate, seed=seed, rng_alg="philox")


def keras_model(experiment: Experiment) -> Any:
    """The model by hand, with the start weights, compiled with the experiment's optimiser and losses."""
    e, graph = experiment, network_of(experiment)
    values: list[Any] = []
    dense: list[Any] = []
    for place, node in enumerate(graph.nodes):
        sources = [values[source] for source in node.inputs]
        if node.kind == "input":
            result = keras.Input((node.units,))
        elif node.kind == "dense":
            penalty = keras.regularizers.L1L2(e.l1, e.l2)
            layer = keras.layers.Dense(node.units, node.activation, kernel_regularizer=penalty)
            dense.append((node, layer))
            result = layer(sources[0])
            if node.dropped:
                result = SeededDropout(e.dropout, e.shuffle_seed, place)(result)
        else:
            result = (keras.layers.Concatenate if node.kind == "concat" else keras.layers.Add)()(sources)
        values.append(result)
    model = keras.Model(values[0], [values[place] for place in graph.outputs])
    vector = start_vector(e)
    for node, layer in dense:
        kernel = vector[node.kernel : node.bias].reshape(graph.fan_in(node), node.units)
        layer.set_weights([kernel, vector[node.bias : node.bias + node.units]])
    model.compile(optimizer=keras_optimizer(e), loss=keras_losses(e), run_eagerly=True)
    model.in_order = [layer for _, layer in dense]  # Keras sorts layers by depth
    return model


def keras_optimizer(e: Experiment) -> Any:
    kinds = keras.optimizers
    return {
        "sgd": lambda: kinds.SGD(e.lr),
        "momentum": lambda: kinds.SGD(e.lr, momentum=e.momentum),
        "nesterov": lambda: kinds.SGD(e.lr, momentum=e.momentum, nesterov=True),
        "rmsprop": lambda: kinds.RMSprop(e.lr, rho=e.rho, epsilon=e.epsilon),
        "adam": lambda: kinds.Adam(e.lr, beta_1=e.beta1, beta_2=e.beta2, epsilon=e.epsilon),
        "adagrad": lambda: kinds.Adagrad(e.lr, epsilon=e.epsilon),
    }[e.optimizer]()


KERAS_LOSSES: dict[str, Any] = {
    "mse": keras.losses.MeanSquaredError,
    "bce": lambda: keras.losses.BinaryCrossentropy(from_logits=True),
    "cce": lambda: keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    "huber": lambda: keras.losses.Huber(delta=1.0),
    "hinge": keras.losses.Hinge,
}


def keras_losses(e: Experiment) -> list[Any]:
    return [KERAS_LOSSES[head.loss]() for head in network_of(e).heads]


def columns_of(targets: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    return [target.reshape(-1, 1) for target in targets]


def keras_steps(experiment: Experiment) -> tuple[list[float], list[NDArray[np.float32]]]:
    """Losses and flat weights before each update, by train_on_batch."""
    model, (inputs, targets) = keras_model(experiment), arrays(experiment)
    losses, weights = [], []
    for step in range(experiment.steps):
        batch = batch_of(experiment, step)
        for layer in model.layers:
            if isinstance(layer, SeededDropout):
                layer.step = step
        weights.append(flat(model))
        model.reset_metrics()
        found = model.train_on_batch(inputs[batch], columns_of([target[batch] for target in targets]))
        losses.append(float(np.ravel(found)[0]))
    weights.append(flat(model))
    return losses, weights


def flat(model: Any) -> NDArray[np.float32]:
    """All weights in the order of the graph record."""
    return np.concatenate([w.reshape(-1) for layer in model.in_order for w in layer.get_weights()])


def flat_of_layers(experiment: Experiment, model: Any) -> NDArray[np.float32]:
    """The same of a model whose layers have the names of the nodes."""
    layers = [model.get_layer(node.name) for node in network_of(experiment).dense]
    return np.concatenate([w.reshape(-1) for layer in layers for w in layer.get_weights()])


def set_flat(model: Any, vector: NDArray[np.float32]) -> None:
    """The same back into the model."""
    place = 0
    for layer in model.in_order:
        shaped = []
        for weights in layer.get_weights():
            shaped.append(vector[place : place + weights.size].reshape(weights.shape))
            place += weights.size
        layer.set_weights(shaped)


# ---- NumPy

# The activations in float64, from their definitions.
FORMULAS: dict[str, Any] = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "linear": lambda z: z,
    "gelu": lambda z: 0.5 * z * (1 + np.vectorize(math.erf)(z / np.sqrt(2))),
    "softplus": lambda z: np.logaddexp(0, z),
    "elu": lambda z: np.where(z > 0, z, np.exp(z) - 1),
}


def numpy_loss(experiment: Experiment, vector: Array, places: NDArray[np.int32]) -> float:
    """The objective in float64: data losses of all outputs plus penalties, no dropout."""
    e, graph = experiment, network_of(experiment)
    inputs, targets = arrays(e)
    values: list[Array] = []
    kernels: list[Array] = []
    for node in graph.nodes:
        sources = [values[source] for source in node.inputs]
        if node.kind == "input":
            values.append(inputs[places].astype(np.float64))
        elif node.kind == "dense":
            kernel = vector[node.kernel : node.bias].reshape(graph.fan_in(node), node.units)
            assert node.bias is not None
            summed = sources[0] @ kernel + vector[node.bias : node.bias + node.units]
            kernels.append(kernel)
            values.append(FORMULAS[node.activation](summed))
        else:
            values.append(np.hstack(sources) if node.kind == "concat" else sources[0] + sources[1])
    total = 0.0
    for head, target in zip(graph.heads, targets, strict=True):
        z, t = values[head.node], target[places].astype(np.float64)
        if head.loss == "cce":
            picked = z[np.arange(len(z)), t.astype(int)]
            total += np.mean(np.log(np.exp(z).sum(axis=1)) - picked)
        else:
            total += np.mean(NUMPY_LOSSES[head.loss](t, z[:, 0])[0])
    for kernel in kernels:
        total += e.l1 * np.abs(kernel).sum() + e.l2 * (kernel**2).sum()
    return float(total)


def numpy_gradient(experiment: Experiment, vector: Array, places: NDArray[np.int32]) -> Array:
    """Central differences of `numpy_loss`."""
    gradient = np.empty_like(vector)
    for index in range(len(vector)):
        ends = []
        for side in (1e-6, -1e-6):
            moved = vector.copy()
            moved[index] += side
            ends.append(numpy_loss(experiment, moved, places))
        gradient[index] = (ends[0] - ends[1]) / 2e-6
    return gradient
