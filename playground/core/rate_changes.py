"""What a learner changes mid-run: the learning rate, from a step on; as text "120:0.05,300:0.01"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from playground.core.errors import ExperimentError, KnobError
from playground.core.knobs import KNOBS
from playground.core.parsing import as_real, as_whole, bound_text, number_text, quote

__all__ = [
    "CHANGES",
    "HARD_LIMIT",
    "MOST_CHANGES",
    "Change",
    "changes_of_pairs",
    "changes_text",
    "checked_changes",
    "parse_changes",
]

CHANGES = "lr_changes"  # the one word of a link that is no knob
HARD_LIMIT = 10_000_000  # steps of a run that stops by loss or by hand
MOST_CHANGES = 32


@dataclass(frozen=True, slots=True)
class Change:
    """From update `step` on, the learning rate is `lr`."""

    step: int
    lr: float


def parse_changes(text: str) -> tuple[Change, ...]:
    """The checked changes a text stands for; ExperimentError if it stands for none."""
    changes: list[Change] = []
    for part in text.split(",") if text.strip() else ():
        before, _, after = part.partition(":")
        step, lr = as_whole(before), as_real(after)
        if step is None or lr is None:
            raise _refusal(text)
        changes.append(Change(step, lr))
    return checked_changes(tuple(changes))


def changes_text(changes: Iterable[Change]) -> str:
    """The text `parse_changes` reads back."""
    return ",".join(f"{change.step}:{number_text(change.lr)}" for change in changes)


def changes_of_pairs(value: object) -> tuple[Change, ...]:
    """The changes of [[step, lr], …], as JSON holds them; ExperimentError if it has another form."""
    if not isinstance(value, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in value):
        raise _refusal(value)
    return tuple(Change(step, lr) for step, lr in value)


def checked_changes(changes: object) -> tuple[Change, ...]:
    """The same changes in plain Python types: at most 32, steps rising from 1 on, rates within the knob's."""
    if not isinstance(changes, tuple) or not all(isinstance(change, Change) for change in changes):
        raise _refusal(changes)
    if len(changes) > MOST_CHANGES:
        raise _refusal(f"{len(changes)} × step:rate")
    checked: list[Change] = []
    for change in cast("tuple[Change, ...]", changes):
        previous = checked[-1].step if checked else 0
        checked.append(_checked(change, previous))
    return tuple(checked)


def _checked(change: Change, previous: int) -> Change:
    received = f"{quote(change.step)}:{quote(change.lr)}"
    try:
        step, lr = int(change.step), KNOBS["lr"].check(change.lr)
    except (KnobError, ValueError, TypeError, OverflowError):
        raise _refusal(received) from None
    if step != change.step or isinstance(change.step, bool) or not previous < step <= HARD_LIMIT:
        raise _refusal(received)
    return Change(step, cast("float", lr))


def _refusal(received: object) -> ExperimentError:
    lr = KNOBS["lr"]
    low, high = bound_text(lr.low or 0), bound_text(lr.high or 0)
    return ExperimentError("changes", value=quote(received), low=low, high=high)
