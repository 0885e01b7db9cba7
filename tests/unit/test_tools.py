"""The programs behind the Makefile."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import report
from bench.budgets import BUDGETS
from bench.percentile import percentile
from tools import orphan_processes
from tools.drive.server import ROOT, wait_until

SETUP = ROOT / "tools" / "setup.sh"


def test_a_process_left_behind_is_found_by_its_mark() -> None:
    mark = "a-test-of-orphans"
    left = subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"],
        stdin=subprocess.PIPE,
        env={**os.environ, orphan_processes.VARIABLE: mark},
    )
    try:
        found = wait_until(lambda: list(orphan_processes.of_run(mark)), 10, "the process")
        assert [process.pid for process in found] == [left.pid]
    finally:
        left.communicate()
    assert list(orphan_processes.of_run(mark)) == []


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2.0), (0.95, 4.0), (1.0, 4.0), (0.25, 1.0)])
def test_a_percentile_is_a_measured_value(share: float, expected: float) -> None:
    assert percentile([4.0, 1.0, 3.0, 2.0], share) == expected


def test_a_figure_stands_beside_its_budget() -> None:
    missed = report.row(BUDGETS["frames.rate"], 41.26)
    assert re.search(r"41\.3 frames/s +at least 58 +MISSED$", missed)
    assert report.row(BUDGETS["frames.rate"], 59.9).endswith("ok")
    assert report.row(BUDGETS["baseline.rate"], 1.5).endswith("frames/s")


def test_every_measure_has_its_budgets() -> None:
    from bench.__main__ import MEASURES

    for name in MEASURES:
        source = (ROOT / "bench" / f"{name}.py").read_text(encoding="utf-8")
        assert "def measure() -> dict[str, float]:" in source


def test_help_names_every_target_that_people_call() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    for target in ("run", "test", "lint", "bench", "help"):
        assert f"make {target} " in shown


def test_set_up_says_what_is_missing_where_no_python_fits(tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    script = tools / "setup.sh"
    script.write_bytes(SETUP.read_bytes())
    commands = tmp_path / "bin"
    commands.mkdir()
    for name in ("sh", "dirname"):
        (commands / name).symlink_to(f"/bin/{name}" if Path(f"/bin/{name}").exists() else f"/usr/bin/{name}")
    answer = subprocess.run(
        [str(commands / "sh"), str(script), "app"],
        env={"PATH": str(commands)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert answer.returncode == 1
    assert "needs Python 3.11, 3.12 or 3.13" in answer.stderr


def test_the_pins_hold_every_direct_requirement() -> None:
    pins = set((ROOT / "requirements" / "constraints.txt").read_text(encoding="utf-8").splitlines())
    pinned = {line.split(" ;")[0] for line in pins}
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
            if line[:1].isalpha():
                assert line.split(" ;")[0] in pinned


@pytest.mark.slow
def test_the_tests_come_in_one_order_whatever_the_hashes_are() -> None:
    """Cases that come from a set would end a run on several cores, as its processes collect other orders."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "--all", "tests"]
    orders = [
        subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.rpartition("\n\n")[0]
        for seed in ("1", "2")
    ]
    assert orders[0] == orders[1]
    assert orders[0].count("::") > 1000
