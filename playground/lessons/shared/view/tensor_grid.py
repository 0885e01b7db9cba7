"""A tensor as a coloured grid of numbers: real tables, made of numbers only.

Colour is the second channel, the number in the cell the first: orange above 0, blue below it.
The cells of a large grid say which element they are (`assets/tensors/cells.js` shows it for the one that is
pointed at).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any, Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.lessons.shared.values import Value
from playground.shell.language import Say, speaker

__all__ = ["Index", "Large", "cell_text", "element_text", "largest", "show", "tensor_html", "value_html"]

Index = tuple[int, ...]

_LARGE: Final = 1e5
_MOST_CELLS: Final = 640
_LONGEST_AXIS: Final = 16  # shown of each axis when there are more cells than that
_WEAKEST: Final = 14  # percent of colour that the smallest number other than 0 has


@dataclass(frozen=True, slots=True)
class Large:
    """How a large grid is drawn.

    `across` sheets of a third axis stand side by side. `axes` are the words for the axes that are drawn
    beside the grid, first to last; empty: none. `tell` says of an element what a cell says instead of its
    name and number, `sources` which elements of other grids it was made from ("a:0,1 b:0,1").
    """

    across: int = 1
    axes: tuple[str, ...] = ()
    tell: Callable[[Index], str] | None = None
    sources: Callable[[Index], str] | None = None


@dataclass(frozen=True, slots=True)
class _Grid:
    """What all tables of one tensor are drawn from."""

    name: str
    array: NDArray[Any]
    scale: float
    changed: NDArray[np.bool_] | None = None
    original: NDArray[np.bool_] | None = None
    before: NDArray[Any] | None = None
    large: Large | None = None

    def cropped(self, part: tuple[slice, ...]) -> _Grid:
        """The same for a part of the array."""
        changed, original, before = (
            None if array is None else array[part] for array in (self.changed, self.original, self.before)
        )
        return replace(self, array=self.array[part], changed=changed, original=original, before=before)


def show(parts: Iterable[str]) -> None:
    """Pieces made by `value_html` and `tensor_html` side by side; they wrap where there is no room."""
    st.html(f'<div class="gp-tensors">{"".join(parts)}</div>')


def value_html(
    name: str,
    value: Value,
    *,
    scale: float | None = None,
    changed: NDArray[np.bool_] | None = None,
    before: NDArray[Any] | None = None,
    large: Large | None = None,
    title: str | None = None,
    say: Say | None = None,
) -> str:
    """A value of TensorFlow under its name: kind, shape, dtype, and the grid; None and others as text.

    `before` holds the numbers that stood in the changed cells. `title` stands in place of the name.
    """
    say = say or speaker()
    title = name if title is None else title
    kind = say(f"lesson_cards.kind.{value.kind}")
    if value.values is None:
        chips = () if value.kind == "none" else (kind,)
        body = f'<p class="gp-plain">{escape(value.text if value.kind == "other" else "None")}</p>'
        return _figure(title, chips, body, value.kind, large)
    words = [kind, str(value.shape), value.dtype]
    if value.trainable is False:
        words.append(say("lesson_cards.not_trainable"))
    scale = largest([value.values]) if scale is None else scale
    grid = _Grid(name, value.values, scale, changed, before=before, large=large)
    return _figure(title, words, _slices(grid), value.kind, large)


def tensor_html(
    name: str,
    array: NDArray[Any],
    chips: Sequence[str],
    *,
    scale: float | None = None,
    original: NDArray[np.bool_] | None = None,
    large: Large | None = None,
) -> str:
    """An array under its name; where `original` is False the cell is a copy, as in broadcasting."""
    scale = largest([array]) if scale is None else scale
    body = _slices(_Grid(name, array, scale, original=original, large=large))
    return _figure(name, chips, body, "tensor", large)


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


def element_text(name: str, index: Index, value: Any) -> str:
    """What an element is called, and its number with all digits: t[1, 2] = 0.5."""
    place = f"[{', '.join(map(str, index))}]" if index else ""
    is_whole = isinstance(value, (bool, int, np.bool_, np.integer))
    number = cell_text(value) if is_whole or not math.isfinite(float(value)) else str(value)
    return f"{name}{place} = {number.replace('-', '−')}"


def _figure(name: str, chips: Sequence[str], body: str, kind: str, large: Large | None) -> str:
    words = "".join(f'<span class="gp-chip">{escape(chip)}</span>' for chip in chips)
    size = "" if large is None else ' data-size="large"'
    title = f"<b>{escape(name)}</b>" if name else ""
    return (
        f'<figure class="gp-tensor" data-kind="{escape(kind)}"{size}><figcaption>{title}{words}'
        f"</figcaption>{body}</figure>"
    )


def _slices(grid: _Grid) -> str:
    note = ""
    if grid.array.size > _MOST_CELLS:
        grid = grid.cropped((slice(_LONGEST_AXIS),) * grid.array.ndim)
        words = speaker()("lesson_cards.cropped", count=_LONGEST_AXIS)
        note = f'<p class="gp-words is-quiet">{escape(words)}</p>'
    shape = str(tuple(int(size) for size in grid.array.shape))
    if grid.array.ndim < 3:
        tables = _table(f"{grid.name} {shape}", grid, (), hidden=True)
    else:
        tables = "".join(
            _table(f"{grid.name}[{', '.join(map(str, sheet))}]", grid, sheet, hidden=False)
            for sheet in np.ndindex(*grid.array.shape[:-2])
        )
    if grid.large is None:
        return f'<div class="gp-scroll" tabindex="0"><div class="gp-slices">{tables}</div></div>{note}'
    sheets = f'<div class="gp-slices" style="--gp-across:{grid.large.across}">{tables}</div>'
    scroll = f'<div class="gp-scroll">{sheets}</div>{note}'
    axes = _axes(grid.large.axes)
    return f'<div class="gp-axed">{axes}{scroll}</div>' if axes else scroll


def _axes(axes: tuple[str, ...]) -> str:
    """The words of the axes, from the last: it runs to the right, the one before it down, the third back."""
    return "".join(
        f'<span class="gp-tensor-axis is-{side}">{escape(words)}</span>'
        for side, words in zip(("right", "down", "back"), reversed(axes), strict=False)
    )


def _table(caption: str, grid: _Grid, sheet: Index, hidden: bool) -> str:
    array = grid.array[sheet]
    has_rows, has_columns = array.ndim == 2, array.ndim >= 1
    shape = (1, *array.shape)[-2:] if has_columns else (1, 1)
    head = ""
    if has_columns:
        corner = "<td></td>" if has_rows else ""
        places = "".join(f'<th scope="col">{place}</th>' for place in range(shape[1]))
        head = f"<thead><tr>{corner}{places}</tr></thead>"
    lines = []
    for row in range(shape[0]):
        side = f'<th scope="row">{row}</th>' if has_rows else ""
        cells = "".join(_cell(grid, (*sheet, *(row, column)[2 - array.ndim :])) for column in range(shape[1]))
        lines.append(f"<tr>{side}{cells}</tr>")
    shown = ' class="gp-hidden"' if hidden else ""
    body = "".join(lines)
    title = f"<caption{shown}>{escape(caption)}</caption>"
    return f'<table class="gp-grid">{title}{head}<tbody>{body}</tbody></table>'


def _cell(grid: _Grid, index: Index) -> str:
    value = grid.array[index]
    changed = grid.changed is not None and bool(grid.changed[index])
    copied = grid.original is not None and not bool(grid.original[index])
    classes = [name for name, holds in (("gp-changed", changed), ("gp-copy", copied)) if holds]
    style = ""
    number = float(value)
    if not math.isfinite(number):
        classes.append("gp-odd")
    elif number != 0 and grid.scale > 0:
        classes.append("gp-above" if number > 0 else "gp-below")
        share = _WEAKEST + (100 - _WEAKEST) * min(abs(number) / grid.scale, 1.0)
        style = f"--gp-share:{share:.0f}%"
    if copied:
        style += _from(grid, index)
    said = "" if grid.large is None else _said(grid, grid.large, index)
    if changed and grid.before is not None and grid.before.shape == grid.array.shape:
        said += f' data-before="{cell_text(grid.before[index])}"'
    named = f' class="{" ".join(classes)}"' if classes else ""
    styled = f' style="{style}"' if style else ""
    return f"<td{named}{styled}{said}>{cell_text(value)}</td>"


def _from(grid: _Grid, index: Index) -> str:
    """How many columns and rows a copy lies from the element that it repeats."""
    steps = [
        index[axis] if grid.original is not None and _repeats(grid.original, axis) else 0
        for axis in range(len(index))
    ]
    down, right = [0, 0, *steps][-2:]
    return f";--gp-x:{right};--gp-y:{down}"


def _repeats(original: NDArray[np.bool_], axis: int) -> bool:
    """Whether nothing but the first place along an axis is original."""
    return not bool(np.delete(original, 0, axis).any())


def _said(grid: _Grid, large: Large, index: Index) -> str:
    tell = large.tell
    text = element_text(grid.name, index, grid.array[index]) if tell is None else tell(index)
    start = 0 if not any(index) else -1  # one stop for the Tab key; the arrow keys go on from it
    sources = "" if large.sources is None else f' data-from="{escape(large.sources(index))}"'
    at = f"{grid.name}:{','.join(map(str, index))}"
    return f' tabindex="{start}" aria-label="{escape(text)}" data-at="{escape(at)}"{sources}'
