"""Shapes as a learner types them: (2, 3), 2, 3, 2 3, and () for a scalar."""

from __future__ import annotations

from math import prod

from playground.core.parsing import as_whole, half_width, is_cut, quote, typed_parts
from playground.lessons.shared.validation import LessonError, check_whole
from playground.lessons.shared.values import MOST_ELEMENTS, MOST_RANK

__all__ = ["LONGEST_AXIS", "check_shape", "read_shape"]

LONGEST_AXIS = 16


def read_shape(text: str, most_rank: int = MOST_RANK) -> tuple[int, ...]:
    """A shape as text: (2, 3), 2, 3, 2 3 or () for a scalar; LessonError for anything else."""
    inner = half_width(text).strip()
    if inner[:1] + inner[-1:] in ("()", "[]"):
        inner = inner[1:-1]
    parts = typed_parts(inner)
    if parts and parts[-1] == "":  # (3,) and ()
        parts.pop()
    sizes = tuple(None if is_cut(part) else as_whole(part) for part in parts)
    shape = tuple(size for size in sizes if size is not None)
    if len(shape) != len(sizes):
        raise LessonError("lesson.shape_text", value=quote(text))
    return check_shape(shape, most_rank)


def check_shape(shape: object, most_rank: int = MOST_RANK) -> tuple[int, ...]:
    """A shape within the builder's limits."""
    if not isinstance(shape, (tuple, list)) or len(shape) > most_rank:
        raise LessonError("lesson.rank", most=str(most_rank))
    sizes = tuple(check_whole("size", size, 1, LONGEST_AXIS) for size in shape)
    if prod(sizes) > MOST_ELEMENTS:
        raise LessonError("lesson.elements", value=str(prod(sizes)), most=str(MOST_ELEMENTS))
    return sizes
