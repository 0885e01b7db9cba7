"""How soon the screen answers: Play, and a knob turned by key."""

from __future__ import annotations

from bench.observing import STAGE_STEP, Latency
from bench.percentile import percentile
from bench.visit import Visit, visiting
from playground.locale import say
from tools.drive.server import wait_until

__all__ = ["measure", "turn"]

TIMES = 25
STAGE_LOSS = STAGE_STEP.replace("dataset.step", "dataset.loss")
KNOB = "neg_x"


def measure() -> dict[str, float]:
    """95 of 100 answers come within."""
    with visiting() as visit:
        _play(visit), turn(visit)  # the first of each loads code that later ones find loaded
        return {
            "response.play": percentile([_play(visit) for _ in range(TIMES)], 0.95),
            "response.knob": percentile([turn(visit) for _ in range(TIMES)], 0.95),
        }


def _play(visit: Visit) -> float:
    visit.stage.reset().wait_state("idle", "paused")
    latency = Latency(visit.page, "click", STAGE_STEP)
    latency.arm()
    visit.stage.play()
    return float(wait_until(latency.read, 30, "a frame after Play"))


def turn(visit: Visit, key: str = "ArrowUp") -> float:
    """An arrow key in the number input of a mean: other points, another loss at step 0."""
    visit.stage.reset()
    field = visit.page.get_by_label(say(f"knobs.{KNOB}.label"), exact=True).first
    latency = Latency(visit.page, "keydown", STAGE_LOSS)
    latency.arm()
    field.press(key)
    return float(wait_until(latency.read, 30, "a loss after a knob"))
