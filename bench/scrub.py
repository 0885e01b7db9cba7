"""Curves a second on screen while the mouse drags the learning rate's slider, and a mean on the plot."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from statistics import mean

from bench.visit import Visit, visiting
from tools.drive.stage import thumb

__all__ = ["measure"]

PASSES = 3
MOVES = 150  # of one pass, one a frame
RATE = 0.14  # just below the critical rate of the chapter's points: from here down every run is whole
RUNS = {
    "40": "steps=40",
    "200": "steps=200",
    "1000": "steps=1000",
    "batches": "steps=1000&batch=32",
}
# Each painted frame writes the run whose curve it shows, after the share of the timeline that has rows.
_RECORD = """
() => {
  const stage = document.querySelector('[data-testid="stage"]');
  const timeline = stage.querySelector('.gp-timeline');
  const seen = [];
  const note = () => seen.push(parseFloat(timeline.style.getPropertyValue('--gp-loaded')));
  const observer = new MutationObserver(note);
  observer.observe(stage, {attributes: true, attributeFilter: ['data-run']});
  window.__curves = () => { observer.disconnect(); return seen; };
}
"""


def measure() -> dict[str, float]:
    """Full batch: only curves that reach the last step count. Mini-batches: all count."""
    figures: dict[str, float] = {}
    for name, words in RUNS.items():
        with visiting(f"{words}&lr={RATE}") as visit:
            whole = name != "batches"
            rates = [_dragged(visit, _slider(visit), number, whole) for number in range(PASSES)]
            visit.stage.type_knob("lr", "0.05").wait_value("lr", "0.05")
            means = [_dragged(visit, _handle(visit, number), number, whole) for number in range(PASSES)]
        figures |= {f"scrub.rate.{name}": mean(rates), f"scrub.mean.{name}": mean(means)}
    return figures


def _dragged(visit: Visit, path: Iterator[tuple[float, float]], number: int, whole: bool) -> float:
    """Curves a second along a path of the mouse. Points of another seed: no answer is known from before."""
    visit.stage.type_knob("seed", str(10 + number)).wait_value("seed", str(10 + number))
    visit.page.wait_for_timeout(600)  # the page is told, and redraws what stands below the stage
    mouse = visit.page.mouse
    mouse.move(*next(path))
    visit.page.evaluate(_RECORD)
    mouse.down()
    started = time.monotonic()
    for place, point in enumerate(path):
        time.sleep(max(0.0, started + place / 60 - time.monotonic()))
        mouse.move(*point)
    seconds = time.monotonic() - started
    seen: list[float] = visit.page.evaluate("() => window.__curves()")
    mouse.up()
    visit.stage.undo()
    visit.page.wait_for_timeout(300)
    return sum(share >= 99.9 or not whole for share in seen) / seconds


def _slider(visit: Visit) -> Iterator[tuple[float, float]]:
    """From the rate that holds to the smallest one."""
    slider = visit.stage.slider("lr")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    at, most = (float(slider.evaluate(f"(slider) => slider.{which}")) for which in ("value", "max"))
    for move in range(MOVES + 1):
        yield thumb(box, at / most * (1 - move / MOVES)), box["y"] + box["height"] / 2


def _handle(visit: Visit, number: int) -> Iterator[tuple[float, float]]:
    """From the middle of a class outwards on a spiral of 50 pixels."""
    box = visit.stage.handle("negative").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for move in range(MOVES + 1):
        angle, radius = 4 * math.pi * move / MOVES + number, 50 * move / MOVES
        yield x + radius * math.cos(angle), y + radius * math.sin(angle)
