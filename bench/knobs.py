"""300 turns of knobs: memory of the processes, and functions that TensorFlow had to trace anew."""

from __future__ import annotations

from bench.processes import private_memory
from bench.response import turn
from bench.visit import visiting
from playground.core.experiment import Experiment
from playground.trainer.trainer import WARM_NEXT, get_trainer

__all__ = ["measure"]

CHANGES = 300
RUN_IN = 30


def measure() -> dict[str, float]:
    """Growth from the state after a short run-in, when every cache of bounded size has begun to fill."""
    with visiting() as visit:
        for _ in range(RUN_IN):
            turn(visit)
        before = private_memory(visit.server.processes())
        for number in range(CHANGES):
            # Down and up again: a mean ends at 10, a hundred turns from where it starts.
            turn(visit, "ArrowUp" if number // 60 % 2 else "ArrowDown")
        growth = private_memory(visit.server.processes()) - before
    return {"knobs.memory": growth, "knobs.traces": _traces()}


def _traces() -> float:
    """In a trainer of its own: knobs that are numbers take 300 values, none of which may cost a trace."""
    trainer = get_trainer()
    trainer.wait(120.0)
    while trainer.call(WARM_NEXT, time_limit=60.0):  # what it would do by and by, now
        pass
    first = Experiment()
    _advance(first)
    before = trainer.call("playground.engine.runtime:traces", time_limit=60.0)
    for turn_number in range(CHANGES):
        share = turn_number / CHANGES
        _advance(
            first.replace(
                neg_x=-3 * share,
                pos_rho=share - 0.5,
                neg_n=500 + turn_number,
                seed=turn_number,
                lr=0.01 + 0.05 * share,
                w1=share,
                steps=100 + turn_number,
            )
        )
    after = trainer.call("playground.engine.runtime:traces", time_limit=60.0)
    trainer.close()
    return float(after - before)


def _advance(experiment: Experiment) -> None:
    get_trainer().call(
        "playground.engine.linear.rows:advance", experiment, None, 0, 1, 60, 0.15, time_limit=60.0
    )
