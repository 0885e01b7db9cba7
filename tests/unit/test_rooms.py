"""The direction of arrows: who may import whom, and that the web process never imports TensorFlow."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# A room is a file or folder of playground/. It imports itself and rooms on the floors below, no others.
FLOORS: tuple[frozenset[str], ...] = tuple(
    map(
        frozenset,
        (
            {"text", "locale", "outcome"},
            {"errors", "datasets"},
            {"foreign_links", "knobs", "settings", "data", "frames", "network"},
            {"changes", "expression", "keras_code", "report"},
            {"edits"},
            {"experiment"},
            {"batch_rates", "bayes", "links", "lessons", "presets", "replay"},
            {"theory"},
            {"learning", "export", "figures", "trainer"},
            {"ui", "cli"},
            {"main", "pages", "__main__"},
        ),
    )
)
WITH_STREAMLIT = {"ui", "main", "pages"}
WITH_TENSORFLOW = {"learning"}
# The trainer process runs learning; the command line is its own trainer.
WITH_LEARNING = {"learning", "cli"}


@cache
def sources() -> dict[Path, str]:
    """Every Python file of the program and its room."""
    rooms = {path: path.relative_to(ROOT / "playground").parts[0].removesuffix(".py") for path in program()}
    return rooms | dict.fromkeys((ROOT / "pages").rglob("*.py"), "pages")


def program() -> list[Path]:
    return [
        path for path in (ROOT / "playground").rglob("*.py") if path != ROOT / "playground" / "__init__.py"
    ]


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Full names of what a file imports when it runs; imports for type checkers alone do not count."""
    package = path.relative_to(ROOT).parent.parts
    found: list[str] = []
    for node in running(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            origin = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{origin}.{alias.name}" for alias in node.names]
    return tuple(found)


def running(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        yield child
        yield from running(child)


def rooms_of(path: Path) -> set[str]:
    """The rooms of this program that a file imports."""
    names = [name.split(".") for name in imports(path)]
    return {parts[1] for parts in names if parts[0] == "playground" and len(parts) > 1 and is_room(parts[1])}


def is_room(name: str) -> bool:
    return (ROOT / "playground" / name).is_dir() or (ROOT / "playground" / f"{name}.py").is_file()


def floor(room: str) -> int:
    for number, rooms in enumerate(FLOORS):
        if room in rooms:
            return number
    raise AssertionError(f"received the room {room!r}; expected one of FLOORS: say there what it stands on")


each_file = pytest.mark.parametrize("path", sorted(sources()), ids=lambda path: str(path.relative_to(ROOT)))


@each_file
def test_arrows_lead_down(path: Path) -> None:
    room = sources()[path]
    assert {other for other in rooms_of(path) if other != room and floor(other) >= floor(room)} == set()


@each_file
def test_a_foreign_package_is_at_home_in_few_rooms(path: Path) -> None:
    room, packages = sources()[path], {name.partition(".")[0] for name in imports(path)}
    assert "streamlit" not in packages or room in WITH_STREAMLIT
    assert not packages & {"tensorflow", "keras"} or room in WITH_TENSORFLOW
    assert "learning" not in rooms_of(path) or room in WITH_LEARNING


def test_the_server_file_imports_no_learning() -> None:
    entry = ROOT / "streamlit_app.py"
    assert not {name.partition(".")[0] for name in imports(entry)} & {"tensorflow", "keras"}
    assert "learning" not in rooms_of(entry)


def test_the_web_process_never_imports_tensorflow() -> None:
    """All that a server can import is imported, in a process of its own."""
    # main.py and pages/ are scripts that draw when they run; what they import is imported here.
    scripts = [path for path, room in sources().items() if room in ("main", "pages")]
    modules = {
        module(path)
        for path, room in sources().items()
        if room not in ("learning", "main", "pages", "__main__")
    }
    modules |= {name for path in scripts for name in imports(path) if is_module(name)}
    code = (
        "import importlib, json, sys\n"
        "for name in json.loads(sys.argv[1]): importlib.import_module(name)\n"
        "unwanted = {'tensorflow', 'keras', 'playground.engine'}\n"
        "print(json.dumps(sorted(unwanted & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(sorted(modules))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def module(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_module(name: str) -> bool:
    place = ROOT.joinpath(*name.split("."))
    return name.startswith("playground.") and (place.is_dir() or place.with_suffix(".py").is_file())


def test_the_rules_see_what_they_forbid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (tmp_path / "playground" / "data").mkdir(parents=True)
    (tmp_path / "playground" / "ui.py").write_text("")
    bad = tmp_path / "playground" / "data" / "points.py"
    bad.write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import keras\n"
        "def f():\n    from .. import ui\n    import tensorflow.math as m\n    from ..ui import x\n"
    )
    assert imports(bad) == ("typing.TYPE_CHECKING", "playground.ui", "tensorflow.math", "playground.ui.x")
    assert rooms_of(bad) == {"ui"}
