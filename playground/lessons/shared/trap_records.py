"""The records of the trap clinic: a trap, and what its two sources did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.lessons.shared.values import Failure, Value

__all__ = ["SourceReport", "Trap", "TrapReport"]


@dataclass(frozen=True, slots=True)
class Trap:
    """One trap: the page it belongs to, both sources, and how the wrong one shows itself.

    `error` is the class of the error, None where the code runs and its result is silently wrong. `shows`
    names the results to compare. Texts: traps.<key>.title, .why and .mend.
    """

    page: str
    wrong: str
    repaired: str
    shows: tuple[str, ...]
    error: str | None = None

    @property
    def outcome(self) -> Literal["error", "silent"]:
        return "silent" if self.error is None else "error"


@dataclass(frozen=True, eq=False, slots=True)
class SourceReport:
    """One source as it ran: the values of the shown names as far as they came to be, prints, the error."""

    source: str
    values: tuple[tuple[str, Value], ...]
    printed: str
    failure: Failure | None


@dataclass(frozen=True, eq=False, slots=True)
class TrapReport:
    """A trap's wrong and repaired code, run."""

    key: str
    wrong: SourceReport
    repaired: SourceReport
