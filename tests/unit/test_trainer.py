"""The trainer process: same numbers as in this process, replaced when lost or stuck, never left behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import psutil
import pytest

from playground.core.experiment import Experiment
from playground.core.settings import Settings
from playground.core.wire_format import Chunk
from playground.engine.linear.rows import TRACED_AT_START, advance
from playground.points_reader.reader import read_points
from playground.trainer import executors
from playground.trainer import trainer as trainer_module
from playground.trainer.trainer import (
    Trainer,
    TrainerBusy,
    TrainerLost,
    TrainerWarming,
    _Generation,
    get_trainer,
)

ROOT = Path(__file__).parents[2]
ADVANCE = "playground.engine.linear.rows:advance"
PATIENCE = 120.0  # seconds; only ever waited out when something is broken

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def trainer() -> Iterator[Trainer]:
    trainer = Trainer(Settings(time_limit=PATIENCE))
    assert trainer.state() == "cold"
    with pytest.raises(TrainerWarming):  # and starts it
        trainer.call("os:getpid", time_limit=1.0)
    assert trainer.state() == "warming"
    with pytest.raises(TrainerWarming):
        trainer.submit("os:getpid")
    assert trainer.wait(PATIENCE)
    yield trainer
    trainer.close()


@pytest.fixture
def ready(trainer: Trainer) -> Trainer:
    assert trainer.wait(PATIENCE)
    return trainer


@pytest.fixture(params=["call", "answer"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """A task's result, for a thread that waits or for an event loop."""

    def by_loop(trainer: Trainer, task: str, *arguments: Any, time_limit: float) -> Any:
        return asyncio.run(trainer.answer(task, *arguments, time_limit=time_limit))

    return Trainer.call if request.param == "call" else by_loop


def pid_of(trainer: Trainer) -> int:
    return int(trainer.call("os:getpid", time_limit=PATIENCE))


def assert_gone(*pids: int) -> None:
    processes = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    _, alive = psutil.wait_procs([p for p in processes if p.status() != psutil.STATUS_ZOMBIE], PATIENCE)
    assert not alive


def same(chunk: Chunk, other: Chunk) -> bool:
    return (
        chunk.rows.tobytes() == other.rows.tobytes()
        and chunk.steps.tolist() == other.steps.tolist()
        and (chunk.checkpoint, chunk.end) == (other.checkpoint, other.end)
    )


def test_the_same_bits_as_in_this_process(ready: Trainer, ask: Ask) -> None:
    points = read_points("x1,x2,label\n0,3,0\n1,2.5,0\n3,0,1\n2.5,-1,1\n")
    for experiment in (
        Experiment(),
        Experiment(batch=32, optimizer="adam", loss="bce"),
        Experiment(points=points),
    ):
        chunk = ask(ready, ADVANCE, experiment, None, 0, 1, 60, 10.0, time_limit=PATIENCE)
        assert same(chunk, advance(experiment, None, 0, 1, 60, 10.0))
        assert ready.submit(ADVANCE, experiment, chunk.checkpoint, 60, 1, 1, 10.0).result().end == chunk.end


def test_a_task_runs_in_another_process_and_its_own_error_arrives(ready: Trainer, ask: Ask) -> None:
    assert pid_of(ready) in {child.pid for child in psutil.Process().children()}
    with pytest.raises(ValueError, match="received start -1"):
        ask(ready, ADVANCE, Experiment(), None, -1, 1, 60, 1.0, time_limit=PATIENCE)
    with pytest.raises(ModuleNotFoundError):
        ready.call("playground.nowhere:nothing", time_limit=PATIENCE)
    assert ready.state() == "ready"


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="scheduling classes are Linux's")
def test_once_warm_it_stands_behind_nobody(ready: Trainer) -> None:
    threads = [int(path.name) for path in Path(f"/proc/{pid_of(ready)}/task").iterdir()]
    assert len(threads) > 1
    assert {os.sched_getscheduler(thread) for thread in threads} == {os.SCHED_OTHER}


def test_many_threads_at_once_get_each_their_own(ready: Trainer) -> None:
    experiments = [Experiment(seed=seed, batch=16, lr=0.01) for seed in range(12)]
    chunks: dict[int, Chunk] = {}

    def ask(number: int) -> None:
        arguments = (experiments[number], None, 0, 1, 40, 10.0)
        chunks[number] = ready.call(ADVANCE, *arguments, time_limit=PATIENCE)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, experiment in enumerate(experiments):
        assert same(chunks[number], advance(experiment, None, 0, 1, 40, 10.0))


