"""When the solution of something asked is told: one rule for the questions of stages and of lesson pages.

The first answer that is wrong gets a hint, so that the second one is thought and not copied.
"""

from __future__ import annotations

from typing import Final

__all__ = ["tells"]

FEWEST_TO_TRY: Final = 3  # choices: of two, a hint about one is the solution


def tells(is_right: bool, is_first: bool, choices: int = 0) -> bool:
    """Whether an answer is followed by the solution, and not by a hint; `choices` is 0 if none are given."""
    return is_right or not is_first or 0 < choices < FEWEST_TO_TRY
