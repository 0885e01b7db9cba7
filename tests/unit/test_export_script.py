"""The code a page shows is run, and gives the losses on the page."""

from __future__ import annotations

import contextlib
import io
import math
import re
import sys
from typing import Any
from unittest import mock

import numpy as np
import pytest

from playground.core.experiment import Experiment
from playground.core.losses import losses_for
from playground.core.optimizers import OPTIMIZERS
from playground.engine.linear.rows import advance
from playground.export.script import script, ten_steps, update_lines

SMALL = {"neg_n": "60", "pos_n": "45"}
EXPERIMENTS: dict[str, dict[str, str]] = {
    **{name: {**SMALL, "optimizer": name, "lr": "0.01", "steps": "30"} for name in OPTIMIZERS},
    "the chapter's": {},
    "batches of 32, adam, cross-entropy": {
        **SMALL,
        "batch": "32",
        "optimizer": "adam",
        "loss": "bce",
        "steps": "70",
    },
    "momentum with changes of the rate": {
        **SMALL,
        "optimizer": "momentum",
        "lr": "0.01",
        "lr_changes": "5:0.02,9:0.005",
    },
    "rmsprop from given weights": {
        **SMALL,
        "optimizer": "rmsprop",
        "lr": "0.01",
        "w1": "1",
        "w2": "2",
        "b": "-1",
    },
    "one weight given, uneven last batch": {
        **SMALL,
        "w2": "-0.5",
        "batch": "7",
        "seed": "3",
        "shuffle_seed": "8",
    },
    "odd spreads": {"neg_sx": "0.35", "pos_sy": "1.7", "neg_rho": "-0.37", "pos_rho": "0.99", "pos_n": "123"},
    **{f"loss {name}, adam": {**SMALL, "loss": name, "optimizer": "adam"} for name in losses_for(many=False)},
    "flat targets": {**SMALL, "targets": "flat"},
    "until a loss is reached": {**SMALL, "stop": "loss", "target": "0.1"},
    "until an accuracy is reached": {**SMALL, "stop": "accuracy", "target_accuracy": "0.9", "lr": "0.02"},
    "until a plateau": {**SMALL, "stop": "plateau", "patience": "3", "min_delta": "0.002", "batch": "64"},
}


def run(program: str) -> tuple[list[float], dict[str, Any]]:
    """The losses a program prints, with all their digits, and its variables."""
    names: dict[str, Any] = {"__name__": "program"}
    printed = io.StringIO()
    without_pictures = mock.patch.dict(sys.modules, {"matplotlib": None, "matplotlib.pyplot": None})
    with contextlib.redirect_stdout(printed), without_pictures:
        exec(program.replace("{loss:.4f}", "{loss:.9g}"), names)
    return [float(loss) for loss in re.findall(r"Loss at step \d+: (\S+)", printed.getvalue())], names


@pytest.mark.sampled(8)
@pytest.mark.parametrize("words", EXPERIMENTS.values(), ids=EXPERIMENTS.keys())
def test_the_program_gives_the_losses_and_weights_of_the_page(words: dict[str, str]) -> None:
    experiment = Experiment.parse(words)
    losses, names = run(script(experiment))
    chunk = advance(experiment, None, 0, 1, len(losses) + 1, math.inf)

    assert chunk.end is not None
    assert chunk.end.step == len(losses) > 0
    np.testing.assert_allclose(losses, chunk.rows[:-1, 0], rtol=1e-4)
    weights = np.concatenate([names["W"].numpy()[:, 0], names["b"].numpy()])
    np.testing.assert_allclose(weights, chunk.rows[-1, 6:], rtol=1e-4, atol=1e-6)
    accuracy = np.mean(names["predicted"] == np.ravel(names["targets"]))
    assert accuracy == pytest.approx(chunk.rows[-1, 2])


def test_the_default_program_is_the_chapters() -> None:
    steps = ten_steps(Experiment())
    assert [step.number for step in steps] == list(range(1, 11))
    program = script(Experiment())
    for line in (
        "tf.matmul(inputs, W) + b",
        "tf.GradientTape() as tape",
        "W.assign_sub(grad_loss_wrt_W * learning_rate)",
    ):
        assert line in program
    assert "batch" not in program
    assert "velocit" not in program


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", losses_for(many=False))
def test_the_lines_of_an_update_stand_in_the_program(optimizer: str, loss: str) -> None:
    experiment = Experiment(optimizer=optimizer, loss=loss)
    lines = update_lines(experiment)
    program = [line.strip() for line in script(experiment).splitlines()]
    for part in (lines.forward, lines.loss, lines.gradient, lines.update):
        assert [line.strip() for line in part.splitlines() if line.strip() not in program] == []


def test_own_points_are_read_from_their_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from playground.points_reader.reader import read_points

    text = "x1,x2,label\n" + "\n".join(f"{k * 0.1},{1 - k * 0.05},{k % 2}" for k in range(20))
    (tmp_path / "points.csv").write_text(text)
    monkeypatch.chdir(tmp_path)
    experiment = Experiment(points=read_points(text), steps=5)
    losses, _ = run(script(experiment))
    np.testing.assert_allclose(losses, advance(experiment, None, 0, 1, 5, math.inf).rows[:5, 0], rtol=1e-4)
