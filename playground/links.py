"""The text forms of an experiment that are no plain knobs: changes of the rate, links, unknown words."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from playground.errors import ExperimentError
from playground.knobs import KNOBS
from playground.text import as_real, as_whole, number_text, quote

__all__ = ["CHANGES", "format_changes", "parse_changes", "refuse_changes", "unknown_word"]

CHANGES = "lr_changes"  # the one word of a link that is no knob


def parse_changes(text: str) -> list[tuple[int, float]]:
    """[(120, 0.05), (300, 0.01)] of "120:0.05,300:0.01"; ExperimentError if it has another form."""
    pairs: list[tuple[int, float]] = []
    for part in text.split(",") if text.strip() else ():
        before, _, after = part.partition(":")
        step, lr = as_whole(before), as_real(after)
        if step is None or lr is None:
            raise refuse_changes(text)
        pairs.append((step, lr))
    return pairs


def format_changes(pairs: Iterable[tuple[int, float]]) -> str:
    """The text `parse_changes` reads back."""
    return ",".join(f"{step}:{number_text(lr)}" for step, lr in pairs)


def refuse_changes(received: object) -> ExperimentError:
    lr = KNOBS["lr"]
    return ExperimentError(
        "changes", value=quote(received), low=number_text(lr.low or 0), high=number_text(lr.high or 0)
    )


def unknown_word(name: object) -> ExperimentError:
    """The refusal of a word that no knob has, with the nearest one that exists."""
    words = [*KNOBS, CHANGES]
    near = difflib.get_close_matches(str(name)[:40], words, n=1, cutoff=0.5)
    values = {"name": quote(name), "known": ", ".join(words)}
    if near:
        return ExperimentError("unknown_near", **values, near=near[0])
    return ExperimentError("unknown", **values)
