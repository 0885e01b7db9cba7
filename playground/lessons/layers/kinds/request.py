"""What a learner sets of an example layer, and the source that runs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from playground.lessons.layers.layer import LARGEST_SEED, round_numbers
from playground.lessons.shared.validation import check_choice, check_whole

__all__ = [
    "KINDS",
    "LARGEST_KERNEL",
    "LARGEST_STRIDE",
    "MOST_UNITS",
    "PADDINGS",
    "Kind",
    "KindReport",
    "KindRequest",
    "num_weights_text",
]

MOST_UNITS = 3
LARGEST_KERNEL = 4
LARGEST_STRIDE = 3
PADDINGS = ("valid", "same")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its class in Keras, the shape of its example, and its gates (recurrent kinds only)."""

    layer: str
    family: str  # dense, recurrent, convolution
    inputs: tuple[int, ...]
    gates: tuple[str, ...] = ()


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "dense": Kind("Dense", "dense", (2, 3)),
        "simple_rnn": Kind("SimpleRNN", "recurrent", (1, 4, 2), ("h",)),
        "lstm": Kind("LSTM", "recurrent", (1, 4, 2), ("i", "f", "c′", "o")),
        "gru": Kind("GRU", "recurrent", (1, 4, 2), ("z", "r", "h′")),
        "conv1d": Kind("Conv1D", "convolution", (1, 6, 2)),
        "conv2d": Kind("Conv2D", "convolution", (1, 5, 5, 1)),
    }
)


@dataclass(frozen=True, slots=True)
class KindRequest:
    """An example layer; kernel_size, strides and padding are those of convolutions."""

    kind: str = "dense"
    units: int = 2
    kernel_size: int = 3
    strides: int = 1
    padding: str = "valid"
    seed: int = 0

    def __post_init__(self) -> None:
        check_choice("kind", self.kind, KINDS)
        check_whole("units", self.units, 1, MOST_UNITS)
        check_whole("kernel_size", self.kernel_size, 1, LARGEST_KERNEL)
        check_whole("strides", self.strides, 1, LARGEST_STRIDE)
        check_choice("padding", self.padding, PADDINGS)
        check_whole("seed", self.seed, 0, LARGEST_SEED)

    @property
    def entry(self) -> Kind:
        return KINDS[self.kind]

    @property
    def weight_shapes(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the weights by Keras' names, in Keras' order."""
        features, units, gates = self.entry.inputs[-1], self.units, len(self.entry.gates)
        if self.entry.family == "dense":
            return {"kernel": (features, units), "bias": (units,)}
        if self.entry.family == "convolution":
            sizes = (self.kernel_size,) * (len(self.entry.inputs) - 2)
            return {"kernel": (*sizes, features, units), "bias": (units,)}
        bias = (2, gates * units) if self.kind == "gru" else (gates * units,)
        return {
            "kernel": (features, gates * units),
            "recurrent_kernel": (units, gates * units),
            "bias": bias,
        }

    @property
    def arrays(self) -> dict[str, NDArray[np.float64]]:
        """Inputs and weights: small whole inputs, weights in quarters."""
        generator = np.random.default_rng(self.seed)
        inputs = generator.integers(-2, 4, self.entry.inputs).astype(np.float64)
        return {"inputs": inputs} | {
            name: round_numbers(generator, shape) for name, shape in self.weight_shapes.items()
        }

    @property
    def layer_source(self) -> str:
        """The line that makes the layer."""
        units = self.units
        match self.entry.family:
            case "dense":
                arguments = f'units={units}, activation="relu"'
            case "recurrent":
                arguments = f"units={units}, return_sequences=True"
            case _:
                arguments = (
                    f"filters={units}, kernel_size={self.kernel_size}, strides={self.strides}, "
                    f'padding="{self.padding}", activation="relu"'
                )
        return f"layer = keras.layers.{self.entry.layer}({arguments})"

    @property
    def source(self) -> str:
        """Inputs, layer, weights and outputs; of an LSTM its cell state at every step as well."""
        arrays = self.arrays
        lines = [_array_line("inputs", arrays["inputs"]), self.layer_source, "layer.build(inputs.shape)"]
        lines += [_array_line(name, arrays[name]) for name in self.weight_shapes]
        lines += [f"layer.set_weights([{', '.join(self.weight_shapes)}])", "outputs = layer(inputs)"]
        if self.kind == "lstm":
            steps = self.entry.inputs[1]
            lines += [
                "",
                f"states = [tf.zeros(shape=(1, {self.units})), tf.zeros(shape=(1, {self.units}))]",
                "cells = []",
                f"for step in range({steps}):",
                "    _, states = layer.cell(inputs[:, step], states)",
                "    cells.append(states[1])",
                "cells = tf.stack(cells, axis=1)",
            ]
        return "\n".join(lines)


@dataclass(frozen=True, eq=False, slots=True)
class KindReport:
    """The layer as it ran: arrays by name (inputs, weights, cells, outputs), and Keras' count of weights."""

    source: str
    arrays: Mapping[str, NDArray[np.float32]]
    num_weights: int


def num_weights_text(request: KindRequest) -> str:
    """The number of weights as the sum that makes it: 3 · 2 + 2 = 8."""
    features, units = request.entry.inputs[-1], request.units
    match request.entry.family:
        case "dense":
            text, count = f"{features} · {units} + {units}", features * units + units
        case "convolution":
            sizes = [request.kernel_size] * (len(request.entry.inputs) - 2)
            factors = [*sizes, features, units]
            text = f"{' · '.join(map(str, factors))} + {units}"
            count = int(np.prod(factors)) + units
        case _:
            gates, biases = len(request.entry.gates), 2 if request.kind == "gru" else 1
            bias = f"{biases} · {units}" if biases > 1 else str(units)
            text = f"({features} + {units}) · {units} + {bias}"
            text = text if gates == 1 else f"{gates} · ({text})"
            count = gates * ((features + units) * units + biases * units)
    return f"{text} = {count}"


def _array_line(name: str, array: NDArray[np.float64]) -> str:
    if array.ndim <= 2:
        return f"{name} = tf.constant({array.tolist()})"
    return f"{name} = tf.reshape({array.ravel().tolist()}, {array.shape})"
