"""Every check of the project, in order, each with its command shown: `python -m tools.check all`.

The tests come last, so that their summary closes the output; then nothing of ours may still run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tools import javascript_checks, orphan_processes

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
# Each in processes of its own: where TensorFlow was imported, pages are run ten times as slowly.
# A browser's test depends on a whole machine's pace: one that fails runs once more, and the summary names it.
# It also waits for that page a third of its time, so that one process more than there are cores is of use.
PARTS = (
    ("tests/unit",),
    ("tests/pages", "tests/load"),
    ("tests/browser", "--reruns", "1", "--numprocesses", str((os.cpu_count() or 1) + 1)),
)
# On all cores, and a file in one process, as its tests share a trainer, a server, a browser.
_SHARED = ("--numprocesses", "logical", "--maxprocesses", "4", "--dist", "loadfile")
PACKAGES = [name for name in ("playground", "tools", "bench") if (ROOT / name).is_dir()]


def lint() -> int:
    """Style of the Python files."""
    return _run("ruff", "check", ".") or _run("ruff", "format", "--check", ".")


def types() -> int:
    """Types of the Python files."""
    return _run("mypy", *PACKAGES)


def tests(*options: str) -> int:
    """The Python tests, browser included; the first part that fails ends it."""
    return next(filter(None, (_run("pytest", *_SHARED, *part, *options) for part in PARTS)), 0)


def every_test() -> int:
    """The same with the tests and cases that `make test` leaves out."""
    return tests("--all")


CHECKS = {
    "lint": lint,
    "types": types,
    "scripts": javascript_checks.types,
    "node": javascript_checks.tests,
    "tests": tests,
}
MORE = {"every": every_test}


def main(names: list[str]) -> int:
    """Run the named checks, or all; the first that fails ends it."""
    known = {**CHECKS, **MORE}
    unknown = set(names) - {*known, "all"}
    if unknown or not names:
        print(f"received {' '.join(names) or 'nothing'}; expected all or some of {' '.join(known)}")
        return 2
    for name in CHECKS if "all" in names else names:
        status = known[name]()
        if status:
            print(f"check: {name} failed", flush=True)
            orphan_processes.check()
            return status
    return orphan_processes.check()


def _run(module: str, *words: str) -> int:
    print(f"check: {module} {' '.join(words)}".rstrip(), flush=True)
    return subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
