"""Broadcasting drawn: two shapes lined up at their last axes, and each operand stretched to the result.

Made of numbers only: sizes of axes and values of tensors.
"""

from __future__ import annotations

from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.lessons.shared.view.tensor_grid import tensor_html
from playground.lessons.tensors.operations import Axis, BroadcastPlan
from playground.shell.language import Say

__all__ = ["alignment_html", "stretched_html"]


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


def stretched_html(name: str, array: NDArray[Any], shape: tuple[int, ...], scale: float, say: Say) -> str:
    """An operand as it takes part: repeated to the result's shape, the copies marked."""
    aligned = array.reshape((1,) * (len(shape) - array.ndim) + array.shape)
    places = np.indices(shape)
    original = np.ones(shape, dtype=bool)
    for axis, size in enumerate(aligned.shape):
        if size != shape[axis]:
            original &= places[axis] == 0
    chips = [str(tuple(int(size) for size in array.shape))]
    if not original.all():
        chips.append(say("tensors_page.operate.stretched_to", shape=str(shape)))
    return tensor_html(name, np.broadcast_to(aligned, shape), chips, scale=scale, original=original)


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
