"""A network's update taken apart by layer, against Keras, its tape and NumPy."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from playground.core.layer_report import NetworkReport
from playground.core.network import network_of
from playground.engine.network.backward import inspect_network
from playground.engine.network.rows import advance
from playground.engine.runtime import tf
from playground.stage.layers_panel import way_back
from tests.unit.network_training import arrays, batch_of, keras_losses, keras_model, named, network, train

CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "adam, six sigmoid layers": {"hidden": (4,) * 6, "activation": "sigmoid", "optimizer": "adam"},
    "l1 and l2": {"l1": 0.003, "l2": 0.01},
    "dropout": {"dropout": 0.3},
    "residual": {"arch": "residual", "hidden": (4, 4)},
    "two heads": {"arch": "heads", "loss": "bce"},
    "five classes": {"data": "classes", "classes": 5, "loss": "cce"},
    "full batch": {"batch": 0, "val": 0.2},
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize("case", CASES)
def test_norms_by_layer_are_those_of_keras_and_its_tape(case: str) -> None:
    """Keras holds the weights of the step, sees the same batch, and its tape knows every layer's output."""
    e = network(**CASES[case])
    step = 5
    rows = named(e, train(e).rows)
    report = inspect_network(e, None, step)
    model = keras_model(e)
    graph = network_of(e)
    vector = rows["weights"][step]
    for node, layer in zip(graph.dense, model.in_order, strict=True):
        kernel = vector[node.kernel : node.bias].reshape(graph.fan_in(node), node.units)
        layer.set_weights([kernel, vector[node.bias : node.bias + node.units]])
    for layer in model.layers:
        if hasattr(layer, "step"):
            layer.step = step
    inputs, targets = arrays(e)
    batch = batch_of(e, step)
    with tf.GradientTape() as tape:
        outputs = model(inputs[batch], training=True)
        heads = outputs if isinstance(outputs, list) else [outputs]
        loss = sum(
            of_head(target[batch].reshape(-1, 1), output)
            for of_head, target, output in zip(keras_losses(e), targets, heads, strict=True)
        ) + sum(model.losses)
    found = tape.gradient(loss, [weight for layer in model.in_order for weight in layer.trainable_weights])
    assert report.loss == pytest.approx(float(loss), rel=1e-5)
    with_weights = [layer for layer in report.layers if layer.gradient is not None]
    assert [layer.name for layer in with_weights] == [node.name for node in graph.dense]
    for place, layer in enumerate(with_weights):
        parts = np.concatenate([np.ravel(part) for part in found[2 * place : 2 * place + 2]])
        assert layer.gradient == pytest.approx(float(np.linalg.norm(parts)), rel=1e-4, abs=1e-7)
    total = np.sqrt(sum((layer.gradient or 0.0) ** 2 for layer in with_weights))
    assert report.gradient == pytest.approx(total, rel=1e-4)
    change = (rows["weights"][step + 1] - vector).astype(np.float64)
    assert np.sqrt(sum((layer.change or 0.0) ** 2 for layer in with_weights)) == pytest.approx(
        float(np.linalg.norm(change)), rel=1e-5
    )


def test_what_a_layer_says_and_the_slope_by_it_agree_with_numpy() -> None:
    """Two tanh layers by hand in float64, with the gradient of the cross-entropy passed back by the rule."""
    e = network(activation="tanh", batch=0)
    report = inspect_network(e, None, 0)
    graph, vector = network_of(e), named(e, train(e).rows)["weights"][0].astype(np.float64)
    inputs, targets = arrays(e)
    layers = [
        (vector[n.kernel : n.bias].reshape(graph.fan_in(n), n.units), vector[n.bias : n.bias + n.units])
        for n in graph.dense
    ]
    said = [inputs[batch_of(e, 0)].astype(np.float64)]
    for number, (kernel, bias) in enumerate(layers):
        sums = said[-1] @ kernel + bias
        said.append(np.tanh(sums) if number < len(layers) - 1 else sums)
    truth = targets[0][batch_of(e, 0)].reshape(-1, 1)
    slope = (1 / (1 + np.exp(-said[-1])) - truth) / len(truth)
    slopes = [slope]
    for number in range(len(layers) - 1, 0, -1):
        bent = slope if number == len(layers) - 1 else slope * (1 - said[number + 1] ** 2)
        slope = bent @ layers[number][0].T
        slopes.append(slope)
    for layer, output, by_output in zip(report.layers, said[1:], reversed(slopes), strict=True):
        assert layer.output == pytest.approx(float(np.abs(output).mean()), rel=1e-5)
        assert layer.slope == pytest.approx(float(np.linalg.norm(by_output)), rel=1e-4)


def test_a_checkpoint_gives_the_report_that_the_start_gives_and_the_end_is_told() -> None:
    e = network(optimizer="adam")
    checkpoint = advance(e, None, 0, 1, 4, 10.0).checkpoint
    assert inspect_network(e, checkpoint, 7) == inspect_network(e, None, 7)
    last = inspect_network(e, None, 999)
    assert (last.step, last.end and last.end.reason) == (e.last_step, "done")


def test_a_weight_set_by_hand_counts_once() -> None:
    e = network().with_edit(3, 0, 2.5)
    report = inspect_network(e, None, 3)
    after = named(e, train(e).rows)["loss"]
    full = inspect_network(e.replace(batch=0), None, 3)
    assert report.loss == pytest.approx(float(after[3]), rel=1e-6)
    losses = named(e.replace(batch=0), train(e.replace(batch=0)).rows)["loss"]
    assert full.loss_after == pytest.approx(float(losses[4]), rel=1e-5)


def report_of(*gradients: float) -> NetworkReport:
    base = inspect_network(network(hidden=(3,)), None, 0)
    layers = [
        replace(base.layers[0], name=f"layer{number}", gradient=norm)
        for number, norm in enumerate(gradients, start=1)
    ]
    return replace(base, layers=tuple(layers))


@pytest.mark.parametrize(
    ("gradients", "key"),
    [
        ((1.0, 0.5, 2.0), "alike"),
        ((1e-6, 1e-3, 0.2), "vanishes"),
        ((9.0, 1.0, 0.1), "grows"),
        ((0.0, 0.0, 0.2), "nothing"),
        ((0.0, 0.0), "still"),
        ((0.3,), "one"),
    ],
)
def test_the_sentence_about_the_way_back_follows_the_norms(gradients: tuple[float, ...], key: str) -> None:
    found, values = way_back(report_of(*gradients))
    assert found == key
    assert values["first"] == "layer1"
