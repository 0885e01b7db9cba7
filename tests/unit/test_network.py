"""The graph record of a model: nodes, where their weights lie, how many there are, and the features."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.core.features import feature_values
from playground.core.knobs import KNOBS
from playground.core.network import ARCHITECTURES, network_of


def test_every_model_has_its_function() -> None:
    assert KNOBS["arch"].choices == tuple(ARCHITECTURES)


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ({}, 3),
        ({"hidden": "4,2"}, 12 + 10 + 3),
        ({"hidden": "4,2", "features": "x1,x2,x1sq,x2sq,x1x2,sinx1,sinx2"}, 32 + 10 + 3),
        ({"hidden": "12,12,12,12,12,12"}, 36 + 5 * 156 + 13),
        ({"arch": "branches", "hidden": "4,2"}, 2 * 22 + 5),
        ({"arch": "heads", "hidden": "4"}, 12 + 5 + 5),
        ({"arch": "residual", "hidden": "4,4,4"}, 12 + 2 * 20 + 5),
        ({"arch": "residual", "hidden": "4,2,9"}, 12 + 2 * 20 + 5),  # all as wide as the first
        ({"arch": "branches"}, 2 * 12 + 9),  # hidden layers of 4 if none are given
        ({"data": "classes", "classes": "5", "hidden": "3"}, 9 + 20),
    ],
)
def test_parameter_counts(words: dict[str, str], size: int) -> None:
    network = network_of(Experiment.parse(words))
    assert network.size == size == sum(network.parameters(node) for node in network.nodes)


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_the_weights_lie_one_after_another_and_fill_the_vector(arch: str) -> None:
    network = network_of(Experiment(arch=arch, hidden=(5, 3, 7), features=("x1", "x2", "x1x2")))
    end = 0
    for node in network.dense:
        assert node.kernel == end
        assert node.bias == end + network.fan_in(node) * node.units
        end = node.bias + node.units
    assert end == network.size


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_nodes_come_after_what_they_take_in(arch: str) -> None:
    network = network_of(Experiment(arch=arch, hidden=(5, 3), dropout=0.2))
    for place, node in enumerate(network.nodes):
        assert all(source < place for source in node.inputs)
        assert (node.kind == "input") == (place == 0)
        if node.kind == "add":
            assert {network.nodes[source].units for source in node.inputs} == {node.units}
        if node.kind == "concat":
            assert node.units == network.fan_in(node)
    assert [head.node for head in network.heads] == list(network.outputs)
    assert len({node.name for node in network.nodes}) == len(network.nodes)
    hidden = [node for place, node in enumerate(network.nodes) if node.kind == "dense"]
    assert all(node.dropped != (network.nodes.index(node) in network.outputs) for node in hidden)


def test_branches_have_different_activations() -> None:
    for activation in KNOBS["activation"].choices:
        other = "tanh" if activation == "relu" else "relu"
        network = network_of(Experiment(arch="branches", hidden=(3,), activation=activation))
        assert [node.activation for node in network.dense] == [activation, other, "linear"]


def test_features_are_what_their_names_say() -> None:
    inputs = np.array([[0.5, -2.0], [3.0, 0.25]], np.float32)
    x1, x2 = inputs.T.astype(np.float64)
    meant = {
        "x1": x1,
        "x2": x2,
        "x1sq": x1**2,
        "x2sq": x2**2,
        "x1x2": x1 * x2,
        "sinx1": np.sin(x1),
        "sinx2": np.sin(x2),
    }
    names = KNOBS["features"].choices
    expected = np.column_stack([meant[name] for name in names])
    np.testing.assert_allclose(feature_values(inputs, names), expected, rtol=1e-6)
    chosen = feature_values(inputs, ("x2", "sinx1"))
    assert chosen.dtype == np.float32
    np.testing.assert_allclose(chosen, np.column_stack([x2, np.sin(x1)]), rtol=1e-6)
