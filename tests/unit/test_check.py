"""The command that runs all checks: what fails is told, and nothing that was found is lost."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tools import check, orphan_processes


def test_checks_at_the_same_time_are_all_printed_and_the_first_that_failed_gives_the_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    statuses = {"lint": 0, "types": 3, "scripts": 0, "node": 5}

    def apart(name: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess([name], statuses[name], f"output of {name}\n".encode())

    monkeypatch.setattr(check, "_apart", apart)
    monkeypatch.setitem(check.CHECKS, "tests", lambda: pytest.fail("tests ran after a check that failed"))
    monkeypatch.setattr(orphan_processes, "check", lambda: 0)
    assert check.main(["all"]) == 3
    assert capsys.readouterr().out.splitlines() == [
        "output of lint",
        "output of types",
        "check: types failed",
        "output of scripts",
        "output of node",
        "check: node failed",
    ]


def test_a_check_of_its_own_process_gives_its_output_and_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # The process takes the package from the folder it is started in.
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "__init__.py").touch()
    (tmp_path / "tools" / "check.py").write_text(
        "import sys\n"
        "def lint():\n    print('found', flush=True)\n    print('told', file=sys.stderr)\n    return 4\n"
        "def node():\n    return 0\n"
        "CHECKS = {'lint': lint, 'node': node}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(check, "ROOT", tmp_path)
    assert check.together(["lint", "node"]) == 4
    assert capsys.readouterr().out.splitlines() == ["found", "told", "check: lint failed"]
