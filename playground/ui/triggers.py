"""What a learner does on the stage: each event as a checked record, and what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from playground.ui.request import Design, Drag, Rate, Weight, mend_of
from playground.ui.session import Slot

__all__ = ["TRIGGERS", "apply"]

# An event's name: how it is read (None for nonsense), and what it does.
TRIGGERS: Final[Mapping[str, tuple[Callable[[object], Any], Callable[[Slot, Any], None]]]] = {
    "drag": (Drag.read, Slot.drag),
    "rate": (Rate.read, Slot.apply_rate),
    "mend": (mend_of, lambda place, lr: place.set(lr=lr)),
    "reset": (lambda _: True, lambda place, _: place.reset()),
    "edit": (Weight.read, Slot.edit),
    "design": (Design.read, Slot.design),
}


def apply(name: str, value: object, place: Slot) -> bool:
    """Change the experiment as an event says; whether the rest of the page has to follow at once."""
    read, act = TRIGGERS[name]
    before, problems, dragging = place.experiment, place.problems, place.dragging
    record = read(value)
    if record is None:
        return False
    act(place, record)
    if isinstance(record, Drag):
        # While a class is held, the stage alone follows; and where it was let go is told twice.
        return record.final and (dragging or place.experiment != before)
    # A rate's widgets wait for its answer, also for one that changes nothing.
    return isinstance(record, Rate) or place.experiment != before or place.problems != problems
