"""Networks: how soon another architecture trains, what it leaves in memory, updates a second."""

from __future__ import annotations

import random
import time
from statistics import median

import psutil

from bench.load import NETWORK
from bench.observing import STAGE_STEP, Frames, Latency
from bench.percentile import percentile
from bench.processes import private_memory
from bench.visit import Visit, playing, visiting
from playground.cli_words import read_words
from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS
from playground.core.optimizers import OPTIMIZERS
from playground.core.wire_format import Chunk
from playground.trainer.trainer import WARM_NEXT, Trainer, get_trainer
from tools.drive.server import wait_until

__all__ = ["measure", "measure_trainer"]

CHANGES = 100
TIMES = 20
MILLISECONDS = 8_000
RUN_IN = 3_000
ROWS, BUDGET = 60, 0.15  # what the stage asks for, and the seconds it is given
SMALL_BATCHES = NETWORK.replace("batch=32", "batch=10")
STRIDE, CALLS = 250, 12  # updates a row at the top speed of the stage
STAGE_LOSS = STAGE_STEP.replace("dataset.step", "dataset.loss")
TASK = "playground.engine.run:advance"


def measure() -> dict[str, float]:
    """On the page and in the trainer."""
    return {**measure_trainer(), **_on_the_page()}


def measure_trainer() -> dict[str, float]:
    """In a trainer of its own, without a browser."""
    trainer = get_trainer()
    trainer.wait(120.0)
    while trainer.call(WARM_NEXT, time_limit=60.0):  # what it would do by and by, now
        pass
    network = Experiment.parse(read_words([f"?{NETWORK}"]))
    chunk_of(trainer, network)
    speeds = {
        "plain": network,
        "dropout": network.replace(dropout=0.2),
        "penalties": network.replace(l1=0.001, l2=0.001),
        "six": network.replace(hidden=(12,) * 6),
        "linear": Experiment(stop="never", batch=32, lr=0.01),
    }
    figures = {name: _speed(trainer, experiment) for name, experiment in speeds.items()}
    figures |= _changes(trainer, network)
    trainer.close()
    return {f"networks.{name}": value for name, value in figures.items()}


def chunk_of(trainer: Trainer, experiment: Experiment, stride: int = 1, count: int = ROWS) -> Chunk:
    """The first rows of an experiment."""
    chunk: Chunk = trainer.call(TASK, experiment, None, 0, stride, count, BUDGET, time_limit=60.0)
    return chunk


def _speed(trainer: Trainer, experiment: Experiment) -> float:
    """Updates a second in requests of the top speed, the middle one of several."""
    chunk_of(trainer, experiment)
    speeds = []
    for _ in range(CALLS):
        started = time.perf_counter()
        chunk = chunk_of(trainer, experiment, STRIDE)
        speeds.append(chunk.checkpoint.step / (time.perf_counter() - started))
    return median(speeds)


def _changes(trainer: Trainer, network: Experiment) -> dict[str, float]:
    """Layers, units, activations, models and optimisers at random; every one is another request."""
    dice, worst = random.Random(0), 0.0
    processes = psutil.Process().children(recursive=True)
    before, traces = private_memory(processes), _traces(trainer)
    for _ in range(CHANGES):
        changed = network.replace(
            hidden=tuple(dice.randrange(1, 13) for _ in range(dice.randrange(7))),
            activation=dice.choice(KNOBS["activation"].choices),
            arch=dice.choice(KNOBS["arch"].choices),
            optimizer=dice.choice(list(OPTIMIZERS)),
        )
        started = time.perf_counter()
        chunk_of(trainer, changed)
        worst = max(worst, time.perf_counter() - started)
    growth = private_memory(processes) - before
    return {"first": 1000 * worst, "memory": growth, "traces": _traces(trainer) - traces}


def _traces(trainer: Trainer) -> float:
    return float(trainer.call("playground.engine.network.loop:network_traces", time_limit=60.0))


def _on_the_page() -> dict[str, float]:
    with visiting(NETWORK, page="layers") as visit:
        design = percentile([_design(visit, number) for number in range(TIMES + 1)][1:], 0.95)
    with playing(SMALL_BATCHES, speed="maximum", page="layers") as visit:
        visit.page.wait_for_timeout(RUN_IN)
        frames = Frames.record(visit.page, MILLISECONDS)
        shown = (frames.steps[-1] - frames.steps[0]) / frames.seconds
    return {"networks.design": design, "networks.shown": shown}


def _design(visit: Visit, number: int) -> float:
    """Other hidden layers typed in, as many as 1 to 5: another loss at step 0."""
    widths = [1 + (3 * number + place) % 12 for place in range(1 + number % 5)]
    field = visit.stage.knob("hidden")
    field.fill(",".join(map(str, widths)))
    latency = Latency(visit.page, "keydown", STAGE_LOSS)
    latency.arm()
    field.press("Enter")
    return float(wait_until(latency.read, 30, "a loss after another design"))