def test_the_chapters_pairs_are_traced_in_the_background_and_no_others(ready: Trainer) -> None:
    while ready.call("playground.engine.warmup:warm_next", time_limit=PATIENCE):
        pass
    traces = ready.call("playground.engine.runtime:traces", time_limit=PATIENCE)
    # A loop for each pair, the loss on all points for each loss, the accuracy.
    assert traces == len(TRACED_AT_START) + len({loss for _, loss in TRACED_AT_START}) + 1
    experiment = Experiment(loss="bce", optimizer="rmsprop", batch=5)
    ready.call(ADVANCE, experiment, None, 0, 1, 60, 1.0, time_limit=PATIENCE)
    assert ready.call("playground.engine.runtime:traces", time_limit=PATIENCE) == traces
    other = Experiment(loss="bce", optimizer="adagrad", batch=5)
    assert (other.optimizer, other.loss) not in TRACED_AT_START
    for _ in range(2):
        ready.call(ADVANCE, other, None, 0, 1, 60, 1.0, time_limit=PATIENCE)
        assert ready.call("playground.engine.runtime:traces", time_limit=PATIENCE) == traces + 1


def test_lessons_are_warmed_by_their_name(ready: Trainer) -> None:
    first = ready.call(trainer_module.WARM_LESSONS, time_limit=PATIENCE)
    second = ready.call(trainer_module.WARM_LESSONS, time_limit=PATIENCE)
    assert 0 <= second < first < 1000


@pytest.mark.slow
def test_lessons_are_warmed_one_piece_at_a_time_and_only_while_nobody_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent: list[tuple[str, Future[Any]]] = []
    quiet = 0.3

    class Executor:
        """Notes what it is sent; the test answers."""

        def submit(self, _: object, task: str, *arguments: Any) -> Future[Any]:
            sent.append((task, Future()))
            return sent[-1][1]

    def expect(*tasks: str) -> Future[Any]:
        """These and no others were sent so far; the last one's future."""
        deadline = time.monotonic() + PATIENCE
        while len(sent) < len(tasks) and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(3 * quiet)
        assert [task for task, _ in sent] == list(tasks)
        return sent[-1][1]

    monkeypatch.setattr(executors, "start", lambda scheduler: (Executor(), lambda: None))
    monkeypatch.setattr(trainer_module, "QUIET_SECONDS", quiet)
    warm, stage, lessons = trainer_module.WARM, trainer_module.WARM_NEXT, trainer_module.WARM_LESSONS
    trainer = Trainer()
    trainer.warm()
    expect(warm).set_result(None)
    expect(warm, stage).set_result(1)
    expect(warm, stage, stage).set_result(0)  # the stage has all that it needs
    expect(warm, stage, stage, lessons).set_result(3)
    piece = expect(warm, stage, stage, lessons, lessons)
    asked = trainer.submit("asked")
    piece.set_result(2)
    expect(warm, stage, stage, lessons, lessons, "asked")  # nothing is put before or behind it
    other = trainer.submit("asked")
    asked.set_result(None)
    expect(warm, stage, stage, lessons, lessons, "asked", "asked")
    other.set_result(None)
    expect(warm, stage, stage, lessons, lessons, "asked", "asked", lessons).set_result(1)
    last = expect(warm, stage, stage, lessons, lessons, "asked", "asked", lessons, lessons)
    last.set_result(0)
    expect(warm, stage, stage, lessons, lessons, "asked", "asked", lessons, lessons)
    trainer.close()


def test_a_request_is_followed_by_quiet_before_lessons_are_warmed(monkeypatch: pytest.MonkeyPatch) -> None:
    trainer = Trainer()
    generation = _Generation(ready=True, asked_at=time.monotonic())
    monkeypatch.setattr(trainer, "_generation", generation)
    monkeypatch.setattr(trainer_module, "QUIET_SECONDS", 0.2)
    assert trainer._wait_for_quiet(generation)
    assert time.monotonic() - generation.asked_at >= 0.2
    monkeypatch.setattr(trainer, "_generation", None)
    assert not trainer._wait_for_quiet(generation)  # it was replaced


def test_the_time_limit_of_a_call_leaves_the_trainer_alone(ready: Trainer, ask: Ask) -> None:
    pid = pid_of(ready)
    with pytest.raises(TrainerBusy):
        ask(ready, "time:sleep", 0.5, time_limit=0.01)
    assert pid_of(ready) == pid


