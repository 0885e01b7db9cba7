"""The prepared networks keep what their questions promise, trained by the trainer itself."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from playground.core.presets import PRESETS
from playground.core.wire_format import Checkpoint
from playground.engine.run import advance
from playground.locale import languages, say

PLAYED = 900  # updates: a minute at the speed that the stage begins with
SETTLED = 750  # updates after which no preset is below its figure: room for another machine's last bits


def rows_of(name: str, last: int) -> dict[str, NDArray[np.float32]]:
    """The columns of a preset's rows, every fifth one up to an update."""
    experiment = PRESETS[name]
    checkpoint: Checkpoint | None = None
    start, found = 0, []
    while start <= last:
        chunk = advance(experiment, checkpoint, start, 5, (last - start) // 5 + 1, 10.0)
        found.append(chunk.rows)
        checkpoint, start = chunk.checkpoint, chunk.checkpoint.step
        if chunk.end is not None:
            break
        start += -start % 5
    rows = np.concatenate(found)
    return {column: rows[:, place] for place, column in enumerate(experiment.columns)}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("name", "accuracy"),
    [
        ("circle", 0.97),
        ("xor", 0.97),
        ("xor_feature", 0.97),
        ("moons", 0.97),
        ("spiral", 0.95),
        ("residual", 0.97),
    ],
)
def test_held_out_points_are_told_apart_within_a_minute_of_playing(name: str, accuracy: float) -> None:
    """And from then on: neither touched once nor lost again before the run ends."""
    found = rows_of(name, PRESETS[name].last_step)
    below = 5 * np.flatnonzero(found["val_accuracy"] < accuracy)
    assert below.max(initial=0) < SETTLED


def test_the_spirals_loss_plunges_late() -> None:
    losses = rows_of("spiral", PLAYED)["full_loss"]
    falls = losses[:-10] - losses[10:]  # in 50 updates
    assert 5 * int(falls.argmax()) >= 200
    assert losses[20] > 0.8 * losses[0]  # after 100 updates
    assert losses[-1] < 0.05 * losses[0]


@pytest.mark.slow
def test_vanishing_and_residual_differ_in_their_architecture_alone() -> None:
    assert PRESETS["vanishing"].replace(arch="residual") == PRESETS["residual"]
    vanishing, residual = (rows_of(name, PLAYED)["full_loss"] for name in ("vanishing", "residual"))
    assert residual[-1] < 0.2 * vanishing[-1]


def test_linear_units_cannot_learn_xor_and_zeros_learn_nothing() -> None:
    assert rows_of("xor_line", 400)["val_accuracy"].max() < 0.8
    assert rows_of("zeros", 300)["accuracy"].max() < 0.6


@pytest.mark.slow
def test_the_validation_loss_rises_when_a_large_network_learns_few_points_by_heart() -> None:
    overfit, held = rows_of("overfit", PLAYED), rows_of("dropout", PLAYED)
    assert overfit["full_loss"][-1] < 0.05
    assert overfit["val_loss"][-1] > 1.5 * overfit["val_loss"].min()
    assert held["val_loss"][-1] < overfit["val_loss"][-1]


def test_sigmoid_layers_one_upon_another_hardly_move() -> None:
    losses = rows_of("vanishing", PLAYED)["full_loss"]
    assert losses[-1] > 0.9 * losses[0]


@pytest.mark.parametrize("language", languages())
def test_every_preset_has_its_words(language: str) -> None:
    for name in PRESETS:
        for part in ("title", "question"):
            assert say(f"layers_stage.scene.{name}.{part}", language)
