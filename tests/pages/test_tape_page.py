"""The tape page on the real trainer, in both languages: what learners set, what TensorFlow answers."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.expression import parse
from playground.lessons.questions import QUESTIONS
from playground.lessons.tape.free_fall import FallRequest
from playground.lessons.tape.tape import FREE, TapeRequest
from playground.lessons.tape.two_inputs import TwoInputsRequest
from playground.lessons.tape.view.curve import curve_request, released
from playground.lessons.tape.view.free_fall import released as released_time
from playground.lessons.tape.view.sketch import SKETCHES, drawn
from playground.lessons.tape.view.state import STATE, VIEWS, TapeState
from playground.lessons.traps import traps_of
from playground.locale import languages, say
from playground.trainer.trainer import Trainer
from tests.pages.conftest import MAIN, TOKEN, link_of, widget

LOCALES = {"en": "en-US", "ko": "ko-KR"}
PAGE = "../pages/tape.py"


@pytest.fixture
def open_tape(trainer: Trainer) -> Any:
    """Opens the tape page with the words of a link."""

    def open_tape(language: str = "en", **words: str) -> AppTest:
        app = AppTest.from_file(str(MAIN), default_timeout=60)
        app.context = {"locale": LOCALES[language], "url": "http://localhost:8501/tape"}
        app.run()
        app.switch_page(PAGE)
        for name, text in words.items():
            app.query_params[name] = text
        app.run()
        assert not app.exception
        return app

    return open_tape


def html(app: AppTest) -> str:
    return TOKEN.sub(r"\1", "\n".join(part.proto.body for part in app.get("html")))


def data_of(app: AppTest, key: str) -> dict[str, Any]:
    """What a component of the page was given."""
    (part,) = (part for part in app.get("bidi_component") if part.key == key)
    return dict(json.loads(part.proto.json)[0])


def answer(app: AppTest) -> str:
    """The tape's answers, as the page lists them."""
    (found,) = (part.proto.body for part in app.get("html") if "tape-answer" in part.proto.body)
    return str(found)


def gradient(app: AppTest) -> str:
    return answer(app).split("</dd>")[0].split(">")[-1]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("view", VIEWS)
def test_every_lab_opens(open_tape: Any, language: str, view: str) -> None:
    app = open_tape(language, view=view)
    lead = f"tape_page.{view}.lead"
    assert html(app).count(say(lead, language)) == 1
    assert link_of(app) == ({} if view == "tape" else {"view": view})


@pytest.mark.parametrize("language", languages())
def test_the_square_at_three_has_gradient_six(open_tape: Any, language: str) -> None:
    app = open_tape(language)
    assert gradient(app) == "6.0"
    assert answer(app).count(">6.0<") == 2  # the numeric difference, too
    assert "gradient = tape.gradient(y, x)" in html(app)
    tangent = data_of(app, "tape_tangent")
    at_three = tangent["curve"]["x"].index(3.0)
    assert tangent["curve"]["slope"][at_three] == 6.0
    assert tangent["x"] == 3.0


