"""The questions that stand with a lab of the layers page."""

from __future__ import annotations

from playground.lessons.layers.view.state import PAGE, QUESTIONS, STATE
from playground.lessons.shared.view.question import question_deck

__all__ = ["deck"]


def deck(view: str, first: str | None = None) -> None:
    """One question at a time; the one that a link asks for comes first, or `first`."""
    if QUESTIONS[view]:
        question_deck(PAGE, QUESTIONS[view], f"{PAGE}_{view}", STATE.now().question or first)
