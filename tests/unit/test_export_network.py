"""The program that a page shows for a network is run, and gives the losses on the stage."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from playground.core.data import draw, split
from playground.core.experiment import Experiment
from playground.core.features import feature_values
from playground.core.knobs import KNOBS
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.engine.network.rows import advance
from playground.export.network_script import network_script
from playground.points_reader.reader import read_points
from playground.points_reader.writer import write_points
from tests.unit.network_training import flat_of_layers, named, network
from tests.unit.test_export_script import run

DATA = {False: "circle", True: "classes"}
CASES: dict[str, dict[str, Any]] = {
    **{name: {"optimizer": name, "lr": 0.02} for name in OPTIMIZERS},
    "circle, batches, held out, adam": {"data": "circle", "optimizer": "adam", "val": 0.3},
    "gaussians, full batch, mse": {"data": "gaussians", "neg_n": 40, "pos_n": 33, "batch": 0, "loss": "mse"},
    "xor, l1 and l2, rmsprop": {"data": "xor", "optimizer": "rmsprop", "lr": 0.01, "l1": 0.01, "l2": 0.02},
    "moons, dropout": {"data": "moons", "dropout": 0.3, "shuffle_seed": 5, "arch": "branches"},
    "spiral, residual, all features": {
        "data": "spiral",
        "arch": "residual",
        "hidden": (4, 4, 4),
        "activation": "gelu",
        "features": KNOBS["features"].choices,
        "initializer": "he_normal",
    },
    "classes": {"data": "classes", "classes": 4, "loss": "cce"},
    **{f"loss {loss.name}": {"data": DATA[loss.many], "loss": loss.name} for loss in LOSSES.values()},
    "classes one-hot": {"data": "classes", "loss": "cce", "labels": "onehot", "val": 0.2, "noise": 0.4},
    "two outputs, momentum": {"arch": "heads", "optimizer": "momentum", "momentum": 0.7, "val": 0.25},
    "no hidden layer": {"hidden": (), "initializer": "zeros"},
    "until a loss is reached": {"stop": "loss", "target": 0.6, "lr": 0.3},
    "until a plateau": {"stop": "plateau", "patience": 3, "min_delta": 0.01, "lr": 0.3},
    "until an accuracy is reached": {"stop": "accuracy", "target_accuracy": 0.8, "lr": 0.3},
}


def check(experiment: Experiment) -> dict[str, Any]:
    losses, names = run(network_script(experiment))
    chunk = advance(experiment, None, 0, 1, len(losses) + 1, math.inf)
    assert chunk.end is not None
    assert chunk.end.step == len(losses) > 0
    rows = named(experiment, chunk.rows)
    np.testing.assert_allclose(losses, rows["loss"][:-1], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(
        flat_of_layers(experiment, names["model"]), rows["weights"][-1], rtol=1e-4, atol=2e-5
    )
    right = names["right"]
    assert right[split(experiment).training].mean() == pytest.approx(rows["accuracy"][-1])
    if experiment.num_held:
        assert right[split(experiment).held].mean() == pytest.approx(rows["val_accuracy"][-1])
    np.testing.assert_allclose(
        names["inputs"], feature_values(draw(experiment).inputs, experiment.features), atol=1e-6
    )
    return names


@pytest.mark.sampled(4)
@pytest.mark.parametrize("case", CASES)
def test_the_program_gives_the_losses_and_weights_of_the_stage(case: str) -> None:
    check(network(**CASES[case]))


def test_changes_of_the_rate_and_weights_set_by_hand() -> None:
    experiment = network(steps=12, optimizer="adam").with_edit(0, 1, 0.5).with_change(4, 0.02)
    check(experiment.with_edit(7, 9, -1.0).with_edit(7, 30, 2.0))


def test_a_weight_set_by_hand_at_the_end_is_the_last_thing_that_happens() -> None:
    experiment = network(steps=5).with_edit(5, 0, 3.0).with_edit(5, 9, -1.0)
    names = check(experiment)
    assert flat_of_layers(experiment, names["model"])[0] == 3.0


@pytest.mark.parametrize("initializer", KNOBS["initializer"].choices)
def test_every_initialiser(initializer: str) -> None:
    check(network(initializer=initializer, steps=1, samples=5, init_seed=3))


def test_own_points_are_read_from_their_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "x1,x2,label\n" + "\n".join(f"{k * 0.1},{1 - k * 0.05},{k % 2}" for k in range(20))
    (tmp_path / "points.csv").write_text(text)
    monkeypatch.chdir(tmp_path)
    check(Experiment(points=read_points(text), hidden=(3,), steps=4, val=0.2))


def test_own_points_of_three_classes_are_read_by_number(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "a;b;kind\n" + "\n".join(f"{k % 7},5;{k % 5};{'xyz'[k % 3]}" for k in range(18))
    points = read_points(text)
    (tmp_path / "points.csv").write_text(write_points(points, numbered=True))
    monkeypatch.chdir(tmp_path)
    check(Experiment(points=points, loss="cce", steps=4))
    check(Experiment(points=points, loss="cce", hidden=(3,), labels="onehot", steps=4))
