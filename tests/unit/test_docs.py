"""What the documents tell people to type or open exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from playground.cli import main
from playground.cli_words import read_words
from playground.core.experiment import Experiment

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(path.relative_to(ROOT)) for path in DOCUMENTS]
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
WORDS_THAT_TAKE_A_VALUE = {
    "--data",
    "--format",
    "--to",
    "--columns",
    "--label",
    "--experiment",
    "--out",
    "--x",
    "--y",
    "--seeds",
}


def code(text: str) -> list[str]:
    """Lines that stand as code: fenced blocks and inline."""
    return [line.strip() for block, inline in CODE.findall(text) for line in (block or inline).splitlines()]


def commands(beginning: str) -> list[str]:
    found = {
        re.split(r"#| > ", line)[0].strip()
        for path in DOCUMENTS
        for line in code(path.read_text(encoding="utf-8"))
        if re.match(rf"(?:\w+=\S+ )*{re.escape(beginning)}\b", line)
    }
    return sorted(line for line in found if "…" not in line and "|" not in line)


@pytest.mark.parametrize("command", commands("make"))
def test_make_targets_exist(command: str) -> None:
    words = [word for word in shlex.split(command) if "=" not in word]
    assert set(words[1:]) <= TARGETS


@pytest.mark.parametrize("command", commands("python -m playground"))
def test_commands_have_words_the_playground_knows(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    name, *arguments = shlex.split(command)[3:]
    words: list[str] = []
    for before, word in zip([name, *arguments], arguments, strict=False):
        if not word.startswith("--") and before not in WORDS_THAT_TAKE_A_VALUE:
            words.append(word)
    Experiment.parse(read_words(words))
    if name == "theory":
        assert main([name, *arguments]) == 0
        assert capsys.readouterr().out.startswith("{")


@pytest.mark.parametrize("name", NAMES)
def test_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    missing = []
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        place = (path.parent / file).resolve() if file else path
        if not place.exists() or (anchor and anchor not in anchors(place)):
            missing.append(target)
    assert not missing


def anchors(path: Path) -> set[str]:
    """Anchors of a document's headings, in the usual spelling."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("name", NAMES)
def test_files_named_in_the_text_exist(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    rooms = r"(?:playground|pages|assets|tests|tools|bench|docs|requirements)"
    named = re.findall(rf"`({rooms}/[\w./-]*)`", text)
    assert [path for path in named if not (ROOT / path).exists()] == []
