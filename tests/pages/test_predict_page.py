"""The page of predictions on the real trainer, in both languages."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.lessons.fit.fit import FitRequest
from playground.lessons.predict.inference import check_points
from playground.lessons.predict.view.call import KEY as CALL
from playground.lessons.predict.view.points import KEY, placed, told
from playground.lessons.predict.view.scores import KEY as SCORES
from playground.lessons.predict.view.state import OVERLAP, STATE, VIEWS, PredictPage
from playground.lessons.predict.view.threshold import KEY as THRESHOLD
from playground.lessons.predict.view.threshold import released
from playground.lessons.shared.validation import LessonError
from playground.lessons.traps import traps_of
from playground.locale import languages, say
from playground.trainer.trainer import Trainer
from tests.pages.conftest import MAIN, TOKEN, link_of, widget

LOCALES = {"en": "en-US", "ko": "ko-KR"}
SMALL = {"samples": "100", "epochs": "2", "optimizer": "sgd", "lr": "0.05"}
MOST_RUNS = 200  # of the page until a training of a few epochs is over, on a busy machine


@pytest.fixture
def open_predict(trainer: Trainer) -> Any:
    """Opens the page with the words of a link, and waits until its model is trained."""

    def open_predict(language: str = "en", **words: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=60)
        app.context = {"locale": LOCALES[language], "url": "http://localhost:8501/predict"}
        app.run()
        app.switch_page("../pages/predict.py")
        for name, text in words.items():
            app.query_params[name] = text
        app.run()
        for _ in range(MOST_RUNS):
            assert not app.exception
            if "fit_trainings" not in app.session_state:  # the traps need no model
                return app
            if all(kept.status != "running" for kept in app.session_state["fit_trainings"].values()):
                return app
            app.run()
        raise AssertionError("still training")

    return open_predict


def html(app: AppTest) -> str:
    return TOKEN.sub(r"\1", "\n".join(part.proto.body for part in app.get("html")))


def picture(app: AppTest, key: str) -> dict[str, Any]:
    """What a component of the page was told to draw."""
    (part,) = (part for part in app.get("bidi_component") if part.key == key)
    return dict(json.loads(part.proto.json)[0])


def plane(app: AppTest) -> dict[str, Any]:
    return picture(app, KEY)


def threshold_picture(app: AppTest) -> dict[str, Any]:
    return picture(app, THRESHOLD)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("view", VIEWS)
def test_every_lab_opens(open_predict: Any, language: str, view: str) -> None:
    app = open_predict(language, view=view, **SMALL)
    assert say(f"predict_page.{view}.lead", language) in html(app)
    assert link_of(app) == ({**SMALL} if view == "scores" else {**SMALL, "view": view})


@pytest.mark.sampled(1)
@pytest.mark.parametrize("language", languages())
def test_scores_are_a_column_in_batches(open_predict: Any, language: str) -> None:
    app = open_predict(language, **{**SMALL, "samples": "1000"})
    assert "(600, 1)" not in html(app)  # first a prediction
    assert picture(app, SCORES)["bins"] is None
    app.button(key="predict_scores_try").click().run()
    page, bins = html(app), picture(app, SCORES)["bins"]
    assert sum(bins["negative"]) + sum(bins["positive"]) == 600
    assert "(600, 1)</span>" in page
    assert say("predict_page.scores.batches", language, count=5, points=600) in page
    assert page.count("flex:128 1 0") == 4
    assert "model.predict(val_inputs, batch_size=128, verbose=0)" in page
    widget(app, "segmented_control", "predict_chunk").set_value(256).run()
    assert link_of(app)["predict_batch"] == "256"
    assert html(app).count("flex:256 1 0") == 2


def test_a_higher_threshold_moves_points_from_one_column_to_the_other(open_predict: Any) -> None:
    pictures = [
        threshold_picture(open_predict(view="threshold", threshold=at, **SMALL)) for at in ("0.5", "0.9")
    ]
    for picture, threshold in zip(pictures, (0.5, 0.9), strict=True):
        scores, labels = np.array(picture["scores"], np.float32), np.array(picture["labels"])
        said = (scores > threshold).astype(int)  # what the browser counts while the threshold moves
        counted = [[int(((labels == row) & (said == column)).sum()) for column in (0, 1)] for row in (0, 1)]
        assert picture["matrix"] == counted
        assert picture["ends"][0] < scores.min() < scores.max() < picture["ends"][1]
    low, high = (np.array(picture["matrix"]) for picture in pictures)
    assert low.sum() == high.sum() == 60
    assert high[0, 0] >= low[0, 0]
    assert high[1, 1] < low[1, 1]


def test_the_lab_of_the_threshold_begins_with_classes_that_overlap(open_predict: Any) -> None:
    app = open_predict(view="threshold")
    picture = threshold_picture(app)
    assert float(picture["area"]) == pytest.approx(0.893, abs=0.005)
    assert link_of(app) == {"view": "threshold"}
    widget(app, "segmented_control", "predict_view").set_value("call").run()
    assert app.session_state["predict_state"].training == FitRequest()  # elsewhere, the chapter's
    chosen = replace(PredictPage(view="threshold", training=OVERLAP), threshold=0.7)
    for shown in (PredictPage(view="threshold", training=OVERLAP), PredictPage(view="threshold"), chosen):
        assert STATE.read(STATE.written(shown)) == (shown, ())
    # What a link says holds, whatever it says.
    assert STATE.read({"view": "threshold", "threshold": "0.7"})[0].training == FitRequest()
    assert STATE.read({"view": "threshold", "epochs": "2"})[0].training == FitRequest(epochs=2)


@pytest.mark.parametrize("value", [None, {}, {"threshold": True}, {"threshold": "1"}, {"threshold": 1e9}])
def test_a_threshold_that_is_none_is_left_out(value: object) -> None:
    assert released(value) is None
    assert released({"threshold": 0.1 + 0.2}) == 0.3


@pytest.mark.sampled(1)
@pytest.mark.parametrize("held_out", [True, False])
def test_what_is_predicted_on_is_called_by_its_name(open_predict: Any, held_out: bool) -> None:
    words = {} if held_out else {"val": "0"}
    matrix = threshold_picture(open_predict(view="threshold", **words))["caption"]
    lead = html(open_predict(view="scores", **words))
    end = "" if held_out else "_training"
    assert say(f"predict_page.threshold.matrix{end}") == matrix
    assert say(f"predict_page.scores.lead{end}") in unescape(lead)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("language", languages())
def test_a_typed_number_out_of_bounds_is_told_and_not_clipped(open_predict: Any, language: str) -> None:
    app = open_predict(language, view="points", **SMALL)
    widget(app, "text_input", "predict_type_x").set_value("2000")
    app.button(key="predict_type_add").click().run()
    assert not app.exception
    assert "points" not in link_of(app)
    with pytest.raises(LessonError) as refused:
        check_points(((2000.0, 1.5),))
    told = refused.value.told(language)
    assert "2000" in told
    assert "1000" in told
    assert told in html(app)
    assert widget(app, "text_input", "predict_type_x").value == "2000"  # stays, to be mended
    widget(app, "text_input", "predict_type_x").set_value("2")
    app.button(key="predict_type_add").click().run()
    assert link_of(app)["points"] == "2,1.5"


def test_points_are_typed_pasted_and_told(open_predict: Any) -> None:
    app = open_predict(view="points", **SMALL)
    widget(app, "text_input", "predict_type_x").set_value("3")
    widget(app, "text_input", "predict_type_y").set_value("-1")
    app.button(key="predict_type_add").click().run()
    assert link_of(app)["points"] == "3,-1"
    widget(app, "text_area", "predict_pasted").input("x1,x2\n0,3\n<i>,2\n1, 2")
    app.button(key="predict_take").click().run()
    assert link_of(app)["points"] == "3,-1;0,3;1,2"
    assert "&lt;i&gt;" in html(app)  # line 3 was refused, and named
    assert [point["positive"] for point in plane(app)["points"]] == [True, False, False]
    app.button(key="predict_undo").click().run()
    assert len(plane(app)["points"]) == 2
    app.button(key="predict_clear").click().run()
    assert plane(app)["points"] == []
    assert "points" not in link_of(app)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("language", languages())
def test_pasted_points_with_two_readings_are_asked_and_the_chosen_ones_are_taken(
    open_predict: Any, language: str
) -> None:
    app = open_predict(language, view="points", **SMALL)
    widget(app, "text_area", "predict_pasted").input("1.000;2")
    app.button(key="predict_take").click().run()
    assert "points" not in link_of(app)
    assert "1.000" in html(app)
    readings = [app.button(key=f"predict_points_reading_{index}") for index in (0, 1)]
    assert [reading.label for reading in readings] == ["1", "1000"]
    readings[1].click().run()
    assert link_of(app)["points"] == "1000,2"
    assert say("points.decimal_comma", language) in html(app)
    assert 'class="gp-words is-notice"' not in html(app)


@pytest.mark.parametrize(
    ("content", "points"),
    [
        ("x1,x2\r\n1.5,2\r\n3,-0.5\r\n".encode("utf-16"), "1.5,2;3,-0.5"),
        ("길이;너비\r\n1,5;2\r\n3;-0,5\r\n".encode("cp949"), "1.5,2;3,-0.5"),
        (b"PK\x03\x04\x14\x00", None),
    ],
)
def test_a_file_is_read_or_refused_by_its_cause(
    open_predict: Any, content: bytes, points: str | None
) -> None:
    app = open_predict(view="points", **SMALL)
    app.file_uploader(key="predict_upload").upload("points.csv", content, "text/csv").run()
    assert link_of(app).get("points") == points
    assert ("save the table as CSV" in html(app)) == (points is None)


def test_too_many_points_are_refused_and_the_old_ones_stay(open_predict: Any) -> None:
    app = open_predict(view="points", points="1,1", **SMALL)
    widget(app, "text_area", "predict_pasted").input("2,2\n" * 300)
    app.button(key="predict_take").click().run()
    assert 'class="gp-words is-notice"' in html(app)
    assert link_of(app)["points"] == "1,1"


def test_call_and_predict_are_measured_when_asked(open_predict: Any) -> None:
    app = open_predict(view="call", **SMALL)
    assert picture(app, CALL)["rows"] == []  # first a guess
    app.button(key="predict_call_try").click().run()
    rows = picture(app, CALL)["rows"]
    assert [row["size"] for row in rows] == [1, 128, 2000]
    assert all(row["predict"] > 0 < row["call"] for row in rows)
    assert "from time import perf_counter as clock" in html(app)  # the program runs as it is shown


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("shape", "right"), [("(12, 1)", True), ("(12,)", False)])
def test_a_question_right_and_wrong(open_predict: Any, language: str, shape: str, right: bool) -> None:
    app = open_predict(language, question="prediction_shape", **SMALL)
    widget(app, "text_input", "answer_prediction_shape").input(shape)
    app.button(key="answer_prediction_shape_commit").click().run()
    assert say(f"lesson_cards.{'right' if right else 'wrong'}", language) in html(app)
    why = say("predict.question.prediction_shape.why", language)
    assert (why in html(app)) == right  # a wrong answer gets a hint first


@pytest.mark.parametrize("language", languages())
def test_without_a_model_the_page_says_so(open_predict: Any, language: str) -> None:
    app = open_predict(language, **{**SMALL, "lr": "10", "epochs": "50"})
    assert say("predict_page.no_model", language) in html(app)


@pytest.mark.parametrize("key", traps_of("predict"))
def test_every_trap_opens_from_a_link(open_predict: Any, key: str) -> None:
    app = open_predict(trap=key)
    assert link_of(app) == {"view": "traps", "trap": key}
    assert say(f"traps.{key}.title") in [title.value for title in app.header]


def test_a_link_reads_back_what_it_says() -> None:
    shown, problems = STATE.read({"points": "1,2;-0.5,1e-3", "threshold": "-0.25", "predict_batch": "64"})
    assert problems == ()
    assert shown.points == ((1.0, 2.0), (-0.5, 0.001))
    assert STATE.read(STATE.written(shown)) == (shown, ())
    assert STATE.written(PredictPage()) == {}
    for points in ("1", "1,2,3", "a,b", "1,2;", "nan,1", "1e9,1"):
        assert len(STATE.read({"points": points})[1]) == 1


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        {},
        {"x": 1},
        {"x": "1", "y": 2},
        {"x": True, "y": 1},
        {"x": float("nan"), "y": 0},
        {"x": 1e9, "y": 0},
    ],
)
def test_a_place_told_by_the_browser_is_checked(value: object) -> None:
    assert placed(value) is None
    assert placed({"x": 1, "y": 0.1 + 0.2}) == (1.0, 0.3)


def test_places_that_were_not_heard_come_again_and_count_once() -> None:
    a, b, c = ({"x": x, "y": 0} for x in (1, 2, 3))
    points, heard = told({"client": "me", "first": 0, "places": [a]}, None)
    assert (points, heard) == ([(1.0, 0.0)], {"client": "me", "count": 1})
    points, heard = told({"client": "me", "first": 0, "places": [a, b, c]}, heard)
    assert (points, heard) == ([(2.0, 0.0), (3.0, 0.0)], {"client": "me", "count": 3})
    assert told({"client": "me", "first": 0, "places": [a, b]}, heard) == ([], heard)  # came late
    points, heard = told({"client": "you", "first": 0, "places": [c]}, heard)  # the page was opened anew
    assert (points, heard) == ([(3.0, 0.0)], {"client": "you", "count": 1})
    # A server that is another one since: what it never heard is not asked of it.
    points, heard = told({"client": "me", "first": 7, "places": [a]}, None)
    assert (points, heard) == ([(1.0, 0.0)], {"client": "me", "count": 8})


@pytest.mark.parametrize(
    "value",
    [
        None,
        {"client": 1, "first": 0, "places": []},
        {"client": "me", "first": -1, "places": []},
        {"client": "me", "first": True, "places": []},
        {"client": "me", "first": 0, "places": "all"},
        {"client": "m" * 99, "first": 0, "places": []},
    ],
)
def test_an_event_that_is_none_changes_nothing(value: object) -> None:
    assert told(value, None) == ([], None)
