"""The network stage's page: what it begins with, what it follows, and its panels."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.core.presets import PRESETS
from playground.core.scenes import scene_of
from playground.export.program import program
from playground.stage.history_panel import History
from tests.pages.conftest import Open, decide, experiment_of, reply_of

PAGE = "layers"
CIRCLE = PRESETS["circle"]


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", PRESETS)
def test_a_scene_is_one_experiment_and_a_link(open_page: Open, name: str) -> None:
    app = open_page(PAGE, scene=name)
    assert experiment_of(app, PAGE) == PRESETS[name]
    assert reply_of(app, PAGE)[0]["words"] == PRESETS[name].to_query()
    assert scene_of(PRESETS[name], PAGE) == name


def test_the_panels_follow_what_was_decided(open_page: Open) -> None:
    app = open_page(PAGE, view="code")
    other = CIRCLE.replace(hidden=(5, 3), activation="relu")
    decide(app, other, 0, PAGE)
    assert program(other, "en").strip() in [code.value.strip() for code in app.code]


def test_the_page_without_words_goes_on_and_the_linear_model_has_a_link(open_page: Open) -> None:
    app = open_page(PAGE, data="gaussians")
    assert experiment_of(app, PAGE) == Experiment()
    assert reply_of(app, PAGE)[0]["link"] == {"data": "gaussians"}


def test_the_history_of_a_network_has_the_columns_of_the_command_line() -> None:
    rows = np.zeros((1, len(CIRCLE.row_names)), np.float32)
    history = History(CIRCLE.run_id, np.array([0], np.uint32), rows)
    header = history.csv(CIRCLE).splitlines()[0].split(",")
    assert header == ["step", "epoch", *CIRCLE.row_names]
    assert header[-1] == f"p{CIRCLE.num_row_weights - 1}"
