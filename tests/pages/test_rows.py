"""The route for rows, asked the way a browser asks: the rows of the page, for runs that a page has shown."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Route

from playground.data import read_points
from playground.experiment import Experiment
from playground.frames import Checkpoint, Chunk, unpack
from playground.trainer import Trainer, TrainerBusy, TrainerLost
from playground.ui import rows as rows_module
from playground.ui.assets import ROWS
from playground.ui.reply import Stage, build, config
from playground.ui.request import MOST_BYTES, Request
from playground.ui.rows import Chunks, Runs, rows, runs
from tests.pages.conftest import Open, experiment_of

EXPERIMENT = Experiment(batch=32, optimizer="adam", steps=500, seed=11)
APP = Starlette(routes=[Route(f"/{ROWS}", rows, methods=["POST"])])


def asking(e: Experiment = EXPERIMENT, **words: Any) -> dict[str, Any]:
    have = {"config": config(e, "en", False, None).id, "data": e.data_id}
    return {
        "seq": 3,
        "run": e.run_id,
        "start": 0,
        "stride": 1,
        "count": 60,
        "checkpoint": None,
        "have": have,
        **words,
    }


async def post(body: bytes, content_type: str = "application/json") -> tuple[int, bytes]:
    """Status and body of one POST."""
    messages: list[dict[str, Any]] = []
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/{ROWS}",
        "raw_path": f"/{ROWS}".encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"content-type", content_type.encode())],
        "http_version": "1.1",
        "scheme": "http",
        "server": ("localhost", 8501),
        "client": ("localhost", 1),
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        messages.append(message)

    await APP(scope, receive, send)
    return messages[0]["status"], b"".join(message.get("body", b"") for message in messages[1:])


def ask(request: dict[str, Any]) -> tuple[int, bytes]:
    return asyncio.run(post(json.dumps(request).encode()))


def test_the_route_gives_the_rows_that_the_page_gives(trainer: Trainer) -> None:
    runs.show(EXPERIMENT)
    checkpoint = None
    for start in (0, 60):
        asked = asking(start=start, checkpoint=checkpoint)
        status, body = ask(asked)
        assert status == 200

        def advance(task: str, *arguments: Any) -> Chunk:
            chunk: Chunk = trainer.call(task, *arguments, time_limit=10.0)
            return chunk

        request = Request.read(asked)
        header, blobs = unpack(body)
        of_page, blobs_of_page = unpack(build(Stage(EXPERIMENT, "en"), request, "ready", advance).payload)
        # The batch that is highlighted at rest is the page's alone: who plays needs rows.
        assert of_page.pop("batch") == {"step": 0}
        del blobs_of_page["batch"], of_page["blobs"], header["blobs"]
        assert (header, blobs) == (of_page, blobs_of_page)
        assert (header["seq"], header["status"], header["chunk"]["count"]) == (3, "ok", 60)
        checkpoint = {"step": 60, "values": np.frombuffer(blobs["checkpoint"], "<f4").tolist()}


def test_a_run_that_no_page_has_shown_is_not_computed(trainer: Trainer) -> None:
    assert ask(asking(EXPERIMENT.replace(seed=987_654)))[0] == 404


def test_what_a_page_shows_is_known(open_page: Open) -> None:
    app = open_page(seed="123456")
    assert ask(asking(experiment_of(app)))[0] == 200


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/json"),
        (b"[", "application/json"),
        (b"{}", "application/json"),
        (b"[" * 100_000, "application/json"),
        (json.dumps(asking(start=-1)).encode(), "application/json"),
        (json.dumps(asking()).encode(), "text/plain"),  # what a page of another site may send unasked
        (b" " * MOST_BYTES + json.dumps(asking()).encode(), "application/json"),
    ],
)
def test_nonsense_is_refused(body: bytes, content_type: str) -> None:
    runs.show(EXPERIMENT)
    assert asyncio.run(post(body, content_type))[0] == 400


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_get_an_answer(body: bytes) -> None:
    assert asyncio.run(post(body))[0] in (400, 404)


@pytest.mark.parametrize(("fault", "status"), [(TrainerBusy(), "busy"), (TrainerLost(), "warming")])
def test_a_fault_of_the_trainer_is_a_status(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, status: str
) -> None:
    class Faulty:
        async def answer(self, *_arguments: Any, **_words: Any) -> Chunk:
            raise fault

    monkeypatch.setattr(rows_module, "get_trainer", Faulty)
    e = Experiment(seed=31)
    runs.show(e)
    code, body = ask(asking(e))
    assert (code, unpack(body)[0]["status"]) == (200, status)
    assert "chunk" not in unpack(body)[0]


def test_the_runs_shown_last_are_known_and_own_points_stay_with_their_page() -> None:
    known = Runs(most=2)
    first, second, third = (Experiment(seed=seed) for seed in range(3))
    for experiment in (first, second, first, third):
        known.show(experiment)
    assert known.find(second.run_id) is None
    assert known.find(first.run_id) == first
    own = Experiment(points=read_points("x1,x2,label\n0,0,0\n1,1,1\n"))
    known.show(own)
    assert known.find(own.run_id) is None


def chunk_of(step: int) -> Chunk:
    rows = np.zeros((1, 9), np.float32)
    return Chunk(np.array([step], np.uint32), rows, Checkpoint(step, np.zeros(3, np.float32)))


def test_those_who_ask_the_same_share_one_computation() -> None:
    computed: list[int] = []

    async def class_of_thirty() -> list[Chunk]:
        chunks = Chunks()

        async def compute() -> Chunk:
            computed.append(1)
            await asyncio.sleep(0)
            return chunk_of(1)

        first = asyncio.ensure_future(chunks.get("same", compute))
        await asyncio.sleep(0)
        first.cancel()  # one goes away meanwhile
        answers = await asyncio.gather(*(chunks.get("same", compute) for _ in range(29)))
        return [*answers, await chunks.get("same", compute)]

    answers = asyncio.run(class_of_thirty())
    assert len(computed) == 1
    assert len({id(chunk) for chunk in answers}) == 1


def test_a_failure_is_not_kept_and_old_chunks_make_room() -> None:
    async def story() -> None:
        size = rows_module._size(chunk_of(0))
        chunks = Chunks(most_bytes=2 * size)

        async def fails() -> Chunk:
            raise TrainerLost

        with pytest.raises(TrainerLost):
            await chunks.get(0, fails)
        for step in (0, 1, 0, 2):  # 1 is the one that was asked for longest ago

            async def compute(step: int = step) -> Chunk:
                return chunk_of(step)

            await chunks.get(step, compute)
        assert list(chunks._kept) == [0, 2]

    asyncio.run(story())
