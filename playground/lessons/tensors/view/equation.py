"""An operation drawn: shapes as ribbons lined up at their last axes, then a, the sign, b, and the result.

An operand that broadcasts is drawn stretched to the result. A refused operation leaves TensorFlow's message
in the place of the result. Made of numbers, catalogue texts and escaped messages only.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.lessons.shared.values import Value
from playground.lessons.shared.view.code_view import failure_html
from playground.lessons.shared.view.tensor_board import Part, across, arranged, board_html, part
from playground.lessons.shared.view.tensor_grid import (
    Index,
    Large,
    cell_text,
    element_text,
    largest,
    tensor_html,
    value_html,
)
from playground.lessons.tensors.operations import (
    OPERATIONS,
    Axis,
    BroadcastPlan,
    OperationReport,
    OperationRequest,
    Source,
)
from playground.shell.language import Say

__all__ = ["alignment_html", "equation_html", "stretched_html"]

_MOST_STRETCHED: Final = 400  # elements of a result whose operands are drawn stretched
_SIGNS: Final = {"add": "+", "multiply": "×", "matmul": "@"}
_MOST_TERMS: Final = 4  # of a sum that is told
_ROOM: Final = (330.0, 230.0)  # px, of each tensor


def equation_html(report: OperationReport, request: OperationRequest, say: Say) -> str:
    """The whole board."""
    values = [*report.operands, *([report.result] if report.result else [])]
    scale = largest(value.values for value in values)
    shape = _stretched_shape(report)
    parts = [
        _operand(name, value, shape, scale, say) for name, value in zip("ab", report.operands, strict=False)
    ]
    sign = _SIGNS.get(request.operation, "")
    if len(parts) == 2 and sign:
        parts.insert(1, _sign(sign))
    result = len(parts)
    parts += [_sign("=" if sign else "→"), _result(report, request, shape, scale, say)]
    ways = [[0], [0, result]] if len(report.operands) == 2 else [[0], [0, 1]]
    above = alignment_html(report.plan, say) if report.plan is not None and len(report.operands) == 2 else ""
    return board_html(arranged(parts, ways), scale, say, above, "equation")


def _stretched_shape(report: OperationReport) -> tuple[int, ...] | None:
    """The shape to which operands are stretched, where the operation broadcasts and there is room."""
    is_small = report.result is not None and _count(report.result) <= _MOST_STRETCHED
    return report.plan.shape if report.plan is not None and is_small else None


def _operand(name: str, value: Value, shape: tuple[int, ...] | None, scale: float, say: Say) -> Part:
    drawn = value.shape if shape is None or value.values is None else shape
    sheets = across(drawn, _ROOM)
    large = Large(sheets)
    if shape is None or value.values is None:
        html = value_html(name, value, scale=scale, large=large, say=say)
    else:
        html = stretched_html(name, value.values, shape, scale, say, large)
    return part(html, drawn, sheets)


def _result(
    report: OperationReport,
    request: OperationRequest,
    shape: tuple[int, ...] | None,
    scale: float,
    say: Say,
) -> Part:
    if report.failure is not None:
        reason = say(f"lessons.reason.{report.failure.reason}")
        body = f'{failure_html(report.failure)}<p class="gp-words">{escape(reason)}</p>'
        refused = f'<figure class="gp-refused"><figcaption><b>c</b></figcaption>{body}</figure>'
        return Part(refused, 3, 3, (1, 1))
    if report.result is None:
        return Part("")
    sheets = across(report.result.shape, _ROOM)
    told = partial(_told, request, report)
    large = Large(sheets, tell=told, sources=partial(_lit, request, report, shape is not None))
    html = value_html("c", report.result, scale=scale, large=large, say=say)
    return part(html, report.result.shape, sheets)


def _made_from(request: OperationRequest, report: OperationReport, index: Index) -> tuple[Source, ...]:
    shapes = tuple(value.shape for value in report.operands)
    return OPERATIONS[request.operation].made_from(index, shapes, request.axis)


def _told(request: OperationRequest, report: OperationReport, index: Index) -> str:
    """How an element came about: c[1, 2] = a[1, 0] + b[2] = 2.0 + 30.0 = 32.0."""
    values = {name: value.values for name, value in zip("ab", report.operands, strict=False)}
    made = _made_from(request, report, index)
    assert report.result is not None  # it is drawn
    assert report.result.values is not None
    names = [_place(name, place) for name, place in made]
    numbers = [_number(values[name], place) for name, place in made]
    term = OPERATIONS[request.operation].term
    steps = [_formula(term, texts) for texts in (names, numbers)]
    if steps[1] == numbers[0]:
        steps.pop()  # taken over as it is
    return " = ".join([_place("c", index), *steps, cell_text(report.result.values[index])])


def _formula(term: str, texts: list[str]) -> str:
    """The terms added up; the middle of a long sum is left out."""
    places = term.count("{}")
    terms = [term.format(*texts[start : start + places]) for start in range(0, len(texts), places)]
    if len(terms) > _MOST_TERMS:
        terms = [*terms[: _MOST_TERMS - 1], "…", terms[-1]]
    return " + ".join(terms)


def _number(values: NDArray[Any] | None, place: Index) -> str:
    """A number of a formula; a negative one stands in parentheses."""
    text = "" if values is None else cell_text(values[place])
    return f"({text})" if text.startswith("−") else text


def _place(name: str, index: Index) -> str:
    return f"{name}[{', '.join(map(str, index))}]" if index else name


def _lit(request: OperationRequest, report: OperationReport, is_stretched: bool, index: Index) -> str:
    """The cells that an element came from; of a stretched operand the one at the same place."""
    made = _made_from(request, report, index)
    return " ".join(f"{name}:{','.join(map(str, index if is_stretched else place))}" for name, place in made)


def alignment_html(plan: BroadcastPlan, say: Say) -> str:
    """The shapes as a table: a column for each axis, marked where it is stretched, added or does not fit."""
    if not plan.axes:
        return ""
    rows = [_row("ab"[operand], [_own(axis, operand, say) for axis in plan.axes]) for operand in (0, 1)]
    result = [
        ("clash", "✗", say("tensors_page.operate.clash")) if axis.size is None else ("", str(axis.size), "")
        for axis in plan.axes
    ]
    rows.append(_row("c", result))
    heads = "".join(
        f'<th scope="col">{escape(say("tensors_page.operate.axis", axis=place - len(plan.axes)))}</th>'
        for place in range(len(plan.axes))
    )
    caption = escape(say("tensors_page.operate.aligned"))
    return (
        f'<div class="gp-scroll" tabindex="0"><table class="gp-aligned"><caption>{caption}</caption>'
        f"<thead><tr><td></td>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def stretched_html(
    name: str,
    array: NDArray[Any],
    shape: tuple[int, ...],
    scale: float,
    say: Say,
    large: Large | None = None,
) -> str:
    """An operand as it takes part: repeated to the result's shape, the copies marked."""
    rank = len(shape) - array.ndim
    aligned = array.reshape((1,) * rank + array.shape)
    places = np.indices(shape)
    original = np.ones(shape, dtype=bool)
    for axis, size in enumerate(aligned.shape):
        if size != shape[axis]:
            original &= places[axis] == 0
    chips = [str(tuple(int(size) for size in array.shape))]
    if not original.all():
        chips.append(say("tensors_page.operate.stretched_to", shape=str(shape)))

    def told(index: Index) -> str:
        own = tuple(0 if size == 1 else place for place, size in zip(index[rank:], array.shape, strict=True))
        text = element_text(name, own, array[own])
        return text if original[index] else say("tensors_page.operate.copy_of", element=text)

    large = None if large is None else replace(large, tell=told)
    stretched = np.broadcast_to(aligned, shape)
    return tensor_html(name, stretched, chips, scale=scale, original=original, large=large)


def _sign(text: str) -> Part:
    return Part(f'<span class="gp-sign" aria-hidden="true">{escape(text)}</span>')


def _count(value: Value) -> int:
    return 0 if value.values is None else int(value.values.size)


def _own(axis: Axis, operand: int, say: Say) -> tuple[str, str, str]:
    """Class, text and words of one operand's axis."""
    size, stretched = axis.sizes[operand], axis.stretched[operand]
    if axis.size is None:
        return "clash", "–" if size is None else str(size), ""
    if axis.added[operand]:
        return "added", f"1 → {axis.size}" if stretched else "1", say("tensors_page.operate.added")
    if stretched:
        return "stretched", f"1 → {axis.size}", say("tensors_page.operate.stretched")
    return "", str(size), ""


def _row(name: str, cells: list[tuple[str, str, str]]) -> str:
    body = "".join(
        f'<td class="is-{kind or "plain"}"><b>{text}</b><small>{escape(note)}</small></td>'
        for kind, text, note in cells
    )
    return f'<tr><th scope="row">{name}</th>{body}</tr>'
