"""Tensors as a learner writes them, and values as TensorFlow gave them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from playground.core.parsing import as_real, half_width, is_cut, number_text, quote
from playground.lessons.shared.validation import LessonError, check_choice, check_real

__all__ = [
    "DTYPES",
    "LARGEST_VALUE",
    "MOST_ELEMENTS",
    "MOST_RANK",
    "Failure",
    "Nested",
    "TensorLiteral",
    "Value",
    "code_values",
    "flat_values",
    "read_values",
    "write_values",
]

DTYPES = ("float32", "int32")
MOST_RANK = 3
MOST_ELEMENTS = 512
LARGEST_VALUE = 1e6
_LONGEST_TEXT = 8000

# Numbers in lists in lists. Rows may differ in length: what TensorFlow says to that is part of the lesson.
Nested = float | tuple["Nested", ...]


@dataclass(frozen=True, slots=True)
class TensorLiteral:
    """A tensor with its elements written out; at most MOST_ELEMENTS numbers up to LARGEST_VALUE in size."""

    values: Nested
    dtype: str = "float32"

    def __post_init__(self) -> None:
        check_choice("dtype", self.dtype, DTYPES)
        object.__setattr__(self, "values", _checked(self.values))

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape, or None where rows differ in length."""
        return _shape(self.values)

    @property
    def arguments(self) -> str:
        """What stands between the parentheses of tf.constant(…) or tf.Variable(…)."""
        values = code_values(self.values, self.dtype)
        return values if self.dtype == "float32" else f"{values}, dtype=tf.{self.dtype}"

    @classmethod
    def read(cls, text: str, dtype: str = "float32") -> TensorLiteral:
        """The tensor a text such as [[1, 2], [3, 4]] stands for."""
        return cls(read_values(text), dtype)


@dataclass(frozen=True, eq=False, slots=True)
class Value:
    """One value as it came out of TensorFlow; values is None where there is no array (kind none or other)."""

    kind: Literal["tensor", "variable", "array", "number", "none", "other"]
    text: str  # what Python prints for it
    shape: tuple[int, ...] = ()
    dtype: str = ""
    values: NDArray[np.generic] | None = None
    trainable: bool | None = None  # of Variables only

    @property
    def is_finite(self) -> bool:
        """Whether every element is a finite number."""
        return self.values is not None and bool(np.isfinite(self.values).all())

    @property
    def number(self) -> float | None:
        """The value of a scalar, else None."""
        return float(self.values) if self.values is not None and self.values.ndim == 0 else None


@dataclass(frozen=True, slots=True)
class Failure:
    """An error as it was raised.

    `message` is the whole real message, `summary` the same without TensorFlow's internal names;
    `reason` is a key of playground.lessons.shared.error_explanations; `line` counts from 1 in the source.
    """

    error: str
    message: str
    summary: str
    reason: str
    line: int | None


def flat_values(values: Nested) -> tuple[float, ...]:
    """All numbers, in order."""
    if isinstance(values, tuple):
        return tuple(number for part in values for number in flat_values(part))
    return (values,)


def code_values(values: Nested, dtype: str = "float32") -> str:
    """The values as Python source: 3.0 for float32; 3 for int32 where whole (TensorFlow refuses others)."""
    if isinstance(values, tuple):
        return f"[{', '.join(code_values(part, dtype) for part in values)}]"
    return str(int(values)) if dtype != "float32" and values.is_integer() else repr(values)


def write_values(values: Nested) -> str:
    """The values as a learner types them; `read_values` takes this text back."""
    if isinstance(values, tuple):
        return f"[{', '.join(map(write_values, values))}]"
    return number_text(values)


_PART = re.compile(r"\s*([\[\](),]|[^\s\[\](),]+)")


def read_values(text: str) -> Nested:
    """Numbers in nested brackets, as text: 3, [1, 2] or [[1, 2], [3, 4]]; LessonError for anything else.

    A comma separates elements, so there is no decimal comma: 0,5 without brackets is refused.
    """
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        raise LessonError("lesson.values", value=quote(text))
    parts = _PART.findall(half_width(text))
    values, rest = _read(parts, 0, text)
    if rest != len(parts):
        raise LessonError("lesson.values", value=quote(text))
    return _checked(values)


def _read(parts: list[str], index: int, text: str, depth: int = 0) -> tuple[Nested, int]:
    part = parts[index] if index < len(parts) else ""
    if part != "[":
        number = None if is_cut(part) else as_real(part)
        if number is None:
            raise LessonError("lesson.values", value=quote(text))
        return number, index + 1
    if depth == MOST_RANK:
        raise LessonError("lesson.rank", most=str(MOST_RANK))
    elements: list[Nested] = []
    index += 1
    while True:
        element, index = _read(parts, index, text, depth + 1)
        elements.append(element)
        closing = parts[index] if index < len(parts) else ""
        index += 1
        if closing == "]":
            return tuple(elements), index
        if closing != ",":
            raise LessonError("lesson.values", value=quote(text))


def _checked(values: object) -> Nested:
    if _depth(values) > MOST_RANK:
        raise LessonError("lesson.rank", most=str(MOST_RANK))
    plain = _plain(values)
    count = len(flat_values(plain))
    if not 1 <= count <= MOST_ELEMENTS:
        raise LessonError("lesson.elements", value=str(count), most=str(MOST_ELEMENTS))
    return plain


def _depth(values: object) -> int:
    # Only as deep as needed: a nest of a thousand lists must not exhaust the stack.
    depth = 0
    level: list[object] = [values]
    while depth <= MOST_RANK and any(isinstance(part, (list, tuple)) for part in level):
        depth += 1
        level = [inner for part in level if isinstance(part, (list, tuple)) for inner in part]
    return depth


def _plain(values: object) -> Nested:
    if isinstance(values, (list, tuple)):
        return tuple(_plain(part) for part in values)
    return check_real("element", values, -LARGEST_VALUE, LARGEST_VALUE)


def _shape(values: Nested) -> tuple[int, ...] | None:
    if not isinstance(values, tuple):
        return ()
    shapes = {_shape(part) for part in values}
    inner = shapes.pop() if len(shapes) == 1 else None
    return None if inner is None else (len(values), *inner)
