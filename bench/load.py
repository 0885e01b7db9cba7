"""40 and 200 sessions play the linear stage, 40 a network, 30 turn knobs. Their generator shares the cores.

Each has a seed of its own, so that nobody gets what was computed for another; only `link` follows one link.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bench.percentile import percentile
from bench.processes import CpuShare, cpu_seconds, private_memory, resident_memory, settle
from tools.drive.crowd import ROWS, WARM_LIMIT, Outcome, play, turn_knobs
from tools.drive.server import Server
from tools.drive.session import Session

__all__ = ["measure", "measure_turns"]

QUERY = "stop=never"  # the chapter's 2,000 points, full batch, for as long as they play
NETWORK = "stop=never&data=circle&hidden=4,2&loss=bce&optimizer=adam&lr=0.01&batch=32&val=0.2"
SECONDS = 15.0
TURNING = 30  # sessions that turn a knob a second


def measure() -> dict[str, float]:
    """Round trips, lost chunks, memory and processor shares."""
    return {
        **_sessions("40", 40, everything=True),
        **_sessions("200", 200),
        **_sessions("link", 200, seeds=False),
        **_sessions("network", 40, NETWORK, "layers"),
        **measure_turns(),
    }


def measure_turns() -> dict[str, float]:
    """30 sessions set a mean each second; then once more, with their pages told of it, too."""
    figures = _turns("turns", tells=False)
    told = _turns("told", tells=True)
    return {**figures, "load.told.p95": told["load.told.p95"], "load.told.cpu": told["load.told.cpu"]}


def _turns(name: str, tells: bool) -> dict[str, float]:
    queries = [f"seed={number}" for number in range(TURNING)]
    with Server() as server:
        used: dict[str, list[float]] = {"begin": [], "end": []}

        def note(moment: str) -> Callable[[], None]:
            return lambda: used[moment].append(cpu_seconds(server.processes()))

        async def turned() -> Outcome:
            async with Session(server.url) as first:
                await first.ask(0, ROWS, limit=WARM_LIMIT)
            trainer = server.trainer()
            assert trainer is not None
            await asyncio.to_thread(settle, trainer)
            return await turn_knobs(server.url, queries, SECONDS, tells, note("begin"), note("end"))

        outcome = asyncio.run(turned())
    trips = [1000 * seconds for seconds in outcome.round_trips]
    figures = {
        "p50": percentile(trips, 0.5),
        "p95": percentile(trips, 0.95),
        "cpu": 1000 * (used["end"][0] - used["begin"][0]) / max(len(trips), 1),
        "lost": float(outcome.lost),
    }
    return {f"load.{name}.{figure}": value for figure, value in figures.items()}


def _sessions(
    name: str,
    count: int,
    query: str = QUERY,
    page: str = "linear",
    everything: bool = False,
    seeds: bool = True,
) -> dict[str, float]:
    queries = [f"{query}&seed={number if seeds else 0}" for number in range(count)]
    with Server() as server:
        costs: dict[str, float] = {}

        async def played() -> Outcome:
            shares: dict[str, CpuShare] = {}

            def begin() -> None:
                trainer = server.trainer()
                assert trainer is not None
                shares.update(web=CpuShare(server.processes()[0]), trainer=CpuShare(trainer))

            def end() -> None:
                costs.update({name: share.percent() for name, share in shares.items()})
                costs["memory"] = private_memory(server.processes())
                costs["rss"] = resident_memory(server.processes())

            async with Session(server.url, query, page) as first:
                await first.ask(0, ROWS, limit=WARM_LIMIT)
            trainer = server.trainer()
            assert trainer is not None
            await asyncio.to_thread(settle, trainer)
            return await play(server.url, queries, SECONDS, page, begin, end)

        outcome = asyncio.run(played())
    trips = [1000 * seconds for seconds in outcome.round_trips]
    figures = {"p50": percentile(trips, 0.5), "p95": percentile(trips, 0.95), "lost": float(outcome.lost)}
    if everything:
        figures |= costs
    return {f"load.{name}.{figure}": value for figure, value in figures.items()}
