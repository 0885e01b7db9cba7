"""Code that ran, line by line with marks, and the error it met: plain HTML, nothing evaluated."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

import streamlit as st

from playground.lessons.shared.values import Failure
from playground.lessons.shared.view.folding import folded
from playground.shell.language import speaker

__all__ = ["code_html", "code_view", "different_lines", "failure_card", "folded_code", "words"]

_LONGEST: Final = 25  # lines that stand open on a page
_MARKS: Final = {"now", "bad", "good", "later"}


def code_view(source: str, marks: Mapping[int, str] | None = None, label: str = "") -> None:
    """Lines of code under a small label; `marks` says of lines (from 1): now, bad, good, later."""
    title = f'<div class="gp-label">{escape(label)}</div>' if label else ""
    st.html(f"{title}{code_html(source, marks)}")


def folded_code(source: str, label: str, key: str) -> None:
    """The same, behind its label where it would push everything else off the screen."""
    if source.count("\n") < _LONGEST:
        code_view(source, label=label)
        return
    with folded(label, key):
        code_view(source)


def words(text: str, kind: str = "") -> None:
    """A paragraph as it stands: catalogue texts speak of `v[0]` and `a * b`, which is no markup."""
    named = f" is-{kind}" if kind else ""
    st.html(f'<p class="gp-words{named}">{escape(text)}</p>')


def code_html(source: str, marks: Mapping[int, str] | None = None) -> str:
    """The same as a piece of HTML."""
    lines = []
    for number, line in enumerate(source.split("\n"), start=1):
        named = "".join(f" is-{mark}" for mark in (marks or {}).get(number, "").split() if mark in _MARKS)
        lines.append(f'<span class="gp-line{named}">{escape(line) or " "}</span>')
    return f'<pre class="gp-code" tabindex="0"><code>{"".join(lines)}</code></pre>'


def different_lines(source: str, other: str) -> list[int]:
    """The lines of a source (from 1) that the other one does not have."""
    known = set(other.split("\n"))
    return [number for number, line in enumerate(source.split("\n"), start=1) if line not in known]


def failure_card(failure: Failure, key: str, explained: bool = True) -> None:
    """The error as raised, why (if `explained`), and the whole message for those who want it."""
    say = speaker()
    message = f"{failure.error}: {failure.summary}"
    st.html(f'<div class="gp-failure" role="note"><code>{escape(message)}</code></div>')
    if explained:
        words(say(f"lessons.reason.{failure.reason}"))
    if failure.message.strip() != failure.summary:
        with folded(say("lesson_cards.whole_message"), f"{key}_message"):
            st.html(f'<pre class="gp-code" tabindex="0"><code>{escape(failure.message)}</code></pre>')
