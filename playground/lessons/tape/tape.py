"""The tape builder: what is recorded, of which function, and why a gradient is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from playground.core.parsing import number_text
from playground.expression import (
    FUNCTIONS,
    Call,
    Expression,
    Input,
    children,
    depends_on_x,
    parse,
    to_tensorflow_code,
)
from playground.lessons.shared.validation import LessonError, check_choice, check_real, check_whole
from playground.lessons.shared.values import Failure, Value
from playground.lessons.tape.numeric_derivative import Differences

__all__ = [
    "FREE",
    "KINDS",
    "LARGEST_INPUT",
    "REASONS",
    "TAPE_FUNCTIONS",
    "Curve",
    "CurveRequest",
    "TapeFunction",
    "TapeReport",
    "TapeRequest",
    "breaks",
    "curve_range",
    "tree_of",
]

KINDS = ("variable", "constant", "integer_variable", "integer_constant")
LARGEST_INPUT = 1000.0
FREE = "free"  # the function that the learner types

# Why a gradient is None, in the order in which the reasons are named (catalogue: tape.reason.<key>).
REASONS = ("integer", "not_watched", "not_trainable", "numpy", "floor", "stop", "not_on_path")


@dataclass(frozen=True, slots=True)
class TapeFunction:
    """A function to differentiate, and the range of x on which its curve is worth seeing."""

    tree: Expression
    low: float = -4.0
    high: float = 4.0


TAPE_FUNCTIONS: Mapping[str, TapeFunction] = MappingProxyType(
    {
        "square": TapeFunction(Call("square", Input())),
        "cube": TapeFunction(parse("x**3"), -3.0, 3.0),
        "polynomial": TapeFunction(parse("x**3 - 3*x"), -2.5, 2.5),
        "fall": TapeFunction(parse("4.9*x**2"), 0.0, 4.0),
        "sqrt": TapeFunction(Call("sqrt", Input()), 0.0, 9.0),
        "sin": TapeFunction(parse("sin(x)"), -7.0, 7.0),
        "exp": TapeFunction(parse("exp(x)"), -3.0, 3.0),
        "log": TapeFunction(parse("log(x)"), 0.05, 6.0),
        "tanh": TapeFunction(parse("tanh(x)")),
        "relu": TapeFunction(parse("relu(x)")),
        "sigmoid": TapeFunction(parse("1/(1 + exp(-x))"), -6.0, 6.0),
        "bell": TapeFunction(parse("exp(-x**2)"), -3.0, 3.0),
        "reciprocal": TapeFunction(parse("1/x")),
        # The next four give None: each breaks the path from x to y in its own way.
        "stop": TapeFunction(Call("square", Call("stop", Input()))),
        "floor": TapeFunction(Call("floor", Input())),
        "numpy": TapeFunction(Call("numpy_square", Input())),
        "unused": TapeFunction(parse("5")),
    }
)


def tree_of(function: str, expression: str = "") -> Expression:
    """The tree of a named function or of the typed one; LessonError or ExpressionError."""
    if function == FREE:
        return parse(expression)
    return TAPE_FUNCTIONS[check_choice("function", function, (*TAPE_FUNCTIONS, FREE))].tree


def curve_range(function: str) -> tuple[float, float]:
    """The range of x on which a function's curve is shown at first."""
    entry = TAPE_FUNCTIONS.get(function, TapeFunction(Input()))
    return (entry.low, entry.high)


def breaks(tree: Expression) -> str | None:
    """Why no gradient can pass from x to the value of this tree, or None if one can."""
    if not depends_on_x(tree):
        return "not_on_path"
    if isinstance(tree, Call) and FUNCTIONS[tree.function].breaks:
        return FUNCTIONS[tree.function].breaks
    found = [breaks(child) for child in children(tree) if depends_on_x(child)]
    return found[0] if found and all(found) else None


