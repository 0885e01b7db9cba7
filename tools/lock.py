"""Write requirements/constraints.txt: one version of every package for all supported systems and Pythons."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADER = (
    "# Every version, direct and indirect, for Python 3.11-3.13 on Linux, macOS and Windows."
    " Written by `make lock`.\n"
)
RESOLVER = "uv==0.13.9"


def main() -> None:
    """Resolve in a folder of its own, so that neither .venv nor the old pins have a say."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
        python = str(next((folder / "venv").glob("[bS]*/python*")))
        subprocess.run([python, "-m", "pip", "install", "--quiet", RESOLVER], check=True)
        lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = "".join(line for line in lines if not line.startswith("-c"))
        (folder / "requirements.txt").write_text(kept, encoding="utf-8")
        (folder / "requirements-dev.txt").write_bytes((ROOT / "requirements-dev.txt").read_bytes())
        words = (
            "pip compile requirements-dev.txt --universal --python-version 3.11 --no-header --no-annotate -q"
        )
        resolved = subprocess.run(
            [python, "-m", "uv", *words.split()], cwd=folder, check=True, capture_output=True, text=True
        )
    target = ROOT / "requirements" / "constraints.txt"
    target.write_text(HEADER + resolved.stdout, encoding="utf-8")
    print(f"wrote {target.relative_to(ROOT)}: {len(resolved.stdout.splitlines())} packages")


if __name__ == "__main__":
    main()
