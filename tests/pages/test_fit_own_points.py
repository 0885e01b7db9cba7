"""Own points of a stage as the data of fit and predict: chosen, in the link, named, taken back."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.core.experiment import Experiment
from playground.core.points import Points
from playground.core.points_store import store
from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.view.state import STATE
from playground.lessons.predict.view.state import STATE as PREDICT
from playground.lessons.shared.view.kept_sets import read_names, read_texts
from playground.locale import say
from playground.trainer.trainer import Trainer
from tests.pages.conftest import MAIN, Open, decide, link_of, texts_of, widget

INPUTS = np.random.default_rng(0).normal(size=(40, 2)).astype(np.float32)
POINTS = Points(INPUTS, (INPUTS[:, 0] > 0).astype(np.float32), ("tea", "wine"))


def opened(page: str, **words: str) -> AppTest:
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.context = {"locale": "en-US", "url": f"http://localhost:8501/{page}"}
    app.run()
    app.switch_page(f"../pages/{page}.py")
    for name, text in words.items():
        app.query_params[name] = text
    app.run()
    assert not app.exception
    return app


def test_the_points_of_a_stage_are_chosen_on_fit_and_stay_in_the_link(
    open_page: Open, trainer: Trainer
) -> None:
    app = open_page()
    decide(app, Experiment(points=POINTS), 0)
    app.switch_page("../pages/fit.py")
    app.run()
    widget(app, "button", f"fit_own_{POINTS.digest}").click()
    app.run()
    assert not app.exception
    assert link_of(app) == {"points": POINTS.word}
    assert any("tea " in text and "wine " in text for text in texts_of(app))
    widget(app, "button", "fit_own_remove").click()
    app.run()
    assert link_of(app) == {}


def test_a_link_brings_them_to_both_pages(trainer: Trainer) -> None:
    app = opened("fit", points=POINTS.word, epochs="2")
    assert link_of(app) == {"points": POINTS.word, "epochs": "2"}
    wanted = FitRequest(points=POINTS, epochs=2)
    assert STATE.read({"points": POINTS.word, "epochs": "2"})[0].training == wanted
    # There `points` are the new points.
    words = {"own_points": POINTS.word, "epochs": "2", "points": "1,2;3,4"}
    page, problems = PREDICT.read(words)
    assert (page.training, page.points, problems) == (wanted, ((1.0, 2.0), (3.0, 4.0)), ())
    assert PREDICT.written(page) == words


PLACES = [("fit", "points"), ("predict", "own_points"), ("sweep", "points"), ("sweep", "test_points")]
SETS = "lesson_kept_sets"


def large(seed: int) -> Points:
    """A set that a link only names."""
    inputs = np.random.default_rng(seed).normal(size=(1200, 2)).astype(np.float32)
    return Points(inputs, (inputs[:, 0] > 0).astype(np.float32))


def asked_of_the_tab(app: AppTest) -> dict[str, Any] | None:
    """What the component that keeps sets is given; None where the page has no such component."""
    parts = [part for part in app.get("bidi_component") if part.key == SETS]
    return json.loads(parts[0].proto.json)[0] if parts else None


def tell(app: AppTest, found: list[str], wanted: list[str] | None = None) -> None:
    """The tab's answer to what the page asks for at present."""
    asked = asked_of_the_tab(app)
    assert asked is not None
    app.session_state[SETS] = {"told": {"turn": asked["turn"], "found": found, "wanted": wanted or []}}
    app.run()
    assert not app.exception


@pytest.mark.parametrize(("page", "word"), PLACES)
def test_a_server_that_lacks_a_set_is_sent_it_by_the_tab(trainer: Trainer, page: str, word: str) -> None:
    own = large(PLACES.index((page, word)))
    words = {word: own.word, **({"epochs": "2"} if page != "sweep" else {"seeds": "2"})}
    app = opened(page, **words)
    assert (asked_of_the_tab(app) or {})["lacking"] == [own.word]
    assert link_of(app) == words, "the link still names the set while the tab is asked"
    assert say("common.link_problem") not in texts_of(app)
    tell(app, [own.packed])
    assert link_of(app) == words
    shown = app.session_state[f"{page}_state"]
    assert getattr(shown.experiment if page == "sweep" else shown.training, word.removeprefix("own_")) == own
    assert (asked_of_the_tab(app) or {})["lacking"] == []


def test_what_is_set_while_the_tab_is_asked_stays(trainer: Trainer) -> None:
    own = large(11)
    app = opened("fit", points=own.word)
    widget(app, "selectbox", "fit_optimizer").set_value("sgd").run()
    tell(app, [own.packed])
    assert link_of(app) == {"points": own.word, "optimizer": "sgd"}


def test_a_tab_that_lacks_a_set_is_sent_it(trainer: Trainer) -> None:
    own = large(12)
    store().keep(own)
    app = opened("fit", points=own.word)
    assert asked_of_the_tab(app) == {"turn": "", "lacking": [], "names": [own.word], "texts": {}}
    tell(app, [], wanted=[own.word])
    assert (asked_of_the_tab(app) or {})["texts"] == {own.word: own.packed}


@pytest.mark.parametrize("found", [[], ["nonsense"], [POINTS.packed]])
def test_a_set_that_is_not_here_is_told(trainer: Trainer, found: list[str]) -> None:
    app = opened("fit", points="~" + "0" * 32)
    assert "neither this server nor this tab has the set" not in "\n".join(texts_of(app))
    tell(app, found)
    assert "neither this server nor this tab has the set" in "\n".join(texts_of(app))
    assert say("own_points.remove") not in [button.label for button in app.button]
    assert link_of(app) == {}


@pytest.mark.parametrize(
    "told", [None, 7, "x", [], {}, {"found": 3, "wanted": {}}, {"found": [1, None], "wanted": ["~", "<b>"]}]
)
def test_what_is_no_set_is_left_out(told: object) -> None:
    assert read_texts(told) == read_names(told) == []