NONE = {
    "not_watched": {"kind": "constant"},
    "not_trainable": {"trainable": "0"},
    "integer": {"kind": "integer_variable"},
    "numpy": {"function": "numpy"},
    "floor": {"function": "floor"},
    "stop": {"function": "stop"},
    "not_on_path": {"function": "unused"},
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("reason", NONE)
def test_none_has_its_reason_and_is_repaired(open_tape: Any, language: str, reason: str) -> None:
    app = open_tape(language, **NONE[reason])
    assert gradient(app) == "None"
    assert say(f"tape.reason.{reason}", language).split("=")[0] in html(app).replace("&#x27;", "'")
    app.button(key="tape_repair").click().run()
    assert gradient(app) == "6.0"


def test_the_builders_widgets_change_tape_and_link(open_tape: Any) -> None:
    app = open_tape()
    widget(app, "selectbox", "tape_kind").select("constant").run()
    assert gradient(app) == "None"
    widget(app, "checkbox", "tape_watch").check().run()
    assert gradient(app) == "6.0"
    widget(app, "text_input", "tape_builder_x").set_value("-2").run()
    assert gradient(app) == "−4.0"
    widget(app, "checkbox", "tape_twice").check().run()
    assert "RuntimeError" in html(app)
    assert link_of(app) == {"kind": "constant", "watch": "1", "x": "-2", "twice": "1"}
    widget(app, "checkbox", "tape_persistent").check().run()
    assert "RuntimeError" not in html(app)
    widget(app, "selectbox", "tape_builder_function").select(FREE).run()
    widget(app, "text_input", "tape_builder_formula").input("x**3 - sin(0)").run()
    assert gradient(app) == "12.0"
    assert "x**3 - sin(0)" in link_of(app)["formula"]


def notices_of(app: AppTest) -> list[str]:
    """The refusals on the page, as their HTML."""
    bodies = (block.proto.body for block in app.get("html"))
    return [body for body in bodies if body.startswith('<p class="gp-words is-notice"')]


def test_a_formula_that_is_none_is_refused_and_nothing_of_it_runs(open_tape: Any) -> None:
    app = open_tape(function=FREE)
    before = gradient(app)
    widget(app, "text_input", "tape_builder_formula").input("__import__('os')").run()
    assert not app.exception
    assert any("cannot be used in a formula" in told for told in notices_of(app))
    assert say("tape_page.input.still", formula="x**2") in html(app)
    assert gradient(app) == before
    assert "formula" not in link_of(app)
    assert widget(app, "text_input", "tape_builder_formula").value == "__import__('os')"  # to be mended there


def test_the_graph_of_two_paths(open_tape: Any) -> None:
    app = open_tape(view="graph", function=FREE, formula="x*x + x")
    graph = data_of(app, "tape_graph_view")["graph"]
    assert [node["gradient"] for node in graph["nodes"]] == [7.0, 1.0, 1.0]
    assert [edge["local"] for edge in graph["edges"]] == [3.0, 3.0, 1.0, 1.0]
    assert "∇ 7.0" in data_of(app, "tape_graph_view")["description"]


@pytest.mark.parametrize("language", languages())
def test_the_falling_object_has_acceleration_9_8(open_tape: Any, language: str) -> None:
    app = open_tape(language, view="fall", time="1.5")
    page = html(app)
    assert "9.8 m/s²" in page
    assert "position = 4.9 * time**2" in page
    assert say("tape_page.fall.wrong_result", language, speed="14.7", value="None").split("14.7")[1] in page
    motion = data_of(app, "tape_fall_view")["motion"]
    assert np.allclose(motion["accelerations"], 9.8)
    widget(app, "selectbox", "fall_planet").select("moon").run()
    assert "1.62 m/s²" in html(app)
    assert link_of(app) == {"view": "fall", "time": "1.5", "gravity": "1.62"}


@pytest.mark.parametrize("language", languages())
def test_after_the_landing_the_page_says_so_and_keeps_the_time_that_was_set(
    open_tape: Any, language: str
) -> None:
    app = open_tape(language, view="fall", time="50")
    assert widget(app, "text_input", "fall_time").value == "50"
    assert link_of(app) == {"view": "fall", "time": "50"}
    assert say("tape_page.fall.landed", language, landing="2.0203") in html(app)
    assert ">20.0 m<" in html(app)  # and not 20.000002
    assert ">0.0 m<" in html(app)
    assert data_of(app, "tape_fall_view")["time"] == pytest.approx(2.0203, abs=1e-4)
    widget(app, "text_input", "fall_time").set_value("1").run()
    assert say("tape_page.fall.landed", language, landing="2.0203") not in html(app)


def test_two_inputs_share_a_tape(open_tape: Any) -> None:
    app = open_tape(view="inputs")
    (shares,) = (part.proto.body for part in app.get("html") if 'data-testid="shares"' in part.proto.body)
    total = shares.partition("<tfoot>")[2]
    assert [text in total for text in ("3.500", "2.000", "1.250")] == [True] * 3
    widget(app, "text_input", "tape_inputs_b").set_value("-1").run()
    widget(app, "text_input", "tape_sample_0_0").set_value("2").run()
    app.button(key="tape_inputs_add").click().run()
    assert link_of(app)["samples"] == "2,3,0;-1,2,0;3,0,1;4,1,1;0,3,0"
    app.button(key="tape_inputs_reset").click().run()
    assert link_of(app) == {"view": "inputs"}


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("choice", "right"), [("none", True), ("number", False)])
def test_a_question_right_and_wrong(open_tape: Any, language: str, choice: str, right: bool) -> None:
    app = open_tape(language, question="unwatched_constant")
    truth = say("tape.question.unwatched_constant.why", language)
    assert truth not in html(app)  # nothing is told before the learner commits
    widget(app, "radio", "answer_unwatched_constant").set_value(choice)
    app.button(key="answer_unwatched_constant_commit").click().run()
    assert say(f"lesson_cards.{'right' if right else 'wrong'}", language) in html(app)
    assert (truth in html(app)) == right  # a wrong answer gets a hint first


