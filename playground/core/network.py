"""A model as a graph record: from it come TensorFlow's loop, Keras' code, the browser's pictures.

All weights lie in one flat vector. A dense node's kernel of shape (fan_in, units) lies there row by row,
and its bias (units,) right behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.core.activations import LINEAR

__all__ = ["ARCHITECTURES", "Head", "Network", "Node", "distances", "network_of"]

Kind = Literal["input", "dense", "concat", "add"]
EMPTY_HIDDEN = (4,)  # of the models that are nothing without a hidden layer
DISTANCE_LOSS = "mse"  # of the head `distance`
CACHED = 512
SEEDS_APART = 1000  # between the seeds of the first layers of two start seeds


@dataclass(frozen=True, slots=True)
class Node:
    """One layer: what it is made of, and where its weights lie; `inputs` are places of earlier nodes.

    `dropped`: while training, dropout follows it.
    """

    name: str
    kind: Kind
    inputs: tuple[int, ...]
    units: int
    activation: str = LINEAR
    kernel: int | None = None
    bias: int | None = None
    dropped: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """What an output is trained for: `class` with the chosen loss, `distance` with mse."""

    name: Literal["class", "distance"]
    node: int
    loss: str


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes in the order of computation, outputs as their places, and the length of the flat vector."""

    nodes: tuple[Node, ...]
    outputs: tuple[int, ...]
    heads: tuple[Head, ...]
    size: int

    def fan_in(self, node: Node) -> int:
        """How many numbers go into a node."""
        return sum(self.nodes[place].units for place in node.inputs)

    def parameters(self, node: Node) -> int:
        """How many weights a node has: fan_in·units + units for a dense one."""
        return (self.fan_in(node) + 1) * node.units if node.kind == "dense" else 0

    def start_seed(self, init_seed: int, node: Node) -> int:
        """The seed of a node's initialiser: another one for each layer."""
        return (SEEDS_APART * init_seed + self.dense.index(node)) % 2**31

    @property
    def dense(self) -> tuple[Node, ...]:
        """The nodes that have weights."""
        return tuple(node for node in self.nodes if node.kind == "dense")


class _Builder:
    """Adds nodes one after another and gives each dense one the next places of the flat vector."""

    def __init__(self, features: int, activation: str, dropped: bool) -> None:
        self.nodes = [Node("input", "input", (), features)]
        self.activation = activation
        self.dropped = dropped
        self.size = 0

    def _add(self, node: Node) -> int:
        self.nodes.append(node)
        return len(self.nodes) - 1

    def dense(self, name: str, source: int, units: int, activation: str, dropped: bool = False) -> int:
        kernel = self.size
        bias = kernel + self.nodes[source].units * units
        self.size = bias + units
        return self._add(Node(name, "dense", (source,), units, activation, kernel, bias, dropped))

    def hidden(self, name: str, source: int, units: int, activation: str | None = None) -> int:
        return self.dense(name, source, units, activation or self.activation, self.dropped)

    def stack(self, prefix: str, widths: tuple[int, ...], activation: str | None = None) -> int:
        """Hidden layers one upon another on the input; the place of the last."""
        place = 0
        for number, units in enumerate(widths, start=1):
            place = self.hidden(f"{prefix}{number}", place, units, activation)
        return place

    def concat(self, name: str, sources: tuple[int, ...]) -> int:
        return self._add(Node(name, "concat", sources, sum(self.nodes[place].units for place in sources)))

    def add(self, name: str, sources: tuple[int, int]) -> int:
        return self._add(Node(name, "add", sources, self.nodes[sources[0]].units))


Architecture = Callable[[_Builder, tuple[int, ...], int, str], tuple[Head, ...]]


def _class_head(build: _Builder, source: int, outputs: int, loss: str) -> Head:
    return Head("class", build.dense("class", source, outputs, LINEAR), loss)


def sequential(build: _Builder, widths: tuple[int, ...], outputs: int, loss: str) -> tuple[Head, ...]:
    """One layer after another."""
    return (_class_head(build, build.stack("hidden_", widths), outputs, loss),)


def branches(build: _Builder, widths: tuple[int, ...], outputs: int, loss: str) -> tuple[Head, ...]:
    """The hidden layers twice, side by side, the second time with another activation, then joined."""
    left = build.stack("left_", widths)
    right = build.stack("right_", widths, other_activation(build.activation))
    return (_class_head(build, build.concat("joined", (left, right)), outputs, loss),)


def other_activation(activation: str) -> str:
    """The activation of the second branch, where the first has this one."""
    return "tanh" if activation == "relu" else "relu"


def heads(build: _Builder, widths: tuple[int, ...], outputs: int, loss: str) -> tuple[Head, ...]:
    """One trunk, two outputs: the class, and the distance from the middle of the training points."""
    trunk = build.stack("hidden_", widths)
    first = _class_head(build, trunk, outputs, loss)
    return first, Head("distance", build.dense("distance", trunk, 1, LINEAR), DISTANCE_LOSS)


def residual(build: _Builder, widths: tuple[int, ...], outputs: int, loss: str) -> tuple[Head, ...]:
    """All hidden layers as wide as the first; from the second on, each is added to what went into it."""
    place = build.hidden("hidden_1", 0, widths[0])
    for number in range(2, len(widths) + 1):
        inner = build.hidden(f"hidden_{number}", place, widths[0])
        place = build.add(f"sum_{number}", (place, inner))
    return (_class_head(build, place, outputs, loss),)


ARCHITECTURES: Mapping[str, Architecture] = MappingProxyType(
    {"sequential": sequential, "branches": branches, "heads": heads, "residual": residual}
)


class Design(Protocol):
    """What of an experiment says how its model is connected."""

    @property
    def arch(self) -> str: ...
    @property
    def hidden(self) -> tuple[int, ...]: ...
    @property
    def activation(self) -> str: ...
    @property
    def features(self) -> tuple[str, ...]: ...
    @property
    def num_outputs(self) -> int: ...
    @property
    def loss(self) -> str: ...
    @property
    def dropout(self) -> float: ...
    @property
    def has_hidden(self) -> bool: ...


def network_of(experiment: Design) -> Network:
    """The model of an experiment."""
    e = experiment
    return _network(
        e.arch, e.hidden, e.activation, len(e.features), e.num_outputs, e.loss, e.dropout > 0 and e.has_hidden
    )


@lru_cache(maxsize=CACHED)
def _network(
    arch: str,
    hidden: tuple[int, ...],
    activation: str,
    features: int,
    outputs: int,
    loss: str,
    dropped: bool,
) -> Network:
    build = _Builder(features, activation, dropped)
    widths = hidden if arch == "sequential" else hidden or EMPTY_HIDDEN
    found = ARCHITECTURES[arch](build, widths, outputs, loss)
    return Network(tuple(build.nodes), tuple(head.node for head in found), found, build.size)


def distances(inputs: NDArray[np.float32], training: NDArray[np.int32]) -> NDArray[np.float32]:
    """What the head `distance` learns: |x − m| of each point (n,), divided by its mean over `training`.

    m is the mean of the points that are trained on.
    """
    points = inputs.astype(np.float64)
    from_mean: NDArray[np.float64] = np.hypot(*(points - points[training].mean(axis=0)).T)
    scale = float(from_mean[training].mean()) or 1.0
    return (from_mean / scale).astype(np.float32)
