"""A layer is state and computation: the same dense layer by hand, as a Layer subclass, and from Keras."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.core.activations import ACTIVATIONS
from playground.lessons.shared.validation import LessonError, check_choice, check_whole
from playground.lessons.shared.values import TensorLiteral, Value, code_values

__all__ = [
    "INPUTS",
    "LARGEST_SEED",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "MOST_UNITS",
    "WAYS",
    "LayerReport",
    "LayerRequest",
    "LayerWay",
    "round_numbers",
]

MOST_ROWS = 6
MOST_COLUMNS = 6
MOST_UNITS = 6
LARGEST_SEED = 999
INPUTS = TensorLiteral(((1.0, 2.0, -1.0), (0.5, -2.0, 3.0)))
WAYS = ("by_hand", "by_subclass", "by_keras")


@dataclass(frozen=True, slots=True)
class LayerRequest:
    """Inputs (samples, features), the number of units, the activation, and the seed of W and b."""

    inputs: TensorLiteral = INPUTS
    units: int = 2
    activation: str = "relu"
    seed: int = 0

    def __post_init__(self) -> None:
        shape = self.inputs.shape
        if shape is None or len(shape) != 2 or not (shape[0] <= MOST_ROWS and shape[1] <= MOST_COLUMNS):
            raise LessonError(
                "lesson.matrix", value=str(shape or "?"), rows=str(MOST_ROWS), columns=str(MOST_COLUMNS)
            )
        check_whole("units", self.units, 1, MOST_UNITS)
        check_choice("activation", self.activation, ACTIVATIONS)
        check_whole("seed", self.seed, 0, LARGEST_SEED)

    @property
    def shape(self) -> tuple[int, int]:
        """Samples and features."""
        rows, columns = self.inputs.shape or (0, 0)
        return rows, columns

    @property
    def shared(self) -> str:
        """Inputs, W and b, which all three ways use."""
        generator = np.random.default_rng(self.seed)
        weights = round_numbers(generator, (self.shape[1], self.units))
        bias = round_numbers(generator, (self.units,))
        return (
            f"inputs = tf.constant({code_values(self.inputs.values)})\n"
            f"W = tf.Variable({weights.tolist()})\n"
            f"b = tf.Variable({bias.tolist()})"
        )

    @property
    def by_hand(self) -> str:
        """Two Variables and a function."""
        return f"""\
def dense(inputs):
    return {ACTIVATIONS[self.activation]}(tf.matmul(inputs, W) + b)

by_hand = dense(inputs)"""

    @property
    def by_subclass(self) -> str:
        """A class that keeps both together."""
        return f"""\
class SimpleDense(keras.layers.Layer):
    def __init__(self, units, activation):
        super().__init__()
        self.units = units
        self.activation = activation

    def build(self, input_shape):
        self.W = self.add_weight(shape=(input_shape[-1], self.units), name="W")
        self.b = self.add_weight(shape=(self.units,), name="b")

    def call(self, inputs):
        return self.activation(tf.matmul(inputs, self.W) + self.b)

simple_dense = SimpleDense(units={self.units}, activation={ACTIVATIONS[self.activation]})
simple_dense.build(inputs.shape)
simple_dense.set_weights([W, b])
by_subclass = simple_dense(inputs)"""

    @property
    def by_keras(self) -> str:
        """The layer that Keras has ready."""
        return f"""\
keras_dense = keras.layers.Dense(units={self.units}, activation="{self.activation}")
keras_dense.build(inputs.shape)
keras_dense.set_weights([W, b])
by_keras = keras_dense(inputs)"""

    @property
    def comparison(self) -> str:
        """The largest difference between any two of the three outputs."""
        return f"""\
outputs = tf.stack([{", ".join(WAYS)}])
difference = tf.reduce_max(tf.reduce_max(outputs, axis=0) - tf.reduce_min(outputs, axis=0))"""

    @property
    def sums(self) -> str:
        """What goes into the activation."""
        return "sums = tf.matmul(inputs, W) + b"

    @property
    def source(self) -> str:
        """Everything that is run, in order."""
        parts = (self.shared, self.by_hand, self.by_subclass, self.by_keras, self.comparison)
        return "\n\n".join(parts)


@dataclass(frozen=True, eq=False, slots=True)
class LayerWay:
    """One way: its code, its output, and what it holds as (name, shape, number of weights)."""

    way: str
    source: str
    output: Value
    state: tuple[tuple[str, tuple[int, ...], int], ...]


@dataclass(frozen=True, eq=False, slots=True)
class LayerReport:
    """The three ways, W and b, the sums before the activation, how far apart the outputs are."""

    shared: str
    inputs: Value
    weights: tuple[Value, Value]
    sums: Value
    ways: tuple[LayerWay, ...]
    difference: float
    comparison: str


def round_numbers(generator: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Numbers for reckoning by hand: quarters from -1 to 1, none of them 0.

    float32 holds quarters exactly, so that sums of their products are exact as well.
    """
    quarters = generator.integers(1, 5, shape) * generator.choice([-1, 1], shape)
    return np.asarray(quarters / 4, np.float64)
