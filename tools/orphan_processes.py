"""Nothing that a test run started may outlive it: processes are told by a word in their environment."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psutil

__all__ = ["VARIABLE", "check", "of_run"]

VARIABLE = "PLAYGROUND_TEST_RUN"
_GRACE = 10.0  # seconds: a worker that notices its parent's end needs a moment


def of_run(mark: str) -> Iterator[psutil.Process]:
    """Live processes that carry the mark, without this one and those it descends from."""
    here = psutil.Process()
    own = {here.pid, *(parent.pid for parent in here.parents())}
    for process in psutil.process_iter():
        try:
            carries = process.environ().get(VARIABLE) == mark
            if carries and process.pid not in own and process.status() != psutil.STATUS_ZOMBIE:
                yield process
        except psutil.Error:
            continue


def check() -> int:
    """Exit status 1, and an end to them, if processes of this run are left."""
    mark = os.environ.get(VARIABLE, "")
    if not mark:
        return 0
    _, left = psutil.wait_procs(list(of_run(mark)), timeout=_GRACE)
    for process in left:
        try:
            print(f"check: left running: {process.pid} {' '.join(process.cmdline())[:120]}", flush=True)
            process.kill()
        except psutil.NoSuchProcess:
            continue
    return 1 if left else 0


if __name__ == "__main__":
    raise SystemExit(check())
