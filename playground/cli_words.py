"""The words of a command line, or of a link in their place, as one mapping for `Experiment.parse`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

from playground.core.errors import ExperimentError
from playground.core.experiment import IGNORED_QUERY
from playground.core.foreign_links import is_foreign, no_counterpart, translate
from playground.core.parsing import quote

__all__ = ["read_words"]

# A link: with a scheme, a path, a query or a fragment; key=value words have their "=" first.
_LINK = re.compile(r"[^=]*://|/|[^=]*[?#]")
_PAGES = ("", "linear", "layers")
_MOST_FIELDS = 200


def read_words(words: Iterable[str]) -> dict[str, str]:
    """{key: text} of `key=value` words and links; ExperimentError for anything else, or a key given twice."""
    mapping: dict[str, str] = {}
    for word in words:
        for name, text in _link(word) if _LINK.match(word) else (_pair(word),):
            if name in mapping:
                raise ExperimentError("twice", name=quote(name))
            mapping[name] = text
    return mapping


def _pair(word: str) -> tuple[str, str]:
    name, equals, text = word.partition("=")
    if not equals:
        raise ExperimentError("word", value=quote(word))
    return name.strip(), text


def _link(link: str) -> Iterator[tuple[str, str]]:
    """The words of a link. Those of TensorFlow Playground, which stand behind its #, come as ours."""
    try:
        address = urlsplit(link)
        pairs = parse_qsl(address.query, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
        others = parse_qsl(address.fragment, keep_blank_values=True, max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise ExperimentError("link", value=quote(link)) from None
    foreign = dict(others) if is_foreign(dict(others)) else {}
    if not foreign and address.path.rstrip("/").rpartition("/")[2] not in _PAGES:
        raise ExperimentError("link", value=quote(link))
    if foreign or is_foreign(dict(pairs)):
        words, missing = translate({**foreign, **dict(pairs)})
        if missing:
            raise no_counterpart(missing)
        pairs = list(words.items())
    return ((name, text) for name, text in pairs if name not in IGNORED_QUERY)
