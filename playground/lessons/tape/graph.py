"""The recorded graph: what a tape keeps of a formula, values forward and gradients backward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.core.parsing import number_text
from playground.expression import (
    FUNCTIONS,
    Binary,
    Call,
    Expression,
    Input,
    Number,
    children,
    depends_on_x,
    evaluate,
    to_tensorflow_code,
    to_text,
)
from playground.lessons.shared.validation import check_real
from playground.lessons.tape.tape import LARGEST_INPUT, tree_of

__all__ = ["Edge", "GraphReport", "GraphRequest", "Node", "Operand", "Operation", "operations_of"]

INPUT = "x"


@dataclass(frozen=True, slots=True)
class GraphRequest:
    """A function (of playground.lessons.tape.tape) and the value of its input, a Variable."""

    function: str = "square"
    expression: str = "x**2"
    value: float = 3.0

    def __post_init__(self) -> None:
        tree_of(self.function, self.expression)
        object.__setattr__(self, "value", check_real("x", self.value, -LARGEST_INPUT, LARGEST_INPUT))

    @property
    def tree(self) -> Expression:
        return tree_of(self.function, self.expression)

    @property
    def source(self) -> str:
        """The formula one operation a line, and the gradient with respect to every intermediate value."""
        names, lines = [INPUT], []
        for operation in operations_of(self.tree):
            names.append(operation.name)
            lines.append(f"    {operation.name} = {operation.code}")
        if not lines:  # x itself, or a constant
            names.append("y")
            lines.append(f"    y = {to_tensorflow_code(self.tree)}")
        return "\n".join(
            (
                f"x = tf.Variable({self.value!r})",
                "with tf.GradientTape() as tape:",
                *lines,
                f"gradients = tape.gradient({names[-1]}, [{', '.join(names)}])",
            )
        )


@dataclass(frozen=True, slots=True)
class Operand:
    """What an operation takes: a recorded value by its name, or a constant (not recorded)."""

    code: str
    label: str
    value: float | None = None  # of a constant

    @property
    def is_constant(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class Operation:
    """One line of the formula: its name, the operation (+ - * / ** negative or a function), its operands."""

    name: str
    label: str
    operands: tuple[Operand, ...]

    @property
    def code(self) -> str:
        return _code(self.label, [operand.code for operand in self.operands])

    @property
    def local_source(self) -> str:
        """The lines that differentiate this operation alone, to run after the whole."""
        recorded = [operand.code for operand in self.operands if not operand.is_constant]
        watched = ["left", "right"] if len(recorded) == 2 else ["operand"]
        stand_ins = iter(watched)
        operands = [operand.code if operand.is_constant else next(stand_ins) for operand in self.operands]
        return "\n".join(
            (
                *(
                    f"{name} = tf.identity({operand})"
                    for name, operand in zip(watched, recorded, strict=True)
                ),
                "with tf.GradientTape() as local_tape:",
                f"    local_tape.watch([{', '.join(watched)}])",
                f"    result = {_code(self.label, operands)}",
                f"local = local_tape.gradient(result, [{', '.join(watched)}])",
            )
        )


@dataclass(frozen=True, slots=True)
class Node:
    """A value in the graph; `gradient` is d(last value)/d(this one), None where no gradient arrives.

    `level` counts operations from the input, `row` the nodes of one level: a place to draw it.
    """

    name: str
    kind: Literal["input", "constant", "operation"]
    label: str
    code: str
    value: float | None
    gradient: float | None
    level: int
    row: int


@dataclass(frozen=True, slots=True)
class Edge:
    """From an operand to its operation; `local` is the derivative of the operation by this operand."""

    start: str
    end: str
    place: int  # first or second operand
    local: float | None


@dataclass(frozen=True, slots=True)
class GraphReport:
    """All nodes, the input first, and all edges.

    A node's gradient is the sum of local · (gradient of the edge's end) over its outgoing edges.
    """

    source: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def operations_of(tree: Expression) -> tuple[Operation, ...]:
    """A formula as single operations in the order in which they run; none for x itself and for a constant."""
    operations: list[Operation] = []
    if depends_on_x(tree):
        _collect(tree, operations)
    return tuple(operations)


def _collect(tree: Expression, operations: list[Operation]) -> Operand:
    if isinstance(tree, Input):
        return Operand(INPUT, INPUT)
    operands = tuple(
        _collect(child, operations) if depends_on_x(child) else _constant(child) for child in children(tree)
    )
    name = f"n{len(operations) + 1}"
    operations.append(Operation(name, _label(tree), operands))
    return Operand(name, name)


def _constant(tree: Expression) -> Operand:
    code = number_text(tree.value) if isinstance(tree, Number) else to_tensorflow_code(tree)
    if not isinstance(tree, (Number, Call)) and not code.startswith("tf.constant("):
        code = f"({code})"
    return Operand(code, to_text(tree), float(evaluate(tree, 0.0)))


def _label(tree: Expression) -> str:
    match tree:
        case Binary(operator, _, _):
            return operator
        case Call(function, _):
            return function
        case _:
            return "negative"


def _code(label: str, operands: list[str]) -> str:
    if label == "negative":
        return f"-{operands[0]}"
    if label in FUNCTIONS:
        return FUNCTIONS[label].code.format(operands[0])
    return (label if label == "**" else f" {label} ").join(operands)
