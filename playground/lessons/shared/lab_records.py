"""What a lesson page consists of: one record a lab, which links, home page, dispatch and tests read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["CLINIC", "Lab", "clinic", "names_of"]

CLINIC = "traps"  # the lab in which traps are


@dataclass(frozen=True, slots=True)
class Lab:
    """One view of a lesson page.

    `name` is the `view` of links and a table of the page's catalogue: title, lead, card (home page).
    `module` has the function `regions`, which says what stands where; it is imported when the lab is opened.
    `questions` stand in its rail, `minutes` is what the home page says of its length.
    """

    name: str
    module: str
    questions: tuple[str, ...] = ()
    minutes: int = 5


def clinic(minutes: int = 10) -> Lab:
    """The lab in which a page's traps are."""
    return Lab(CLINIC, "playground.lessons.shared.view.trap", minutes=minutes)


def names_of(labs: Sequence[Lab]) -> tuple[str, ...]:
    """The views of a page, in order."""
    return tuple(lab.name for lab in labs)
