"""All pages in all languages: they render, and every word is a word."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.core.experiment import Experiment
from playground.core.losses import LOSSES, losses_for
from playground.locale import areas, languages, say
from playground.shell.frame import PAGES
from playground.stage.panels import VIEWS
from tests.pages.conftest import ROOT, Open, decide, experiment_of, reply_of, texts_of, widget

AREAS = {"common", "home", "linear", "theory", "knobs", "stage", "errors"}
RAW_KEY = re.compile(rf"\b({'|'.join(sorted(AREAS))})\.[a-z_]+[a-z_.0-9]*\b")


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("page", ["home", "linear"])
def test_a_page_speaks_its_language(open_page: Open, page: str, language: str) -> None:
    app = open_page(page, lang=language)
    texts = texts_of(app)
    assert texts
    assert set(areas()) >= AREAS
    assert not [text for text in texts if RAW_KEY.search(text)]
    assert reply_of(app, page)[0]["texts"]["lang"] == language


@pytest.mark.parametrize("language", languages())
def test_a_page_has_one_heading_of_the_first_level(open_page: Open, language: str) -> None:
    app = open_page("linear", lang=language)
    shown = [part.proto.body for part in app.get("html") if "<h1" in part.proto.body]
    assert shown == [f"<h1>{say('common.page.linear', language)}</h1>"]
    assert not app.title
    for view in ("stage", "kinds"):
        app = open_page("layers", lang=language, view=view)
        assert [title.value for title in app.title] == [say("layers_page.title", language)]
        assert not [part for part in app.get("html") if "<h1" in part.proto.body]


@pytest.mark.sampled(8)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("words", [{}, {"batch": "32", "optimizer": "adam", "loss": "bce"}, {"lr": "0.5"}])
def test_every_view_below_the_stage_shows_this_run(
    open_page: Open, view: str, language: str, words: dict[str, str]
) -> None:
    app = open_page(lang=language, view=view, **words)
    place = app.session_state["slots"]["linear"]
    if view == "step":
        assert say("linear.slow.soon", language) in texts_of(app), "nothing before the stage stands"
    if view in ("step", "theory"):
        decide(app, place.experiment, 0)  # the browser covers nothing
    texts = texts_of(app)
    assert not [text for text in texts if RAW_KEY.search(text)]
    assert app.session_state["linear_view"] == say(f"linear.tab.{view}", language)
    bodies = " ".join(texts)
    if view == "step":
        assert "predictions = model(inputs)" in bodies or "logits" in bodies
    if view == "code":
        assert [code for code in app.code if "tf.GradientTape" in code.value]
    if view == "theory":
        adaptive = words.get("optimizer") == "adam"
        assert (say("theory.no_rate_own_steps", language) if adaptive else "13.328") in bodies
    if view == "history":
        assert bodies.count("<tr>") == 2


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
@pytest.mark.parametrize("loss", losses_for(many=False))
def test_every_loss_has_its_words_below_the_stage(
    open_page: Open, loss: str, optimizer: str, language: str
) -> None:
    app = open_page(lang=language, view="theory", loss=loss, optimizer=optimizer)
    decide(app, app.session_state["slots"]["linear"].experiment, 0)  # the browser covers nothing
    bodies = " ".join(texts_of(app))
    assert not RAW_KEY.search(bodies)
    assert say(f"theory.lead_{loss}", language) in bodies
    app = open_page(lang=language, view="step", loss=loss, optimizer=optimizer)
    decide(app, app.session_state["slots"]["linear"].experiment, 0)
    texts = texts_of(app)
    assert not [text for text in texts if RAW_KEY.search(text)]
    formulas = LOSSES[loss].in_linear_program.formulas
    assert any(formulas.gradient in latex.value for latex in app.latex)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("words", "rate"),
    [
        ({}, "0.1475"),
        ({"optimizer": "momentum"}, "0.2803"),  # 1.9 times that
        ({"optimizer": "adam"}, None),
        ({"optimizer": "momentum", "batch": "32"}, None),
        ({"batch": "32"}, "0.1440"),
        ({"targets": "flat"}, None),
    ],
)
def test_the_theory_names_no_rate_of_another_optimizer_or_batch(
    open_page: Open, language: str, words: dict[str, str], rate: str | None
) -> None:
    app = open_page(lang=language, view="theory", **words)
    decide(app, app.session_state["slots"]["linear"].experiment, 0)  # the browser covers nothing
    bodies = " ".join(texts_of(app))
    assert not RAW_KEY.search(bodies)
    if rate is None:
        assert "0.1475" not in bodies
    else:
        assert rate in bodies


def test_a_browsers_language_is_the_first_choice_and_the_switch_the_last(open_page: Open) -> None:
    app = open_page(locale="ko-KR")
    assert reply_of(app)[0]["texts"]["lang"] == "ko"
    assert "lang" not in app.query_params
    widget(app, "segmented_control", "language_switch").set_value("en").run()
    assert not app.exception
    assert reply_of(app)[0]["texts"]["lang"] == "en"


def test_the_step_in_slow_motion_is_the_one_where_the_learner_paused(open_page: Open) -> None:
    app = open_page()
    decide(app, Experiment(), 12)
    assert "Step 12, epoch 12." in " ".join(texts_of(app))
    decide(app, Experiment(seed=1), 0)
    assert "Step 0, epoch 0." in " ".join(texts_of(app))


def paused_at(app: Any, step: int) -> str:
    """The history's table after the learner has paused at a step."""
    decide(app, experiment_of(app), step)
    return next(text for text in texts_of(app) if "<table" in text)