@pytest.mark.parametrize("key", STATE.lab("draw").questions)
def test_paper_to_draw_on_tells_no_slope(open_tape: Any, key: str) -> None:
    app = open_tape(question=key)
    data = data_of(app, f"tape_sketch_{key}")
    assert data["truth"] is None
    assert "slope" not in data["curve"]
    low, high = data["view"]
    slope = np.gradient(np.array(data["curve"]["y"]), np.array(data["curve"]["x"]))
    assert low < slope.min() < slope.max() < high  # whatever is right can be drawn


def test_a_drawn_curve_is_judged(open_tape: Any) -> None:
    app = open_tape(question="sine_slope")
    asked = QUESTIONS["sine_slope"]
    given = tuple(float(y) for y in np.cos(asked.curve_x))
    app.session_state["lesson_answers"] = {"sine_slope": given}
    app.run()
    data = data_of(app, "tape_sketch_sine_slope")
    assert data["given"] == pytest.approx(given)
    assert data["truth"] == pytest.approx(given, abs=1e-5)
    assert say("lesson_cards.right") in html(app)
    app.session_state["lesson_answers"] = {"sine_slope": tuple(-y for y in given)}
    app.run()
    assert say("tape.question.sine_slope.mistake.sign") in html(app)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("key", traps_of("tape"))
def test_every_trap_opens_from_a_link(open_tape: Any, key: str) -> None:
    app = open_tape(view="traps", trap=key)
    assert say(f"traps.{key}.title") in [title.value for title in app.header]


def test_a_formula_in_a_link_means_its_function(open_tape: Any) -> None:
    app = open_tape(formula="x**3", x="2")
    assert gradient(app) == "12.0"
    assert link_of(app) == {"function": "free", "formula": "x**3", "x": "2"}
    widget(app, "selectbox", "tape_builder_function").select("sin").run()
    assert link_of(app) == {"function": "sin", "x": "2"}  # or it would mean the formula again


@pytest.mark.sampled(4)
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(
    ("words", "shown", "told"),
    [
        ({"function": "reciprocal", "x": "0"}, "−∞", "tape.odd.pole"),
        ({"formula": "log(x-3)"}, "∞", "tape.odd.pole"),
        ({"function": "exp", "x": "100"}, "∞", "tape.odd.overflow"),
        ({"function": "sigmoid", "x": "-1000"}, "nan", "tape.odd.overflow"),
        ({"function": "log", "x": "-1"}, "−1.0", "tape.odd.undefined"),
        ({"formula": "relu(x)-relu(-x)", "x": "0"}, "0.0", "tape.note.inner_kink"),
    ],
)
def test_what_is_no_number_is_told_and_explained(
    open_tape: Any, language: str, words: dict[str, str], shown: str, told: str
) -> None:
    app = open_tape(language, **words)
    assert gradient(app) == shown
    assert say(told, language) in html(app).replace("&quot;", '"')
    graph = open_tape(language, view="graph", **words)
    if told.startswith("tape.odd"):
        assert say(told, language) in html(graph).replace("&quot;", '"')
    assert say("tape_page.graph.broken", language) not in html(graph)