@dataclass(frozen=True, slots=True)
class TapeRequest:
    """A tape to record: the input, what is watched, the function, how often the gradient is asked for."""

    kind: str = "variable"
    watch: bool = False
    trainable: bool = True  # Variables only
    persistent: bool = False
    function: str = "square"
    expression: str = "x**2"  # of function FREE
    value: float = 3.0  # rounded to a whole number for the integer kinds
    calls: int = 1

    def __post_init__(self) -> None:
        check_choice("kind", self.kind, KINDS)
        object.__setattr__(self, "value", check_real("x", self.value, -LARGEST_INPUT, LARGEST_INPUT))
        check_whole("calls", self.calls, 1, 2)
        tree_of(self.function, self.expression)

    @property
    def tree(self) -> Expression:
        return tree_of(self.function, self.expression)

    @property
    def is_variable(self) -> bool:
        return self.kind.endswith("variable")

    @property
    def is_integer(self) -> bool:
        return self.kind.startswith("integer")

    @property
    def input(self) -> float:
        """The value that x gets."""
        return float(round(self.value)) if self.is_integer else self.value

    @property
    def reasons(self) -> tuple[str, ...]:
        """Every reason for which this request cannot give a gradient, in the order of REASONS."""
        found = {
            "integer": self.is_integer,
            "not_watched": not self.is_variable and not self.watch,
            "not_trainable": self.is_variable and not self.trainable and not self.watch,
        }
        broken = breaks(self.tree)
        return tuple(reason for reason in REASONS if found.get(reason) or reason == broken)

    @property
    def repaired(self) -> TapeRequest:
        """The nearest request that gives a gradient."""
        request = self
        if self.is_integer:
            request = replace(request, kind=self.kind.removeprefix("integer_"))
        if "not_watched" in self.reasons:
            request = replace(request, watch=True)
        if "not_trainable" in self.reasons:
            request = replace(request, trainable=True)
        if breaks(self.tree):
            request = replace(request, function="square")
        if self.calls > 1:
            request = replace(request, persistent=True)
        return request

    @property
    def source(self) -> str:
        """The lines of TensorFlow, with the value as `y` and the gradient as `gradient`."""
        value = str(int(self.input)) if self.is_integer else repr(self.input)
        maker = "tf.Variable" if self.is_variable else "tf.constant"
        untrained = ", trainable=False" if self.is_variable and not self.trainable else ""
        lines = [
            f"x = {maker}({value}{untrained})",
            f"with tf.GradientTape({'persistent=True' if self.persistent else ''}) as tape:",
            *(["    tape.watch(x)"] if self.watch else []),
            f"    y = {to_tensorflow_code(self.tree)}",
            "gradient = tape.gradient(y, x)",
            *(["second_gradient = tape.gradient(y, x)"] if self.calls > 1 else []),
        ]
        return "\n".join(lines)


@dataclass(frozen=True, eq=False, slots=True)
class TapeReport:
    """What the tape gave.

    `value` and `gradient` are missing where `failure` came first. `watched` is whether a Variable x is among
    tape.watched_variables(), None for a constant, of which a tape tells nothing. `reasons` say why the
    gradient is None (empty if it is not). `second` is the second call's gradient or error.
    """

    source: str
    value: Value | None
    gradient: Value | None
    watched: bool | None
    reasons: tuple[str, ...]
    failure: Failure | None
    second: Value | Failure | None
    differences: Differences
    repaired: TapeRequest


@dataclass(frozen=True, slots=True)
class CurveRequest:
    """A function's curve over [low, high]."""

    function: str = "square"
    expression: str = "x**2"
    low: float = -4.0
    high: float = 4.0
    samples: int = 241

    def __post_init__(self) -> None:
        tree_of(self.function, self.expression)
        low = check_real("low", self.low, -LARGEST_INPUT, LARGEST_INPUT)
        high = check_real("high", self.high, -LARGEST_INPUT, LARGEST_INPUT)
        if not high - low >= 1e-3:
            raise LessonError("lesson.low_high", low=number_text(low), high=number_text(high))
        check_whole("samples", self.samples, 2, 1001)
        object.__setattr__(self, "low", low)
        object.__setattr__(self, "high", high)

    @property
    def tree(self) -> Expression:
        return tree_of(self.function, self.expression)

    @property
    def source(self) -> str:
        """The lines of TensorFlow; y sums over nothing, so each slope belongs to its own x."""
        lines = (
            f"x = tf.Variable(np.linspace({self.low!r}, {self.high!r}, {self.samples}, dtype=np.float32))",
            "with tf.GradientTape() as tape:",
            f"    y = {to_tensorflow_code(self.tree)}",
            "slope = tape.gradient(y, x)",
        )
        return "\n".join(lines)


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """A curve and its derivative as TensorFlow computed them, float32, all of one length.

    Where a value or a slope is ∞ or nan, `finite` is False. `slope` is None where the gradient is.
    `view` is a range of y that shows most of the curve, poles cut off; `connected` says of each sample if
    a line may be drawn to it from the one before (not across a gap, a step or a pole), `slope_connected`
    the same of the slopes (not across a kink).
    """

    source: str
    x: NDArray[np.float32]
    y: NDArray[np.float32]
    slope: NDArray[np.float32] | None
    finite: NDArray[np.bool_]
    connected: NDArray[np.bool_]
    slope_connected: NDArray[np.bool_]
    view: tuple[float, float]
