"""Every knob has a widget, and every widget changes the experiment, the link and the stage."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.experiment import Experiment
from playground.knobs import KNOBS
from playground.locale import say
from playground.ui.scenes import SCENES, scene_of
from tests.pages.conftest import MAIN, Open, experiment_of, link_of, reply_of, unfold

OTHER = {
    "optimizer": "adam",
    "loss": "bce",
    "targets": "flat",
    "stop": "never",
    "lr": 0.05,
    "batch": 32,
    "target": 0.5,
    "steps": 60,
    "w1": 0.5,
    "w2": -0.5,
    "b": 0.25,
    "neg_rho": -0.3,
    "pos_rho": 0.2,
    "neg_n": 300,
    "pos_n": 500,
}


# What the linear classifier's page leaves to the page of networks.
OF_NETWORKS = {
    *(name for name, knob in KNOBS.items() if knob.group == "network"),
    *("data", "samples", "noise", "classes", "val", "labels"),
    *("momentum", "rho", "beta1", "beta2", "epsilon"),
}
LINEAR_KNOBS = [name for name in KNOBS if name not in OF_NETWORKS]


def widget(app: AppTest, name: str) -> Any:
    """The widget of a knob, its group opened."""
    if f"linear_knob_{name}" not in app.session_state:
        unfold(app)
    return app.get_by_key(f"linear_knob_{name}")


@pytest.fixture(scope="module")
def widgets(trainer: object) -> set[str]:
    app = AppTest.from_file(str(MAIN), default_timeout=60).run()
    app.switch_page("../pages/linear.py").run()
    unfold(app)
    found = [*app.number_input, *app.selectbox]
    return {str(part.key).removeprefix("linear_knob_") for part in found}


def test_every_knob_has_a_widget(widgets: set[str]) -> None:
    assert set(LINEAR_KNOBS) <= widgets
    assert not OF_NETWORKS & widgets


@pytest.mark.parametrize("name", LINEAR_KNOBS)
def test_a_widget_changes_the_experiment_the_link_and_the_stage(open_page: Open, name: str) -> None:
    app = open_page()
    value = OTHER[name] if name in OTHER else getattr(Experiment(), name) + 1
    widget(app, name).set_value(value).run()
    assert not app.exception
    expected = Experiment(**{name: value})
    assert experiment_of(app) == expected
    assert link_of(app) == expected.to_query() != {}
    header, _ = reply_of(app)
    assert header["run"] == expected.run_id
    assert header["config"]["experiment"][name] == value


@pytest.mark.parametrize("name", ["lr", "batch"])
def test_a_slider_shows_and_sets_what_its_number_does(open_page: Open, name: str) -> None:
    app = open_page(**{name: "0.1328" if name == "lr" else "100"})
    slider = app.select_slider(key=f"linear_knob_{name}_slider")
    assert slider.value == getattr(experiment_of(app), name) == widget(app, name).value
    slider.set_value(0.02 if name == "lr" else 64).run()
    assert not app.exception
    assert getattr(experiment_of(app), name) == (0.02 if name == "lr" else 64)
    assert widget(app, name).value == getattr(experiment_of(app), name)


def test_a_closed_group_draws_no_widgets_and_shows_what_holds_when_it_opens(open_page: Open) -> None:
    app = open_page(neg_sx="0.5")
    assert "linear_knob_neg_sx" not in {part.key for part in app.number_input}
    assert widget(app, "neg_sx").value == 0.5
    unfold(app, is_open=False)
    assert "linear_knob_neg_sx" not in {part.key for part in app.number_input}
    app.session_state["slots"]["linear"].set(neg_sx=0.25)
    assert widget(app, "neg_sx").value == 0.25


def test_the_number_beside_the_slider_says_how_many_all_points_are(open_page: Open) -> None:
    app = open_page(neg_n="600", pos_n="400")
    slider = app.select_slider(key="linear_knob_batch_slider")
    assert (slider.value, widget(app, "batch").value) == (0, 1000)
    widget(app, "batch").set_value(999).run()
    assert (experiment_of(app).batch, link_of(app)["batch"]) == (999, "999")
    widget(app, "batch").set_value(1000).run()
    assert experiment_of(app).batch == 0  # all, however many there will be
    assert "batch" not in link_of(app)
    widget(app, "neg_n").set_value(700).run()
    assert (experiment_of(app).batch, widget(app, "batch").value) == (0, 1100)
    widget(app, "batch").set_value(0).run()
    assert not app.exception
    assert (experiment_of(app).batch, widget(app, "batch").value) == (0, 1100)


def test_an_emptied_start_weight_is_random_again(open_page: Open) -> None:
    app = open_page(w1="0.5")
    widget(app, "w1").set_value(None).run()
    assert experiment_of(app) == Experiment()
    assert link_of(app) == {}


@pytest.mark.parametrize("name", ["lr", "batch", "neg_x", "seed", "steps"])
def test_an_emptied_field_changes_nothing(open_page: Open, name: str) -> None:
    app = open_page(lr="0.05", batch="64", neg_x="-1", seed="3", steps="90")
    before = experiment_of(app)
    widget(app, name).set_value(None).run()
    assert not app.exception
    assert experiment_of(app) == before
    assert widget(app, name).value == getattr(before, name)


def test_every_place_of_the_rate_slider_has_a_label_of_its_own(open_page: Open) -> None:
    labels = list(open_page().select_slider(key="linear_knob_lr_slider").options)
    assert len(labels) == len(set(labels))
    assert "1.2e-5" in labels


def test_numbers_stay_short_in_the_link(open_page: Open) -> None:
    app = open_page()
    widget(app, "neg_x").set_value(0.1 + 0.2).run()
    assert link_of(app) == {"neg_x": "0.3"}


def test_a_bad_combination_is_refused_with_a_word_and_the_widget_goes_back(open_page: Open) -> None:
    app = open_page(loss="bce")
    widget(app, "targets").set_value("flat").run()
    assert not app.exception
    assert experiment_of(app) == Experiment(loss="bce")
    assert widget(app, "targets").value == "column"
    assert any("targets=flat" in text.value for text in app.text)
    assert say("common.knob_problem") in {text.value for text in app.text}


@pytest.mark.parametrize("name", SCENES)
def test_a_scene_is_chosen_with_one_click(open_page: Open, name: str) -> None:
    app = open_page(seed="5")
    assert app.selectbox(key="linear_scene").value == "own"
    app.selectbox(key="linear_scene").set_value(name).run()
    assert not app.exception
    assert experiment_of(app) == SCENES[name]
    assert link_of(app) == SCENES[name].to_query()
    assert app.selectbox(key="linear_scene").value == name == scene_of(SCENES[name])


def test_undo_redo_and_back_to_the_chapter(open_page: Open) -> None:
    app = open_page()
    assert app.button(key="linear_undo").disabled
    widget(app, "neg_x").set_value(-1.0).run()
    app.button(key="linear_undo").click().run()
    assert experiment_of(app) == Experiment()
    assert widget(app, "neg_x").value == 0.0
    app.button(key="linear_redo").click().run()
    assert experiment_of(app) == Experiment(neg_x=-1.0)
    app.button(key="linear_chapter").click().run()
    assert experiment_of(app) == Experiment()
    assert link_of(app) == {}


def test_a_rate_in_a_run_is_passed_to_the_stage_first(open_page: Open) -> None:
    app = open_page()
    app.session_state["linear_stage"] = {"live": {"run": Experiment().run_id, "started": True}}
    app.run()
    widget(app, "lr").set_value(0.02).run()
    assert experiment_of(app) == Experiment()
    assert reply_of(app)[0]["config"]["rate_pending"] == {"token": "1", "lr": 0.02}
    assert widget(app, "lr").value == 0.02
