"""A training of this session: epochs as they come, one task of the shared trainer after another.

Nothing runs between two tasks, so everybody's training gets its turn; and what a task gave is all that the
next one needs, so a trainer that is lost costs the epochs of one task and no more.

A training is a pure function of its request, so the server keeps the last ones that came to an end. After a
reload the browser knows which ones were trained there (`kept_marks`): they stand there again, or train again.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, Literal

import streamlit as st

from playground.core.settings import settings
from playground.lessons.fit.fit import EpochLog, FitPiece, FitRequest, FitState
from playground.lessons.shared.values import Failure
from playground.lessons.shared.view.kept_marks import is_marked, mark
from playground.shell.trainer_status import standstill
from playground.trainer.trainer import TrainerBusy, TrainerError, TrainerLost, get_trainer

__all__ = ["TASK", "Training", "training_of"]

TASK: Final = "playground.lessons.fit.tasks.fit:fit_epochs"
SECONDS: Final = 0.3  # of a task: so long at most somebody else waits for this training
MOST_KEPT: Final = 8
MOST_FINISHED: Final = 64  # trainings that the server keeps, for all sessions
_MARK: Final = "fit"
_TRAININGS: Final = "fit_trainings"
_log = logging.getLogger(__name__)

Status = Literal["new", "running", "cancelled", "done", "diverged", "failed"]


@dataclass(frozen=True, eq=False, slots=True)
class _Finished:
    """A training that came to its end."""

    status: Status
    state: FitState | None
    logs: tuple[EpochLog, ...]
    first_loss: float | None


_finished: OrderedDict[FitRequest, _Finished] = OrderedDict()
_lock = Lock()


@dataclass(eq=False)
class Training:
    """One training: where it stands, and what the trainer gave so far."""

    request: FitRequest
    status: Status = "new"
    state: FitState | None = None
    logs: list[EpochLog] = field(default_factory=list)
    failure: Failure | None = None
    first_loss: float | None = None  # of the training points, before the first epoch
    waiting: Literal["", "busy", "lost", "absent"] = ""  # why the last task gave nothing
    busy: int = 0  # tasks that gave nothing, one after another
    resumed: list[int] = field(default_factory=list)  # epochs from which it went on with another trainer
    is_kept: bool = False  # the browser keeps a mark of it

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return 0 if self.state is None else self.state.epoch

    def start(self) -> None:
        """Begin, from the start."""
        self.state, self.failure, self.waiting, self.busy = None, None, "", 0
        self.logs, self.resumed = [], []
        self.status = "running"

    def restore(self) -> None:
        """Be again what it was before a reload: at its end, or on the way there."""
        self.start()
        with _lock:
            finished = _finished.get(self.request)
        if finished is not None:
            self.status, self.state, self.first_loss = finished.status, finished.state, finished.first_loss
            self.logs = list(finished.logs)

    def go_on(self) -> None:
        """Continue a training that was cancelled."""
        if self.status == "cancelled":
            self.status, self.waiting, self.busy = "running", "", 0

    def cancel(self) -> None:
        """Stop; what has come so far stays."""
        if self.status == "running":
            self.status, self.waiting = "cancelled", ""

    def advance(self) -> bool:
        """Run one task; whether it brought anything.

        Streamlit begins another run of a page while the one before still waits here, so two may ask for the
        same epochs: those that come second are dropped.
        """
        trainer, begun, logs = get_trainer(), self.state, self.logs
        try:
            piece: FitPiece = trainer.call(
                TASK, self.request, begun, SECONDS, time_limit=settings().time_limit
            )
        except TrainerError as fault:
            self._wait(fault)
            return False
        except Exception:  # noqa: BLE001, whatever the trainer met, the page goes on without it
            _log.exception("No epoch from %s", TASK)
            self.status = "failed"
            return True
        if self.state is not begun or self.logs is not logs:
            return False
        if self.waiting == "lost":
            self.resumed.append(self.epoch)
        self.waiting, self.busy = "", 0
        self.state, self.first_loss = piece.state, piece.first_loss
        self.logs.extend(piece.logs)
        if piece.failure is not None:
            self.status, self.failure = "failed", piece.failure
        elif piece.diverged:
            self.status = "diverged"
        elif piece.state.epoch >= self.request.epochs:
            self.status = "done"
        if self.status in ("done", "diverged"):
            self._remember()
        return True

    def _remember(self) -> None:
        if self.is_kept:
            mark(_MARK, self.request)
        with _lock:
            _finished[self.request] = _Finished(self.status, self.state, tuple(self.logs), self.first_loss)
            _finished.move_to_end(self.request)
            while len(_finished) > MOST_FINISHED:
                _finished.popitem(last=False)

    def _wait(self, fault: TrainerError) -> None:
        """Wait for the next look; or stand still, as after Cancel, where waiting has no end in sight."""
        self.busy = self.busy + 1 if isinstance(fault, TrainerBusy) else 0
        trainer = get_trainer()
        if reason := standstill(trainer, self.busy):
            self.status, self.waiting = "cancelled", reason
        elif self.busy:
            self.waiting = "busy"
        elif isinstance(fault, TrainerLost) or self.epoch or self.waiting == "lost":
            self.waiting = "lost"
        if self.status == "running":
            trainer.warm()


def training_of(request: FitRequest) -> Training:
    """The training of a request in this session; the last few are kept."""
    kept: OrderedDict[FitRequest, Training] = st.session_state.setdefault(_TRAININGS, OrderedDict())
    if request not in kept:
        kept[request] = Training(request, is_kept=True)
        while len(kept) > MOST_KEPT:
            kept.popitem(last=False)
    kept.move_to_end(request)
    found = kept[request]
    if found.status == "new" and is_marked(_MARK, request):
        found.restore()
    return found
