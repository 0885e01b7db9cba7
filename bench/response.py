"""How soon the screen answers: Play, and a knob turned by key."""

from __future__ import annotations

from bench.observing import STAGE_STEP, Latency
from bench.percentile import percentile
from bench.visit import Visit, visiting
from tools.drive.server import wait_until

__all__ = ["measure", "turn"]

TIMES = 25
STAGE_LOSS = STAGE_STEP.replace("dataset.step", "dataset.loss")
KNOB = "neg_x"


def measure() -> dict[str, float]:
    """95 of 100 answers come within."""
    with visiting() as visit:
        (
            _play(visit),
            visit.stage.reset(),
            turn(visit),
        )  # the first of each loads code that later ones find loaded
        plays = [_play(visit) for _ in range(TIMES)]
        visit.stage.reset()
        knobs = [turn(visit) for _ in range(TIMES)]
    return {"response.play": percentile(plays, 0.95), "response.knob": percentile(knobs, 0.95)}


def _play(visit: Visit) -> float:
    visit.stage.reset().wait_state("idle", "paused")
    latency = Latency(visit.page, "click", STAGE_STEP)
    latency.arm()
    visit.stage.play()
    return float(wait_until(latency.read, 30, "a frame after Play"))


def turn(visit: Visit, key: str = "ArrowUp") -> float:
    """An arrow key in the number input of a mean: other points, another loss at step 0."""
    field = visit.stage.knob(KNOB)
    latency = Latency(visit.page, "keydown", STAGE_LOSS)
    latency.arm()
    field.press(key)
    return float(wait_until(latency.read, 30, "a loss after a knob"))
