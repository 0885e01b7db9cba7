"""How the modules of this room say that a text has two readings."""

from __future__ import annotations

from playground.points_reader.records import Ambiguous

__all__ = ["AskedError"]


class AskedError(Exception):
    """Carries an `Ambiguous` to `read`, which returns it."""

    def __init__(self, question: Ambiguous) -> None:
        super().__init__(question.option)
        self.question = question
