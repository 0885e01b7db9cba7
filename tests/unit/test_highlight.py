"""Highlighted code: the tokens together are the source, none of it is markup, every colour can be read."""

from __future__ import annotations

import io
import keyword
import re
import tokenize
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.lessons.shared.view.highlight import highlighted, tokens
from playground.lessons.tensors.eager import SCRIPTS, TRACED
from playground.lessons.traps import TRAPS

ROOT = Path(__file__).parents[2]
SHEET = (ROOT / "assets" / "lessons" / "lessons.css").read_text(encoding="utf-8")
TAG = re.compile(r'<span class="gp-t-(\w+)">|</span>')
SOURCES = (
    *SCRIPTS.values(),
    *(entry.source for entry in TRACED.values()),
    *(source for trap in TRAPS.values() for source in (trap.wrong, trap.repaired)),
)
PIECES = (*tuple("'\"#\\\n <&한"), '"""', "@tf.function", "def ", "0x1F", ".5e-3", "None", "<b>")


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=12).map("".join))
def test_whatever_is_typed_comes_out_as_text(source: str) -> None:
    assert "".join(text for _, text in tokens(source)) == source
    lines = highlighted(source)
    bare = [TAG.sub("", line) for line in lines]
    assert not [line for line in bare if "<" in line or ">" in line]
    assert "\n".join(map(unescape, bare)) == source
    for line in lines:  # each line closes what it opens, as it stands in an element of its own
        kinds = [match[1] for match in TAG.finditer(line)]
        assert len(kinds) % 2 == 0
        assert all(kinds[::2])
        assert not any(kinds[1::2])


@pytest.mark.parametrize("source", SOURCES)
def test_the_kinds_are_those_of_the_standard_tokenizer(source: str) -> None:
    kinds = {tokenize.STRING: "string", tokenize.NUMBER: "number", tokenize.COMMENT: "comment"}
    expected = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in kinds:
            expected.append((kinds[token.type], token.string))
        elif token.string in ("True", "False", "None"):
            expected.append(("number", token.string))
        elif keyword.iskeyword(token.string):
            expected.append(("keyword", token.string))
    assert [found for found in tokens(source) if found[0] not in ("", "decorator")] == expected


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def pair(text: str) -> tuple[str, str]:
    """The light and the dark colour of the first light-dark() in a piece of the sheet."""
    found = re.search(r"light-dark\((#\w{6}), (#\w{6})\)", text)
    assert found
    return found[1], found[2]


@pytest.mark.parametrize("kind", ["keyword", "string", "number", "comment"])
def test_every_token_has_the_contrast_of_text(kind: str) -> None:
    colours = pair(SHEET.partition(f".gp-t-{kind}")[2])
    for ground in ("code", "danger-tint", "good-tint"):
        grounds = pair(SHEET.partition(f"--gp-{ground}:")[2])
        for colour, behind in zip(colours, grounds, strict=True):
            dark, light = sorted((luminance(colour), luminance(behind)))
            assert (light + 0.05) / (dark + 0.05) >= 4.5
