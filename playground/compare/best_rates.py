"""The best learning rate of each optimiser, for a race: found by a sweep that the page Sweep shows, too.

Every optimiser trains with every rate of one ladder, on the shared trainer and in the short tasks of sweeps.
Best is the rate with the least loss on all training points after the last step, the lower one of two alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from playground.compare.asked import read
from playground.core.experiment import Experiment
from playground.core.knobs import text_of
from playground.core.optimizers import OPTIMIZERS
from playground.sweep.grid import Axis, Sweep
from playground.sweep.results import Results
from playground.sweep_page.running import running_of

__all__ = ["MOST_STEPS", "RATES", "best_rates", "best_rates_of", "sweep_of"]

RATES: Final = Axis.parse("lr", "0.001..10:17")
MOST_STEPS: Final = 600  # of each run of the search


@lru_cache(maxsize=32)
def sweep_of(experiment: Experiment) -> Sweep:
    """Every optimiser with every rate, on the experiment as far as MOST_STEPS steps."""
    base = experiment.replace(
        changes=(), edits=(), stop="steps", steps=min(experiment.steps, MOST_STEPS), optimizer="sgd"
    )
    return Sweep(base, RATES, Axis("optimizer", tuple(OPTIMIZERS)))


def best_rates_of(sweep: Sweep, results: Results) -> dict[str, str]:
    """The best rate of each optimiser as a link writes it; nothing for one whose every run diverged."""
    best: dict[str, str] = {}
    for y, optimizer in enumerate(sweep.y.values):
        found = [
            (result.loss, x)
            for x in range(len(sweep.x.values))
            for result in [results.get(sweep.at(x, y)[0].experiment.run_id)]
            if result is not None and not result.has_diverged and result.loss is not None
        ]
        if found:
            best[str(optimizer)] = text_of(sweep.x.values[min(found)[1]])
    return best


def best_rates(asked: object) -> Mapping[str, Any] | None:
    """How far the search is that the browser asked for, and in the end what it found."""
    question = read(asked)
    if question is None:
        return None
    key, experiment = question
    running = running_of(sweep_of(experiment))
    running.look()
    if running.status != "done":
        running.start()
        running.advance()
        running.look()
    answer = {"key": key, "done": len(running.results), "count": running.sweep.size}
    if running.status == "done":
        return {**answer, "status": "done", "best": best_rates_of(running.sweep, running.results)}
    return {**answer, "status": "failed" if running.status == "failed" else running.waiting or "running"}
