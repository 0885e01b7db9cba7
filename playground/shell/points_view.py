"""What the reader of points answers, as a page shows it: what was understood, bad lines, the question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from playground.points_reader.options import Options
from playground.points_reader.records import Ambiguous, BadLine, Understanding, line_ranges
from playground.points_reader.summary import sentence
from playground.shell.language import language, speaker
from playground.shell.tables import words

__all__ = ["decisions", "tell_reading"]

_MOST_BAD: Final = 5  # lines that are told


def decisions(question: Ambiguous, options: Options) -> dict[str, Options]:
    """The readings of a text that may mean two things, as shown, each with the options that decide."""
    return {
        choice.shown: options.decided(question.option, choice.value)
        for choice in question.choices
        if choice.value
    }


def tell_reading(
    understanding: Understanding, bad: Sequence[BadLine], refused: Callable[[BadLine], str]
) -> None:
    """What was understood of a text, and its lines that hold no point, each in the words of `refused`."""
    words(sentence(understanding, language()), "quiet")
    for line in bad[:_MOST_BAD]:
        words(refused(line), "notice")
    if len(bad) > _MOST_BAD:
        lines = line_ranges([line.line for line in bad])
        words(speaker()("points.all_refused", count=len(bad), lines=lines), "notice")