def test_the_history_ends_at_the_cursor(open_page: Open) -> None:
    app = open_page(view="history", steps="300")
    assert say("linear.history.empty") in texts_of(app)
    assert next(text for text in texts_of(app) if "<table" in text).count("<tr>") == 2, "header and step 0"
    assert paused_at(app, 7).count("<tr>") == 9
    assert paused_at(app, 4).count("<tr>") == 6, "back in time"


def test_a_long_run_has_rows_up_to_the_cursor_all_the_same(open_page: Open) -> None:
    app = open_page(view="history", stop="never")
    table = paused_at(app, 9000)
    assert '<th scope="row">9000</th>' in table
    assert say("linear.history.strided", stride=5) in [caption.value for caption in app.caption]
    assert '<th scope="row">2001</th>' not in table


def test_the_history_is_thinned_on_the_page_and_whole_in_the_file(open_page: Open) -> None:
    app = open_page(view="history", steps="300")
    assert paused_at(app, 300).count("<tr>") == 61
    history = app.session_state["slots"]["linear"].history
    lines = history.csv(experiment_of(app)).splitlines()
    assert lines[0] == ",".join(("step", "epoch", *experiment_of(app).row_names)), (
        "as the command line has it"
    )
    assert len(lines) == 302
    assert lines[-1].startswith("300,300,")


def test_home_shows_the_default_run_and_links_that_exist(open_page: Open) -> None:
    app = open_page("home")
    header, _ = reply_of(app, "home")
    assert header["run"] == Experiment().run_id
    assert header["texts"]["compact"] is True
    assert {link.proto.page for link in app.page_link} <= {entry.url_path for entry in PAGES.values()}


def test_a_host_that_runs_the_root_file_as_a_script_gets_the_same_app(trainer: object) -> None:
    app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=60).run()
    assert not app.exception
    assert reply_of(app, "home")[0]["status"] == "ok"
    (modules,) = (part for part in app.get("bidi_component") if part.key == "stage_modules")
    assert "stage/stage.js" in modules.proto.json


def test_the_web_process_never_imports_tensorflow_and_a_stage_needs_no_pandas() -> None:
    program = """
import sys
from streamlit.testing.v1 import AppTest
app = AppTest.from_file("playground/main.py", default_timeout=60).run()
assert not app.exception
app.switch_page("../pages/linear.py").run()
assert not app.exception
found = {"tensorflow", "keras", "playground.engine", "pandas", "pyarrow"} & set(sys.modules)
assert not found, found
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=200
    )
    assert done.returncode == 0, done.stderr


def test_the_theory_of_a_scene_is_covered_until_the_browser_says_otherwise(open_page: Open) -> None:
    app = open_page(view="theory")
    bodies = " ".join(texts_of(app))
    assert say("linear.covered") in bodies
    assert "0.1475" not in bodies
    decide(app, app.session_state["slots"]["linear"].experiment, 0)
    assert "0.1475" in " ".join(texts_of(app))


def test_the_notes_printed_losses_stand_beside_a_run_of_the_chapter_and_of_no_other(open_page: Open) -> None:
    app = open_page(view="history")
    decide(app, Experiment(), 38)
    assert not [text for text in texts_of(app) if "3.6422" in text]
    decide(app, Experiment(), 40)
    (shown,) = (text for text in texts_of(app) if "3.6422" in text)
    assert "<td>2.9546</td>" in shown
    decide(app, Experiment(lr=0.05), 40)
    assert not [text for text in texts_of(app) if "3.6422" in text]
