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
from playground.core.features import FEATURES, feature_values
from playground.core.keras_code import functional_code
from playground.core.knobs import KNOBS
from playground.core.network import Network, network_of
from playground.engine.runtime import tf
from tools.javascript_checks import node

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


def browser(module: str, expression: str) -> Any:
    """The value of an expression in which `m` is a module of the browser's network."""
    program = node()
    assert program is not None
    url = (SCRIPT.parents[3] / "assets" / "stage" / "network" / module).as_uri()
    code = f'import * as m from "{url}"; console.log(JSON.stringify({expression}));'
    command = [program, "--input-type=module", "--eval", code]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def test_the_browser_has_the_same_activations() -> None:
    found = browser("activations.js", "Object.keys(m.ACTIVATIONS)")
    assert found == list(ACTIVATIONS) == list(KNOBS["activation"].choices)


def test_the_browser_and_the_exported_program_have_the_same_features() -> None:
    assert browser("features.js", "m.FEATURES") == list(FEATURES) == list(KNOBS["features"].choices)
    points = np.array([[0.5, -2.0], [3.0, 0.25], [-1.75, 4.0]], np.float32)
    x1, x2 = points.T
    columns = ", ".join(f"Float32Array.from({column.tolist()})" for column in (x1, x2))
    found = browser("features.js", f"m.FEATURES.map((name) => [...m.featureValues(name, {columns})])")
    expected = feature_values(points, tuple(FEATURES))
    np.testing.assert_allclose(np.transpose(found), expected, rtol=1e-6)
    codes = [eval(feature.code, {"np": np, "x1": x1, "x2": x2}) for feature in FEATURES.values()]
    np.testing.assert_array_equal(np.column_stack(codes), expected)


@pytest.mark.sampled(14)
@pytest.mark.parametrize("activation", KNOBS["activation"].choices)
@pytest.mark.parametrize("name", MODELS)
def test_every_node_agrees_with_keras(answers: Any, name: str, activation: str) -> None:
    network, ours, theirs = answers[name, activation]
    for layer, values, expected in zip(network.nodes, ours, theirs, strict=True):
        found = np.array(values, dtype=np.float32).T
        assert found.shape == expected.shape
        np.testing.assert_allclose(found, expected, rtol=TOLERANCE, atol=TOLERANCE, err_msg=layer.name)
