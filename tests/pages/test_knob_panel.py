"""The knobs as data: all of a page are described in every language, and the stops of a slider are values."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS, text_of
from playground.core.presets import PRESETS
from playground.core.scenes import SCENES
from playground.locale import languages
from playground.stage.knob_panel import describe, state_of

LINEAR = {
    *(f"{prefix}_{name}" for prefix in ("neg", "pos") for name in ("x", "y", "sx", "sy", "rho", "n")),
    *("seed", "w1", "w2", "b", "init_seed", "lr", "batch", "optimizer", "loss", "targets", "shuffle_seed"),
    *("steps", "stop", "target", "target_accuracy", "patience", "min_delta"),
}
LAYERS = set(KNOBS) - {"w1", "w2", "b", "targets"}


def placed(groups: list[dict[str, Any]]) -> Iterator[str]:
    for group in groups:
        for row in group["rows"]:
            yield from row
        yield from placed(group["inner"])


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize(("page", "names"), [("linear", LINEAR), ("layers", LAYERS)])
def test_every_knob_of_a_page_is_drawn_once(page: str, names: set[str], language: str) -> None:
    panel = describe(page, language)
    found = list(placed(panel["groups"]))
    assert sorted(found) == sorted(names) == sorted(panel["knobs"])
    assert all(knob["label"] and knob["help"] for knob in panel["knobs"].values())


@pytest.mark.parametrize("page", ["linear", "layers"])
def test_every_stop_of_a_slider_is_a_value_of_its_knob_in_its_shortest_text(page: str) -> None:
    for name, knob in describe(page, "en")["knobs"].items():
        stops = knob.get("stops", [])
        values = [KNOBS[name].parse(text) for text in stops]
        assert values == sorted(set(values)), name
        assert [text_of(value) for value in values] == stops, name


def test_the_default_of_every_slider_is_one_of_its_stops() -> None:
    for name, knob in describe("linear", "en")["knobs"].items():
        if knob.get("stops") and knob["default"]:
            assert knob["default"] in knob["stops"], name


def test_each_data_set_has_a_picture_of_its_own_points() -> None:
    knob = describe("layers", "en")["knobs"]["data"]
    assert list(knob["thumbnails"]) == [value for value, _ in knob["choices"]]
    for name, picture in knob["thumbnails"].items():
        sample = draw(Experiment.parse({"data": name}))
        places = np.frombuffer(base64.b64decode(picture["places"]), np.uint8).reshape(-1, 2).astype(float)
        labels = np.array([int(label) for label in picture["labels"]])
        assert len(places) == len(labels) <= 120
        assert set(labels) == set(sample.labels)
        # A square picture: the points of the sample, moved and made smaller alike along both axes.
        chosen = sample.inputs[:: -(-len(sample.inputs) // 120)]
        scale = np.ptp(chosen, axis=0).max() / np.ptp(places, axis=0).max()
        offset = chosen - scale * places
        np.testing.assert_allclose(offset - offset.mean(axis=0), 0, atol=scale)


def test_scenes_are_words_that_open_them() -> None:
    for page, scenes in (("linear", SCENES), ("layers", PRESETS)):
        for scene, entry in zip(scenes.values(), describe(page, "en")["scenes"], strict=True):
            assert Experiment.parse(entry["words"]) == scene
            assert entry["question"]


def test_what_means_nothing_is_left_out() -> None:
    gaussians = state_of(Experiment(), "linear")
    assert not {"neg_x", "lr"} & set(gaussians["hidden"])
    moons = state_of(PRESETS["moons"], "layers")
    assert {"neg_x", "classes", "labels", "momentum", "rho"} <= set(moons["hidden"])
    assert not {"samples", "noise", "beta1"} & set(moons["hidden"])
    classes = state_of(PRESETS["classes"], "layers")
    assert classes["choices"]["loss"] == ["cce"]
    assert "classes" not in classes["hidden"]


def test_the_batch_s_stops_end_with_all_points() -> None:
    state = state_of(Experiment(neg_n=30, pos_n=70), "linear")
    assert state["stops"]["batch"] == ["1", "2", "4", "8", "16", "32", "64", "0"]
    assert state["all"] == 100