def test_the_graph_says_that_it_records_a_float_variable(open_tape: Any) -> None:
    app = open_tape(view="graph", kind="integer_variable", x="2.7")
    assert widget(app, "text_input", "tape_graph_x").value == "2.7"
    assert "x = tf.Variable(2.7)" in html(app)
    assert say("tape_page.graph.own_input") in html(app)
    assert say("tape_page.graph.own_input") not in html(open_tape(view="graph"))


def test_nothing_that_is_no_variable_is_trainable(open_tape: Any) -> None:
    app = open_tape(kind="constant")
    box = widget(app, "checkbox", "tape_trainable")
    assert (box.value, box.disabled) == (False, True)
    widget(app, "selectbox", "tape_kind").select("variable").run()
    assert widget(app, "checkbox", "tape_trainable").value


@pytest.mark.parametrize("language", languages())
def test_nonsense_in_the_link_is_told_and_left_out(open_tape: Any, language: str) -> None:
    words = {
        "kind": "list", "watch": "perhaps", "x": "nan", "formula": "__import__('os')", "height": "-1",
        "samples": "1,2;<b>", "question": "?", "![x](http://a.example/y.png)": "1", "gravity": "1e999",
    }  # fmt: skip
    app = open_tape(language, **words)
    assert say("common.link_problem", language) in [text.value for text in app.text]
    assert len(notices_of(app)) >= 6
    assert not any("a.example" in part.value for part in app.markdown)
    assert not any("<b>" in told for told in notices_of(app))
    assert gradient(app) == "6.0"
    assert link_of(app) == {}


def test_a_link_reads_back_what_it_says() -> None:
    shown = TapeState(
        TapeRequest("constant", True, True, True, FREE, "x*sin(x)", -1.25, 2),
        FallRequest(44.1, 3.71, 2.5),
        TwoInputsRequest(((1.0, 2.0, 0.0), (-0.5, 1e-3, 1.0)), -1.0, 0.25, 3.0),
        "fall",
    )
    assert STATE.read(STATE.written(shown)) == (shown, ())
    clinic = TapeState(view="traps", trap="second_call")
    assert STATE.read(STATE.written(clinic)) == (clinic, ())
    assert STATE.written(TapeState()) == {}
    assert STATE.read({}) == (TapeState(), ())
    assert STATE.read({"embed": "true", "question": "two_paths"})[0].view == "graph"


def test_every_drawing_has_its_paper() -> None:
    drawn = [key for key, entry in QUESTIONS.items() if entry.kind == "curve"]
    assert sorted(SKETCHES) == sorted(drawn) == sorted(STATE.lab("draw").questions)


@pytest.mark.parametrize(
    "value", [None, 3, "x", {}, {"x": "3"}, {"x": True}, {"x": float("nan")}, {"x": 1e9}, {"x": [1]}]
)
def test_an_input_told_by_the_browser_is_checked(value: object) -> None:
    assert released(value) is None


def test_what_the_browser_tells_is_taken_if_it_is_in_order() -> None:
    assert released({"x": 0.1 + 0.2}) == 0.3
    assert released_time({"time": 1.25}) == 1.25
    assert released_time({"time": -1}) is None
    assert released_time({"time": float("inf")}) is None
    assert drawn("sine_slope", {"key": "sine_slope", "ys": [1, 2]}) == [1, 2]
    assert drawn("sine_slope", {"key": "relu_slope", "ys": [1, 2]}) is None
    assert drawn("sine_slope", {"key": "sine_slope", "ys": "12"}) is None
    assert drawn("sine_slope", {"key": "sine_slope", "ys": [0] * 1000}) is None


@pytest.mark.parametrize("x", [-1000.0, -7.5, 0.0, 3.0, 999.99])
def test_the_curve_always_holds_the_input(x: float) -> None:
    for function in ("square", "log", "sin", FREE):
        request = curve_request(TapeRequest(function=function, expression="x + 1", value=x))
        assert request.low <= x <= request.high
        assert request.tree == (parse("x + 1") if function == FREE else request.tree)
