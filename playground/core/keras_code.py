"""The Keras code of a network: the model of a record, layer by layer, as source text."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.core.activations import LINEAR
from playground.core.network import Network, Node

__all__ = ["functional_code", "is_chain", "sequential_code", "variable_of"]

# Names of layers that are no names of variables, or say too little as one.
_VARIABLES: Mapping[str, str] = MappingProxyType({"input": "inputs", "class": "scores"})
_MERGES: Mapping[str, str] = MappingProxyType({"concat": "Concatenate", "add": "Add"})


def functional_code(network: Network) -> str:
    """The model by the functional API: every layer is called on what goes into it."""
    lines = [_input_line(network)]
    for node in network.nodes[1:]:
        sources = [variable_of(network.nodes[place]) for place in node.inputs]
        called = sources[0] if node.kind == "dense" else f"[{', '.join(sources)}]"
        lines.append(f"{variable_of(node)} = {_layer(node)}({called})")
    outputs = [variable_of(network.nodes[place]) for place in network.outputs]
    given = outputs[0] if len(outputs) == 1 else f"[{', '.join(outputs)}]"
    lines.append(f"model = keras.Model(inputs={variable_of(network.nodes[0])}, outputs={given})")
    return "\n".join(lines)


def sequential_code(network: Network) -> str | None:
    """The same model as keras.Sequential, or None where it is no chain."""
    if not is_chain(network):
        return None
    first = network.nodes[0]
    layers = [f'keras.Input(shape=({first.units},), name="{first.name}")', *map(_layer, network.nodes[1:])]
    return "\n".join(("model = keras.Sequential([", *(f"    {layer}," for layer in layers), "])"))


def is_chain(network: Network) -> bool:
    """Whether every layer takes the output of the one before it, and there is one output, the last."""
    last = len(network.nodes) - 1
    return network.outputs == (last,) and all(
        node.inputs == (place - 1,) for place, node in enumerate(network.nodes) if place
    )


def variable_of(node: Node) -> str:
    """What a node's output is called in the code."""
    return _VARIABLES.get(node.name, node.name)


def _input_line(network: Network) -> str:
    first = network.nodes[0]
    return f'{variable_of(first)} = keras.Input(shape=({first.units},), name="{first.name}")'


def _layer(node: Node) -> str:
    if node.kind != "dense":
        return f'keras.layers.{_MERGES[node.kind]}(name="{node.name}")'
    activation = "" if node.activation == LINEAR else f', activation="{node.activation}"'
    return f'keras.layers.Dense({node.units}{activation}, name="{node.name}")'
