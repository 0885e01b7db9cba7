"""The picture of the rooms in docs/architecture.md as a test: who imports whom, and where TensorFlow is."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

import pytest

ROOT = Path(__file__).parents[2]
PAGES: Final = ("tensors", "tape", "layers", "fit", "predict")

# A room imports from itself and from the rooms above it in this list; imports for type checkers count.
ORDER: Final = (
    ("locale",),
    ("core",),
    ("expression", "theory", "points_reader"),
    ("sweep",),
    ("engine", "export", "figures", "trainer", "cli_words", "lessons/shared"),
    tuple(f"lessons/{page}" for page in PAGES),
    ("lessons",),  # the tables of all questions and all traps
    ("lessons/shared/tasks",),
    tuple(f"lessons/{page}/tasks" for page in PAGES),
    ("lessons/tasks",),
    ("shell",),
    ("stage", "lessons/shared/view"),
    (*(f"lessons/{page}/view" for page in PAGES), "sweep_page"),
    ("compare",),
    ("commands",),
    ("server", "cli", "home", "arrival"),
    ("main", "__main__", "pages"),
)
# A page imports nothing of another page, but for these: predictions need a model that was fitted.
BETWEEN_PAGES: Final = frozenset({("predict", "fit")})
# The trainer's process runs these rooms, submitted by name. The command line is its own trainer.
WITH_TENSORFLOW: Final = ("engine", "tasks")
IMPORT_TENSORFLOW_ROOMS: Final = (*WITH_TENSORFLOW, "cli")
WITH_STREAMLIT: Final = (
    *("shell", "stage", "compare", "sweep_page"),
    *("server", "view", "home", "arrival", "main", "pages"),
)


def room_of(path: Path) -> str:
    """The room of a file: its folder; a file of the package itself is a room of its own."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    if parts[0] == "pages":
        return "pages"
    if len(parts) == 2:
        return parts[1]
    *folders, _ = parts[1:]
    if folders[0] != "lessons":
        return folders[0]
    last = next((at for at, name in enumerate(folders) if name in ("tasks", "view")), 1)
    return "/".join(folders[: last + 1])


def floor(room: str) -> int:
    for number, rooms in enumerate(ORDER):
        if room in rooms:
            return number
    raise AssertionError(f"received the room {room!r}; expected one of ORDER: say there what it stands on")


def kind(room: str) -> str:
    """What a room may import from outside depends on the last part of its name."""
    return room.rpartition("/")[2]


