"""A link opens its experiment; nonsense in it is told in plain words and harms nothing."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playground.experiment import Change, Experiment
from playground.locale import say
from tests.pages.conftest import Open, experiment_of, link_of, reply_of, texts_of


def test_a_link_opens_its_experiment(open_page: Open) -> None:
    app = open_page(neg_x="-1", optimizer="adam", lr="0.05", lr_changes="9:0.02")
    expected = Experiment(neg_x=-1.0, optimizer="adam", lr=0.05, changes=(Change(9, 0.02),))
    assert experiment_of(app) == expected
    assert link_of(app) == expected.to_query()
    assert reply_of(app)[0]["run"] == expected.run_id
    assert app.button(key="linear_undo").disabled


def test_the_chapters_experiment_has_the_shortest_link(open_page: Open) -> None:
    assert link_of(open_page()) == {}
    assert link_of(open_page(lr="0.1", seed="0")) == {}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_nonsense_is_told_and_the_rest_is_kept(open_page: Open, language: str) -> None:
    app = open_page(lang=language, lr="1e999", colour="red", pos_x="4")
    assert experiment_of(app) == Experiment(pos_x=4.0)
    notice = " ".join(text.value for text in app.text)
    assert say("common.link_problem", language) in notice
    assert "lr='1e999'" in notice
    assert "'colour'" in notice
    app.number_input(key="linear_knob_seed").set_value(1).run()
    assert say("common.link_problem", language) not in " ".join(text.value for text in app.text)


@pytest.mark.parametrize(
    ("page", "word", "expected"),
    [
        ("linear", "scene", "chapter"),
        ("linear", "view", "history"),
        ("linear", "lang", "ko"),
        ("layers", "view", "gallery"),
    ],
)
def test_a_word_that_names_what_there_is_not_is_told(
    open_page: Open, page: str, word: str, expected: str
) -> None:
    app = open_page(page, **{word: "<b>nonsense"})
    notice = " ".join(text.value for text in app.text)
    assert f"{word}='<b>nonsense'" in notice
    assert expected in notice


def test_a_strange_view_leaves_the_experiment_alone(open_page: Open) -> None:
    app = open_page("layers", view="nonsense", hidden="3", data="moons")
    assert experiment_of(app, "layers").hidden == (3,)
    assert experiment_of(app, "layers").data == "moons"
    assert "view=" in " ".join(text.value for text in app.text)


@pytest.mark.parametrize("view", ["code", "history"])
def test_a_view_below_the_network_stage_is_opened_with_its_experiment(open_page: Open, view: str) -> None:
    app = open_page("layers", view=view, hidden="3", data="moons")
    assert experiment_of(app, "layers").hidden == (3,)
    assert app.session_state["layers_view"] == say(f"linear.tab.{view}")
    assert not [text.value for text in app.text if "view=" in text.value]


def test_a_word_given_twice_is_told(open_page: Open) -> None:
    app = open_page(lr=["0.05", "0.2"])
    assert experiment_of(app) == Experiment(lr=0.2)
    assert link_of(app) == {"lr": "0.2"}
    notice = " ".join(text.value for text in app.text)
    assert "'lr'" in notice
    assert say("errors.twice.expected") in notice


def test_text_of_a_link_is_never_markup(open_page: Open) -> None:
    evil = "![x](http://evil.example/x.png)<img src=x onerror=alert(1)>"
    app = open_page(**{evil: evil, "lr": evil, "lang": evil, "view": evil, "scene": evil})
    shown_as_text = {text.value for text in app.text}
    assert not [text for text in texts_of(app) if "evil" in text and text not in shown_as_text]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.dictionaries(st.sampled_from(["lr", "neg_x", "lr_changes", "stop", "xyz"]), st.text(max_size=30))
)
def test_no_link_makes_a_traceback(open_page: Open, words: dict[str, str]) -> None:
    app = open_page(**{name: text for name, text in words.items() if text})
    assert link_of(app) == experiment_of(app).to_query()


def test_a_link_of_a_moment_ago_does_not_undo_a_change(open_page: Open) -> None:
    app = open_page(neg_x="-1")
    app.number_input(key="linear_knob_seed").set_value(1).run()
    app.query_params.clear()
    app.query_params["neg_x"] = "-1"  # the browser's address bar was not there yet
    app.number_input(key="linear_knob_seed").set_value(2).run()
    assert experiment_of(app) == Experiment(neg_x=-1.0, seed=2)
    assert link_of(app) == {"neg_x": "-1", "seed": "2"}


def test_a_link_followed_within_the_session_is_loaded(open_page: Open) -> None:
    app = open_page(neg_x="-1")
    app.query_params.clear()
    app.query_params["pos_x"] = "5"
    app.run()
    assert experiment_of(app) == Experiment(pos_x=5.0)
    app.button(key="linear_undo").click().run()
    assert experiment_of(app) == Experiment(neg_x=-1.0)


def test_back_on_the_page_the_experiment_goes_on(open_page: Open) -> None:
    app = open_page(neg_x="-1")
    app.switch_page("../pages/home.py")
    app.query_params.clear()
    app.run()
    assert link_of(app) == {}
    app.switch_page("../pages/linear.py").run()
    assert experiment_of(app) == Experiment(neg_x=-1.0)
    (bar,) = (part for part in app.get("bidi_component") if part.key == "page")
    assert json.loads(bar.proto.json)["query"] == "neg_x=-1"  # the browser puts it into the address it is at
    app.query_params["neg_x"] = "-1"
    app.number_input(key="linear_knob_seed").set_value(2).run()
    assert link_of(app) == {"neg_x": "-1", "seed": "2"}


def test_a_scene_can_be_named_in_a_link(open_page: Open) -> None:
    app = open_page(scene="diverges")
    assert experiment_of(app) == Experiment(lr=0.2, steps=100)
    assert link_of(app) == {"lr": "0.2", "steps": "100"}
    assert experiment_of(open_page(scene="nowhere")) == Experiment()
