"""Run a trap's wrong and repaired code."""

from __future__ import annotations

from functools import lru_cache

from playground.lessons.shared.tasks.sandbox import describe, run
from playground.lessons.traps import SourceReport, TrapReport, trap

__all__ = ["spring"]


@lru_cache(maxsize=64)  # a model that is traced leaves a megabyte or two behind: once is enough for a class
def spring(key: str) -> TrapReport:
    """Both sources of a trap, run for real."""
    entry = trap(key)
    return TrapReport(key, _run(entry.wrong, entry.shows), _run(entry.repaired, entry.shows))


def _run(source: str, shows: tuple[str, ...]) -> SourceReport:
    ran = run(source)
    values = tuple((name, describe(ran.names[name])) for name in shows if name in ran.names)
    return SourceReport(source, values, ran.printed, ran.failure)
