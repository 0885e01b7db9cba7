"""Message catalogues: every visible string by key and language.

`locale/<language>/<area>.toml` holds the strings of one area; the key `"knobs.lr.label"` is the entry
`label` of the table `lr` in `knobs.toml`. English is the source. What another language lacks is said in
English and logged, so that half a language serves, and no missing word takes a page down.

A placeholder may carry the two forms of a Korean particle, `{value:이/가}`: the value decides between them.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from typing import Any

from playground.locale.particles import with_particle

__all__ = [
    "SOURCE",
    "LocaleError",
    "areas",
    "language_of",
    "languages",
    "own_name",
    "own_strings",
    "say",
    "set_spoken",
    "set_strict",
    "spoken",
    "strings",
]

SOURCE = "en"
_FOLDER = Path(__file__).parent
_COUNTRIES = {"kr": "ko"}  # what people write in a link for the language that is meant
_log = logging.getLogger(__name__)
_strict = False
_spoken = SOURCE


class _Sentence(Formatter):
    """Placeholders as in `str.format`; what follows a colon may be the two forms of a particle."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return with_particle(str(value), format_spec) if "/" in format_spec else format(value, format_spec)


_FORMATTER = _Sentence()


class LocaleError(LookupError):
    """A language, area, key or placeholder that the catalogues do not hold: a fault in the program."""


@cache
def languages() -> tuple[str, ...]:
    """The languages that have catalogues, the source language first."""
    found = sorted(folder.name for folder in _FOLDER.iterdir() if any(folder.glob("*.toml")))
    return (SOURCE, *(name for name in found if name != SOURCE))


def language_of(text: str) -> str | None:
    """The language that a browser or a link means: ko of ko, KO, ko-KR and kr; None where there is none."""
    name = text.replace("_", "-").split("-")[0].lower()
    name = _COUNTRIES.get(name, name)
    return name if name in languages() else None


def own_name(language: str) -> str:
    """The name of a language in itself, so that it can be found; its code where it has none."""
    own = own_strings("common", language) if "common" in areas(language) else {}
    return own.get("own_name", language)


def areas(language: str = SOURCE) -> tuple[str, ...]:
    """The areas of a language, sorted."""
    return tuple(sorted(path.stem for path in (_FOLDER / language).glob("*.toml")))


def set_strict(strict: bool) -> None:
    """Whether a key or a value that is missing is a LocaleError, as in tests, or said as well as can be."""
    global _strict
    _strict = strict


def set_spoken(language: str) -> None:
    """The language of this process: a command has one. The server's sessions name theirs at every call."""
    global _spoken
    _spoken = language


def spoken() -> str:
    """The language of this process; English unless a command has set another."""
    return _spoken


@cache
def own_strings(area: str, language: str = SOURCE) -> Mapping[str, str]:
    """What a language itself holds of an area, as one flat mapping; a nested table gives dotted keys."""
    if language not in languages():
        raise LocaleError(f"received language {language!r}; expected one of {', '.join(languages())}")
    if area not in areas(language):
        raise LocaleError(f"received area {area!r}; expected one of {', '.join(areas(language))}")
    table = tomllib.loads((_FOLDER / language / f"{area}.toml").read_text(encoding="utf-8"))
    return MappingProxyType(dict(_flatten(table, "")))


@cache
def strings(area: str, language: str = SOURCE) -> Mapping[str, str]:
    """All strings of an area: those of the language, in the source language where it has none."""
    source = own_strings(area)
    own = own_strings(area, language) if area in areas(language) else {}
    if missing := sorted(source.keys() - own.keys()):
        _log.warning("locale/%s lacks %d strings of %s, such as %s", language, len(missing), area, missing[0])
    return MappingProxyType({**source, **own})


def say(key: str, language: str | None = None, **values: object) -> str:
    """The string `area.key` in a language (the process' own), its `{placeholders}` filled from values."""
    language = language or _spoken
    area, _, name = key.partition(".")
    try:
        text = strings(area, language)[name]
    except LookupError:
        return _instead(name, f"received key {key!r}; expected one in locale/{language}/{area}.toml")
    try:
        # A string without values is taken as it stands, so formulas may hold braces.
        return _FORMATTER.vformat(text, (), values) if values else text
    except (KeyError, IndexError) as missing:
        return _instead(text, f"received no value for {missing}, a placeholder of {key!r}: pass it")


def _instead(text: str, fault: str) -> str:
    """What is shown for want of better words; the fault of the program is logged."""
    if _strict:
        raise LocaleError(fault)
    _log.error("%s", fault)
    return text


def _flatten(table: Mapping[str, object], prefix: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, str):
            yield prefix + name, value
        elif isinstance(value, dict):
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            kind = type(value).__name__
            raise LocaleError(f"received {kind} for {prefix + name!r}; expected a text or a table")
