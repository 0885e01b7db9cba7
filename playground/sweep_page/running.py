"""A sweep of this session: runs as they come, one short task of the shared trainer after another.

Training is a pure function, so what a run came to is kept for everybody and by the run alone: a page that is
loaded again, and a classmate with the same sweep, find the finished part.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import streamlit as st

from playground.core.settings import settings
from playground.shell.trainer_status import standstill
from playground.sweep.grid import Sweep
from playground.sweep.results import Result, Results
from playground.trainer.trainer import TrainerBusy, TrainerError, get_trainer

__all__ = ["SECONDS", "TASK", "Running", "finished", "running_of"]

TASK: Final = "playground.engine.sweep_runs:run_some"
SECONDS: Final = 0.04  # of a task: so long at most a stage waits for sweeps, as they take turns
TURN_SECONDS: Final = 0.35  # of tasks, one after another, before the page is drawn again
RUNS_A_TASK: Final = 16
MOST_KEPT: Final = 8
MOST_RESULTS: Final = 40_000
_SWEEPS: Final = "sweeps"
_log = logging.getLogger(__name__)

Status = Literal["new", "running", "stopped", "done", "failed"]

_results: OrderedDict[tuple[str, float], Result] = OrderedDict()  # by run and target; the oldest go
_lock = threading.Lock()
_turn = threading.Lock()  # of the sweep that has a task at the trainer


def finished(sweep: Sweep) -> Results:
    """The runs of a sweep that this server has finished, for whomever."""
    with _lock:
        found = (_results.get((point.experiment.run_id, sweep.target)) for point in sweep.points)
        return {result.run: result for result in found if result is not None}


def _keep(target: float, results: Iterable[Result]) -> None:
    with _lock:
        for result in results:
            _results[result.run, target] = result
        while len(_results) > MOST_RESULTS:
            _results.popitem(last=False)


@dataclass(eq=False)
class Running:
    """One sweep: what is done of it, and how fast."""

    sweep: Sweep
    status: Status = "new"
    begun: Any = None  # where the run under way goes on
    since: float = 0.0  # when it was started, and how many runs were finished then
    done_before: int = 0
    busy: int = 0
    waiting: Literal["", "busy", "absent"] = ""
    results: Results = field(default_factory=dict)

    def look(self) -> None:
        """Take over what is finished, by this session or another."""
        # What this session has seen stays, also where the server has let go of it for newer runs.
        self.results |= finished(self.sweep)
        if len(self.results) == self.sweep.size:
            self.status = "done"
        elif self.status in ("new", "done"):
            self.status = "stopped" if self.results else "new"

    def start(self) -> None:
        """Begin, or go on."""
        self.status, self.busy, self.waiting = "running", 0, ""
        self.since, self.done_before = time.monotonic(), len(self.results)

    def cancel(self) -> None:
        """Stop; what is finished stays."""
        if self.status == "running":
            self.status, self.begun = "stopped", None

    @property
    def seconds_left(self) -> float | None:
        """By the pace since the start; None before there is one."""
        done = len(self.results) - self.done_before
        if self.status != "running" or done < 1:
            return None
        return (time.monotonic() - self.since) / done * (self.sweep.size - len(self.results))

    def advance(self) -> None:
        """Run tasks for one turn."""
        end = time.monotonic() + TURN_SECONDS
        while self.status == "running" and time.monotonic() < end:
            if not self._task():
                return

    def _task(self) -> bool:
        """Run one task; whether the next may follow at once."""
        self.look()
        left = [
            point.experiment for point in self.sweep.in_order if point.experiment.run_id not in self.results
        ]
        if not left:
            return False
        begun, trainer = self.begun, get_trainer()
        if begun is not None and begun[0] != left[0].run_id:
            begun = None  # somebody else has finished that run
        asked = (left[:RUNS_A_TASK], begun and begun[1], self.sweep.target, SECONDS)
        if not _turn.acquire(timeout=TURN_SECONDS):
            return False  # others have theirs
        try:
            results, rest = trainer.call(TASK, *asked, time_limit=settings().time_limit)
        except TrainerError as fault:
            self._wait(fault)
            return False
        except Exception:  # noqa: BLE001, whatever the trainer met, the page goes on without it
            _log.exception("No runs from %s", TASK)
            self.status = "failed"
            return False
        finally:
            _turn.release()
        self.busy, self.waiting = 0, ""
        self.begun = None if rest is None else (left[len(results)].run_id, rest)
        _keep(self.sweep.target, results)
        self.look()
        return True

    def _wait(self, fault: TrainerError) -> None:
        self.busy = self.busy + 1 if isinstance(fault, TrainerBusy) else 0
        trainer = get_trainer()
        if reason := standstill(trainer, self.busy):
            self.status, self.waiting = "stopped", reason
        else:
            self.waiting = "busy"
            trainer.warm()


def running_of(sweep: Sweep) -> Running:
    """The sweep as this session runs it; the last few are kept."""
    kept: OrderedDict[Sweep, Running] = st.session_state.setdefault(_SWEEPS, OrderedDict())
    if sweep not in kept:
        for other in kept.values():
            other.cancel()
        kept[sweep] = Running(sweep)
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    kept.move_to_end(sweep)
    return kept[sweep]
