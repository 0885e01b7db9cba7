"""The network stage's page: a widget for every knob, scenes, what its triggers do, and what is sent."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from playground.data import split
from playground.experiment import Experiment
from playground.frames import Checkpoint
from playground.knobs import FEATURES, KNOBS
from playground.network import network_of
from playground.presets import PRESETS
from playground.trainer import Trainer
from playground.ui.history_panel import History
from playground.ui.reply import Stage, build
from playground.ui.request import Design, Weight, read_checkpoint
from playground.ui.scenes import scene_of
from playground.ui.session import Slot
from tests.pages.conftest import Open, experiment_of, link_of, reply_of, unfold

PAGE = "layers"
CIRCLE = PRESETS["circle"]
# Words of the linear classifier alone.
LINEAR_ONLY = {"w1", "w2", "b", "targets"}
OTHER: dict[str, Any] = {
    "hidden": ("3, 2", (3, 2)),
    "features": (["x1", "x1sq"], ("x1", "x1sq")),
    "activation": ("relu", "relu"),
    "initializer": ("he_normal", "he_normal"),
    "arch": ("residual", "residual"),
    "data": ("moons", "moons"),
    "val": (0.4, 0.4),
    "noise": (0.25, 0.25),
    "l1": (0.01, 0.01),
    "l2": (0.01, 0.01),
    "dropout": (0.3, 0.3),
    "loss": ("mse", "mse"),
    "optimizer": ("rmsprop", "rmsprop"),
    "beta1": (0.8, 0.8),
}


def keys_of(app: AppTest) -> set[str]:
    parts = [*app.number_input, *app.selectbox, *app.text_input, *app.get("button_group")]
    return {str(part.key).removeprefix("layers_knob_") for part in parts}


def test_every_knob_that_says_something_has_a_widget(open_page: Open) -> None:
    found: set[str] = set()
    for words in (
        {},
        {"data": "classes"},
        {"data": "gaussians", "optimizer": "momentum"},
        {"optimizer": "rmsprop"},
    ):
        found |= keys_of(unfold(open_page(PAGE, **words), PAGE))
    assert set(KNOBS) - LINEAR_ONLY <= found


@pytest.mark.parametrize("name", OTHER)
def test_a_widget_changes_the_network_the_link_and_the_stage(open_page: Open, name: str) -> None:
    app = unfold(open_page(PAGE), PAGE)
    typed, value = OTHER[name]
    app.get_by_key(f"layers_knob_{name}").set_value(typed).run()
    assert not app.exception
    expected = CIRCLE.replace(**{name: value})
    assert experiment_of(app, PAGE) == expected
    assert link_of(app) == expected.to_query()
    header, _ = reply_of(app, PAGE)
    assert header["run"] == expected.run_id


@pytest.mark.parametrize("text", ["4,0", "13", "a", "1,2,3,4,5,6,7"])
def test_widths_that_are_none_leave_the_network_and_say_why(open_page: Open, text: str) -> None:
    app = open_page(PAGE)
    app.get_by_key("layers_knob_hidden").set_value(text).run()
    assert not app.exception
    assert experiment_of(app, PAGE) == CIRCLE
    assert any("hidden" in part.value for part in app.text)


@pytest.mark.parametrize("name", PRESETS)
def test_a_scene_is_one_experiment_and_a_link(open_page: Open, name: str) -> None:
    app = open_page(PAGE)
    app.selectbox(key="layers_scene").set_value(name).run()
    assert not app.exception
    assert experiment_of(app, PAGE) == PRESETS[name]
    assert link_of(app) == PRESETS[name].to_query()
    assert scene_of(PRESETS[name], PAGE) == name


def test_the_stage_is_sent_the_network_and_which_points_are_held_out(trainer: Trainer) -> None:
    def advance(task: str, *arguments: Any) -> Any:
        return trainer.call(task, *arguments, time_limit=30.0)

    reply = build(Stage(CIRCLE, "en"), None, "ready", advance)
    from playground.frames import unpack

    header, blobs = unpack(reply.payload)
    network = network_of(CIRCLE)
    assert header["weights"] == network.size == header["config"]["network"]["size"]
    assert header["config"]["theory"] is None
    assert [node["kind"] for node in header["config"]["network"]["nodes"]] == [
        "input",
        "dense",
        "dense",
        "dense",
    ]
    held = np.frombuffer(blobs["held"], np.uint8)
    assert set(np.flatnonzero(held)) == set(split(CIRCLE).held.tolist())
    width = len(header["columns"]) + header["weights"]
    assert len(blobs["rows"]) == 4 * width * header["chunk"]["count"]
    assert len(blobs["checkpoint"]) == 4 * CIRCLE.checkpoint_size


def test_a_checkpoint_travels_as_bytes_and_nonsense_is_none() -> None:
    values = np.linspace(-1, 1, 75, dtype=np.float32)
    text = base64.b64encode(values.tobytes()).decode()
    found = read_checkpoint({"step": 3, "base64": text})
    assert isinstance(found, Checkpoint)
    assert np.array_equal(found.values, values)
    infinite = base64.b64encode(np.array([np.inf], np.float32).tobytes()).decode()
    for wrong in ("", "not base64!", "AAA", text[:-2], infinite, "A" * 100_000, 7, None):
        assert read_checkpoint({"step": 3, "base64": wrong}) is None


def test_a_weight_set_by_hand_is_part_of_the_experiment_and_keeps_the_rows_before() -> None:
    place = Slot(CIRCLE, CIRCLE)
    weight = Weight.read({"run": CIRCLE.run_id, "step": 12, "index": 3, "value": 0.5, "checkpoint": None})
    assert weight is not None
    place.edit(weight)
    assert place.experiment == CIRCLE.with_edit(12, 3, 0.5)
    assert place.keep is not None
    assert (place.keep.run, place.keep.step) == (CIRCLE.run_id, 11)
    assert place.is_started
    place.edit(weight)  # of a run that is no longer shown
    assert len(place.experiment.edits) == 1
    place.reset()
    assert place.experiment == CIRCLE


def test_a_weight_that_there_is_not_is_refused_in_words() -> None:
    place = Slot(CIRCLE, CIRCLE)
    weight = Weight.read({"run": CIRCLE.run_id, "step": 0, "index": 500, "value": 1})
    assert weight is not None
    place.edit(weight)
    assert place.experiment == CIRCLE
    assert place.refused
    assert len(place.problems) == 1


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"run": "r", "step": -1, "index": 0, "value": 1},
        {"run": "r", "step": 0, "index": 0, "value": "x"},
    ],
)
def test_nonsense_sets_no_weight(value: object) -> None:
    assert Weight.read(value) is None


def test_the_diagrams_buttons_make_another_network() -> None:
    place = Slot(CIRCLE, CIRCLE)
    design = Design.read({"run": CIRCLE.run_id, "hidden": [4, 3], "features": ["x2", "x1", "sinx1"]})
    assert design is not None
    place.design(design)
    assert place.experiment == CIRCLE.replace(hidden=(4, 3), features=("x1", "x2", "sinx1"))
    place.undo()
    assert place.experiment == CIRCLE
    for wrong in (
        {"hidden": [13]},
        {"hidden": "4"},
        {"features": []},
        {"features": ["x9"]},
        {"hidden": [1] * 7},
        {},
    ):
        assert Design.read({"run": CIRCLE.run_id, **wrong}) is None
    assert Design.read({"run": "r", "features": list(FEATURES)}) is not None


def test_the_page_without_words_goes_on_and_the_linear_model_has_a_link(open_page: Open) -> None:
    app = open_page(PAGE, data="gaussians")
    assert experiment_of(app, PAGE) == Experiment()
    assert link_of(app) == {"data": "gaussians"}


def test_the_history_of_a_network_has_the_columns_of_the_command_line() -> None:
    rows = np.zeros((1, len(CIRCLE.row_names)), np.float32)
    history = History(CIRCLE.run_id, np.array([0], np.uint32), rows)
    header = history.csv(CIRCLE).splitlines()[0].split(",")
    assert header == ["step", "epoch", *CIRCLE.row_names]
    assert header[-1] == f"p{CIRCLE.num_row_weights - 1}"
