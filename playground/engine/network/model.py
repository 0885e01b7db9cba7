"""A network in TensorFlow: forward pass, losses, gradient from the tape, for any graph of layers.

A trace depends on the topology only: which layers there are and how they are connected. Widths, features,
batches, rates and settings are tensors, so that a knob that is a number traces nothing anew.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from playground.core.activations import ACTIVATIONS, LINEAR
from playground.core.losses import LOSSES
from playground.core.network import Network
from playground.engine.losses import PER_SAMPLE
from playground.engine.runtime import tf

__all__ = ["Layer", "Topology", "data_losses", "forward", "topology_of", "unpacked"]

_FUNCTIONS: dict[str, Callable[[Any], Any]] = {
    name: attrgetter(code.removeprefix("tf."))(tf) for name, code in ACTIVATIONS.items()
}
_FUNCTIONS[LINEAR] = lambda values: values  # an operation less than tf.identity


@dataclass(frozen=True, slots=True)
class Layer:
    """A node without its width."""

    kind: str
    inputs: tuple[int, ...]
    activation: str
    dropped: bool


@dataclass(frozen=True, slots=True)
class Topology:
    """A network without its widths: layers, places of the outputs, and the loss of each output."""

    layers: tuple[Layer, ...]
    outputs: tuple[int, ...]
    losses: tuple[str, ...]

    @property
    def num_dense(self) -> int:
        return sum(layer.kind == "dense" for layer in self.layers)

    @property
    def is_dropped(self) -> bool:
        return any(layer.dropped for layer in self.layers)


def topology_of(network: Network) -> Topology:
    """What the traces of a network depend on."""
    layers = (Layer(node.kind, node.inputs, node.activation, node.dropped) for node in network.nodes)
    return Topology(tuple(layers), network.outputs, tuple(head.loss for head in network.heads))


def unpacked(topology: Topology, weights: Any, lengths: Any, shapes: Any) -> list[Any]:
    """Kernel, bias, kernel, bias, … from the flat vector (P,).

    `lengths` (2·dense,) says how many numbers each has, `shapes` (dense, 2) the shape of each kernel.
    """
    pieces = tf.split(weights, lengths, num=2 * topology.num_dense)
    for number in range(topology.num_dense):
        pieces[2 * number] = tf.reshape(pieces[2 * number], shapes[number])
    return list(pieces)


def dense(inputs: Any, kernel: Any, bias: Any) -> Any:
    """The weighted sums of a layer: inputs·kernel + bias."""
    return tf.nn.bias_add(tf.matmul(inputs, kernel), bias)


def forward(
    topology: Topology,
    pieces: Sequence[Any],
    inputs: Any,
    drop: Callable[[int, Any], Any] | None = None,
    sums: Callable[[Any, Any, Any], Any] = dense,
) -> list[Any]:
    """The outputs (n, units) for inputs (n, features); `drop` is given the place and values of a layer."""
    values: list[Any] = []
    kernels = iter(range(0, len(pieces), 2))
    for place, layer in enumerate(topology.layers):
        sources = [values[source] for source in layer.inputs]
        match layer.kind:
            case "input":
                result = inputs
            case "dense":
                number = next(kernels)
                result = sums(sources[0], pieces[number], pieces[number + 1])
                result = _FUNCTIONS[layer.activation](result)
            case "concat":
                result = tf.concat(sources, axis=-1)
            case _:
                result = tf.add_n(sources)
        values.append(drop(place, result) if drop is not None and layer.dropped else result)
    return [values[place] for place in topology.outputs]


def data_losses(topology: Topology, targets: Any, outputs: Sequence[Any]) -> list[Any]:
    """The loss of each sample (n,) at each output; column k of the targets is that of output k."""
    of_outputs = (
        tf.unstack(targets, num=len(outputs), axis=1) if len(outputs) > 1 else [tf.reshape(targets, [-1])]
    )
    return [
        PER_SAMPLE[loss](truth, output if LOSSES[loss].many else tf.reshape(output, [-1]))
        for loss, truth, output in zip(topology.losses, of_outputs, outputs, strict=True)
    ]
