"""The terms of the app, and one sentence that explains each; glossary.toml holds them for all languages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from playground.locale import SOURCE

__all__ = ["Term", "explanation", "found_terms", "terms"]

_FILE = Path(__file__).with_name("glossary.toml")


@dataclass(frozen=True, slots=True)
class Term:
    """A term in one language: its word, its sentence, and what is never said instead of it."""

    key: str
    word: str
    text: str
    symbol: str = ""  # what stands for it in formulas
    forbidden: tuple[str, ...] = ()  # regular expressions
    kept: frozenset[str] = frozenset()  # keys of the catalogues that may say a forbidden word
    everyday: bool = False  # its word has other meanings, too, so sentences do not mark it


@cache
def terms(language: str = SOURCE) -> Mapping[str, Term]:
    """All terms by key, in the order of the file; what a language lacks is there in English."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return MappingProxyType({key: _term(key, entry, language) for key, entry in content.items()})


def explanation(key: str, language: str = SOURCE) -> str:
    """The sentence that explains a term, as a page shows it on hover or focus."""
    return terms(language)[key].text


def found_terms(text: str, language: str = SOURCE) -> list[tuple[int, int, Term]]:
    """Where a text first says each term that sentences mark: start and end, from left to right."""
    found: dict[str, tuple[int, int, Term]] = {}
    pattern, by_word = _words_of(language)
    for match in pattern.finditer(text):
        term = by_word[match[1].lower()]
        found.setdefault(term.key, (match.start(), match.end(), term))
    return sorted(found.values(), key=lambda place: place[:2])


# What may follow a Korean word: particles, and the endings of "to be".
_PARTICLES = (
    "은|는|이|가|을|를|의|에|에서|와|과|도|로|으로|만|마다|부터|까지|보다|처럼|이나|들|입니다|이며|이고"
)


@cache
def _words_of(language: str) -> tuple[re.Pattern[str], Mapping[str, Term]]:
    """A pattern of all words that are marked, and the term of each; not of words inside code."""
    by_word = {term.word.lower(): term for term in terms(language).values() if not term.everyday}
    words = "|".join(map(re.escape, sorted(by_word, key=len, reverse=True)))
    after = rf"(?=(?:{_PARTICLES})?(?:는|은|도)?(?![\w가-힣(=\[-]))"
    pattern = rf"(?<![\w.\"'`가-힣-])({words})(?:es|s)?{after}"
    return re.compile(pattern, re.IGNORECASE), MappingProxyType(by_word)


def _term(key: str, entry: Mapping[str, object], language: str) -> Term:
    own = entry.get(language, entry[SOURCE])
    assert isinstance(own, dict)
    return Term(
        key=key,
        word=own["word"],
        text=own["text"],
        symbol=str(entry.get("symbol", "")),
        forbidden=tuple(own.get("not", ())),
        kept=frozenset(own.get("kept", ())),
        everyday=bool(entry.get("everyday", False)),
    )
