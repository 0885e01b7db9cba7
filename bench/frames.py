"""One session plays at 60 rows a second: frames, rows dropped or repeated, who is how busy."""

from __future__ import annotations

from bench.observing import Frames, MainThread
from bench.processes import CpuShare
from bench.visit import playing

__all__ = ["measure"]

MILLISECONDS = 12_000


def measure() -> dict[str, float]:
    """Every row must be shown once: one update a frame, neither more nor less."""
    with playing("stop=never", speed="60") as visit:
        trainer = visit.server.trainer()
        assert trainer is not None
        web, trains = CpuShare(visit.server.processes()[0]), CpuShare(trainer)
        thread = MainThread(visit.page.context.new_cdp_session(visit.page))
        frames = Frames.record(visit.page, MILLISECONDS)
        return {
            "frames.rate": frames.rate,
            "frames.busy": thread.percent(),
            "frames.dropped": sum(move - 1 for move in frames.moves if move > 1),
            "frames.repeated": float(sum(move == 0 for move in frames.moves)),
            "frames.web": web.percent(),
            "frames.trainer": trains.percent(),
        }
