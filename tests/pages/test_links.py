"""A link opens its experiment; nonsense in it is told in plain words and harms nothing."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from playground.core.experiment import Change, Experiment
from playground.locale import say
from tests.pages.conftest import Open, decide, experiment_of, reply_of, texts_of


def problems_of(app: AppTest, page: str = "linear") -> str:
    """What the stage is to tell of the link."""
    return " ".join(refused["text"] for refused in reply_of(app, page)[0]["refused"])


def test_a_link_opens_its_experiment(open_page: Open) -> None:
    app = open_page(neg_x="-1", optimizer="adam", lr="0.05", lr_changes="9:0.02")
    expected = Experiment(neg_x=-1.0, optimizer="adam", lr=0.05, changes=(Change(9, 0.02),))
    assert experiment_of(app) == expected
    header, _ = reply_of(app)
    assert (header["run"], header["words"], header["link"]) == (
        expected.run_id,
        expected.to_query(),
        expected.to_query(),
    )


def test_the_chapters_experiment_has_the_shortest_link(open_page: Open) -> None:
    assert reply_of(open_page())[0]["link"] == {}
    assert reply_of(open_page(lr="0.1", seed="0"))[0]["link"] == {}


@pytest.mark.parametrize("language", ["en", "ko"])
def test_nonsense_is_told_and_the_rest_is_kept(open_page: Open, language: str) -> None:
    app = open_page(lang=language, lr="1e999", colour="red", pos_x="4")
    assert experiment_of(app) == Experiment(pos_x=4.0)
    assert reply_of(app)[0]["texts"]["panel"]["words"]["problems"] == say("common.link_problem", language)
    assert "lr='1e999'" in problems_of(app)
    assert "'colour'" in problems_of(app)


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
    told = problems_of(open_page(page, **{word: "<b>nonsense"}), page)
    assert f"{word}='<b>nonsense'" in told
    assert expected in told


def test_a_strange_view_leaves_the_experiment_alone(open_page: Open) -> None:
    app = open_page("layers", view="nonsense", hidden="3", data="moons")
    assert experiment_of(app, "layers").hidden == (3,)
    assert experiment_of(app, "layers").data == "moons"
    assert "view=" in problems_of(app, "layers")


@pytest.mark.parametrize("view", ["code", "history"])
def test_a_view_below_the_network_stage_is_opened_with_its_experiment(open_page: Open, view: str) -> None:
    app = open_page("layers", view=view, hidden="3", data="moons")
    assert experiment_of(app, "layers").hidden == (3,)
    assert app.session_state["layers_view"] == say(f"linear.tab.{view}")
    assert problems_of(app, "layers") == ""


def test_a_word_given_twice_is_told(open_page: Open) -> None:
    app = open_page(lr=["0.05", "0.2"])
    assert experiment_of(app) == Experiment(lr=0.2)
    assert "'lr'" in problems_of(app)


def test_text_of_a_link_is_never_markup(open_page: Open) -> None:
    evil = "![x](http://evil.example/x.png)<img src=x onerror=alert(1)>"
    app = open_page(**{evil: evil, "lr": evil, "lang": evil, "view": evil, "scene": evil})
    assert not [text for text in texts_of(app) if "evil" in text]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.dictionaries(st.sampled_from(["lr", "neg_x", "lr_changes", "stop", "xyz"]), st.text(max_size=30))
)
def test_no_link_makes_a_traceback(open_page: Open, words: dict[str, str]) -> None:
    app = open_page(**{name: text for name, text in words.items() if text})
    assert reply_of(app)[0]["words"] == experiment_of(app).to_query()


def test_what_was_decided_wins_over_the_link_of_a_moment_ago(open_page: Open) -> None:
    app = open_page(neg_x="-1")
    decide(app, Experiment(neg_x=-1.0, seed=1), 0)
    app.query_params.clear()
    app.query_params["neg_x"] = "-1"  # the browser's address bar was not there yet
    app.run()
    assert experiment_of(app) == Experiment(neg_x=-1.0, seed=1)


def test_the_session_never_writes_the_link_of_a_stage(open_page: Open) -> None:
    app = open_page(neg_x="-1")
    decide(app, Experiment(seed=5), 0)
    assert {name: text for name, text in app.query_params.items() if name != "lang"} == {"neg_x": "-1"}


def test_back_on_the_page_the_experiment_goes_on(open_page: Open) -> None:
    app = open_page(neg_x="-1")
    app.switch_page("../pages/home.py")
    app.query_params.clear()
    app.run()
    app.switch_page("../pages/linear.py").run()
    assert experiment_of(app) == Experiment(neg_x=-1.0)


def test_a_scene_can_be_named_in_a_link(open_page: Open) -> None:
    app = open_page(scene="diverges")
    assert experiment_of(app) == Experiment(lr=0.2, steps=100)
    assert reply_of(app)[0]["link"] == {"lr": "0.2", "steps": "100"}
    assert experiment_of(open_page(scene="nowhere")) == Experiment()
