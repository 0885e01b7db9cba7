"""Every check of the project, each with its command shown: `python -m tools.check all`.

Checks that keep one core busy each run at the same time. The tests come last, so that their summary closes
the output; then nothing of ours may still run.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
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
# Each of them keeps one core busy: node's runner too, where there are two.
TOGETHER = ("lint", "types", "scripts", "node")
MORE = {"every": every_test}


def main(names: list[str]) -> int:
    """Run the named checks, or all; tests run only when what stands before them is right."""
    known = {**CHECKS, **MORE}
    unknown = set(names) - {*known, "all"}
    if unknown or not names:
        print(f"received {' '.join(names) or 'nothing'}; expected all or some of {' '.join(known)}")
        return 2
    wanted = list(CHECKS) if "all" in names else names
    status = together([name for name in wanted if name in TOGETHER])
    for name in wanted:
        if not status and name not in TOGETHER:
            status = _told(name, known[name]())
    left = orphan_processes.check()
    return status or left


def together(names: Sequence[str]) -> int:
    """Run the named checks at the same time; each output is printed whole, in the order of the names."""
    with ThreadPoolExecutor(max(len(names), 1)) as pool:
        statuses = [
            _told(name, _printed(done)) for name, done in zip(names, pool.map(_apart, names), strict=True)
        ]
    return next(filter(None, statuses), 0)


def _apart(name: str) -> subprocess.CompletedProcess[bytes]:
    # The last check of processes left behind is the caller's: here it would find the checks beside this one.
    code = "import sys; from tools import check; sys.exit(check.CHECKS[sys.argv[1]]())"
    return subprocess.run(
        [sys.executable, "-c", code, name],
        cwd=ROOT,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def _printed(done: subprocess.CompletedProcess[bytes]) -> int:
    print(done.stdout.decode(errors="replace"), end="", flush=True)
    return done.returncode


def _told(name: str, status: int) -> int:
    if status:
        print(f"check: {name} failed", flush=True)
    return status


def _run(module: str, *words: str) -> int:
    print(f"check: {module} {' '.join(words)}".rstrip(), flush=True)
    return subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
