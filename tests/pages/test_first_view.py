"""Which addresses begin with a stage before Streamlit's client is there, and the route that answers it."""

from __future__ import annotations

import asyncio
from urllib.parse import urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response

from playground.core.experiment import Experiment
from playground.core.scenes import home_of
from playground.core.wire_format import unpack
from playground.server.shell import dressed, lesson_page, place_of
from playground.stage import first_view
from playground.stage.first_view import MOST_CHARACTERS, first, page_with_stage
from playground.trainer.trainer import Trainer

HEADERS = {"X-Stage": "tab1"}


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/", "home"),
        ("/linear", "linear"),
        ("/school/linear", "linear"),
        ("/linear?lr=0.2&seed=4&lang=ko", "linear"),
        ("/linear?scene=diverges", "linear"),
        ("/linear?view=theory", "linear"),
        ("/layers?data=circle&view=stage", "layers"),
        ("/tensors", None),
        ("/nowhere", None),
        ("/linear?lr=nonsense", None),
        ("/linear?learning_rate=0.1", None),
        ("/linear?lr=0.1&lr=0.2", None),
        ("/linear?scene=nowhere", None),
        ("/linear?view=nowhere", None),
        ("/linear?lang=xx", None),
        ("/linear?embed=true", None),
        ("/layers?view=shapes", None),
        ("/layers?trap=unbuilt", None),
        ("/linear?" + "&".join(f"a{number}=1" for number in range(200)), None),
        ("/linear?lr=0.1&note=" + "x" * MOST_CHARACTERS, None),
    ],
)
def test_a_page_begins_with_a_stage_where_nothing_is_to_be_said(address: str, page: str | None) -> None:
    path, _, query = address.partition("?")
    assert page_with_stage(path, query) == page


def ask(headers: dict[str, str] = HEADERS, **words: str) -> Response:
    """The answer to a GET with these words."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/first",
        "query_string": urlencode({"page": "linear", "lang": "en", **words}).encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    return asyncio.run(first(Request(scope)))


def test_the_first_reply_is_the_one_that_a_stage_begins_with(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(first_view, "PATIENCE", 60.0)
    answer = ask(lr="0.2", seed="3", lang="ko")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    reply, blobs = unpack(bytes(answer.body))
    experiment = Experiment.parse({"lr": "0.2", "seed": "3"})
    assert reply["seq"] == 0
    assert reply["words"] == experiment.to_query()
    assert reply["run"] == experiment.run_id
    assert reply["texts"]["lang"] == "ko"
    assert reply["chunk"]["start"] == 0
    assert reply["refused"] == []
    assert {"inputs", "labels", "rows"} <= blobs.keys()
    reply, _ = unpack(bytes(ask(page="layers").body))
    assert reply["run"] == home_of("layers").run_id, "an address without words opens what the page opens with"


@pytest.mark.parametrize(
    ("words", "headers"),
    [
        ({}, {}),
        ({}, {**HEADERS, "Sec-Fetch-Site": "cross-site"}),
        ({"page": "tensors"}, HEADERS),
        ({"lang": "xx"}, HEADERS),
        ({"lr": "nonsense"}, HEADERS),
        ({"view": "nowhere"}, HEADERS),
        ({"note": "x" * MOST_CHARACTERS}, HEADERS),
    ],
)
def test_what_is_no_such_request_trains_nothing(
    monkeypatch: pytest.MonkeyPatch, words: dict[str, str], headers: dict[str, str]
) -> None:
    monkeypatch.setattr(first_view, "get_trainer", None)
    assert ask(headers, **words).status_code == 400


def test_without_a_trainer_the_stage_begins_with_its_points(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Trainer, "warm", lambda _self: None)
    monkeypatch.setattr(first_view, "get_trainer", Trainer)
    reply, blobs = unpack(bytes(ask(seed="4321").body))
    assert reply["status"] == "warming"
    assert "chunk" not in reply
    assert {"inputs", "labels"} <= blobs.keys()


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/tape", "tape"),
        ("/tensors?view=run", "tensors"),
        ("/a/b/fit", "fit"),
        ("/layers?view=shapes", "layers"),
        ("/layers?view=nothing", None),
        ("/nowhere", None),
    ],
)
def test_an_address_of_a_lab_begins_with_its_places(address: str, page: str | None) -> None:
    path, _, query = address.partition("?")
    assert lesson_page(path, query) == page


def test_the_places_of_a_lab_stand_in_its_page() -> None:
    place = place_of({"type": "http", "path": "/tape", "query_string": b""})
    sent = dressed(b'<head><link rel="preload" as="font"></head><body>', place, None).decode()
    assert 'data-lab="1"' in sent
    assert sent.index("gp-early-bar") < sent.index("gp-early-lab")
