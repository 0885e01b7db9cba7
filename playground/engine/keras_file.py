"""An experiment's model in Keras with given weights, as the bytes of a .keras file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.features import FEATURES
from playground.core.network import Network, Node, network_of
from playground.engine.runtime import tf

__all__ = ["keras_file", "keras_model"]

keras = tf.keras


def keras_file(experiment: Experiment, weights: NDArray[np.float32]) -> bytes:
    """The bytes of the .keras file of a model with these weights, in the order of a row's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        keras_model(experiment, weights).save(path)
        return path.read_bytes()


def keras_model(experiment: Experiment, weights: NDArray[np.float32]) -> Any:
    """A model of points (n, 2); it answers raw scores, or [scores, distances] where it has two heads."""
    network = network_of(experiment)
    points = keras.Input(shape=(2,), name="points")
    outputs: list[Any] = [_features(experiment, points)]
    for node in network.nodes[1:]:
        outputs.append(_layer(node)([outputs[place] for place in node.inputs]))
    results = [outputs[place] for place in network.outputs]
    model = keras.Model(points, results[0] if len(results) == 1 else results, name="gradient_playground")
    for node in network.dense:
        model.get_layer(node.name).set_weights(_weights(network, node, weights))
    return model


def _features(experiment: Experiment, points: Any) -> Any:
    if experiment.features == ("x1", "x2"):
        return points
    x1, x2 = points[:, 0:1], points[:, 1:2]
    # The code of an exported program, on Keras' operations: the file holds them without code of ours.
    names = {"np": keras.ops, "x1": x1, "x2": x2}
    columns = [eval(FEATURES[name].code, names) for name in experiment.features]  # noqa: S307, of our table
    return columns[0] if len(columns) == 1 else keras.ops.concatenate(columns, axis=1)


def _layer(node: Node) -> Any:
    """A function from a list of inputs to the node's output."""
    if node.kind == "dense":
        dense = keras.layers.Dense(node.units, activation=node.activation, name=node.name)
        return lambda inputs: dense(inputs[0])
    return {"concat": keras.layers.Concatenate, "add": keras.layers.Add}[node.kind](name=node.name)


def _weights(network: Network, node: Node, weights: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    assert node.kernel is not None
    assert node.bias is not None
    kernel = weights[node.kernel : node.bias].reshape(network.fan_in(node), node.units)
    return [kernel, weights[node.bias : node.bias + node.units]]
