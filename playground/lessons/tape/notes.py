"""What there is to say about the tape's answer: numbers that are none, kinks, jumps, what was not watched."""

from __future__ import annotations

import numpy as np

from playground.expression import Call, Expression, children, evaluate
from playground.lessons.tape.non_finite import oddity
from playground.lessons.tape.tape import TapeReport, TapeRequest

__all__ = ["NOTES", "notes"]

# Catalogue: tape.note.<key>. The oddities (tape.odd.<key>) come beside them.
NOTES = ("not_read", "kink", "inner_kink", "jump", "edge")
_APART = 1e-3  # tape and difference further apart than this, relatively, do not agree
_COURSES = ("kink", "jump", "edge")


def notes(request: TapeRequest, report: TapeReport) -> tuple[str, ...]:
    """Keys of the catalogue for one sentence each, in the order in which they are told."""
    found = []
    if report.watched is False and (request.watch or request.trainable) and report.failure is None:
        found.append("tape.note.not_read")
    tree, x, differences = request.tree, request.input, report.differences
    value, gradient = (None if told is None else told.number for told in (report.value, report.gradient))
    odd = oddity(tree, x, value, gradient, differences.central)
    if odd is not None:
        found.append(f"tape.odd.{odd}")
    # Without a gradient the reasons speak; of a kink there is nothing to compare then.
    course = differences.course
    if course in _COURSES and odd is None and (gradient is not None or course == "jump"):
        found.append(f"tape.note.{course}")
    if gradient is not None and _disagree(gradient, differences.central) and _stands_on_kink(tree, x):
        found += [] if course == "kink" else ["tape.note.inner_kink"]
    return tuple(found)


def _disagree(gradient: float, central: float | None) -> bool:
    return central is not None and not abs(gradient - central) <= _APART * (1.0 + abs(central))


def _stands_on_kink(tree: Expression, x: float) -> bool:
    """Whether any relu of the formula stands at its kink, at 0."""
    if isinstance(tree, Call) and tree.function == "relu":
        with np.errstate(all="ignore"):
            if abs(float(evaluate(tree.operand, np.float64(x)))) < 1e-9:
                return True
    return any(_stands_on_kink(child, x) for child in children(tree))
