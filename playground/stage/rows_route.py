"""The route that answers a stage: `POST /rows`, a draft and the rows that its browser needs, as bytes.

A run of the page's script costs Streamlit ten times as much as everything else of an answer, and while it
lasts the session can do nothing else. So a stage asks here for all that it shows. A request holds the whole
draft, so every server can answer it, and nothing is kept between two requests. Words are checked as a link's
are, the size and the work of a request are bounded, and each tab has one request trained at a time.
"""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final

from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response

from playground.core.experiment import Experiment
from playground.core.points_store import take_points
from playground.core.settings import settings
from playground.core.wire_format import Chunk
from playground.stage.draft import lacking, settle
from playground.stage.first_use import FirstUses
from playground.stage.question_rules import Run
from playground.stage.questions import whole_run
from playground.stage.reply import ADVANCE, arguments, build, status_of, wanted
from playground.stage.request import MOST_BYTES, Request, Want
from playground.stage.scene_answers import asked_of
from playground.stage.verdict import judge
from playground.trainer.trainer import Trainer, get_trainer

__all__ = ["NO_STORE", "PATIENCE", "Chunks", "rows", "train"]

PATIENCE: Final = 2.0  # seconds; then the stage says that it waits, and asks again
TRACING_PATIENCE: Final = 0.15  # seconds; then the stage says that TensorFlow traces, and asks again
CHUNK_BYTES: Final = 8 * 2**20  # of rows kept for others who ask the same
MOST_WAITING: Final = 4  # requests of one tab that wait for its turn; a stage has two at the most
LACKS: Final = 202  # the status of an answer that names sets of own points to be sent with the request
NO_STORE: Final = {"Cache-Control": "no-store"}


class Chunks:
    """One computation for all who ask the same: a class that follows one link trains once.

    Training is a pure function, so what was asked before has the same answer for everybody. Used in the
    server's event loop only.
    """

    def __init__(self, most_bytes: int = CHUNK_BYTES) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._under_way: dict[Hashable, asyncio.Task[Chunk]] = {}
        self._kept: OrderedDict[Hashable, Chunk] = OrderedDict()

    async def get(self, key: Hashable, compute: Callable[[], Awaitable[Chunk]]) -> Chunk:
        """The chunk of a key, computed once; a failure is everybody's who waits, and is not kept."""
        chunk = self._kept.get(key)
        if chunk is not None:
            self._kept.move_to_end(key)
            return chunk
        task = self._under_way.get(key)
        if task is None:
            task = asyncio.ensure_future(self._compute(key, compute))
            # A failure that nobody waits for any more is no fault of its own.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._under_way[key] = task
        # Somebody who goes away meanwhile takes nothing from the others.
        return await asyncio.shield(task)

    async def _compute(self, key: Hashable, compute: Callable[[], Awaitable[Chunk]]) -> Chunk:
        try:
            chunk = await compute()
        finally:
            del self._under_way[key]
        self._kept[key] = chunk
        self._bytes += _size(chunk)
        while self._bytes > self._most_bytes:
            self._bytes -= _size(self._kept.popitem(last=False)[1])
        return chunk


class Turns:
    """One request of a tab is trained at a time, so that a tab which asks too much waits for itself alone."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}

    async def take(self, tab: str, act: Callable[[], Awaitable[Chunk]]) -> Chunk | None:
        """What `act` gives when it is the tab's turn; None at once where too many wait already."""
        waiting = self._waiting.get(tab, 0)
        if waiting >= MOST_WAITING:
            return None
        self._waiting[tab] = waiting + 1
        lock = self._locks.setdefault(tab, asyncio.Lock())
        try:
            async with lock:
                return await act()
        finally:
            self._waiting[tab] -= 1
            if not self._waiting[tab]:
                del self._waiting[tab], self._locks[tab]


_chunks = Chunks()
_turns = Turns()
_first_uses = FirstUses()


async def rows(http: HttpRequest) -> Response:
    """The reply to a request of a stage, as bytes; 400 for what is no request."""
    request = await _read(http)
    if request is None:
        return Response("expected a request of the stage", 400, NO_STORE, "text/plain")
    take_points(request.points or ())
    if request.points is None and (missing := lacking(request.words, request.held)):
        # The browser sends the same request again, with the sets that it has.
        return JSONResponse({"lacks": missing}, LACKS, NO_STORE)
    settled = settle(request.page, request.words, request.held)
    experiment, verdict = settled.experiment, None
    if request.answer is None:
        status, chunk = await train(experiment, wanted(experiment, request), request.tab, get_trainer())
    else:
        # The rows that it is judged by stay here: they would give the answer away.
        status, run = await _whole(experiment, request)
        chunk, verdict = None, judge(request.page, experiment, request.answer, run, request.language)
    body = build(request, settled, status, chunk, verdict if status == "ok" else None)
    return Response(body, 200, NO_STORE, "application/octet-stream")


async def _whole(experiment: Experiment, request: Request) -> tuple[str, Run | None]:
    """The run of a question, trained in pieces so that others have their turn; None without a question."""
    if asked_of(request.page, experiment) is None:
        return "ok", None
    pieces = whole_run(experiment)
    want = next(pieces)
    while True:
        status, chunk = await train(experiment, want, request.tab, get_trainer())
        if chunk is None:
            return status, None
        try:
            want = pieces.send(chunk)
        except StopIteration as complete:
            return "ok", complete.value


async def train(experiment: Experiment, want: Want, tab: str, trainer: Trainer) -> tuple[str, Chunk | None]:
    """The rows that are wanted, computed once for all who want them; else what the stage says instead."""
    key = (experiment.run_id, want.start, want.stride, want.count, want.checkpoint)
    limit = min(PATIENCE, settings().time_limit)

    async def compute() -> Chunk:
        chunk: Chunk = await trainer.answer(ADVANCE, *arguments(experiment, want), time_limit=limit)
        _first_uses.note(experiment)
        return chunk

    async def get() -> Chunk:
        # The computation goes on behind the word, and the next request of the same finds it.
        async with asyncio.timeout(TRACING_PATIENCE if _first_uses.is_first(experiment) else None):
            return await _chunks.get(key, compute)

    try:
        chunk = await _turns.take(tab, get)
    except TimeoutError:
        return "tracing", None
    except Exception as fault:  # noqa: BLE001 - whatever it is, the learner sees a state
        return status_of(fault), None
    return ("busy", None) if chunk is None else ("ok", chunk)


async def _read(http: HttpRequest) -> Request | None:
    # A page of another site cannot send this type unasked: browsers ask first, and get no permission.
    if http.headers.get("content-type", "").partition(";")[0] != "application/json":
        return None
    body = bytearray()
    async for piece in http.stream():
        body += piece
        if len(body) > MOST_BYTES:
            return None
    try:
        content: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return Request.read(content)


def _size(chunk: Chunk) -> int:
    return chunk.steps.nbytes + chunk.rows.nbytes + chunk.checkpoint.values.nbytes
