"""The app as its own process tree: start, kill its trainer, restart, and leave nothing behind."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil

__all__ = ["ROOT", "Server", "ServerError", "free_port", "wait_until"]

ROOT = Path(__file__).resolve().parents[2]
_START_LIMIT = 60.0  # seconds
_END_LIMIT = 10.0
# How a host starts an app that it does not know to be more than a script.
_AS_SCRIPT = """\
import json, sys
from streamlit.web import bootstrap
options = json.loads(sys.argv[2])
bootstrap.load_config_options(options)
bootstrap.run(sys.argv[1], False, [], options)
"""


class ServerError(RuntimeError):
    """The app did not come up; the message ends with what it printed."""


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(condition: Any, limit: float, what: str) -> Any:
    """The first true answer of `condition()`, asked 50 times a second; TimeoutError names `what`."""
    end = time.monotonic() + limit
    while True:
        if answer := condition():
            return answer
        if time.monotonic() > end:
            raise TimeoutError(f"waited {limit:g} s for {what}")
        time.sleep(0.02)


class Server:
    """`streamlit run <script>` on a port of this machine; also a context manager.

    `base_path` is Streamlit's `server.baseUrlPath`. With `as_script` the script runs without its `st.App`.
    """

    def __init__(
        self,
        script: str = "streamlit_app.py",
        port: int | None = None,
        environment: Mapping[str, str] | None = None,
        *,
        base_path: str = "",
        as_script: bool = False,
    ) -> None:
        self.script = script
        self.base_path = base_path
        self.as_script = as_script
        self.port = port or free_port()
        self.environment = dict(environment or {})
        self._process: subprocess.Popen[bytes] | None = None
        with tempfile.NamedTemporaryFile(prefix="playground-server-", suffix=".log", delete=False) as log:
            self._log = Path(log.name)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}" + (f"/{self.base_path}" if self.base_path else "")

    @property
    def output(self) -> str:
        """What the app has printed so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def start(self) -> Server:
        """Start and wait until it answers; ServerError with its output if it does not."""
        options: dict[str, int | bool | str] = {
            "server.port": self.port,
            "server.address": "localhost",
            "server.headless": True,
            "server.fileWatcherType": "none",
            "browser.gatherUsageStats": False,
            **({"server.baseUrlPath": self.base_path} if self.base_path else {}),
        }
        if self.as_script:
            command = ["-c", _AS_SCRIPT, self.script, json.dumps(options)]
        else:
            words = [word for name, value in options.items() for word in (f"--{name}", str(value).lower())]
            command = ["-m", "streamlit", "run", self.script, *words]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            wait_until(self._answers, _START_LIMIT, "the app's first answer")
        except (TimeoutError, ServerError):
            self.stop()
            raise ServerError(f"the app did not start:\n{self.output[-3000:]}") from None
        return self

    def stop(self) -> None:
        """End the whole process tree."""
        if self._process is None:
            return
        tree = self.processes()
        for process in tree:
            _quietly(process.terminate)
        _, stubborn = psutil.wait_procs(tree, timeout=_END_LIMIT)
        for process in stubborn:
            _quietly(process.kill)
        psutil.wait_procs(stubborn, timeout=_END_LIMIT)
        self._process.wait(timeout=_END_LIMIT)
        self._process = None

    def restart(self) -> None:
        """The same port again, with nothing kept."""
        self.stop()
        self.start()

    def processes(self) -> list[psutil.Process]:
        """The web process first, then all it started."""
        if self._process is None:
            return []
        try:
            web = psutil.Process(self._process.pid)
            return [web, *web.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def trainer(self) -> psutil.Process | None:
        """The process that trains, if it stands."""
        for process in self.processes()[1:]:
            try:
                command = " ".join(process.cmdline())
            except psutil.Error:
                continue
            if "loky" in command and "resource_tracker" not in command:
                return process
        return None

    def kill_trainer(self) -> int:
        """Kill the trainer as a crash would; its former process id."""
        process = wait_until(self.trainer, _START_LIMIT, "a trainer process")
        process.kill()
        psutil.wait_procs([process], timeout=_END_LIMIT)
        return int(process.pid)

    def _answers(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise ServerError("it ended")
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._log.unlink(missing_ok=True)


def _quietly(act: Any) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        act()
