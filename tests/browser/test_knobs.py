"""Knobs move while it trains: data begins anew, a learning rate goes on from its step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from playground.experiment import Experiment
from tools.drive.server import Server, wait_until
from tools.drive.stage import Stage

Losses = Callable[..., NDArray[np.float32]]


def test_a_typed_mean_gives_the_new_points_and_their_curve(stage: Stage, losses: Losses) -> None:
    stage.type_knob("neg_x", "-2")
    expected = losses(Experiment(neg_x=-2.0))
    stage.wait_loss(expected[0])
    stage.play().wait_state("done")
    assert stage.at() == (40, expected[40])
    stage.wait_link(Experiment(neg_x=-2.0))


def test_a_data_change_while_playing_begins_anew(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, "steps=400")
    stage.play().wait_step(5)
    stage.type_knob("pos_y", "1")
    expected = losses(Experiment(steps=400, pos_y=1.0), 40)
    wait_until(lambda: stage.matches(expected), 30, "numbers of the new points")


def test_a_dragged_mean_takes_its_class_along(stage: Stage, losses: Losses) -> None:
    handle = stage.handle("negative")
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = stage.page.mouse
    mouse.move(x, y)
    mouse.down()
    for part in range(1, 9):
        mouse.move(x - 6 * part, y + 4 * part)
    mouse.up()
    field = stage.knob("neg_x")
    wait_until(lambda: float(field.input_value()) < -0.1, 30, "the number input to follow")
    dragged = Experiment(neg_x=float(field.input_value()), neg_y=float(stage.knob("neg_y").input_value()))
    assert dragged.neg_y < 3.0
    stage.wait_loss(losses(dragged)[0])
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(dragged)[40])


def test_a_drag_while_playing_on_a_slow_machine_holds(page: Page, server: Server) -> None:
    """A request on its way carries the numbers from before the drag: they must not come back."""
    stage = Stage(page).open(server.url, "stop=never&lr=0.02")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    stage.play().wait_step(5)
    box = stage.handle("positive").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    for part in range(1, 20):
        page.mouse.move(x + 3 * part, y - 2 * part)
    page.mouse.up()
    wait_until(lambda: float(stage.words.get("pos_x", 3)) > 3.3, 60, "the drag in the link")
    wait_until(lambda: stage.attribute("run") == stage.experiment.run_id, 60, "the stage to follow")
    stage.wait_step(stage.step + 90, 60)
    assert stage.attribute("run") == stage.experiment.run_id
    assert float(stage.knob("pos_x").input_value()) == stage.experiment.pos_x


def test_a_mean_moves_by_key(stage: Stage, losses: Losses) -> None:
    stage.handle("positive").focus()
    stage.page.keyboard.press("ArrowRight")
    field = stage.knob("pos_x")
    wait_until(lambda: float(field.input_value()) > 3.0, 30, "the number input to follow")
    stage.wait_loss(losses(Experiment(pos_x=float(field.input_value())))[0])


@pytest.mark.parametrize("playing", [False, True])
def test_a_new_rate_holds_from_its_step_on(page: Page, server: Server, losses: Losses, playing: bool) -> None:
    stage = Stage(page).open(server.url, "steps=400")
    stage.play().wait_step(10)
    if not playing:
        stage.pause()
    before = stage.step
    stage.type_rate("0.02")
    wait_until(lambda: "lr_changes" in stage.words, 30, "the change in the link")
    changed = stage.experiment
    (change,) = changed.changes
    assert change.lr == 0.02
    assert before <= change.step <= 400
    if not playing:
        assert (stage.step, change.step) == (before, before)
        stage.play()
    stage.wait_step(change.step + 20).pause()
    step, loss = stage.at()
    assert loss == losses(changed, step)[step]
    assert loss != losses(Experiment(steps=400), step)[step]
    stage.scrub(change.step).wait_exactly(change.step)
    assert stage.loss == losses(changed, step)[change.step]


def test_reset_keeps_the_last_rate_and_forgets_the_change(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, "lr_changes=5:0.02")
    stage.play().wait_state("done")
    stage.press("Reset").wait_exactly(0)
    stage.wait_link(Experiment(lr=0.02))
    stage.wait_state("idle").play().wait_state("done")
    assert stage.at() == (40, losses(Experiment(lr=0.02))[40])


def test_divergence_stops_is_explained_and_mended(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "lr=0.5&steps=400")
    warning = stage.root.get_by_text("is above the critical rate")
    expect(warning.first).to_be_visible()
    stage.set_speed("60").play().wait_state("diverged")
    diverged_at = stage.step
    assert 0 < diverged_at < 400
    expect(stage.root.get_by_text(f"diverged at step {diverged_at}").first).to_be_visible()
    stage.root.get_by_role("button", name="Use 0.").click()
    wait_until(lambda: stage.experiment.lr < 0.15, 30, "the mended rate in the link")
    stage.wait_state("idle", "paused").play().wait_state("done")
    assert stage.step == 400
    assert stage.loss < 0.03


def test_a_value_out_of_bounds_never_reaches_the_run(stage: Stage) -> None:
    start = stage.at()
    stage.type_knob("neg_x", "99")
    field = stage.knob("neg_x")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert stage.at() == start
