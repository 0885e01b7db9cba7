"""Tables of numbers, lines of code and paragraphs as plain HTML: readable by all, nothing to load."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

import streamlit as st

from playground.shell.terms import labelled, marked

__all__ = ["Meter", "as_label", "code_line", "number", "percent", "table", "told_at_once", "words"]

# Paragraphs that explain their terms: what a page is about, what it asks, and why.
_EXPLAINED = ("", "lead", "prompt")
_MARKS = re.compile(r"[\\`*_\[\]<>$~:#!|]")


@dataclass(frozen=True, slots=True)
class Meter:
    """A bar in a cell, beside the number that it shows: screen readers leave it out."""

    value: float
    low: float
    high: float


Cell = str | Meter


def percent(share: float) -> str:
    """A share for reading, with one decimal."""
    return f"{100 * share:.1f} %"


def number(value: float | None, digits: int = 5) -> str:
    """A number for reading: `digits` significant ones, a true minus, powers of ten where it is extreme."""
    if value is None:
        return "–"
    if not math.isfinite(value):
        return "∞" if value > 0 else "−∞" if value < 0 else "NaN"
    size = abs(value)
    if size != 0 and (size >= 1e6 or size < 10.0 ** (1 - digits)):
        mantissa, _, power = f"{value:.{max(digits - 2, 1)}e}".partition("e")
        return f"{mantissa}·10{_raised(int(power))}".replace("-", "−")
    decimals = digits - 1 - (math.floor(math.log10(size)) if size >= 1 else 0)
    return f"{value:.{max(decimals, 0)}f}".replace("-", "−")


def words(text: str, kind: str = "") -> None:
    """A paragraph as it stands: catalogue texts speak of `v[0]` and `a * b`, which is no markup."""
    named = f" is-{kind}" if kind else ""
    content = marked(text) if kind in _EXPLAINED else escape(text)
    st.html(f'<p class="gp-words{named}">{content}</p>')


def told_at_once(text: str) -> None:
    """A refusal as it stands: a screen reader says it when it comes."""
    st.html(f'<p class="gp-words is-notice" role="alert">{escape(text)}</p>')


def as_label(text: str) -> str:
    """A text as the label of a button, which Streamlit would read as Markdown."""
    return _MARKS.sub(r"\\\g<0>", text)


def table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    heads: bool = True,
    terms: Mapping[str, str] | None = None,
) -> None:
    """A table with a caption for screen readers; with `heads` the first cell of a row names it.

    `terms` maps words of the header to the glossary's terms that they are.
    """

    def head(cell: str) -> str:
        return labelled(cell, terms[cell]) if terms and cell in terms else escape(cell)

    # A heading without words is no heading: it names nothing.
    top = "".join(f'<th scope="col">{head(cell)}</th>' if cell else "<td></td>" for cell in header)
    body = "".join(f"<tr>{_cells(row, heads)}</tr>" for row in rows)
    st.html(
        f'<div class="gp-scroll" tabindex="0"><table class="gp-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def code_line(code: str) -> None:
    """Few lines of code, without the highlighter that weighs more than the rest of the page."""
    st.html(f'<pre class="gp-code" tabindex="0"><code>{escape(code)}</code></pre>')


def _cells(row: Sequence[Cell], heads: bool) -> str:
    first = 1 if heads else 0
    named = "".join(f'<th scope="row">{_content(cell)}</th>' for cell in row[:first])
    return named + "".join(f"<td>{_content(cell)}</td>" for cell in row[first:])


def _content(cell: Cell) -> str:
    if isinstance(cell, str):
        return escape(cell)
    return f'<meter min="{cell.low}" max="{cell.high}" value="{cell.value}" aria-hidden="true"></meter>'


def _raised(power: int) -> str:
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
