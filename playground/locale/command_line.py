"""The language of a command: what was asked for, else that of the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from playground.locale import SOURCE, language_of, own_name

__all__ = ["asked_language", "environment_language"]

_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set decides, as everywhere in POSIX
_IN_LINK = re.compile(r"(?:^|[?&])lang=([\w-]+)")


def asked_language(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """What `--lang ko`, the word `lang=ko` or a link asks for, and the other arguments."""
    asked, rest, given = None, [], iter(arguments)
    for argument in given:
        if argument == "--lang" or argument.startswith("--lang="):
            asked = argument.partition("=")[2] if "=" in argument else next(given, "")
        elif argument.startswith("lang="):
            asked = asked or argument.partition("=")[2]
        else:
            rest.append(argument)
            found = _IN_LINK.search(argument)
            # A link with a language that there is not opens in English, as in a browser.
            if found and language_of(found[1]):
                asked = asked or found[1]
    return asked, rest


def environment_language(environment: Mapping[str, str], encoding: str | None) -> str:
    """The language of LC_ALL, LC_MESSAGES or LANG, if the terminal can show its letters; else English."""
    text = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    language = language_of(text) or SOURCE
    try:
        own_name(language).encode(encoding or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return SOURCE
    return language
