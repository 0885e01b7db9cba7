"""Find a browser for the tests, or install one: `python -m tools.browser` prints what it does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

__all__ = ["VARIABLE", "find", "install"]

VARIABLE = "PLAYGROUND_BROWSER"
_COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Google/Chrome/Application/chrome.exe",
    "C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe",
)


def find(playwright: Playwright | None = None) -> str | None:
    """Path of a Chromium-like browser: the named one, an installed one, then Playwright's own; or None."""
    named = os.environ.get(VARIABLE, "")
    if named:
        return shutil.which(named)
    for command in _COMMANDS:
        path = shutil.which(command)
        if path and not _is_snap_stub(Path(path)):
            return path
    for place in _PLACES:
        if Path(place).is_file():
            return place
    return _own(playwright)


def install() -> str | None:
    """Install Debian's package where that is possible, else Playwright's own build; its path or None."""
    if _on_debian_as_root():
        _say("no browser found; installing Debian's package chromium")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(
                ["apt-get", *words],
                check=False,
                env=quiet,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        if path := find():
            return path
    _say("no browser found; installing Playwright's Chromium")
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return find()


def _is_snap_stub(path: Path) -> bool:
    """Ubuntu's chromium-browser may be a script that only asks for snap."""
    with path.open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"snap" in start


def _own(playwright: Playwright | None) -> str | None:
    if playwright is None:
        with sync_playwright() as playwright:
            return _own(playwright)
    path = playwright.chromium.executable_path
    return path if Path(path).is_file() else None


def _on_debian_as_root() -> bool:
    release = Path("/etc/os-release")
    if not release.is_file() or shutil.which("apt-get") is None or getattr(os, "geteuid", lambda: 1)():
        return False
    return "ID=debian" in release.read_text(encoding="utf-8").splitlines()


def _say(line: str) -> None:
    print(f"set-up: {line}", flush=True)


def main() -> int:
    """Exit status 0 once there is a browser."""
    path = find() or install()
    if path is None:
        _say(f"no browser to test with: install Chrome or Chromium, or set {VARIABLE} to one")
        return 1
    _say(f"browser {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
