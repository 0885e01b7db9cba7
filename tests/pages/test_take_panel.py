"""What a learner takes along from a stage, and an experiment that is opened there."""

from __future__ import annotations

import asyncio
import html
import json
from functools import partial
from types import SimpleNamespace

import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.testing.v1 import AppTest

from playground.core.errors import ExperimentError
from playground.core.experiment import POINT_WORDS, Experiment
from playground.export.targets import TARGETS
from playground.locale import languages, say
from playground.points_reader.reader import read_points
from playground.shell.streamlit_internals import tell_failed_downloads
from playground.stage import take_panel
from playground.stage.take_panel import _made, address_of, opened
from playground.trainer.trainer import TrainerBusy, TrainerWarming
from tests.pages.conftest import Open, decide, experiment_of, texts_of, widget
from tests.pages.test_pages import RAW_KEY


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", ["linear", "layers"])
def test_one_place_says_what_each_file_is_good_for(open_page: Open, page: str, language: str) -> None:
    texts = texts_of(open_page(page, lang=language, view="take"))
    for name in TARGETS:
        assert say(f"take.{name}.title", language) in texts
        assert say(f"take.{name}.good", language) in texts
    assert not [text for text in texts if RAW_KEY.search(text)]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://localhost:8501/linear", "http://localhost:8501"),
        ("https://school.example/app/layers", "https://school.example/app"),
        ("http://localhost:8501/", "http://localhost:8501"),
        (None, ""),
    ],
)
def test_a_report_knows_the_address_of_the_app_without_the_page(url: str | None, address: str) -> None:
    assert address_of(url) == address


def test_a_run_without_an_end_has_no_history_to_take(open_page: Open) -> None:
    assert texts_of(open_page(view="take", stop="never")).count(say("take.endless")) == 2


def test_no_file_tells_the_run_before_its_question_is_answered(open_page: Open) -> None:
    def closed(app: AppTest) -> set[str]:
        buttons = {name: widget(app, "download_button", f"linear_take_{name}") for name in TARGETS}
        return {name for name, button in buttons.items() if button.proto.disabled}

    app = open_page(view="take")
    assert closed(app) == {"animation", "report", "keras", "history-csv", "history-json"}
    decide(app, experiment_of(app), 0)
    assert closed(app) == set()


@pytest.mark.parametrize("name", ["history-csv", "animation", "keras"])
def test_files_of_the_page_are_made_by_the_trainer(trainer: object, name: str) -> None:
    assert len(_made(TARGETS[name], Experiment(steps=5, neg_n=20, pos_n=20), "en")) > 100


def test_a_file_that_is_none_is_told_as_text(open_page: Open) -> None:
    app = open_page(view="take")
    name = "![x](http://a/b)<i>"
    content = json.dumps({name: 1}).encode()
    app.file_uploader(key="linear_take_file").upload("x.json", content, "application/json")
    app.run()
    assert not app.exception
    assert not app.warning
    assert html.escape(name) in "\n".join(texts_of(app))


def test_files_of_many_sessions_take_turns_at_the_trainer(monkeypatch: pytest.MonkeyPatch) -> None:
    def call(*arguments: object, **named: object) -> bool:
        return take_panel._turn.locked()

    here = SimpleNamespace(wait=lambda seconds: True, call=call)
    monkeypatch.setattr(take_panel, "get_trainer", lambda: here)
    assert take_panel._ask("module:function") is True
    assert not take_panel._turn.locked()


def test_a_file_of_an_experiment_leads_to_its_stage() -> None:
    linear, network = Experiment(lr=0.2), Experiment(data="moons", hidden=(3,), lr=0.2)
    assert opened(linear.to_json().encode()) == ("linear", {"lr": "0.2"})
    assert opened(network.to_json().encode()) == ("layers", network.to_query())
    assert opened(Experiment().to_json().encode()) == ("linear", {"data": "gaussians"})
    own = Experiment(points=read_points("x1,x2,label\n0,0,0\n1,1,1\n2,2,1\n0,1,0\n"))
    place, words = opened(own.to_json().encode())
    assert (place, Experiment.parse(words).points) == ("linear", own.points)
    large = "".join(f"{x / 7},{x / 3},{x % 2}\n" for x in range(3000))
    many = read_points(f"x1,x2,label\n{large}")
    too_large = [Experiment(**{word: many}).to_json().encode() for word in POINT_WORDS]
    for content in (*too_large, b"\xff\x00", json.dumps({"version": 9}).encode(), b'{"rate": 1}'):
        with pytest.raises(ExperimentError):
            opened(content)


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("fault", "name"), [(TrainerBusy, "busy"), (TrainerWarming, "warming"), (OSError, "failed")]
)
def test_a_button_says_why_its_file_cannot_be_made_now(
    fault: type[Exception], name: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def call(*arguments: object, **named: object) -> None:
        raise fault("no answer in 2 s")

    monkeypatch.setattr(
        take_panel, "get_trainer", lambda: SimpleNamespace(wait=lambda seconds: True, call=call)
    )
    tell_failed_downloads()
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    make = partial(_made, TARGETS["keras"], Experiment(), language)
    file = files.add_deferred(make, "text/plain", "1.0")
    request = BackendOperationRequest(request_id="a")
    request.deferred_file.file_id = file
    response = asyncio.run(DeferredFileHandler(lambda: files).handle(request, "session"))
    assert response.error_msg == say(f"take.fault.{name}", language)
