"""What a learner has set on the page of sweeps; its link holds the words of the experiment, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from playground.core.experiment import CHANGES, EDITS, POINT_WORDS, Experiment
from playground.core.knobs import KNOBS, text_of
from playground.core.points_store import points_of, word_of
from playground.core.rate_changes import changes_text, parse_changes
from playground.core.weight_edits import edits_text, parse_edits
from playground.lessons.shared.validation import check_choice
from playground.lessons.shared.view.page_state import PageState, Word, real, text, whole
from playground.sweep.grid import Axis, Sweep, usual_values
from playground.sweep.results import MEASURES

__all__ = ["EXPERIMENT", "PAGE", "STATE", "SweepPage"]

PAGE: Final = "sweep"
EXPERIMENT: Final = "experiment"


@dataclass(frozen=True, slots=True)
class SweepPage:
    """The experiment, both axes as texts ("" for the usual values), seeds, target, and what the map shows."""

    experiment: Experiment = field(default_factory=Experiment)
    x: str = "lr"
    x_values: str = ""
    y: str = "batch"
    y_values: str = ""
    seeds: int | str = 1
    goal: float | str = 0.05
    of: str = "loss"
    question: str = ""  # every page's record has it; none is asked here

    def __post_init__(self) -> None:
        check_choice("of", self.of, tuple(MEASURES))
        self.sweep  # noqa: B018, what cannot be is refused now

    @property
    def sweep(self) -> Sweep:
        """What is trained."""
        return _sweep(
            self.experiment, self.x, self.x_values, self.y, self.y_values, str(self.seeds), str(self.goal)
        )

    def values_of(self, axis: str) -> str:
        """The text of an axis' values."""
        given = {"x": self.x_values, "y": self.y_values}[axis]
        return given or usual_values({"x": self.x, "y": self.y}[axis])


@lru_cache(maxsize=64)
def _sweep(
    experiment: Experiment, x: str, x_values: str, y: str, y_values: str, seeds: str, goal: str
) -> Sweep:
    return Sweep(
        experiment, _axis(x, x_values), _axis(y, y_values), _number(seeds, int), _number(goal, float)
    )


def _axis(knob: str, values: str) -> Axis:
    return Axis.parse(knob, values or (usual_values(knob) if knob in KNOBS else ""))


def _number(given: str, kind: type) -> int:
    """The number of a text; 0, which is refused, for what is none."""
    try:
        number: int = kind(given)
    except ValueError:
        return 0
    return number


WORDS: Final[Mapping[str, Word]] = {
    **{name: Word(EXPERIMENT, name, knob.parse, text_of) for name, knob in KNOBS.items()},
    CHANGES: Word(EXPERIMENT, "changes", parse_changes, changes_text),
    EDITS: Word(EXPERIMENT, EDITS, parse_edits, edits_text),
    **{name: Word(EXPERIMENT, name, points_of, word_of) for name in POINT_WORDS},
    "x": text("", "x"),
    "x_values": text("", "x_values"),
    "y": text("", "y"),
    "y_values": text("", "y_values"),
    "seeds": whole("", "seeds"),
    "goal": real("", "goal"),
    "of": text("", "of"),
}
STATE: Final = PageState(PAGE, SweepPage(), WORDS, (), ())
