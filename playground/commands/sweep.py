"""`python -m playground sweep --x lr=… --y batch=…`: every pair of values, on several processes or a cluster.

The file of results is written whole and renamed into its place, so a sweep that is stopped at any moment
leaves a file from which the same command goes on.
"""

from __future__ import annotations

import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playground.commands.export import write_bytes
from playground.core.errors import ExperimentError
from playground.core.experiment import Experiment
from playground.core.parsing import as_real, as_whole, quote
from playground.core.settings import settings
from playground.locale import say
from playground.sweep.grid import MOST_SEEDS, Axis, Sweep
from playground.sweep.results import FORMATS, Result, Results, read_results
from playground.trainer import executors
from playground.trainer.trainer import TrainerLost
from playground.trainer.worker import run_task

__all__ = ["sweep", "sweep_of", "train_all"]

TASK: Final = "playground.engine.sweep_runs:run_some"
RUNS_A_TASK: Final = 4
WRITE_SECONDS: Final = 0.5  # between two files of results
STARTS: Final = 3  # of workers, if they die
_NO_LIMIT: Final = 1e9


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says of a sweep, as texts."""

    x: str
    y: str
    seeds: str
    target: str
    out: str
    format: str
    workers: str


def sweep(experiment: Experiment, wishes: Wishes) -> int:
    """Train what is not in the file yet; the exit status."""
    asked = sweep_of(experiment, wishes)
    write = FORMATS[wishes.format or ("json" if wishes.out.endswith(".json") else "csv")]
    results = _known(wishes.out, asked)
    found = len(results)
    shows = sys.stderr.isatty()
    begun = written = time.monotonic()
    for result in train_all(asked, results, _workers(wishes.workers)):
        results[result.run] = result
        now = time.monotonic()
        if now - written >= WRITE_SECONDS:
            written = now
            _replace(wishes.out, write(asked, results))
        if shows:
            left = (now - begun) / (len(results) - found) * (asked.size - len(results))
            line = say("cli.sweep_progress", done=len(results), count=asked.size, seconds=round(left))
            print(f"\r{line}", end="", file=sys.stderr, flush=True)
    if shows:
        print(file=sys.stderr)
    _replace(wishes.out, write(asked, results))
    if not wishes.out:
        write_bytes(write(asked, results).encode(), "")
    diverged = sum(result.has_diverged for result in results.values())
    print(say("cli.sweep_done", count=len(results), found=found, diverged=diverged), file=sys.stderr)
    return 0


def sweep_of(experiment: Experiment, wishes: Wishes) -> Sweep:
    """The sweep of the command line; ExperimentError."""
    seeds, target = as_whole(wishes.seeds), as_real(wishes.target)
    if seeds is None or target is None:
        reason = "sweep_seeds" if seeds is None else "sweep_target"
        value = quote(wishes.seeds if seeds is None else wishes.target)
        raise ExperimentError(reason, value=value, most=str(MOST_SEEDS))
    return Sweep(experiment, _axis(wishes.x), _axis(wishes.y), int(seeds), float(target))


def _axis(text: str) -> Axis:
    name, equals, values = text.partition("=")
    if not equals:
        raise ExperimentError("sweep_axes", value=quote(text) if text else "nothing")
    return Axis.parse(name.strip(), values)


def _workers(text: str) -> int:
    count = as_whole(text) if text else min(os.cpu_count() or 1, 4)
    if count is None or not 1 <= count <= 64:
        raise ExperimentError("sweep_workers", value=quote(text))
    return int(count)


def _known(out: str, asked: Sweep) -> Results:
    """The results in the file, if it is there."""
    if not out or not Path(out).exists():
        return {}
    try:
        text = Path(out).read_text(encoding="utf-8")
    except (OSError, ValueError) as fault:
        cause = getattr(fault, "strerror", None) or "no text"
        raise ExperimentError("out", value=quote(out, 200), cause=cause) from None
    return read_results(text, asked) if text.strip() else {}


def _replace(out: str, content: str) -> None:
    if out:
        beside = f"{out}.part"
        write_bytes(content.encode(), beside)
        Path(beside).replace(out)


def train_all(asked: Sweep, known: Results, workers: int) -> Iterator[Result]:
    """The results of all runs that are not known, as they come; a worker that dies is replaced.

    TrainerLost if that does not help, or if nothing can be started.
    """
    waiting = deque(point.experiment for point in asked.in_order if point.experiment.run_id not in known)
    for left in range(STARTS - 1, -1, -1):
        if not waiting:
            return
        try:
            executor, stop = executors.start(settings().scheduler, min(workers, len(waiting)))
        except OSError as fault:  # no scheduler answers
            raise TrainerLost(str(fault)) from None
        try:
            yield from _results(asked, waiting, executor.submit, workers)
        except Exception as fault:
            if not executors.is_loss(fault):
                raise
            if not left:
                raise TrainerLost(str(fault) or type(fault).__name__) from None
        finally:
            stop()


def _results(
    asked: Sweep, waiting: deque[Experiment], submit: Callable[..., Future[Any]], workers: int
) -> Iterator[Result]:
    """Keep every worker busy; what a lost worker had goes back to those that wait."""
    under_way: dict[Future[Any], list[Experiment]] = {}
    try:
        while waiting or under_way:
            while waiting and len(under_way) < 2 * workers:
                some = [waiting.popleft() for _ in range(min(RUNS_A_TASK, len(waiting)))]
                under_way[submit(run_task, TASK, some, None, asked.target, _NO_LIMIT)] = some
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                results, _ = future.result()
                del under_way[future]
                yield from results
    finally:
        for some in under_way.values():
            waiting.extendleft(reversed(some))
