"""One session plays at 60 rows a second: frames, rows dropped or repeated, who is how busy."""

from __future__ import annotations

from bench.load import NETWORK
from bench.observing import Frames, MainThread
from bench.processes import CpuShare
from bench.visit import playing

__all__ = ["measure"]

MILLISECONDS = 12_000


def measure() -> dict[str, float]:
    """The linear classifier and a 2-4-2-1 network: every row must be shown once, one update a frame."""
    return {
        **_played("frames", "stop=never", "linear"),
        **_played("frames.network", NETWORK, "layers"),
        **_fast(),
    }


def _fast() -> dict[str, float]:
    """250 updates a frame, the highest speed below the top."""
    with playing("stop=never", speed="250", page="linear") as visit:
        thread = MainThread(visit.page.context.new_cdp_session(visit.page))
        frames = Frames.record(visit.page, MILLISECONDS)
        return {"frames.fast.rate": frames.rate, "frames.fast.busy": thread.percent()}


def _played(name: str, query: str, page: str) -> dict[str, float]:
    with playing(query, speed="60", page=page) as visit:
        trainer = visit.server.trainer()
        assert trainer is not None
        web, trains = CpuShare(visit.server.processes()[0]), CpuShare(trainer)
        thread = MainThread(visit.page.context.new_cdp_session(visit.page))
        frames = Frames.record(visit.page, MILLISECONDS)
        return {
            f"{name}.rate": frames.rate,
            f"{name}.busy": thread.percent(),
            f"{name}.dropped": sum(move - 1 for move in frames.moves if move > 1),
            f"{name}.repeated": float(sum(move == 0 for move in frames.moves)),
            f"{name}.web": web.percent(),
            f"{name}.trainer": trains.percent(),
        }
