"""Bring .venv, and for tests the browser, to the pinned state; a stamp makes the next call instant.

Runs on the standard library alone, before anything is installed: `python tools/setup.py app|lint|test`.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = {"app": "requirements.txt", "lint": "requirements-dev.txt", "test": "requirements-dev.txt"}
READ_BY_PIP = ("requirements.txt", "requirements-dev.txt", "requirements/constraints.txt")


def main(target: str) -> None:
    """Set up for one of REQUIREMENTS' keys; exits with a message where that is impossible."""
    if target not in REQUIREMENTS:
        sys.exit(f"received {target!r}; expected one of {', '.join(REQUIREMENTS)}")
    os.chdir(ROOT)
    environment_ready()
    install(REQUIREMENTS[target])
    if target == "test":
        # The browser needs the installed packages, so it is looked after by the new interpreter.
        for module in (["tools.browser"], ["tools.javascript_checks", "install"]):
            finished = subprocess.run([str(PYTHON), "-m", *module], check=False)
            if finished.returncode:
                sys.exit(finished.returncode)


def environment_ready() -> None:
    """Make .venv with the running interpreter, unless it stands and works."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        return
    clear = ["--clear"] if VENV.exists() else []
    say(f"{'Making .venv anew' if clear else 'Making .venv'} with Python {sys.version.split()[0]}")
    without_pip = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
    run([sys.executable, "-m", "venv", *clear, *without_pip, str(VENV)])


def install(requirements: str) -> None:
    """Install a requirements file into .venv; nothing happens while its stamp holds."""
    stamp = VENV / f".installed-{Path(requirements).stem}"
    wanted = fingerprint()
    if stamp.is_file() and stamp.read_text(encoding="utf-8") == wanted:
        return
    started = time.monotonic()
    say(f"Installing {requirements} into .venv (a few minutes the first time)")
    pip = pip_command()
    replace_full_tensorflow(pip)
    run([*pip, "install", "--quiet", "--disable-pip-version-check", "-r", requirements])
    stamp.write_text(wanted, encoding="utf-8")
    if requirements == REQUIREMENTS["test"]:  # it holds all that the app needs
        (VENV / ".installed-requirements").write_text(wanted, encoding="utf-8")
    say(f"Installed in {time.monotonic() - started:.0f} s")


def fingerprint() -> str:
    """What the installed state depends on: the files that pip reads, the interpreter and the place."""
    digest = hashlib.blake2b(digest_size=16)
    for name in READ_BY_PIP:
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{VENV}{(VENV / 'pyvenv.cfg').read_text(encoding='utf-8')}".encode())
    return digest.hexdigest()


def pip_command() -> list[str]:
    """pip of .venv, or the running interpreter's own pip where Python came without ensurepip."""
    probe = subprocess.run([str(PYTHON), "-c", "import pip"], check=False, capture_output=True)
    if probe.returncode == 0:
        return [str(PYTHON), "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def replace_full_tensorflow(pip: list[str]) -> None:
    """Two TensorFlow packages own the same files: the one that is not asked for has to go first."""
    code = (
        "from importlib.metadata import distributions as d; from pip._vendor.packaging.requirements import"
        " Requirement as R; import pathlib\n"
        "lines = [l for l in pathlib.Path('requirements.txt').read_text().splitlines() if l[:1].isalpha()]\n"
        "wanted = {r.name for r in map(R, lines) if r.marker is None or r.marker.evaluate()}\n"
        "here = {(x.metadata['Name'] or '').lower() for x in d()}\n"
        "print(*({'tensorflow', 'tensorflow-cpu'} & here) - wanted)"
    )
    probe = subprocess.run([str(PYTHON), "-c", code], check=False, capture_output=True, text=True)
    unwanted = probe.stdout.split() if probe.returncode == 0 else []
    if unwanted:
        say(f"Replacing {unwanted[0]}")
        run([*pip, "uninstall", "--quiet", "--yes", *unwanted])


def run(command: list[str]) -> None:
    """Run to the end or leave with its exit status; the command has said why."""
    finished = subprocess.run(command, check=False, stdin=subprocess.DEVNULL)
    if finished.returncode:
        say(f"Stopped: {' '.join(command[:6])} … ended with status {finished.returncode}")
        sys.exit(finished.returncode)


def say(line: str) -> None:
    """One line of progress, at once."""
    print(f"set-up: {line}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "app")
