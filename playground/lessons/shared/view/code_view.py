"""Code that ran, highlighted and line by line with marks, and the error it met: HTML, nothing evaluated."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Final

import streamlit as st

from playground.lessons.shared.values import Failure
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.highlight import highlighted
from playground.shell.language import speaker
from playground.shell.tables import words

__all__ = [
    "code_html",
    "code_view",
    "different_lines",
    "failure_card",
    "failure_html",
    "printed_html",
    "printed_view",
    "whole_message",
    "words",
]

_MARKS: Final = {"now", "bad", "good", "later"}
# A token, or a bracket behind which a line that is too long may break, instead of inside a name.
# Not before the numbers of a list, which have blanks to break at.
_OPENS: Final = re.compile(
    r'(<span class="gp-t-\w+">.*?</span>)|[(\[](?![)\]\[-]|<span class="gp-t-number">)'
)


def code_view(source: str, marks: Mapping[int, str] | None = None, label: str = "") -> None:
    """Lines of code under a small label; `marks` says of lines (from 1): now, bad, good, later."""
    title = f'<div class="gp-label">{escape(label)}</div>' if label else ""
    st.html(f"{title}{code_html(source, marks)}")


def printed_view(text: str, label: str = "") -> None:
    """What a program printed, under a small label."""
    title = f'<div class="gp-label">{escape(label)}</div>' if label else ""
    st.html(f"{title}{printed_html(text)}")


def code_html(source: str, marks: Mapping[int, str] | None = None) -> str:
    """The same as a piece of HTML."""
    breakable = [
        _OPENS.sub(lambda found: found[1] or f"{found[0]}<wbr>", line) for line in highlighted(source)
    ]
    return _lines_html(breakable, marks or {})


def printed_html(text: str) -> str:
    """What a program printed, as a piece of HTML: not highlighted, as it is no source."""
    return _lines_html([escape(line) for line in text.split("\n")], {})


def _lines_html(texts: Sequence[str], marks: Mapping[int, str]) -> str:
    lines = []
    for number, text in enumerate(texts, start=1):
        named = "".join(f" is-{mark}" for mark in marks.get(number, "").split() if mark in _MARKS)
        lines.append(f'<span class="gp-line{named}">{text or " "}</span>')
    return f'<pre class="gp-code" tabindex="0"><code>{"".join(lines)}</code></pre>'


def different_lines(source: str, other: str) -> list[int]:
    """The lines of a source (from 1) that the other one does not have."""
    known = set(other.split("\n"))
    return [number for number, line in enumerate(source.split("\n"), start=1) if line not in known]


def failure_card(failure: Failure, key: str, explained: bool = True) -> None:
    """The error as raised, why (if `explained`), and the whole message for those who want it."""
    st.html(failure_html(failure))
    if explained:
        words(speaker()(f"lessons.reason.{failure.reason}"))
    whole_message(failure, key)


def failure_html(failure: Failure) -> str:
    """The error as raised."""
    message = escape(f"{failure.error}: {failure.summary}")
    return f'<div class="gp-failure" role="note"><code>{message}</code></div>'


def whole_message(failure: Failure, key: str) -> None:
    """TensorFlow's message with its internal names, folded; nothing where there are none."""
    if failure.message.strip() == failure.summary:
        return
    with folded(speaker()("lesson_cards.whole_message"), f"{key}_message"):
        st.html(f'<pre class="gp-code" tabindex="0"><code>{escape(failure.message)}</code></pre>')
