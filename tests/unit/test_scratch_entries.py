"""The recipes of docs/development.md hold: an entry in its table reaches page, link, command and export."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_an_entry_of_each_table_arrives_everywhere_without_another_edit() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.scratch_entries"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout.splitlines()[-1:] == ["every entry arrived"], done.stderr[-3000:]
