"""Rows over HTTP: what a playing stage asks for, answered without a run of the page's script.

A run of the script costs Streamlit ten times as much as everything else of an answer, and while it lasts
the session can do nothing else. So a stage that has its page (words, points, settings) asks here for the
rows that follow. The request names its run by id; runs are known here once a page has shown them. Of a run
that is not known (the server is another one, or the run is long ago) the answer is 404, and the stage asks
its page.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, Final

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from playground.experiment import Experiment
from playground.frames import Chunk
from playground.settings import settings
from playground.trainer import Trainer, get_trainer
from playground.ui.reply import ADVANCE, Want, arguments, rows_reply, status_of, wanted
from playground.ui.request import MOST_BYTES, Request

__all__ = ["PATIENCE", "Chunks", "Runs", "rows", "runs"]

PATIENCE: Final = 2.0  # seconds; then the stage says that it waits, and asks again
RUNS_KNOWN: Final = 4096
CHUNK_BYTES: Final = 8 * 2**20  # of rows kept for others who ask the same
_NO_STORE: Final = {"Cache-Control": "no-store"}


class Runs:
    """Experiments by the id of their run, those shown last; every method may be called from any thread."""

    def __init__(self, most: int = RUNS_KNOWN) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._runs: OrderedDict[str, Experiment] = OrderedDict()

    def show(self, experiment: Experiment) -> None:
        """A page shows this run. Own points are left out: a thousand of them would be a lot of memory."""
        if experiment.points is not None:
            return
        with self._lock:
            self._runs[experiment.run_id] = experiment
            self._runs.move_to_end(experiment.run_id)
            if len(self._runs) > self._most:
                self._runs.popitem(last=False)

    def find(self, run: str) -> Experiment | None:
        """The experiment of a run that was shown here."""
        with self._lock:
            return self._runs.get(run)


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


runs = Runs()
_chunks = Chunks()


async def rows(http: HttpRequest) -> Response:
    """The rows that a request asks for, as bytes; 404 for a run that no page of this server has shown."""
    request = await _read(http)
    if request is None:
        return Response("expected a request of the stage", 400, _NO_STORE, "text/plain")
    experiment = runs.find(request.run)
    if experiment is None:
        return Response("unknown run", 404, _NO_STORE, "text/plain")
    want = wanted(experiment, request)
    status, chunk = await _train(experiment, want, get_trainer())
    body = rows_reply(experiment, request, want, status, chunk)
    return Response(body, 200, _NO_STORE, "application/octet-stream")


async def _train(experiment: Experiment, want: Want, trainer: Trainer) -> tuple[str, Chunk | None]:
    key = (experiment.run_id, want.start, want.stride, want.count, want.checkpoint)
    limit = min(PATIENCE, settings().time_limit)

    async def compute() -> Chunk:
        chunk: Chunk = await trainer.answer(ADVANCE, *arguments(experiment, want), time_limit=limit)
        return chunk

    try:
        return "ok", await _chunks.get(key, compute)
    except Exception as fault:  # noqa: BLE001 - whatever it is, the learner sees a state
        return status_of(fault), None


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
