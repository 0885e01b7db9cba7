"""The operation calculator: operations as a table, and how broadcasting lines two shapes up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from playground.lessons.shared.validation import LessonError, check_choice, check_whole
from playground.lessons.shared.values import MOST_RANK, Failure, TensorLiteral, Value

__all__ = [
    "OPERATIONS",
    "Axis",
    "BroadcastPlan",
    "Operation",
    "OperationReport",
    "OperationRequest",
    "broadcast_plan",
]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on a, or on a and b, as a line of TensorFlow."""

    operands: Literal[1, 2]
    code: str
    broadcasts: bool = False
    has_axis: bool = False


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "square": Operation(1, "tf.square(a)"),
        "sqrt": Operation(1, "tf.sqrt(a)"),
        "relu": Operation(1, "tf.nn.relu(a)"),
        "add": Operation(2, "a + b", broadcasts=True),
        "multiply": Operation(2, "a * b", broadcasts=True),
        "matmul": Operation(2, "tf.matmul(a, b)"),
        "concat": Operation(2, "tf.concat([a, b], axis={axis})", has_axis=True),
    }
)


@dataclass(frozen=True, slots=True)
class OperationRequest:
    """An operation on one or two tensors that the learner wrote."""

    operation: str
    a: TensorLiteral
    b: TensorLiteral | None = None
    axis: int = 0

    def __post_init__(self) -> None:
        check_choice("operation", self.operation, OPERATIONS)
        check_whole("axis", self.axis, -MOST_RANK, MOST_RANK)
        if OPERATIONS[self.operation].operands == 2 and self.b is None:
            raise LessonError("lesson.second_operand", name=self.operation)

    @property
    def operands(self) -> tuple[TensorLiteral, ...]:
        """The tensors that take part."""
        single = OPERATIONS[self.operation].operands == 1 or self.b is None
        return (self.a,) if single or self.b is None else (self.a, self.b)

    @property
    def source(self) -> str:
        """The lines of TensorFlow that compute the result as `c`."""
        lines = [
            f"{name} = tf.constant({literal.arguments})"
            for name, literal in zip("ab", self.operands, strict=False)
        ]
        return "\n".join([*lines, f"c = {OPERATIONS[self.operation].code.format(axis=self.axis)}"])


@dataclass(frozen=True, slots=True)
class Axis:
    """One axis of the result, and what each operand does for it.

    `sizes` holds each operand's own size (None: it has no such axis), `size` the result's (None: they clash).
    """

    sizes: tuple[int | None, int | None]
    size: int | None

    @property
    def stretched(self) -> tuple[bool, bool]:
        """Whether each operand's axis is repeated to the result's size."""
        if self.size is None:
            return (False, False)
        first, second = ((own or 1) != self.size for own in self.sizes)
        return (first, second)

    @property
    def added(self) -> tuple[bool, bool]:
        """Whether each operand gets this axis put in front of its own."""
        return (self.sizes[0] is None, self.sizes[1] is None)


@dataclass(frozen=True, slots=True)
class BroadcastPlan:
    """Two shapes lined up at their last axes, an Axis for each axis of the result; shape None: no fit."""

    axes: tuple[Axis, ...]
    shape: tuple[int, ...] | None

    @property
    def stretches(self) -> bool:
        """Whether any operand is repeated along any axis."""
        return any(True in axis.stretched for axis in self.axes)


@dataclass(frozen=True, eq=False, slots=True)
class OperationReport:
    """Operands and result as computed, or the error in place of the result."""

    source: str
    operands: tuple[Value, ...]  # fewer than written where making one of them failed
    result: Value | None
    failure: Failure | None
    plan: BroadcastPlan | None  # of operations that broadcast


def broadcast_plan(a: tuple[int, ...], b: tuple[int, ...]) -> BroadcastPlan:
    """How two shapes broadcast: from the last axis on, sizes agree or one of them is 1 or missing."""
    rank = max(len(a), len(b))
    aligned: list[tuple[int | None, ...]] = [(None,) * (rank - len(shape)) + shape for shape in (a, b)]
    axes = tuple(_axis(first, second) for first, second in zip(*aligned, strict=True))
    sizes = tuple(axis.size for axis in axes)
    return BroadcastPlan(axes, None if None in sizes else tuple(size for size in sizes if size is not None))


def _axis(first: int | None, second: int | None) -> Axis:
    sizes = {first or 1, second or 1}
    stretched = sizes - {1}
    return Axis((first, second), max(sizes) if len(stretched) <= 1 else None)
