"""Weights set by hand mid-run, as text "12:3:-0.5": before update 12, weight 3 of the network is -0.5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from numbers import Real
from typing import cast

from playground.core.errors import ExperimentError
from playground.core.parsing import as_real, as_whole, number_text, quote
from playground.core.rate_changes import HARD_LIMIT

__all__ = [
    "EDITS",
    "LARGEST_WEIGHT",
    "MOST_EDITS",
    "Edit",
    "checked_edits",
    "edits_of_triples",
    "edits_text",
    "parse_edits",
]

EDITS = "edits"  # a word of a link that is no knob
MOST_EDITS = 64
LARGEST_WEIGHT = 1000.0


@dataclass(frozen=True, slots=True)
class Edit:
    """Before update `step`, weight `index` of the flat vector is set to `value`."""

    step: int
    index: int
    value: float


def parse_edits(text: str) -> tuple[Edit, ...]:
    """The checked edits a text stands for; ExperimentError if it stands for none."""
    edits: list[Edit] = []
    for part in text.split(",") if text.strip() else ():
        numbers = part.split(":")
        step, index = (as_whole(number) for number in (*numbers, "", "")[:2])
        value = as_real(numbers[2]) if len(numbers) == 3 else None
        if step is None or index is None or value is None:
            raise _refusal(text)
        edits.append(Edit(step, index, value))
    return checked_edits(tuple(edits))


def edits_text(edits: Iterable[Edit]) -> str:
    """The text `parse_edits` reads back."""
    return ",".join(f"{edit.step}:{edit.index}:{number_text(edit.value)}" for edit in edits)


def edits_of_triples(value: object) -> tuple[Edit, ...]:
    """The edits of [[step, index, value], …], as JSON holds them; ExperimentError if it has another form."""
    if not isinstance(value, list) or not all(isinstance(item, list) and len(item) == 3 for item in value):
        raise _refusal(value)
    return tuple(Edit(step, index, weight) for step, index, weight in value)


def checked_edits(edits: object) -> tuple[Edit, ...]:
    """The same edits in plain Python types: at most 64, in order of step and index, each place once."""
    if not isinstance(edits, tuple) or not all(isinstance(edit, Edit) for edit in edits):
        raise _refusal(edits)
    if len(edits) > MOST_EDITS:
        raise _refusal(f"{len(edits)} × step:index:value")
    checked: list[Edit] = []
    for edit in map(_checked, cast("tuple[Edit, ...]", edits)):
        if checked and (checked[-1].step, checked[-1].index) >= (edit.step, edit.index):
            raise _refusal(edits_text([edit]))
        checked.append(edit)
    return tuple(checked)


def _checked(edit: Edit) -> Edit:
    received = f"{quote(edit.step)}:{quote(edit.index)}:{quote(edit.value)}"
    numbers = (edit.step, edit.index, edit.value)
    if not all(isinstance(number, Real) and not isinstance(number, bool) for number in numbers):
        raise _refusal(received)
    try:
        step, index, value = int(edit.step), int(edit.index), float(edit.value)
    except (ValueError, OverflowError):
        raise _refusal(received) from None
    whole = step == edit.step and index == edit.index
    if not whole or not 0 <= step <= HARD_LIMIT or index < 0 or not abs(value) <= LARGEST_WEIGHT:
        raise _refusal(received)
    return Edit(step, index, value + 0.0)  # +0.0 turns -0.0 into 0.0


def _refusal(received: object) -> ExperimentError:
    return ExperimentError("edits", value=quote(received), limit=number_text(LARGEST_WEIGHT))
