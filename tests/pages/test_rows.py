"""The route that answers a stage, asked the way a browser asks: bounded, with one answer for everybody."""

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

from playground.core.experiment import Experiment
from playground.core.points import Points
from playground.core.wire_format import Checkpoint, Chunk, unpack
from playground.shell.assets import ROWS
from playground.stage import rows_route as rows_module
from playground.stage.first_use import FirstUses
from playground.stage.request import MOST_BYTES, Request
from playground.stage.rows_route import MOST_WAITING, Chunks, Turns, rows
from playground.trainer.trainer import Trainer, TrainerBusy, TrainerLost
from tests.pages.asking import have, message, settled_reply

EXPERIMENT = Experiment(batch=32, optimizer="adam", steps=500, seed=11)
APP = Starlette(routes=[Route(f"/{ROWS}", rows, methods=["POST"])])


def asking(e: Experiment = EXPERIMENT, **words: Any) -> dict[str, Any]:
    return {**message(e, seq=3, have=have(e)), **words}


def test_a_server_that_lacks_own_points_is_sent_them_with_the_same_request() -> None:
    points = Points(np.random.default_rng(5).normal(size=(1500, 2)), np.arange(1500) % 2)
    own = Experiment(points=points, lr=0.01)
    words = {"lr": "0.01", "points": points.word}

    def ask(**others: Any) -> tuple[int, bytes]:
        body = json.dumps(message(words, held={"points": points.word}, **others)).encode()
        return asyncio.run(post(body))

    status, body = ask()
    assert (status, json.loads(body)) == (202, {"lacks": [points.word]})
    status, body = ask(points=[])  # the browser has it no more
    header, _ = unpack(body)
    assert (status, header["words"]) == (200, {"lr": "0.01"})
    assert [refusal["name"] for refusal in header["refused"]] == [""]
    assert "digest" in header["refused"][0]["text"]
    status, body = ask(points=["~", "z" * (2**19 + 1), points.packed])
    assert unpack(body)[0]["words"] == {"lr": "0.01"}  # the third is one too many
    status, body = ask(points=["z", points.packed])
    header, _ = unpack(body)
    assert (status, header["run"], header["words"], header["refused"]) == (200, own.run_id, words, [])
    assert ask()[0] == 200  # from now on it is here


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
    """Status and body; a trainer that is busy or traces is asked again, as a stage does."""
    while True:
        status, body = asyncio.run(post(json.dumps(request).encode()))
        if status != 200 or unpack(body)[0]["status"] not in ("busy", "tracing"):
            return status, body


def test_the_route_gives_what_the_page_gives(trainer: Trainer) -> None:
    checkpoint = None
    for start in (0, 60):
        asked = asking(start=start, checkpoint=checkpoint)
        status, body = ask(asked)
        assert status == 200
        request = Request.read(asked)
        assert request is not None
        assert body == settled_reply(request, trainer)[1]
        header, blobs = unpack(body)
        assert (header["seq"], header["status"], header["chunk"]["count"]) == (3, "ok", 60)
        checkpoint = {"step": 60, "values": np.frombuffer(blobs["checkpoint"], "<f4").tolist()}


def test_a_doubled_request_has_the_same_answer(trainer: Trainer) -> None:
    asked = asking(held={"lr": "0.1"}, words={"lr": "0.05"})
    assert ask(asked) == ask(asked)


def test_a_forged_draft_is_read_like_a_link(trainer: Trainer) -> None:
    words, held = {"steps": "1e99", "lr": "nan", "x": "y"}, {"neg_n": "10**9", "seed": "4"}
    status, body = ask(asking(words=words, held=held))
    header, _ = unpack(body)
    assert (status, header["words"]) == (200, {"seed": "4"})
    assert {refusal["name"] for refusal in header["refused"]} >= {"steps", "lr", "x"}


def test_a_request_for_a_long_run_ends_by_the_time_budget(trainer: Trainer) -> None:
    e = Experiment(stop="never", lr=0.01, batch=1)
    header, _ = unpack(ask(asking(e, stride=100_000, count=100))[1])
    assert header["status"] == "ok"
    assert header["chunk"]["count"] < 100
    assert header["chunk"]["checkpoint"]["step"] > 0


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
    assert asyncio.run(post(body, content_type))[0] == 400


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_bytes_get_an_answer(body: bytes) -> None:
    assert asyncio.run(post(body))[0] == 400


@pytest.mark.parametrize(("fault", "status"), [(TrainerBusy(), "busy"), (TrainerLost(), "warming")])
def test_a_fault_of_the_trainer_is_a_status(
    monkeypatch: pytest.MonkeyPatch, fault: Exception, status: str
) -> None:
    class Faulty:
        async def answer(self, *_arguments: Any, **_words: Any) -> Chunk:
            raise fault

    monkeypatch.setattr(rows_module, "get_trainer", Faulty)
    e = Experiment(seed=31)
    code, body = asyncio.run(post(json.dumps(asking(e)).encode()))
    assert (code, unpack(body)[0]["status"]) == (200, status)
    assert "chunk" not in unpack(body)[0]


def test_a_first_use_is_said_while_it_is_traced_and_lost_by_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Experiment] = []

    async def story() -> None:
        traced = asyncio.Event()

        class Tracing:
            async def answer(self, _task: str, experiment: Experiment, *_more: Any, **_words: Any) -> Chunk:
                asked.append(experiment)
                await traced.wait()
                return chunk_of(0)

        async def status(e: Experiment) -> str:
            _, body = await post(json.dumps(asking(e)).encode())
            return str(unpack(body)[0]["status"])

        monkeypatch.setattr(rows_module, "get_trainer", Tracing)
        monkeypatch.setattr(rows_module, "TRACING_PATIENCE", 0.01)
        monkeypatch.setattr(rows_module, "_first_uses", FirstUses())
        first = Experiment(optimizer="adagrad", loss="huber", seed=41)
        assert [await status(first) for _ in range(3)] == ["tracing"] * 3
        traced.set()
        assert await status(first) == "ok"
        assert asked == [first]  # one computation behind four requests
        traced.clear()
        # What was traced before is waited for in silence, and so are the chapter's choices.
        again = asyncio.ensure_future(status(first.replace(seed=42)))
        usual = asyncio.ensure_future(status(Experiment(optimizer="rmsprop", loss="bce", seed=42)))
        await asyncio.sleep(0.05)
        assert not again.done()
        assert not usual.done()
        traced.set()
        assert [await again, await usual] == ["ok", "ok"]

    asyncio.run(story())


def test_a_tab_that_asks_too_much_waits_for_itself_alone() -> None:
    async def story() -> None:
        turns, order = Turns(), list[str]()
        gate = asyncio.Event()

        def work(name: str) -> Any:
            async def act() -> Chunk:
                await gate.wait()
                order.append(name)
                return chunk_of(1)

            return act

        greedy = [asyncio.ensure_future(turns.take("a", work("a"))) for _ in range(MOST_WAITING + 3)]
        modest = asyncio.ensure_future(turns.take("b", work("b")))
        await asyncio.sleep(0)
        gate.set()
        answers = await asyncio.gather(*greedy)
        assert await modest is not None
        assert answers.count(None) == 3
        assert order.index("b") <= 1
        assert not turns._locks

    asyncio.run(story())


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
