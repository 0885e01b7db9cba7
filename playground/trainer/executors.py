"""Where tasks run: one local process, or a Dask cluster; both behind concurrent.futures.Executor."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor

import loky
from loky.process_executor import ShutdownExecutorError

from playground.trainer.worker import begin

__all__ = ["is_loss", "start"]

CONNECT_SECONDS = 10
# loky ends a worker that has grown by 300 MB since its first task, if psutil is there; TensorFlow's imports
# and graphs are no leak.
ENVIRONMENT = {"LOKY_MAX_MEMORY_LEAK_SIZE": "1e12"}


def start(scheduler: str, workers: int = 1) -> tuple[Executor, Callable[[], None]]:
    """Local processes, or the cluster of the scheduler at this address ("" for none); and how to end them.

    Local processes are killed whatever they do, a cluster is only left. ImportError without Dask; OSError
    if no scheduler answers.
    """
    if scheduler:
        return _cluster(scheduler)
    local = loky.ProcessPoolExecutor(
        workers, timeout=None, initializer=begin, initargs=(os.getpid(),), env=ENVIRONMENT
    )

    def kill() -> None:
        # Not `shutdown(kill_workers=True)`: it trips over tasks that were cancelled.
        for process in list(local._processes.values()):
            process.terminate()
        local.shutdown(wait=False)

    return local, kill


def _cluster(scheduler: str) -> tuple[Executor, Callable[[], None]]:
    try:
        from distributed import Client
    except ImportError:
        raise ImportError(
            f"received PLAYGROUND_SCHEDULER={scheduler}; expected the package distributed; "
            "install it (pip install distributed) or unset the variable to train in a local process"
        ) from None
    client = Client(scheduler, timeout=CONNECT_SECONDS, set_as_default=False)

    def leave() -> None:
        with contextlib.suppress(Exception):  # the connection may be what was lost
            client.close(timeout=CONNECT_SECONDS)

    # pure=False: a task asked for again is computed again, and not taken for the one that was lost.
    return client.get_executor(pure=False), leave


def is_loss(fault: BaseException) -> bool:
    """Whether a task failed because its process or its cluster went away, and not by itself."""
    return isinstance(fault, BrokenExecutor | ShutdownExecutorError | CancelledError) or type(
        fault
    ).__module__.startswith("distributed")
