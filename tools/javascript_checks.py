"""Checks of the JavaScript: types by tsc, tests by node. Where these are absent, a line says so.

npm brings the pinned packages for them, and axe-core for the tests of accessibility (tools/drive/axe.py).
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

__all__ = ["node", "packages_ready", "tests", "types"]

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
COMPILER = MODULES / "typescript" / "bin" / "tsc"
OLDEST_NODE = 20


def node() -> str | None:
    """A node that is new enough: the installed one, else the one inside the Playwright package; or None."""
    candidates = [shutil.which("node")]
    try:
        import playwright
    except ImportError:
        pass
    else:
        candidates += map(str, (Path(playwright.__file__).parent / "driver").glob("node*"))
    for candidate in filter(None, candidates):
        answer = subprocess.run([candidate, "--version"], check=False, capture_output=True, text=True)
        version = answer.stdout.strip().lstrip("v").split(".")[0]
        if version.isdigit() and int(version) >= OLDEST_NODE:
            return candidate
    return None


def types() -> int:
    """tsc over assets/; without node and npm this is left out."""
    engine = node()
    if engine is None or not packages_ready():
        print("check: tsc left out: it needs node and npm (nodejs.org)", flush=True)
        return 0
    print("check: tsc --project tsconfig.json", flush=True)
    return subprocess.run(
        [engine, str(COMPILER), "--project", "tsconfig.json"], cwd=ROOT, check=False
    ).returncode


def tests() -> int:
    """node's own test runner over tests/js; left out without node."""
    engine = node()
    files = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").rglob("*.test.js"))
    if engine is None:
        print(
            f"check: {len(files)} files of JavaScript tests left out: node {OLDEST_NODE} or newer needed",
            flush=True,
        )
        return 0
    if not files:
        return 0
    print(f"check: node --test ({len(files)} files)", flush=True)
    return subprocess.run([engine, "--test", "--test-reporter=dot", *files], cwd=ROOT, check=False).returncode


def packages_ready() -> bool:
    """The pinned packages stand in node_modules; npm brings them, and a stamp saves the next call."""
    npm = shutil.which("npm")
    stamp = MODULES / ".installed"
    wanted = hashlib.blake2b((ROOT / "package-lock.json").read_bytes(), digest_size=16).hexdigest()
    if COMPILER.is_file() and stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return True
    if npm is None:
        return False
    print("check: npm ci (the TypeScript compiler, axe-core)", flush=True)
    finished = subprocess.run(
        [npm, "ci", "--no-audit", "--no-fund", "--silent"], cwd=ROOT, check=False, stdin=subprocess.DEVNULL
    )
    if finished.returncode:
        return False
    stamp.write_text(wanted, encoding="utf-8")
    return True


if __name__ == "__main__":
    if sys.argv[1:] == ["install"]:
        if not packages_ready():
            print("set-up: without npm (nodejs.org) JavaScript types and accessibility are not checked")
        raise SystemExit(0)
    raise SystemExit(types() or tests())
