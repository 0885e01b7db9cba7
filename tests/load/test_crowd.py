"""A class plays at once: nothing is lost, and equal links give equal numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tools.drive.crowd import ROWS, play
from tools.drive.server import Server
from tools.drive.session import Session

pytestmark = pytest.mark.load
SESSIONS = 12
SECONDS = 5.0


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.mark.sampled(1)
def test_no_chunk_is_lost_and_all_see_the_same(server: Server) -> None:
    outcome = asyncio.run(play(server.url, ["stop=never&batch=32&lr=0.01"] * SESSIONS, SECONDS))
    assert outcome.lost == 0
    assert len(outcome.steps) == SESSIONS
    assert min(outcome.steps) >= ROWS
    by_step: dict[int, set[bytes]] = {}
    for step, weights in zip(outcome.steps, outcome.weights, strict=True):
        by_step.setdefault(step, set()).add(weights)
    assert all(len(weights) == 1 for weights in by_step.values())


def test_a_request_sent_again_gives_the_same_bytes(server: Server) -> None:
    async def twice() -> tuple[dict[str, bytes], dict[str, bytes]]:
        async with Session(server.url, "stop=never") as session:
            first, _ = await session.ask(0, ROWS)
            again, _ = await session.ask(0, ROWS)
            return first.blobs, again.blobs

    first, again = asyncio.run(twice())
    assert first["rows"] == again["rows"]
    assert first["checkpoint"] == again["checkpoint"]


def test_a_chunk_from_a_checkpoint_is_the_run_in_one_piece(server: Server) -> None:
    async def both() -> tuple[bytes, bytes]:
        async with Session(server.url, "batch=64&optimizer=adam&steps=200") as session:
            first, _ = await session.ask(0, ROWS)
            step = first.header["chunk"]["checkpoint"]["step"]
            piece, _ = await session.ask(step, 20)
            whole, _ = await session.ask(0, step + 20)
            width = len(whole.header["columns"]) * 4
            return piece.blobs["rows"], whole.blobs["rows"][step * width :]

    piece, rest = asyncio.run(both())
    assert piece == rest[: len(piece)]
    assert piece


def test_a_session_that_ends_mid_request_leaves_the_others_alone(server: Server) -> None:
    async def leave() -> int:
        async with Session(server.url, "stop=never") as stays:
            for _ in range(5):
                async with Session(server.url, "stop=never") as goes:
                    asking = asyncio.create_task(goes.ask(0, 240))
                    await asyncio.sleep(0)
                    asking.cancel()
            reply, _ = await stays.ask(0, ROWS)
            return reply.rows

    assert asyncio.run(leave()) == ROWS
