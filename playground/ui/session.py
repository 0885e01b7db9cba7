"""One learner's experiment on one page: the only state kept, and it can be rebuilt from the link."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field, replace
from typing import Any, Final

import streamlit as st

from playground.errors import PlaygroundError
from playground.experiment import MOST_CHANGES, Experiment, ExperimentError
from playground.frames import Checkpoint, End
from playground.ui.reply import Keep, Pending, Reply, Stage
from playground.ui.request import Design, Drag, Inspect, Live, Rate, Request, Weight, fitting
from playground.ui.scenes import home_of

__all__ = ["Slot", "slot"]

MOST_UNDONE: Final = 100
_DECIMALS: Final = 2  # of a dragged mean: what the number inputs show


@dataclass
class Slot:
    """The experiment a page shows, how it came about, and where the stage stands."""

    experiment: Experiment = field(default_factory=Experiment)
    home: Experiment = field(default_factory=Experiment)  # what the page opens with
    done: deque[Experiment] = field(default_factory=lambda: deque(maxlen=MOST_UNDONE))
    undone: list[Experiment] = field(default_factory=list)
    problems: tuple[PlaygroundError, ...] = ()
    refused: bool = False  # the problems are a setting's, not a link's
    pending: Pending | None = None
    keep: Keep | None = None
    paused: Inspect | None = None
    has_rested: bool = False  # the stage has stood somewhere: below it, that step can be shown
    end: End | None = None
    started_runs: set[str] = field(default_factory=set)
    dragging: bool = False
    changes: int = 0
    written: str | None = None
    links: deque[str] = field(default_factory=lambda: deque(maxlen=64))
    answered: tuple[Any, Reply] | None = None
    checkpoints: dict[str, Checkpoint] = field(default_factory=dict)  # where runs were changed on the way
    history: Any = None  # the rows of the history panel, for one run

    # ---- changing the experiment

    def show(self, experiment: Experiment, undoable: bool = True) -> None:
        """Another experiment from step 0; the same one changes nothing."""
        self.pending = None
        self.problems = ()
        if experiment == self.experiment:
            return
        if undoable:
            self.done.append(self.experiment)
            self.undone.clear()
        self._turn_to(experiment)
        self.keep = None
        self.started_runs.clear()

    def set(self, **values: Any) -> None:
        """Knobs to other values; a refusal leaves everything as it is and becomes a problem to show."""
        # A run that begins anew begins with the rate that held last.
        before = self.experiment.restarted()
        try:
            self.show(before.replace(**values))
        except ExperimentError as problem:
            if problem.reason != "flat_network" or "targets" in values:
                self.refuse(problem)
                return
            # The broadcasting trap belongs to the linear classifier, and networks have no switch for it.
            self.set(**values, targets="column")

    def refuse(self, problem: PlaygroundError) -> None:
        """A setting was not taken: all stays as it is, and the page says why."""
        self.pending = None
        self.problems, self.refused = (problem,), True

    def set_rate(self, lr: float) -> None:
        """The learning rate: at once before the run begins, else from the step the stage will name."""
        if self.is_started:
            self.changes += 1
            self.pending = Pending(str(self.changes), lr) if lr != self.experiment.current_lr else None
            self.problems = ()
        else:
            self.set(lr=lr)

    def apply_rate(self, rate: Rate) -> None:
        """The pending rate, now that the stage says from which step; at the end of a run it begins anew."""
        pending = self.pending
        if pending is None or rate.token != pending.token:
            return
        over = rate.step >= self.experiment.last_step or (self.end is not None and rate.step >= self.end.step)
        begins = rate.step == 0 or over
        room = sum(change.step < rate.step for change in self.experiment.changes) < MOST_CHANGES
        if begins or not room:
            self.set(lr=pending.lr)
            return
        before = self.experiment
        self.show(before.with_change(rate.step, pending.lr))
        self.keep = Keep(before.run_id, rate.step, self._remember(before, rate))
        self.started_runs.add(before.run_id)
        self.started_runs.add(self.experiment.run_id)

    def edit(self, weight: Weight) -> None:
        """A weight set by hand; rows before its step stay."""
        before = self.experiment
        last = before.last_step if self.end is None else self.end.step
        if weight.run != before.run_id or weight.step > last:
            return
        try:
            after = before.with_edit(weight.step, weight.index, weight.value)
        except ExperimentError as problem:
            self.refuse(problem)
            return
        self.show(after)
        self.started_runs |= {before.run_id, after.run_id}
        if weight.step:
            self.keep = Keep(before.run_id, weight.step - 1, self._remember(before, weight), weight.step)

    def design(self, design: Design) -> None:
        """Another network from the diagram's buttons."""
        if design.run == self.experiment.run_id:
            self.set(**design.values)

    def drag(self, drag: Drag) -> None:
        """A mean moved; the whole movement is one thing to undo. Only Gaussian classes have means."""
        if self.experiment.data_set != "gaussians":
            return
        values = {f"{drag.prefix}_x": round(drag.x, _DECIMALS), f"{drag.prefix}_y": round(drag.y, _DECIMALS)}
        # Where it was let go is told twice: what was done meanwhile, with the rate or by an edit, stays.
        there = all(getattr(self.experiment, name) == value for name, value in values.items())
        if not (drag.final and there):
            moved = self.experiment.restarted().replace(**values)
            self.show(moved, undoable=not self.dragging)
        self.dragging = not drag.final

    def go_home(self) -> None:
        """Back to what the page opened with: the chapter's settings, or the first network."""
        self.show(self.home)

    def reset(self) -> None:
        """Back at step 0: what was changed on the way is over, the last rate holds."""
        self.pending = None
        self.started_runs.clear()
        if self.experiment.changes or self.experiment.edits:
            self.show(self.experiment.restarted())

    def undo(self) -> None:
        self._travel(self.done, self.undone)

    def redo(self) -> None:
        self._travel(self.undone, self.done)

    def _travel(self, source: Any, target: Any) -> None:
        self.pending = None
        self.problems = ()
        if source:
            before, after = self.experiment, source.pop()
            target.append(before)
            self._turn_to(after)
            self.started_runs.clear()
            self.keep = self._shared(before, after)
            if self.keep is not None:
                self.started_runs |= {before.run_id, after.run_id}

    def _remember(self, run: Experiment, event: Rate | Weight) -> Checkpoint | None:
        """The event's checkpoint if it fits and is of its step or before; and keep it, for the way back."""
        fitted = fitting(event.checkpoint, run)
        if fitted is not None and fitted.step > event.step:
            return None
        if fitted is not None:
            self.checkpoints[run.run_id] = fitted
            while len(self.checkpoints) > MOST_UNDONE:
                self.checkpoints.pop(next(iter(self.checkpoints)))
        return fitted

    def _shared(self, before: Experiment, after: Experiment) -> Keep | None:
        """The rows that two runs have in common, if they differ only in what was changed on the way."""
        if before.replace(changes=(), edits=()) != after.replace(changes=(), edits=()):
            return None
        apart = [edit.step - 1 for edit in {*before.edits} ^ {*after.edits}]
        apart += [change.step for change in {*before.changes} ^ {*after.changes}]
        last = min(apart, default=-1)  # a weight set by hand changes the row of its step, a rate the next one
        if last < 0:
            return None
        by_hand = any(edit.step - 1 == last for edit in {*before.edits} ^ {*after.edits})
        found = [
            checkpoint
            for run in (after, before)
            if (checkpoint := self.checkpoints.get(run.run_id)) is not None
            # Where nothing was set by hand, the state before that step is also the one it was set in.
            and checkpoint.step <= last + (by_hand and all(edit.step - 1 != last for edit in run.edits))
        ]
        checkpoint = max(found, key=lambda one: one.step, default=None)
        return Keep(before.run_id, last, checkpoint, last + 1 if by_hand else None)

    def _turn_to(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.paused = None
        self.end = None
        self.dragging = False

    # ---- what the stage tells

    @property
    def is_started(self) -> bool:
        return self.experiment.run_id in self.started_runs

    def hear(self, live: Live | None) -> None:
        """Whether the learner has left step 0."""
        if live is None or live.run != self.experiment.run_id:
            return
        if live.started:
            self.started_runs.add(live.run)
        else:
            self.started_runs.discard(live.run)

    def forget_stage(self) -> None:
        """The page is shown anew: its stage holds nothing and stands at step 0."""
        self.pending = self.keep = self.paused = self.answered = None
        self.started_runs.clear()

    def stage(self, language: str, compact: bool) -> Stage:
        """What a reply to the stage depends on."""
        return Stage(self.experiment, language, compact, self.pending, self.keep, self.paused)

    def settled(self, stage: Stage, request: Request | None) -> Reply | None:
        """The reply given before to the same request, if nothing has changed since."""
        if self.answered is None or self.answered[0] != (stage, request):
            return None
        return self.answered[1]

    def has_rows(self, stage: Stage, request: Request | None) -> bool:
        """Whether the browser has the rows of this request: it has paused on one since it was answered."""
        paused = stage.paused
        if self.answered is None or paused is None or paused.run != stage.experiment.run_id:
            return False
        answered, asked = self.answered[0]
        return bool(answered.experiment == stage.experiment and asked == request)

    def settle(self, stage: Stage, request: Request | None, reply: Reply) -> None:
        """Remember a complete reply, and the end of the run where it is known."""
        self.answered = ((stage, request), reply) if reply.complete else None
        if reply.end is not None:
            self.end = reply.end


def slot(page: str) -> Slot:
    """The state of a page in this session."""
    slots: dict[str, Slot] = st.session_state.setdefault("slots", {})
    if page not in slots:
        slots[page] = Slot(home_of(page), home_of(page))
    return slots[page]


def pause(place: Slot, inspect: Inspect) -> bool:
    """Where the learner paused; False for a run that is no longer shown."""
    if inspect.run != place.experiment.run_id:
        return False
    step = min(inspect.step, place.experiment.last_step)
    place.has_rested = True
    place.paused = replace(inspect, step=step, checkpoint=fitting(inspect.checkpoint, place.experiment))
    return True
