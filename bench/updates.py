"""Gradient updates a second that reach the screen at the highest speed."""

from __future__ import annotations

from bench.observing import Frames
from bench.visit import playing

__all__ = ["measure"]

MILLISECONDS = 8_000
RUN_IN = 3_000  # the stage finds out how much it can ask for


def measure() -> dict[str, float]:
    """2,000 points, as one batch and in batches of 32."""
    return {
        "updates.full": _shown("stop=never"),
        "updates.batch": _shown("stop=never&batch=32&lr=0.01"),
    }


def _shown(query: str) -> float:
    with playing(query, speed="maximum") as visit:
        visit.page.wait_for_timeout(RUN_IN)
        frames = Frames.record(visit.page, MILLISECONDS)
        return (frames.steps[-1] - frames.steps[0]) / frames.seconds
