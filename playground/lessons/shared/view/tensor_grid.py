"""A tensor as a coloured grid of numbers: real tables, made of numbers only.

Colour is the second channel, the number in the cell the first: orange above 0, blue below it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.lessons.shared.values import Value
from playground.shell.language import Say, speaker

__all__ = ["cell_text", "largest", "show", "tensor_html", "value_html"]

_LARGE: Final = 1e5
_MOST_CELLS: Final = 640
_LONGEST_AXIS: Final = 16  # shown of each axis when there are more cells than that
_WEAKEST: Final = 14  # percent of colour that the smallest number other than 0 has


def show(parts: Iterable[str]) -> None:
    """Pieces made by `value_html` and `tensor_html` side by side; they wrap where there is no room."""
    st.html(f'<div class="gp-tensors">{"".join(parts)}</div>')


def value_html(
    name: str,
    value: Value,
    *,
    scale: float | None = None,
    changed: NDArray[np.bool_] | None = None,
    say: Say | None = None,
) -> str:
    """A value of TensorFlow under its name: kind, shape, dtype, and the grid; None and others as text."""
    say = say or speaker()
    kind = say(f"lesson_cards.kind.{value.kind}")
    if value.values is None:
        chips = () if value.kind == "none" else (kind,)
        body = f'<p class="gp-plain">{escape(value.text if value.kind == "other" else "None")}</p>'
        return _figure(name, chips, body, value.kind)
    words = [kind, str(value.shape), value.dtype]
    if value.trainable is False:
        words.append(say("lesson_cards.not_trainable"))
    return _figure(name, words, _slices(name, value.values, scale, changed, None), value.kind)


def tensor_html(
    name: str,
    array: NDArray[Any],
    chips: Sequence[str],
    *,
    scale: float | None = None,
    original: NDArray[np.bool_] | None = None,
) -> str:
    """An array under its name; where `original` is False the cell is a copy, as in broadcasting."""
    return _figure(name, chips, _slices(name, array, scale, None, original), "tensor")


def largest(arrays: Iterable[NDArray[Any] | None]) -> float:
    """The largest finite size among numbers that are shown side by side: they share one colour scale."""
    sizes = [0.0]
    for array in arrays:
        if array is not None and array.size and np.issubdtype(array.dtype, np.number):
            finite = np.abs(array[np.isfinite(array)].astype(np.float64))
            sizes.append(float(finite.max()) if finite.size else 0.0)
    return max(sizes)


def cell_text(value: Any) -> str:
    """A number for a cell: four digits, a decimal point where the dtype has one, a true minus."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value)).replace("-", "−")
    number = float(value)
    if math.isnan(number):
        return "nan"
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    whole = number.is_integer() and abs(number) < _LARGE
    text = f"{number:.1f}" if whole else f"{number:.4g}"
    if not whole and "." not in text and "e" not in text:
        text = f"{number:#.4g}"  # nearly whole is not whole: 1.000, not 1
    return text.replace("-", "−")


def _figure(name: str, chips: Sequence[str], body: str, kind: str) -> str:
    words = "".join(f'<span class="gp-chip">{escape(chip)}</span>' for chip in chips)
    return (
        f'<figure class="gp-tensor" data-kind="{escape(kind)}"><figcaption><b>{escape(name)}</b>{words}'
        f"</figcaption>{body}</figure>"
    )


def _slices(
    name: str,
    array: NDArray[Any],
    scale: float | None,
    changed: NDArray[np.bool_] | None,
    original: NDArray[np.bool_] | None,
) -> str:
    scale = largest([array]) if scale is None else scale
    note = ""
    if array.size > _MOST_CELLS:
        part = (slice(_LONGEST_AXIS),) * array.ndim
        array = array[part]
        changed = None if changed is None else changed[part]
        original = None if original is None else original[part]
        words = speaker()("lesson_cards.cropped", count=_LONGEST_AXIS)
        note = f'<p class="gp-words is-quiet">{escape(words)}</p>'
    shape = str(tuple(int(size) for size in array.shape))
    if array.ndim < 3:
        tables = _table(f"{name} {shape}", array, scale, changed, original, hidden=True)
    else:
        tables = "".join(
            _table(
                f"{name}[{place}]",
                array[place],
                scale,
                None if changed is None else changed[place],
                None if original is None else original[place],
                hidden=False,
            )
            for place in range(array.shape[0])
        )
    return f'<div class="gp-scroll" tabindex="0"><div class="gp-slices">{tables}</div></div>{note}'


def _table(
    caption: str,
    array: NDArray[Any],
    scale: float,
    changed: NDArray[np.bool_] | None,
    original: NDArray[np.bool_] | None,
    hidden: bool,
) -> str:
    has_rows, has_columns = array.ndim == 2, array.ndim >= 1
    rows = array.reshape(-1, array.shape[-1]) if has_columns else array.reshape(1, 1)
    marks = [None if mask is None else mask.reshape(rows.shape) for mask in (changed, original)]
    head = ""
    if has_columns:
        corner = "<td></td>" if has_rows else ""
        places = "".join(f'<th scope="col">{place}</th>' for place in range(rows.shape[1]))
        head = f"<thead><tr>{corner}{places}</tr></thead>"
    lines = []
    for place, row in enumerate(rows):
        side = f'<th scope="row">{place}</th>' if has_rows else ""
        cells = "".join(
            _cell(
                number,
                scale,
                marks[0] is not None and bool(marks[0][place, column]),
                marks[1] is None or bool(marks[1][place, column]),
            )
            for column, number in enumerate(row)
        )
        lines.append(f"<tr>{side}{cells}</tr>")
    shown = ' class="gp-hidden"' if hidden else ""
    body = "".join(lines)
    title = f"<caption{shown}>{escape(caption)}</caption>"
    return f'<table class="gp-grid">{title}{head}<tbody>{body}</tbody></table>'


def _cell(value: Any, scale: float, changed: bool, original: bool) -> str:
    classes = [name for name, holds in (("gp-changed", changed), ("gp-copy", not original)) if holds]
    style = ""
    number = float(value)
    if not math.isfinite(number):
        classes.append("gp-odd")
    elif number != 0 and scale > 0:
        classes.append("gp-above" if number > 0 else "gp-below")
        share = _WEAKEST + (100 - _WEAKEST) * min(abs(number) / scale, 1.0)
        style = f' style="--gp-share:{share:.0f}%"'
    named = f' class="{" ".join(classes)}"' if classes else ""
    return f"<td{named}{style}>{cell_text(value)}</td>"
