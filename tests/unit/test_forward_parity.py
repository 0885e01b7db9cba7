"""The browser's forward pass says what Keras' model(x) says, for every node of every model and activation."""

from __future__ import annotations

import dataclasses
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.core.activations import ACTIVATIONS
from playground.core.experiment import Experiment
from playground.core.keras_code import functional_code
from playground.core.knobs import KNOBS
from playground.core.network import Network, feature_values, network_of
from playground.engine.runtime import tf
from tools.scripts import node

keras = tf.keras
SCRIPT = Path(__file__).parents[1] / "js" / "support" / "forward.js"
TOLERANCE = 1e-5
MODELS = {
    "sequential": {"hidden": (4, 2)},
    "deep": {"hidden": (12,) * 6},
    "no_hidden": {"hidden": (), "features": KNOBS["features"].choices},
    "classes": {"hidden": (7,), "data": "classes", "classes": 5, "loss": "cce"},
    "branches": {"arch": "branches", "hidden": (5, 3), "features": ("x1", "x2", "x1sq", "sinx2")},
    "heads": {"arch": "heads", "hidden": (6, 4)},
    "residual": {"arch": "residual", "hidden": (6, 6, 6)},
}


@pytest.fixture(scope="module")
def answers() -> dict[tuple[str, str], tuple[Network, list[Any], list[NDArray[np.float32]]]]:
    """Network, the browser's values and Keras' values of every node; node runs once for all cases."""
    program = node()
    assert program is not None
    generator = np.random.default_rng(7)
    points = generator.uniform(-6, 6, (400, 2)).astype(np.float32)
    cases, expected, keys = [], [], []
    for name, values in MODELS.items():
        for activation in KNOBS["activation"].choices:
            experiment = Experiment(**{"data": "circle", **values, "activation": activation})  # type: ignore[arg-type]
            network = network_of(experiment)
            weights = _weights(network, generator)
            cases.append(_case(experiment, network, weights, points))
            expected.append(_keras(network, weights, feature_values(points, experiment.features)))
            keys.append((name, activation, network))
    text = subprocess.run(
        [program, str(SCRIPT)], input=json.dumps(cases), capture_output=True, text=True, check=True
    ).stdout
    found = json.loads(text)
    return {
        (name, activation): (network, ours, theirs)
        for (name, activation, network), ours, theirs in zip(keys, found, expected, strict=True)
    }


def _weights(network: Network, generator: np.random.Generator) -> NDArray[np.float32]:
    """Weights as large as after training: twice as spread as Glorot's, and biases that are not 0."""
    weights = generator.normal(0, 0.5, network.size).astype(np.float32)
    for layer in network.dense:
        assert layer.kernel is not None
        assert layer.bias is not None
        weights[layer.kernel : layer.bias] *= 4 / np.sqrt(network.fan_in(layer) + layer.units)
    return weights


def _case(
    experiment: Experiment, network: Network, weights: NDArray[np.float32], points: NDArray[np.float32]
) -> dict[str, Any]:
    record = {**dataclasses.asdict(network), "features": list(experiment.features)}
    return {"network": record, "weights": weights.tolist(), "inputs": points.tolist()}


def _keras(
    network: Network, weights: NDArray[np.float32], inputs: NDArray[np.float32]
) -> list[NDArray[np.float32]]:
    """Every node's output of the model that the page shows as code, given these weights."""
    names: dict[str, Any] = {"keras": keras}
    exec(functional_code(network), names)
    model = names["model"]
    for layer in network.dense:
        assert layer.kernel is not None
        assert layer.bias is not None
        kernel = weights[layer.kernel : layer.bias].reshape(network.fan_in(layer), layer.units)
        model.get_layer(layer.name).set_weights([kernel, weights[layer.bias : layer.bias + layer.units]])
    outputs = [model.get_layer(layer.name).output for layer in network.nodes]
    return [np.asarray(values) for values in keras.Model(model.input, outputs)(inputs)]


def test_the_browser_has_the_same_activations() -> None:
    program = node()
    assert program is not None
    url = (SCRIPT.parents[3] / "assets" / "stage" / "network" / "activations.js").as_uri()
    script = f'import {{ ACTIVATIONS }} from "{url}"; console.log(Object.keys(ACTIVATIONS).join());'
    found = subprocess.run(
        [program, "--input-type=module", "--eval", script], capture_output=True, text=True, check=True
    ).stdout
    assert found.strip().split(",") == list(ACTIVATIONS) == list(KNOBS["activation"].choices)


@pytest.mark.parametrize("activation", KNOBS["activation"].choices)
@pytest.mark.parametrize("name", MODELS)
def test_every_node_agrees_with_keras(answers: Any, name: str, activation: str) -> None:
    network, ours, theirs = answers[name, activation]
    for layer, values, expected in zip(network.nodes, ours, theirs, strict=True):
        found = np.array(values, dtype=np.float32).T
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE, err_msg=layer.name)
