"""One style sheet is made of all: a class that two folders style by itself would mean two things."""

from __future__ import annotations

import re
from collections import defaultdict

from tools.drive.server import ROOT

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SELECTORS = re.compile(r"([^{}]+)\{")
_OWN = re.compile(r"\.(gp-[\w-]+)[^\s>+~]*")
# The root of every lab, to which each page adds its own; the page Compare, which has the stage's colours.
SHARED = {"gp-lab", "gp-compare"}


def test_a_class_is_styled_by_one_folder() -> None:
    styled: dict[str, set[str]] = defaultdict(set)
    for sheet in sorted((ROOT / "assets").rglob("*.css")):
        folder = sheet.parent.name
        for selectors in _SELECTORS.findall(_COMMENT.sub("", sheet.read_text(encoding="utf-8"))):
            for selector in selectors.split(","):
                found = _OWN.fullmatch(selector.strip())
                if found:
                    styled[found[1]].add(folder)
    assert len(styled) > 200
    assert {name: at for name, at in styled.items() if len(at) > 1 and name not in SHARED} == {}


def test_no_sheet_looks_like_markup() -> None:
    """In a plain script the sheet is an element, and `st.html` drops one that seems to hold a tag."""
    for sheet in (ROOT / "assets").rglob("*.css"):
        assert re.search(r"<[/!\w]", sheet.read_text(encoding="utf-8")) is None, sheet.name
