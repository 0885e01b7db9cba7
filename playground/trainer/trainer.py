"""The trainer: a warmed process that runs `playground.engine`, replaced when it dies or is stuck.

    TrainerError
    ├── TrainerWarming   not ready yet: ask again
    ├── TrainerBusy      the time limit of a call is over: ask again
    └── TrainerLost      it died or cannot start; another one is on its way: ask again

Tasks are pure functions named "module:function", so asking again is always right.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import logging
import math
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from concurrent.futures import wait as wait_for
from dataclasses import dataclass, field
from typing import Any, Literal

from playground.core.settings import Settings, settings
from playground.trainer import executors
from playground.trainer.worker import run_task

__all__ = ["Trainer", "TrainerBusy", "TrainerError", "TrainerLost", "TrainerWarming", "get_trainer"]

WARM = "playground.engine.warmup:warm"
WARM_NEXT = "playground.engine.warmup:warm_next"
WARM_LESSONS = "playground.lessons.tasks.warmup:warm_next"
QUIET_SECONDS = 1.0  # nobody has asked for so long: the lesson pages are warmed
RETRY_SECONDS = 5.0  # between two starts of a trainer that cannot start

_ENDED = "the trainer ended during a call and is being replaced"

State = Literal["cold", "warming", "ready"]
_log = logging.getLogger(__name__)


class TrainerError(Exception):
    """The trainer has no result for a call; the same call may be made again."""


class TrainerWarming(TrainerError):  # noqa: N818, a state, and no fault
    """The trainer is starting."""


class TrainerBusy(TrainerError):  # noqa: N818
    """The time limit of a call is over."""


class TrainerLost(TrainerError):  # noqa: N818
    """The trainer died, or cannot start."""


@dataclass(eq=False)
class _Generation:
    """One executor from its start to its end, and the tasks it has, the oldest first."""

    executor: Executor | None = None
    stop: Callable[[], None] | None = None
    ready: bool = False
    tasks: dict[Future[Any], None] = field(default_factory=dict)
    oldest_since: float = 0.0  # when the oldest task came to the front, which is about when it began
    asked_at: float = 0.0  # when somebody asked last


class Trainer:
    """Runs tasks in the trainer process; every method may be called from any thread."""

    def __init__(self, limits: Settings | None = None) -> None:
        self._limits = limits or settings()
        self._lock = threading.RLock()
        self._changed = threading.Condition(self._lock)
        self._generation: _Generation | None = None
        self._failure = ""
        self._retry_at = 0.0

    def state(self) -> State:
        """Whether nothing has started, something is starting, or calls are answered."""
        with self._lock:
            if self._generation is None:
                return "cold"
            return "ready" if self._generation.ready else "warming"

    @property
    def failure(self) -> str:
        """Why no trainer could be started last; empty if one could, or if none was started yet."""
        with self._lock:
            return self._failure

    def warm(self) -> None:
        """See to it that a trainer starts; returns at once, and does nothing if there is one."""
        with self._lock:
            if self._generation is not None or time.monotonic() < self._retry_at:
                return
            self._generation = _Generation()
            threading.Thread(
                target=self._start, args=(self._generation,), name="trainer's start", daemon=True
            ).start()

    def wait(self, seconds: float) -> bool:
        """Start if need be and wait until ready; False if it cannot start, or not in this time."""
        self.warm()
        with self._changed:
            self._changed.wait_for(lambda: self.state() != "warming", seconds)
            return self.state() == "ready"

    def submit(self, task: str, *arguments: Any) -> Future[Any]:
        """The future of "module:function"; TrainerWarming or TrainerLost if there is no ready trainer."""
        return self._submit(self._ready_generation(), task, *arguments)

    def call(self, task: str, *arguments: Any, time_limit: float) -> Any:
        """The result of "module:function" within `time_limit` seconds; TrainerError, or the task's own."""
        generation = self._ready_generation()
        future = self._submit(generation, task, *arguments)
        if not wait_for([future], timeout=time_limit).done:
            future.cancel()
            self._replace_if_stuck(generation)
            raise TrainerBusy(f"no answer in {time_limit:g} s")
        try:
            return future.result()
        except Exception as fault:
            if executors.is_loss(fault):
                raise TrainerLost(_ENDED) from None
            raise

    async def answer(self, task: str, *arguments: Any, time_limit: float) -> Any:
        """The same as `call` for an event loop, which goes on meanwhile."""
        generation = self._ready_generation()
        future = self._submit(generation, task, *arguments)
        try:
            async with asyncio.timeout(time_limit):
                return await asyncio.wrap_future(future)
        except TimeoutError:
            self._replace_if_stuck(generation)
            raise TrainerBusy(f"no answer in {time_limit:g} s") from None
        except asyncio.CancelledError:
            caller = asyncio.current_task()
            if future.cancelled() and caller is not None and not caller.cancelling():
                raise TrainerLost(_ENDED) from None  # the executor gave up its tasks
            raise
        except Exception as fault:
            if executors.is_loss(fault):
                raise TrainerLost(_ENDED) from None
            raise

    def close(self) -> None:
        """End the process now; the next call starts another one."""
        with self._changed:
            generation, self._generation = self._generation, None
            self._changed.notify_all()
        if generation is not None and generation.stop is not None:
            generation.stop()

    # ---- one generation

    def _start(self, generation: _Generation) -> None:
        """The life of a generation's own thread: start, warm the usual, then the rest in the background."""
        try:
            executor, stop = executors.start(self._limits.scheduler)
            with self._lock:
                generation.executor, generation.stop = executor, stop
                abandoned = self._generation is not generation
            if abandoned:
                stop()
                return
            warmed = self._submit(generation, WARM)
            self._end_with_interpreter()
            warmed.result(timeout=self._limits.warm_limit)
        except Exception as fault:  # noqa: BLE001, whatever it is, there is no trainer: say so, try again later
            self._give_up(generation, fault)
            return
        with self._changed:
            generation.ready = True
            self._failure = ""
            self._changed.notify_all()
        self._warm_the_rest(generation)

    def _warm_the_rest(self, generation: _Generation) -> None:
        # One task a trace, each sent when the one before is done: a call waits for one trace at most.
        try:
            while self._generation is generation and self._submit(generation, WARM_NEXT).result():
                pass
            while self._wait_for_quiet(generation) and self._submit(generation, WARM_LESSONS).result():
                pass
        except Exception as fault:  # noqa: BLE001, calls will trace for themselves
            if not executors.is_loss(fault) and not isinstance(fault, TrainerError):
                _log.warning("The trainer could not prepare everything: %s", fault)

    def _wait_for_quiet(self, generation: _Generation) -> bool:
        """Wait until nobody has asked for a while; False if the generation has ended."""
        with self._changed:
            while self._generation is generation:
                busy = bool(generation.tasks)
                left = QUIET_SECONDS - (0.0 if busy else time.monotonic() - generation.asked_at)
                if left <= 0:
                    return True
                self._changed.wait(left)
            return False

    def _ready_generation(self) -> _Generation:
        with self._lock:
            generation = self._generation
            if generation is None:
                failure = self._failure
                self.warm()
                raise TrainerLost(failure) if failure else TrainerWarming("the trainer is starting")
            if not generation.ready:
                raise TrainerWarming("the trainer is starting")
            generation.asked_at = time.monotonic()
        if self._replace_if_stuck(generation):
            raise TrainerLost("the trainer was stuck and is being replaced")
        return generation

    def _submit(self, generation: _Generation, task: str, *arguments: Any) -> Future[Any]:
        with self._lock:
            if self._generation is not generation or generation.executor is None:
                raise TrainerLost("the trainer is being replaced")
            try:
                future = generation.executor.submit(run_task, task, *arguments)
            except RuntimeError as fault:  # broken, or shut down with the interpreter
                self._replace(generation)
                raise TrainerLost(f"the trainer ended and is being replaced: {fault}") from None
            if not generation.tasks:
                generation.oldest_since = time.monotonic()
            generation.tasks[future] = None
        future.add_done_callback(lambda done: self._finished(generation, done))
        return future

    def _finished(self, generation: _Generation, future: Future[Any]) -> None:
        with self._lock:
            was_oldest = next(iter(generation.tasks), None) is future
            generation.tasks.pop(future, None)
            if was_oldest:
                generation.oldest_since = time.monotonic()
        if not future.cancelled():
            fault = future.exception()
            if fault is not None and executors.is_loss(fault):
                self._replace(generation)

    def _replace_if_stuck(self, generation: _Generation) -> bool:
        with self._lock:
            age = time.monotonic() - generation.oldest_since if generation.tasks else 0.0
            if not generation.ready or age < self._limits.time_limit:
                return False
        self._replace(generation)
        return True

    def _replace(self, generation: _Generation) -> None:
        with self._lock:
            if self._generation is not generation or not generation.ready:
                return  # somebody else has seen it, or its start will
            self._generation = None
            self.warm()
        self._stop(generation)

    def _give_up(self, generation: _Generation, fault: Exception) -> None:
        detail = str(fault) or type(fault).__name__
        with self._changed:
            if self._generation is generation:
                self._generation = None
                self._failure = f"the trainer cannot start: {detail}"
                self._retry_at = time.monotonic() + RETRY_SECONDS
                if threading.main_thread().is_alive():  # else Python is ending, and nothing starts any more
                    _log.error("The trainer cannot start, next try in %g s: %s", RETRY_SECONDS, detail)
            self._changed.notify_all()
        self._stop(generation)

    def _stop(self, generation: _Generation) -> None:
        if generation.stop is not None:
            # In a thread of its own: this may run in the executor's manager, which cannot wait for itself.
            threading.Thread(target=generation.stop, name="trainer's stop", daemon=True).start()

    def _end_with_interpreter(self) -> None:
        # Called after the first task of each executor was submitted, and so run before the hook that the
        # executor registers then: it waits for its tasks, one of which may never end, and refuses others.
        # `atexit` would come after that hook.
        register = getattr(threading, "_register_atexit", atexit.register)
        with contextlib.suppress(RuntimeError):  # the interpreter is ending already
            register(self._end)

    def _end(self) -> None:
        self._retry_at = math.inf
        self.close()


_trainer: Trainer | None = None
_trainer_lock = threading.Lock()


def get_trainer() -> Trainer:
    """The trainer of this process."""
    global _trainer
    with _trainer_lock:
        if _trainer is None:
            _trainer = Trainer()
        return _trainer
