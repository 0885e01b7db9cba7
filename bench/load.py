"""40 and 200 sessions play the linear stage, 40 a network; their generator runs on the same cores.

Each has a seed of its own, so that nobody gets what was computed for another; only `link` follows one link.
"""

from __future__ import annotations

import asyncio

from bench.percentile import percentile
from bench.processes import CpuShare, private_memory, resident_memory, settle
from tools.drive.crowd import ROWS, WARM_LIMIT, Outcome, play
from tools.drive.server import Server
from tools.drive.session import Session

__all__ = ["measure"]

QUERY = "stop=never"  # the chapter's 2,000 points, full batch, for as long as they play
NETWORK = "stop=never&data=circle&hidden=4,2&loss=bce&optimizer=adam&lr=0.01&batch=32&val=0.2"
SECONDS = 15.0


def measure() -> dict[str, float]:
    """Round trips, lost chunks, memory and processor shares."""
    return {
        **_sessions("40", 40, everything=True),
        **_sessions("200", 200),
        **_sessions("link", 200, seeds=False),
        **_sessions("network", 40, NETWORK, "layers"),
    }


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
