"""Python source as HTML with a class for each kind of token; whatever is no Python stays plain text.

The standard tokenizer refuses sources that are cut off or wrong, which traps show on purpose. So tokens are
found by one pattern, and what it does not know is passed on as it is.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from html import escape
from typing import Final

__all__ = ["highlighted", "tokens"]

_TOKEN: Final = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    | (?P<string>[rbfuRBFU]{0,2}(?:
        \"{3}.*?(?:\"{3}|\Z) | '{3}.*?(?:'{3}|\Z)
        | \"(?:\\.|[^\"\\\n])*\"? | '(?:\\.|[^'\\\n])*'? ))
    | (?P<decorator>(?m:^)[ ]*@[\w.]+)
    | (?P<number>(?<![\w.])(?:0[xX][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?j?))
    | (?P<word>[^\W\d]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)
_CONSTANTS: Final = frozenset({"True", "False", "None"})


def tokens(source: str) -> Iterator[tuple[str, str]]:
    """Kind and text of all pieces in order; together they are the source. The kind of plain text is empty."""
    end = 0
    for match in _TOKEN.finditer(source):
        if match.start() > end:
            yield "", source[end : match.start()]
        end = match.end()
        yield _kind(match), match[0]
    if end < len(source):
        yield "", source[end:]


def highlighted(source: str) -> list[str]:
    """The HTML of each line; a token that goes over several lines is one in each."""
    lines = [""]
    for kind, text in tokens(source):
        for number, piece in enumerate(text.split("\n")):
            if number:
                lines.append("")
            safe = escape(piece)
            lines[-1] += f'<span class="gp-t-{kind}">{safe}</span>' if kind and piece else safe
    return lines


def _kind(match: re.Match[str]) -> str:
    word = match["word"]
    if word is None:
        return match.lastgroup or ""
    if word in _CONSTANTS:
        return "number"
    return "keyword" if keyword.iskeyword(word) else ""
