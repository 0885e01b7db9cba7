"""Terms where they first stand on a page: the word is a button that says what it means.

The sentence comes from the glossary; the browser shows it on hover, tap and focus (assets/terms.js).
"""

from __future__ import annotations

from html import escape
from typing import Final

import streamlit as st

from playground.locale.glossary import Term, found_terms, terms
from playground.shell.language import language

__all__ = ["begin", "labelled", "marked"]

_WHERE: Final = "terms_where"  # in the session: the text that explains each term on this page


def begin() -> None:
    """A page is drawn anew: nothing is explained on it yet."""
    st.session_state[_WHERE] = {}


def marked(text: str) -> str:
    """A text as HTML; a term that no other text of the page explains is a button."""
    where: dict[str, str] = st.session_state.setdefault(_WHERE, {})
    current, parts, at = language(), [], 0
    for start, end, term in found_terms(text, current):
        # A fragment draws the same text again.
        if where.setdefault(term.key, text) == text:
            parts += [escape(text[at:start]), _button(text[start:end], term)]
            at = end
    return "".join([*parts, escape(text[at:])])


def labelled(word: str, key: str) -> str:
    """A label as HTML that says what a term of the glossary means, whatever its own words are."""
    return _button(word, terms(language())[key])


def _button(word: str, term: Term) -> str:
    text = escape(term.text)
    return f'<button type="button" class="gp-term" aria-description="{text}">{escape(word)}</button>'
