"""The page of sweeps: runs come, stop at a press, and stay for whoever asks for the same."""

from __future__ import annotations

import json
import threading
from typing import Any
from urllib.parse import parse_qs

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.core.experiment import Experiment
from playground.core.points import Points
from playground.core.points_store import points_of
from playground.locale import languages, say
from playground.sweep.grid import Axis, Sweep
from playground.sweep.results import FORMATS
from playground.sweep_page import running
from playground.sweep_page.running import Running, finished
from playground.trainer.trainer import TrainerLost
from tests.pages.conftest import Open, link_of, texts_of, widget
from tests.pages.test_pages import RAW_KEY
from tools.drive.server import wait_until

WORDS = {
    "neg_n": "20",
    "pos_n": "20",
    "steps": "6",
    "x": "lr",
    "x_values": "0.01,0.1,5",
    "y": "batch",
    "y_values": "0,8",
}
SWEEP = Sweep(Experiment(neg_n=20, pos_n=20, steps=6), Axis("lr", (0.01, 0.1, 5.0)), Axis("batch", (0, 8)))


@pytest.fixture(autouse=True)
def nothing_finished() -> None:
    running._results.clear()


def shown(app: AppTest) -> Any:
    (part,) = (part for part in app.get("bidi_component") if part.key == "sweep_map")
    return json.loads(part.proto.json)[0]


def button(app: AppTest, key: str) -> Any:
    return next(part for part in app.button if part.key == key)


@pytest.mark.parametrize("language", languages())
def test_the_page_speaks_the_language_and_shows_a_map_of_nothing_yet(open_page: Open, language: str) -> None:
    app = open_page("sweep", lang=language)
    texts = texts_of(app)
    assert say("sweep_page.lead", language) in " ".join(texts)
    assert not [text for text in texts if RAW_KEY.search(text)]
    data = shown(app)
    assert len(data["cells"]) == len(data["x"]["values"]) * len(data["y"]["values"]) == 60
    assert {cell["state"] for cell in data["cells"]} == {"waiting"}
    assert len(data["critical"]) == 6


def run_all(app: AppTest) -> None:
    button(app, "sweep_start").click().run()

    def is_done() -> bool:
        app.run()  # a fragment's clock, which tests have none of
        sweeps = app.session_state["sweeps"]
        next(reversed(sweeps.values())).advance()
        return next(reversed(sweeps.values())).status == "done"

    wait_until(is_done, 60, "the sweep")
    app.run()
    assert not app.exception


def test_a_sweep_runs_to_its_end_and_its_files_are_those_of_the_command_line(open_page: Open) -> None:
    app = open_page("sweep", **WORDS)
    assert link_of(app) == {name: text for name, text in WORDS.items() if name not in ("x", "y")}
    run_all(app)
    data = shown(app)
    states = [cell["state"] for cell in data["cells"]]
    assert "waiting" not in states
    assert data["cells"][0]["href"].startswith("./linear?")
    assert "lr=0.01" in data["cells"][0]["href"]
    assert len(finished(SWEEP)) == 6
    assert FORMATS["csv"](SWEEP, finished(SWEEP)).count("\n") == 7
    again = open_page("sweep", **WORDS)
    assert [cell["state"] for cell in shown(again)["cells"]] == states, "another session finds it finished"


