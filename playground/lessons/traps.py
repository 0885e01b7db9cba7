"""The trap clinic: wrong code that people write, and its repair. Both are run, never only shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.fit import traps as fit
from playground.lessons.layers import traps as layers
from playground.lessons.predict import traps as predict
from playground.lessons.shared.trap_records import SourceReport, Trap, TrapReport
from playground.lessons.shared.validation import check_choice
from playground.lessons.tape import traps as tape
from playground.lessons.tensors import traps as tensors

__all__ = ["TRAPS", "SourceReport", "Trap", "TrapReport", "trap", "traps_of"]

# In the order of the pages; a key is a word of links.
_TABLES = (tensors.TRAPS, tape.TRAPS, fit.TRAPS, predict.TRAPS, layers.TRAPS)
TRAPS: Mapping[str, Trap] = MappingProxyType(
    {key: entry for table in _TABLES for key, entry in table.items()}
)


def trap(key: str) -> Trap:
    """The trap of a key; LessonError for an unknown one."""
    return TRAPS[check_choice("trap", key, TRAPS)]


def traps_of(page: str) -> tuple[str, ...]:
    """The keys of a page's traps, in order."""
    return tuple(key for key, entry in TRAPS.items() if entry.page == page)
