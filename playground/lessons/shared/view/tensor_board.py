"""Large tensors that fill the picture of a lab: their arrangement, and the scale of their colours below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import streamlit as st

from playground.lessons.shared.view import component
from playground.lessons.shared.view.tensor_grid import cell_text
from playground.shell.language import Say

__all__ = ["Part", "across", "arranged", "board", "board_html", "part", "scale_html"]

_ENTRY: Final = "tensors/cells.js"
_ROOM: Final = (700.0, 480.0)  # px, of the picture on a laptop; the style sheet scales to what there is
_FLATTEST: Final = 1.5  # a cell is at most this much wider than high before its height counts
_WORTH: Final = 1.15  # how much larger cells have to be for one line more
_LONGEST: Final = 16  # cells of an axis that are shown (see tensor_grid)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a board: its HTML, the size of its grid in cells, and its sheets (all 0: a sign)."""

    html: str
    rows: int = 0
    columns: int = 0
    sheets: tuple[int, int] = (0, 0)  # down and across


def across(shape: Sequence[int], room: tuple[float, float] = _ROOM) -> int:
    """How many sheets of a third axis stand side by side, so that the cells become as large as can be."""
    if len(shape) < 3:
        return 1
    sheets, rows, columns = (min(size, _LONGEST) for size in shape[-3:])
    return max(
        range(1, max(sheets, 1) + 1),
        key=lambda count: (_cell(-(-sheets // count) * max(rows, 1), count * max(columns, 1), room), -count),
    )


def part(html: str, shape: Sequence[int], sheets_across: int = 1) -> Part:
    """The piece that shows a tensor of this shape."""
    sheets, rows, columns = [1, 1, 1, *(max(min(size, _LONGEST), 1) for size in shape)][-3:]
    down = -(-sheets // sheets_across)
    return Part(html, down * rows, sheets_across * columns, (down, sheets_across))


def arranged(parts: Sequence[Part], breaks: Sequence[Sequence[int]]) -> list[list[Part]]:
    """Parts in lines. `breaks` are the ways to break them, each as the places where a line begins."""
    ways = []
    for places in breaks:
        ends = [*places[1:], len(parts)]
        ways.append([list(parts[start:end]) for start, end in zip(places, ends, strict=True)])
    return max(ways, key=lambda lines: _cell(*_size(lines)) / _WORTH ** len(lines))


def board_html(
    lines: Sequence[Sequence[Part]], scale: float, say: Say, above: str = "", kind: str = ""
) -> str:
    """The board: `above`, the lines, and below them the scale and what the cell under the pointer says."""
    rows, columns = _size(lines)
    style = {
        "rows": max(rows, 1),
        "columns": max(columns, 1),
        "widest": max((piece.columns for line in lines for piece in line), default=1),
        "lines": len(lines),
        "down": sum(max((piece.sheets[0] for piece in line), default=0) for line in lines),
        "across": max((sum(piece.sheets[1] for piece in line) for line in lines), default=1),
        "signs": max((sum(not piece.columns for piece in line) for line in lines), default=0),
    }
    styled = ";".join(f"--gp-{name}:{value}" for name, value in style.items())
    body = "".join(
        f'<div class="gp-board-line">{"".join(piece.html for piece in line)}</div>' for line in lines
    )
    named = f" is-{kind}" if kind else ""
    return (
        f'<div class="gp-board{named}" data-testid="tensor-board" style="{styled}">{above}'
        f'<div class="gp-board-cells">{body}</div>{scale_html(scale, say)}</div>'
    )


def scale_html(scale: float, say: Say) -> str:
    """What the colours mean, and the place for what a cell says."""
    end = cell_text(scale)
    marks = f"<span>−{end}</span><i></i><span>+{end}</span>" if scale > 0 else "<span>0</span>"
    label = escape(say("lesson_cards.scale", end=end))
    return (
        f'<div class="gp-board-foot"><p class="gp-readout" data-testid="cell-readout">'
        f"{escape(say('lesson_cards.point_at_cell'))}</p>"
        f'<div class="gp-scale" role="img" aria-label="{label}">{marks}</div></div>'
    )


def board(html: str, key: str) -> None:
    """Draw a board, whose cells then answer pointer and arrow keys."""
    st.html(html)
    with st.container(key="gp_cells"):
        component.show(_ENTRY, f"{key}_cells", {})


def _size(lines: Sequence[Sequence[Part]]) -> tuple[int, int]:
    """Rows and columns of cells of the whole."""
    rows = sum(max((piece.rows for piece in line), default=0) for line in lines)
    return rows, max((sum(piece.columns for piece in line) for line in lines), default=0)


def _cell(rows: int, columns: int, room: tuple[float, float] = _ROOM) -> float:
    """How large a cell becomes: its height, or what its width lets it be."""
    return min(room[0] / max(columns, 1) / _FLATTEST, room[1] / max(rows, 1))
