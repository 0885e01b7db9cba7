"""Own points of a stage as the data of fit and predict: chosen, in the link, named, taken back."""

from __future__ import annotations

import numpy as np
from streamlit.testing.v1 import AppTest

from playground.core.experiment import Experiment
from playground.core.points import Points
from playground.lessons.fit.fit import FitRequest
from playground.lessons.fit.view.state import STATE
from playground.lessons.predict.view.state import STATE as PREDICT
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


def test_a_set_that_is_not_here_is_told(trainer: Trainer) -> None:
    app = opened("fit", points="~" + "0" * 32)
    assert "neither this server nor this tab has the set" in "\n".join(texts_of(app))
    assert say("own_points.remove") not in [button.label for button in app.button]