@cache
def files() -> tuple[Path, ...]:
    found = [*(ROOT / "playground").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    return tuple(path for path in found if path != ROOT / "playground" / "__init__.py")


@cache
def imports(path: Path) -> tuple[str, ...]:
    """Full names of what a file imports, also within functions and for type checkers."""
    package = path.relative_to(ROOT).parent.parts
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            origin = ".".join([*base, *([node.module] if node.module else [])])
            found += [f"{origin}.{alias.name}" for alias in node.names]
    return tuple(found)


def file_of(name: str) -> Path | None:
    """The file that an imported name stands for or stands in; None for what is not of this program."""
    parts = name.split(".")
    for length in range(len(parts), 1, -1):
        path = ROOT.joinpath(*parts[:length])
        if path.with_suffix(".py").is_file():
            return path.with_suffix(".py")
        if (path / "__init__.py").is_file():
            return path / "__init__.py"
    return None


def arrows() -> Iterator[tuple[Path, Path]]:
    """Every import of one file of the program by another."""
    for path in files():
        for name in imports(path):
            target = file_of(name) if name.startswith("playground.") else None
            if target is not None and target != path:
                yield path, target


def wrong_arrows() -> list[str]:
    """Imports that lead to a room on the same floor or below, or to another page."""
    wrong = []
    for path, target in arrows():
        here, there = room_of(path), room_of(target)
        page, other = page_of(here), page_of(there)
        across = bool(page and other and page != other)
        allowed = (page, other) in BETWEEN_PAGES
        if (here != there and floor(there) >= floor(here) and not allowed) or (across and not allowed):
            wrong.append(f"{path.relative_to(ROOT)} imports {target.relative_to(ROOT)}")
    return wrong


def page_of(room: str) -> str:
    parts = room.split("/")
    return parts[1] if len(parts) > 1 and parts[1] in PAGES else ""


def test_arrows_lead_to_rooms_further_up() -> None:
    assert wrong_arrows() == []


def test_no_file_imports_itself_by_way_of_others() -> None:
    graph: dict[Path, set[Path]] = {path: set() for path in files()}
    for path, target in arrows():
        graph[path].add(target)
    assert circle(graph) == []


def circle(graph: Mapping[Path, set[Path]]) -> list[Path]:
    """The files of one circle of imports; none if there is no circle."""
    done: set[Path] = set()

    def walk(path: Path, above: list[Path]) -> list[Path]:
        if path in above:
            return above[above.index(path) :]
        if path in done:
            return []
        for target in graph.get(path, ()):
            if found := walk(target, [*above, path]):
                return found
        done.add(path)
        return []

    return next((found for path in graph if (found := walk(path, []))), [])


def test_foreign_packages_are_at_home_in_few_rooms() -> None:
    wrong = []
    for path in [*files(), ROOT / "streamlit_app.py"]:
        room = kind(room_of(path)) if path.name != "streamlit_app.py" else "server"
        names = imports(path)
        packages = {name.partition(".")[0] for name in names}
        targets = {kind(room_of(found)) for name in names if (found := file_of(name)) is not None}
        if packages & {"tensorflow", "keras"} and room not in WITH_TENSORFLOW:
            wrong.append(f"{path}: TensorFlow")
        if targets & set(WITH_TENSORFLOW) and room not in IMPORT_TENSORFLOW_ROOMS:
            wrong.append(f"{path}: a room with TensorFlow")
        if "streamlit" in packages and room not in WITH_STREAMLIT:
            wrong.append(f"{path}: Streamlit")
    assert wrong == []


def test_the_web_process_never_imports_tensorflow() -> None:
    """All that a server can import is imported, in a process of its own."""
    # main.py and pages/ are scripts that draw when they run; what they import is imported here.
    scripts = [path for path in files() if room_of(path) in ("main", "pages")]
    modules = {
        module(path)
        for path in files()
        if kind(room_of(path)) not in (*WITH_TENSORFLOW, "main", "pages", "__main__")
    }
    modules |= {module(found) for path in scripts for name in imports(path) if (found := file_of(name))}
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


def test_the_picture_in_the_docs_is_this_list() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for rooms in ORDER:
        for room in rooms:
            assert f"`{room}`" in text or page_of(room), f"{room} is not in docs/architecture.md"


def test_the_rules_see_what_they_forbid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    for name, text in {
        "core/data.py": "import typing\nif typing.TYPE_CHECKING:\n    from ..stage import stage\n",
        "stage/stage.py": "import tensorflow.math as m\ndef f():\n    from playground.core import data\n",
        "lessons/tape/view/labs.py": "from playground.lessons.fit.records import Record\n",
        "lessons/fit/records.py": "Record = int\n",
    }.items():
        path = tmp_path / "playground" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    files.cache_clear()
    try:
        assert sorted(wrong_arrows()) == [
            "playground/core/data.py imports playground/stage/stage.py",
            "playground/lessons/tape/view/labs.py imports playground/lessons/fit/records.py",
        ]
        first, second = tmp_path / "playground/core/data.py", tmp_path / "playground/stage/stage.py"
        assert set(circle({first: {second}, second: {first}})) == {first, second}
        assert circle({first: {second}, second: set()}) == []
        assert "tensorflow.math" in imports(second)
    finally:
        files.cache_clear()