@pytest.mark.sampled(1)
def test_killed_during_a_call_it_is_replaced_and_gives_the_same_numbers(ready: Trainer, ask: Ask) -> None:
    arguments = (Experiment(), None, 0, 1, 60, 10.0)
    before, pid = ready.call(ADVANCE, *arguments, time_limit=PATIENCE), pid_of(ready)
    future = ready.submit("time:sleep", 3600)
    threading.Thread(target=psutil.Process(pid).kill).start()
    with pytest.raises(TrainerLost):
        ask(ready, ADVANCE, *arguments, time_limit=PATIENCE)
    assert future.exception() is not None
    assert_gone(pid)
    assert ready.state() == "warming"  # by itself
    assert ready.wait(PATIENCE)
    assert pid_of(ready) != pid
    assert same(before, ready.call(ADVANCE, *arguments, time_limit=PATIENCE))


@pytest.mark.slow
def test_killed_while_idle_the_next_call_replaces_it(ready: Trainer) -> None:
    pid = pid_of(ready)
    psutil.Process(pid).kill()
    assert_gone(pid)
    with pytest.raises((TrainerLost, TrainerWarming)):  # the latter if it was still tracing for later
        ready.call("os:getpid", time_limit=PATIENCE)
    assert ready.state() == "warming"
    assert ready.wait(PATIENCE)
    assert pid_of(ready) != pid


@pytest.mark.sampled(1)
def test_a_stuck_trainer_is_replaced(
    ready: Trainer, ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    while ready.call("playground.engine.warmup:warm_next", time_limit=PATIENCE):
        pass
    pid = pid_of(ready)
    monkeypatch.setattr(ready, "_limits", Settings(time_limit=0.5))
    stuck = ready.submit("time:sleep", 3600)
    while not stuck.done():  # as pages do: busy, ask again
        with pytest.raises((TrainerBusy, TrainerLost, TrainerWarming)):
            ask(ready, "time:sleep", 3600, time_limit=0.1)
    assert_gone(pid)
    assert ready.state() == "warming"
    assert caplog.records == []  # the executor, too, takes it for normal


PROGRAM = """
import sys, psutil
from playground.trainer.trainer import get_trainer
trainer = get_trainer()
if {wait}:
    assert trainer.wait(120)
    trainer.submit("time:sleep", 3600)
    from playground.core.experiment import Experiment
    trainer.submit("playground.engine.linear.rows:advance", Experiment(), None, 0, 1, 60, 1.0)
else:
    trainer.warm()
while not any("loky.backend.popen" in str(child.cmdline()) for child in psutil.Process().children()):
    pass
children = psutil.Process().children(recursive=True)
assert not {{"tensorflow", "keras", "playground.engine"}} & set(sys.modules)
print(*(child.pid for child in children), flush=True)
{end}
"""


def program(wait: bool, end: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(wait=wait, end=end)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.sampled(1)
@pytest.mark.parametrize("wait", [False, True])
def test_an_exit_leaves_no_process_and_says_nothing(wait: bool) -> None:
    process = program(wait, "")
    output, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert errors == ""
    # A worker process that was only just starting may still say that nobody is at the other end of its pipe.
    assert_gone(*map(int, output.splitlines()[0].split()))


REPLACED = """
import time
import psutil
from playground.trainer.trainer import TrainerError, get_trainer
trainer = get_trainer()
assert trainer.wait(120)
first = pid = trainer.call("os:getpid", time_limit=60)
psutil.Process(first).kill()
while pid == first:
    try:
        pid = trainer.call("os:getpid", time_limit=60)
    except TrainerError:
        time.sleep(0.1)
"""


@pytest.mark.slow
def test_an_exit_after_a_replacement_says_nothing_either() -> None:
    process = subprocess.run(
        [sys.executable, "-c", REPLACED], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
    )
    assert (process.returncode, process.stderr) == (0, "")


def test_it_ends_with_a_parent_that_is_killed() -> None:
    process = program(False, "sys.stdin.read()")
    assert process.stdout is not None
    children = [int(pid) for pid in process.stdout.readline().split()]
    assert children
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert_gone(*children)


def test_a_trainer_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)  # as if it were not installed
    trainer = Trainer(Settings(scheduler="tcp://127.0.0.1:8786"))
    with pytest.raises(TrainerLost, match="expected the package distributed"):
        while True:
            try:
                trainer.call("os:getpid", time_limit=1.0)
            except TrainerWarming:
                continue
    assert trainer.state() == "cold"


def test_one_trainer_a_process() -> None:
    assert get_trainer() is get_trainer()
    assert get_trainer().state() == "cold"
