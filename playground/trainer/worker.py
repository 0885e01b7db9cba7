"""What runs in the trainer process: tasks by name, and a watch that ends it with its parent."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["begin", "run_task"]

PARENT_CHECK = 0.5  # seconds; the longest a trainer outlives a server that was killed


def run_task(task: str, *arguments: Any) -> Any:
    """Call "module:function"; only this process imports the module, so the caller needs no TensorFlow."""
    module, _, function = task.partition(":")
    return getattr(import_module(module), function)(*arguments)


def begin(parent: int) -> None:
    """Start of the process: watch the parent, leave Ctrl-C to it, and import TensorFlow."""
    threading.Thread(target=_follow, args=(parent,), name="watch the parent", daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The first task imports again, and its caller gets the error.
    with contextlib.suppress(Exception), _behind_others():
        import_module("playground.engine.runtime")


@contextlib.contextmanager
def _behind_others() -> Iterator[None]:
    """Only what processor time others leave: the import takes seconds, and the first page is being drawn."""
    change = getattr(os, "sched_setscheduler", None)  # Linux
    if change is None:
        yield
        return
    with contextlib.suppress(OSError):
        change(0, os.SCHED_IDLE, os.sched_param(0))
    try:
        yield
    finally:
        for thread in Path("/proc/self/task").iterdir():  # also those that TensorFlow has started meanwhile
            with contextlib.suppress(OSError):
                change(int(thread.name), os.SCHED_OTHER, os.sched_param(0))


def _follow(parent: int) -> None:
    # A parent that is killed tells nobody; its children are then given to another process. The kernel's own
    # signal for this (PR_SET_PDEATHSIG) comes when the starting thread ends, and servers' threads do end.
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK)
    os._exit(1)
