"""Many sessions at once. Each second each asks for a second of rows, or sets a knob, as the stage does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from tools.drive.posting import PostingError
from tools.drive.session import Session, SessionError

__all__ = ["ROWS", "WARM_LIMIT", "Outcome", "play", "turn_knobs"]

ROWS = 60  # a chunk: one second of frames
_OPENING_AT_ONCE = 6
WARM_LIMIT = 120.0
_LOST_AFTER = 10.0  # seconds without an answer


@dataclass
class Outcome:
    """What a crowd saw: seconds of every round trip, chunks that never came, last rows by session."""

    round_trips: list[float] = field(default_factory=list)
    lost: int = 0
    steps: list[int] = field(default_factory=list)
    weights: list[bytes] = field(default_factory=list)


Act = Callable[[], None]


def _nothing() -> None:
    pass


async def play(
    url: str,
    queries: Sequence[str],
    seconds: float,
    page: str = "linear",
    begin: Act = _nothing,
    end: Act = _nothing,
) -> Outcome:
    """Open a session a query, let them play, spread over each second; `begin` and `end` are called around."""
    return await _meanwhile(url, queries, seconds, page, (begin, end), _play_one)


async def turn_knobs(
    url: str,
    queries: Sequence[str],
    seconds: float,
    tells: bool = False,
    begin: Act = _nothing,
    end: Act = _nothing,
) -> Outcome:
    """The same with a mean set to another number each second; `tells`: the page is told of each, too."""

    async def turn_one(session: Session, first: float, last: float, outcome: Outcome) -> None:
        await _turn_one(session, first, last, outcome, tells)

    return await _meanwhile(url, queries, seconds, "linear", (begin, end), turn_one)


_ActOfSession = Callable[[Session, float, float, Outcome], Awaitable[None]]


async def _meanwhile(
    url: str,
    queries: Sequence[str],
    seconds: float,
    page: str,
    around: tuple[Act, Act],
    act: _ActOfSession,
) -> Outcome:
    outcome = Outcome()
    gate = asyncio.Semaphore(_OPENING_AT_ONCE)
    async with AsyncExitStack() as stack:

        async def opened(query: str) -> Session:
            async with gate:
                return await stack.enter_async_context(Session(url, query, page))

        crowd = await asyncio.gather(*map(opened, queries))
        await crowd[0].ask(0, ROWS, limit=WARM_LIMIT)  # the trainer is warm from here on
        started = time.monotonic()
        begin, end = around
        begin()
        await asyncio.gather(
            *(
                act(session, started + index / len(crowd), started + seconds, outcome)
                for index, session in enumerate(crowd)
            )
        )
        end()
    return outcome


async def _play_one(session: Session, begin: float, end: float, outcome: Outcome) -> None:
    start, due = 0, begin
    while due < end:
        await asyncio.sleep(max(due - time.monotonic(), 0))
        try:
            reply, seconds = await session.ask(start, ROWS, limit=_LOST_AFTER)
        except (TimeoutError, SessionError, PostingError, OSError, asyncio.IncompleteReadError):
            outcome.lost += 1
            break
        outcome.round_trips.append(seconds)
        if reply.header["chunk"]["start"] != start or reply.rows == 0:
            outcome.lost += 1
            break
        start = reply.header["chunk"]["checkpoint"]["step"]
        due += 1.0
    outcome.steps.append(start)
    if session.reply is not None and session.reply.rows:
        outcome.weights.append(session.reply.blobs["checkpoint"])


async def _turn_one(session: Session, begin: float, end: float, outcome: Outcome, tells: bool) -> None:
    due, turns = begin, 0
    while due < end:
        await asyncio.sleep(max(due - time.monotonic(), 0))
        turns += 1
        try:
            outcome.round_trips.append(await session.turn("neg_x", f"{turns / 20:g}", limit=_LOST_AFTER))
            if tells:
                await asyncio.wait_for(session.tell(), _LOST_AFTER)
        except (TimeoutError, SessionError, PostingError, OSError, asyncio.IncompleteReadError):
            outcome.lost += 1
        due += 1.0