def test_a_sweep_stops_at_a_press_and_goes_on_after_a_reload(
    open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TURN_SECONDS", 0.0)  # the page's own turns do nothing
    monkeypatch.setattr(running, "RUNS_A_TASK", 1)
    app = open_page("sweep", **WORDS)
    button(app, "sweep_start").click().run()
    sweep = next(reversed(app.session_state["sweeps"].values()))
    wait_until(lambda: (sweep._task(), len(sweep.results) == 2)[1], 60, "two runs")
    button(app, "sweep_cancel").click().run()
    assert sweep.status == "stopped"
    again = open_page("sweep", **WORDS)
    states = [cell["state"] for cell in shown(again)["cells"]]
    assert states.count("waiting") == 4
    assert button(again, "sweep_start").label == say("sweep_page.go_on")
    monkeypatch.setattr(running, "TURN_SECONDS", 1.0)
    run_all(again)
    assert "waiting" not in [cell["state"] for cell in shown(again)["cells"]]


def test_a_refused_value_stays_in_its_field_and_nothing_else_changes(open_page: Open) -> None:
    app = open_page("sweep", **WORDS)
    widget(app, "text_input", "sweep_x_values").set_value("0.1,fast").run()
    assert "fast" in " ".join(texts_of(app))
    assert len(shown(app)["cells"]) == 6
    widget(app, "text_input", "sweep_x_values").set_value("0.1,0.2").run()
    assert len(shown(app)["cells"]) == 4
    widget(app, "selectbox", "sweep_y").set_value("lr").run()
    assert (link_of(app)["x"], link_of(app)["y"]) == ("batch", "lr"), "both axes change places"


def test_a_quotation_mark_without_a_second_one_is_told_at_its_field(open_page: Open) -> None:
    app = open_page("sweep", **WORDS)
    widget(app, "text_input", "sweep_experiment").set_value("lr='0.1").run()
    assert not app.exception
    assert "key=value" in " ".join(texts_of(app))
    assert link_of(app) == {name: text for name, text in WORDS.items() if name not in ("x", "y")}


@pytest.mark.parametrize("count", [20, 2000])
def test_own_points_come_along_from_the_stage_and_back_to_it(open_page: Open, count: int) -> None:
    places = np.random.default_rng(0).normal(size=(count, 2))
    points = Points(places.astype(np.float32), (places[:, 0] > 0).astype(np.float32))
    base = Experiment(points=points, steps=6)
    app = open_page("sweep", **base.to_query(), x_values="0.01,0.1", y_values="0,8")
    assert not app.exception
    assert app.session_state["sweep_state"].experiment == base
    assert link_of(app)["points"] == points.word
    href = shown(app)["cells"][0]["href"]
    (word,) = parse_qs(href.partition("?")[2])["points"]
    assert points_of(word) == points
    command = next(text for text in texts_of(app) if "playground sweep" in text)
    assert (points.word in command, "--experiment gradient-playground.json" in command) == (
        (True, False) if count == 20 else (False, True)
    )


def test_a_link_that_cannot_be_is_told(open_page: Open) -> None:
    app = open_page("sweep", x="colour", seeds="99", lr="0.2")
    texts = " ".join(texts_of(app))
    assert "colour" in texts
    assert "99" in texts
    assert app.session_state["sweep_state"].experiment.lr == 0.2


def test_a_sweep_ends_although_the_server_keeps_fewer_runs_than_it_has(
    trainer: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST_RESULTS", 2)
    sweep = Running(SWEEP)
    sweep.start()
    wait_until(lambda: (sweep.advance(), sweep.status == "done")[1], 60, "the sweep")
    assert len(sweep.results) == 6
    assert len(finished(SWEEP)) == 2


class Held:
    """A trainer whose first task lasts until it may end."""

    def __init__(self) -> None:
        self.calls, self.has_begun, self.may_end = 0, threading.Event(), threading.Event()

    def call(self, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        self.has_begun.set()
        assert self.may_end.wait(60)
        return [], None


def test_sweeps_of_many_sessions_have_one_task_at_the_trainer(monkeypatch: pytest.MonkeyPatch) -> None:
    held = Held()
    monkeypatch.setattr(running, "get_trainer", lambda: held)
    monkeypatch.setattr(running, "TURN_SECONDS", 0.0)
    first, second = Running(SWEEP), Running(SWEEP)
    for sweep in (first, second):
        sweep.start()
    task = threading.Thread(target=first._task)
    task.start()
    assert held.has_begun.wait(60)
    assert not second._task()
    assert (held.calls, second.status) == (1, "running")
    held.may_end.set()
    task.join()
    assert second._task()
    assert held.calls == 2


class Lost:
    """A trainer that dies at every second task."""

    failure = ""

    def __init__(self, real: Any) -> None:
        self.real, self.calls = real, 0

    def call(self, *arguments: Any, **named: Any) -> Any:
        self.calls += 1
        if self.calls % 2:
            raise TrainerLost("gone")
        return self.real.call(*arguments, **named)

    def warm(self) -> None:
        pass

    def state(self) -> str:
        return "ready"


def test_a_trainer_that_dies_costs_no_run(trainer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lost = Lost(trainer)
    monkeypatch.setattr(running, "get_trainer", lambda: lost)
    sweep = Running(SWEEP)
    sweep.start()
    wait_until(lambda: (sweep.advance(), sweep.status == "done")[1], 60, "the sweep")
    assert lost.calls > 1
    assert len(sweep.results) == 6
