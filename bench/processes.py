"""What processes cost: memory that is theirs, and shares of a core over a stretch of time."""

from __future__ import annotations

import time
from collections.abc import Iterable

import psutil

__all__ = ["CpuShare", "cpu_seconds", "private_memory", "resident_memory", "settle"]

_MEGABYTE = 1e6


def private_memory(processes: Iterable[psutil.Process]) -> float:
    """PSS in MB: shared pages counted once in all; without PSS, the memory that is theirs alone."""
    total = 0
    for process in processes:
        try:
            memory = process.memory_full_info()
        except psutil.NoSuchProcess:
            continue
        total += getattr(memory, "pss", memory.uss)
    return total / _MEGABYTE


def resident_memory(processes: Iterable[psutil.Process]) -> float:
    """RSS in MB added up: shared pages counted in every process that has them."""
    total = 0
    for process in processes:
        try:
            total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total / _MEGABYTE


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    """Processor time that they have used so far, of all together."""
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


class CpuShare:
    """Percent of one core that a process used since this was made."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._started = time.monotonic()
        self._used = self._now()

    def percent(self) -> float:
        return 100 * (self._now() - self._used) / (time.monotonic() - self._started)

    def _now(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)


def settle(process: psutil.Process, limit: float = 60.0) -> None:
    """Wait until a process rests: a trainer goes on preparing itself for a while after it is ready."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        share = CpuShare(process)
        time.sleep(1.0)
        if share.percent() < 3:
            return
