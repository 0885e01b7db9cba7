"""The tree of a formula: frozen nodes, the table of functions, the value at an input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

__all__ = [
    "FUNCTIONS",
    "NUMPY",
    "Binary",
    "Call",
    "Expression",
    "Function",
    "Input",
    "Negative",
    "Number",
    "children",
    "depends_on_x",
    "evaluate",
]


@dataclass(frozen=True, slots=True)
class Number:
    """A number, never negative: signs are `Negative` nodes."""

    value: float


@dataclass(frozen=True, slots=True)
class Input:
    """The input x."""


@dataclass(frozen=True, slots=True)
class Negative:
    """-operand"""

    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """left operator right, the operator one of + - * / **"""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Call:
    """function(operand), the function one of FUNCTIONS"""

    function: str
    operand: Expression


Expression = Number | Input | Negative | Binary | Call


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the tree: its line of TensorFlow, its LaTeX, its value in NumPy float64.

    Only a typed one is part of the grammar; the others serve prepared examples, and are shown by their
    `label`, which nobody takes for something to type. `breaks` names the reason why no gradient passes
    through it, if none does.
    """

    code: str
    latex: str
    numpy: Callable[[Any], Any]
    typed: bool = True
    breaks: str | None = None
    label: str = ""


FUNCTIONS: Mapping[str, Function] = MappingProxyType(
    {
        "sin": Function("tf.sin({})", r"\sin({})", np.sin),
        "cos": Function("tf.cos({})", r"\cos({})", np.cos),
        "exp": Function("tf.exp({})", r"e^{{{}}}", np.exp),
        "log": Function("tf.math.log({})", r"\ln({})", np.log),
        "tanh": Function("tf.tanh({})", r"\tanh({})", np.tanh),
        "relu": Function(
            "tf.nn.relu({})", r"\operatorname{{relu}}({})", lambda value: np.maximum(value, 0.0)
        ),
        "square": Function("tf.square({})", r"({})^2", np.square),
        "sqrt": Function("tf.sqrt({})", r"\sqrt{{{}}}", np.sqrt),
        "floor": Function(
            "tf.floor({})",
            r"\left\lfloor {} \right\rfloor",
            np.floor,
            typed=False,
            breaks="floor",
            label="tf.floor({})",
        ),
        "stop": Function(
            "tf.stop_gradient({})",
            r"\operatorname{{stop}}({})",
            np.positive,
            typed=False,
            breaks="stop",
            label="tf.stop_gradient({})",
        ),
        "numpy_square": Function(
            "tf.constant(np.square({}.numpy()))",
            r"({})^2",
            np.square,
            typed=False,
            breaks="numpy",
            label="np.square({})",
        ),
    }
)

# The functions that `evaluate` needs, in NumPy: with a float64 x the oracle for every tree.
NUMPY: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "number": np.float64,
        "+": np.add,
        "-": np.subtract,
        "*": np.multiply,
        "/": np.divide,
        "**": np.power,
        "negative": np.negative,
        **{name: function.numpy for name, function in FUNCTIONS.items()},
    }
)


def evaluate(tree: Expression, x: Any, backend: Mapping[str, Callable[..., Any]] = NUMPY) -> Any:
    """The value of a tree at x, computed by the functions of a backend (names as in NUMPY)."""
    match tree:
        case Number(value):
            return backend["number"](value)
        case Input():
            return x
        case Negative(operand):
            return backend["negative"](evaluate(operand, x, backend))
        case Binary(operator, left, right):
            return backend[operator](evaluate(left, x, backend), evaluate(right, x, backend))
        case Call(function, operand):
            return backend[function](evaluate(operand, x, backend))


def children(tree: Expression) -> tuple[Expression, ...]:
    """The operands of a node, from left to right."""
    match tree:
        case Negative(operand) | Call(_, operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case _:
            return ()


def depends_on_x(tree: Expression) -> bool:
    """Whether x stands anywhere in a tree."""
    return isinstance(tree, Input) or any(map(depends_on_x, children(tree)))
