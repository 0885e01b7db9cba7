"""A server whose settings are wrong says so in one line, and does not start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tools.drive.server import ROOT, free_port

pytestmark = pytest.mark.load


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PLAYGROUND_TIME_BUDGET", "abc"),
        ("PLAYGROUND_FRAME_ANCESTORS", "'self'; script-src *"),
        ("PLAYGROUND_SCENES", "no-such-file.toml"),
    ],
)
def test_a_bad_setting_ends_the_start_with_one_line(name: str, text: str) -> None:
    words = ["-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(free_port())]
    done = subprocess.run(
        [sys.executable, *words, "--server.headless", "true"],
        cwd=ROOT,
        env={**os.environ, name: text},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    line = done.stderr.splitlines()[-1]
    assert line.startswith(f"received {name}=")
    assert "expected" in line
    assert "Traceback" not in done.stderr
