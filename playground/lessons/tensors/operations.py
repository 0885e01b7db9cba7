"""The operation calculator: operations as a table, and how broadcasting lines two shapes up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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
    "Source",
    "broadcast_plan",
]

Index = tuple[int, ...]
Shapes = Sequence[tuple[int, ...]]
Source = tuple[str, Index]  # an element of an operand: its name and index


def _aligned(index: Index, shape: tuple[int, ...]) -> Index:
    """The element of an operand that broadcasting puts at this place of the result."""
    last = index[len(index) - len(shape) :]
    return tuple(0 if size == 1 else place for place, size in zip(last, shape, strict=True))


def _elementwise(index: Index, shapes: Shapes, axis: int) -> tuple[Source, ...]:
    return tuple((name, _aligned(index, shape)) for name, shape in zip("ab", shapes, strict=False))


def _matrix_product(index: Index, shapes: Shapes, axis: int) -> tuple[Source, ...]:
    a, b = shapes
    outer, row, column = index[:-2], index[-2], index[-1]
    return tuple(
        source
        for inner in range(a[-1])
        for source in (
            ("a", (*_aligned(outer, a[:-2]), row, inner)),
            ("b", (*_aligned(outer, b[:-2]), inner, column)),
        )
    )


def _concatenated(index: Index, shapes: Shapes, axis: int) -> tuple[Source, ...]:
    place = axis % len(index)
    first = shapes[0][place]
    if index[place] < first:
        return (("a", index),)
    return (("b", (*index[:place], index[place] - first, *index[place + 1 :])),)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on a, or on a and b, as a line of TensorFlow.

    `made_from` says which elements an element of the result is made from, given its index, the operands'
    shapes and the axis. `term` is the formula for as many of them as it has places; terms are added up.
    """

    operands: Literal[1, 2]
    code: str
    term: str
    made_from: Callable[[Index, Shapes, int], tuple[Source, ...]] = _elementwise
    broadcasts: bool = False
    has_axis: bool = False


OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {
        "square": Operation(1, "tf.square(a)", "{}²"),
        "sqrt": Operation(1, "tf.sqrt(a)", "√{}"),
        "relu": Operation(1, "tf.nn.relu(a)", "max({}, 0)"),
        "add": Operation(2, "a + b", "{} + {}", broadcasts=True),
        "multiply": Operation(2, "a * b", "{} × {}", broadcasts=True),
        "matmul": Operation(2, "tf.matmul(a, b)", "{} × {}", _matrix_product),
        "concat": Operation(2, "tf.concat([a, b], axis={axis})", "{}", _concatenated, has_axis=True),
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
