"""One update of a network taken apart: what each layer says, and the gradient on its way back through it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import Experiment
from playground.core.layer_report import LayerReport, NetworkReport
from playground.core.network import Network, Node
from playground.core.wire_format import Checkpoint, End
from playground.engine.network.loop import PLACES
from playground.engine.network.model import Topology, data_losses, forward, topology_of
from playground.engine.network.rows import NetworkTraining
from playground.engine.runtime import tf
from playground.engine.seek import seek

__all__ = ["inspect_network"]

SEEK_SECONDS = 2.0  # from a checkpoint of the stage a step is a few milliseconds away


def inspect_network(
    experiment: Experiment, checkpoint: Checkpoint | None, step: int, time_budget: float = SEEK_SECONDS
) -> NetworkReport:
    """The report of update `step`, or of the step at which the run ends before it.

    Loss, norm and weights are those of the training loop; the tape is asked again for each layer.
    StepTooFar if the step cannot be reached from the checkpoint within `time_budget` seconds.
    """
    training = NetworkTraining(experiment)
    step, state, kept = seek(experiment, training, checkpoint, min(step, experiment.last_step), time_budget)
    records, after = training.run(step, state, 1)
    end, _ = training.find_end(step, records, kept)
    if end is None and step == experiment.last_step:
        end = End("done", step, float(records[0, 0]))
    weights = records[0, 2:]
    network = training.network
    inputs, targets = training.batch_of(step)
    seen = _Pass(experiment, network, inputs, targets, step)
    _, outputs, slopes, gradients = seen.through(weights)
    loss_after, *_ = seen.through(after[0])
    changed = after[0].astype(np.float64) - weights
    layers = tuple(
        _layer(network, place, (outputs[place], slopes[place]), (weights, gradients, changed), after[1:])
        for place in range(1, len(network.nodes))
    )
    return NetworkReport(
        step=step,
        epoch=experiment.epoch_of(step),
        batch_size=int(inputs.shape[0]),
        loss=float(records[0, 0]),
        loss_after=loss_after,
        gradient=float(records[0, 1]),
        learning_rate=experiment.learning_rate_at(step),
        layers=layers,
        end=end,
    )


@dataclass(frozen=True, eq=False)
class _Pass:
    """The batch of an update on its way through the network, and the gradient on its way back."""

    experiment: Experiment
    network: Network
    inputs: Any
    targets: Any
    step: int

    def through(
        self, weights: NDArray[np.float32]
    ) -> tuple[float, list[NDArray[Any]], list[NDArray[Any]], NDArray[np.float64]]:
        """The loss, what each node says, the gradient of the loss by it, and that by the flat weights."""
        e, topology = self.experiment, topology_of(self.network)
        pieces, outputs = _pieces(self.network, weights), []

        def kept(place: int, values: Any) -> Any:
            if topology.layers[place].dropped:
                seed = [e.shuffle_seed, PLACES * self.step + place]
                values = tf.nn.experimental.stateless_dropout(values, e.dropout, seed=seed, rng_alg="philox")
            outputs.append(values)
            return values

        with tf.GradientTape() as tape:
            tape.watch([self.inputs, *pieces])
            heads = forward(_all_kept(topology), pieces, self.inputs, kept)
            losses = data_losses(topology, self.targets, heads)
            loss = tf.add_n([tf.reduce_mean(of_head) for of_head in losses])
        zero = tf.UnconnectedGradients.ZERO
        found = [
            part.numpy() for part in tape.gradient(loss, [*outputs, *pieces], unconnected_gradients=zero)
        ]
        flat = np.concatenate([part.ravel() for part in found[len(outputs) :]]).astype(np.float64)
        total = float(loss)
        for node in self.network.dense:  # a penalty pulls at kernels, and comes by no layer
            own = slice(node.kernel, node.bias)
            kernel = weights[own].astype(np.float64)
            flat[own] += e.l1 * np.sign(kernel) + 2 * e.l2 * kernel
            total += float(e.l1 * np.abs(kernel).sum() + e.l2 * np.square(kernel).sum())
        return total, [values.numpy() for values in outputs], found[: len(outputs)], flat


def _all_kept(topology: Topology) -> Topology:
    """The topology in which every layer is handed on, so that what it says is seen."""
    return replace(topology, layers=tuple(replace(layer, dropped=True) for layer in topology.layers))


def _pieces(network: Network, weights: NDArray[np.float32]) -> list[Any]:
    pieces: list[Any] = []
    for node in network.dense:
        assert node.kernel is not None
        assert node.bias is not None
        kernel = weights[node.kernel : node.bias].reshape(network.fan_in(node), node.units)
        pieces += [tf.constant(kernel), tf.constant(weights[node.bias : node.bias + node.units])]
    return pieces


def _layer(
    network: Network,
    place: int,
    said: tuple[NDArray[Any], NDArray[Any]],
    flat: Sequence[NDArray[Any]],
    slots: NDArray[np.float32],
) -> LayerReport:
    node = network.nodes[place]
    output, slope = said
    common = (node.name, node.units, network.fan_in(node), node.activation)
    size, norm = float(np.abs(output).mean()), _norm(slope)
    own = _places(node)
    if own is None:
        return LayerReport(*common, size, norm)
    weights, gradient, change = (_norm(values[own]) for values in flat)
    return LayerReport(
        *common, size, norm, gradient, weights, change, tuple(_norm(slot[own]) for slot in slots)
    )


def _places(node: Node) -> slice | None:
    return None if node.kernel is None or node.bias is None else slice(node.kernel, node.bias + node.units)


def _norm(values: NDArray[Any]) -> float:
    return float(np.sqrt(np.sum(np.square(values.astype(np.float64)))))
