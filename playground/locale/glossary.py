"""The terms of the app, and one sentence that explains each; glossary.toml holds them for all languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from playground.locale import SOURCE

__all__ = ["Term", "explanation", "terms"]

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


@cache
def terms(language: str = SOURCE) -> Mapping[str, Term]:
    """All terms by key, in the order of the file; what a language lacks is there in English."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return MappingProxyType({key: _term(key, entry, language) for key, entry in content.items()})


def explanation(key: str, language: str = SOURCE) -> str:
    """The sentence that explains a term, as a page shows it on hover or focus."""
    return terms(language)[key].text


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
    )
