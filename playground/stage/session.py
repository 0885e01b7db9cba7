"""What a session knows of a stage page: what its browser decided, and where its learner rests.

The browser owns the draft. A session is told what holds, so that panels, links and other pages follow it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from playground.core.errors import PlaygroundError
from playground.core.experiment import Experiment
from playground.core.points_store import word_of
from playground.core.scenes import home_of
from playground.core.wire_format import Checkpoint
from playground.stage.draft import settle
from playground.stage.request import Decided, fitting
from playground.stage.scene_answers import question_of

__all__ = ["Slot", "slot"]


@dataclass
class Slot:
    """The experiment that holds on a page, and the step at which its learner rests."""

    page: str
    experiment: Experiment = field(default_factory=Experiment)
    home: Experiment = field(default_factory=Experiment)  # what the page opens with
    step: int = 0
    checkpoint: Checkpoint | None = None
    has_rested: bool = False  # the stage has stood somewhere: below it, that step can be shown
    link: tuple[tuple[str, str], ...] | None = None  # the link that was followed last
    problems: tuple[PlaygroundError, ...] = ()  # what of it could not be used
    payload: tuple[Any, bytes] | None = None  # the stage's last reply, and what it answers
    told_covered: frozenset[str] | None = None  # what an open question covers; None: the browser has not said
    history: Any = None  # the rows of the history panel, for one run

    def follow(self, decided: Decided | None) -> bool:
        """Take over what the browser decided; whether anything is new."""
        if decided is None:
            return False
        for own in self.experiment.own_sets.values():
            word_of(own)  # at hand, whatever else the server was given meanwhile
        experiment = settle(self.page, decided.words, None).experiment
        step = min(decided.step, experiment.last_step) if decided.is_resting else self.step
        before = (self.experiment, self.step, self.has_rested)
        if experiment != self.experiment and not decided.is_resting:
            step = 0
        self.experiment, self.step, self.told_covered = experiment, step, decided.covered
        self.checkpoint = fitting(decided.checkpoint, experiment)
        self.has_rested = self.has_rested or decided.is_resting
        return before != (self.experiment, self.step, self.has_rested)

    def show(self, experiment: Experiment) -> None:
        """Another experiment, from step 0: a link was followed."""
        if experiment != self.experiment:
            self.experiment, self.step, self.checkpoint, self.told_covered = experiment, 0, None, None

    @property
    def covered(self) -> frozenset[str]:
        """What the page is not to say while a question is open; until the browser has spoken, it is."""
        if self.told_covered is not None:
            return self.told_covered
        asked = question_of(self.page, self.experiment)
        return frozenset(asked.question.covers if asked else ())


def slot(page: str) -> Slot:
    """The state of a page in this session."""
    slots: dict[str, Slot] = st.session_state.setdefault("slots", {})
    if page not in slots:
        slots[page] = Slot(page, home_of(page), home_of(page))
    return slots[page]
