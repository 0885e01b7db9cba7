"""Time in the learner's hand: play, pause, step, back, scrub, epoch, reset, speed, keys."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from playground.core.experiment import Experiment
from tools.drive.server import Server
from tools.drive.stage import Stage

Losses = Callable[..., NDArray[np.float32]]


def test_play_runs_to_the_last_step_with_the_engines_numbers(stage: Stage, losses: Losses) -> None:
    stage.wait_state("idle")
    assert stage.at() == (0, losses(Experiment())[0])
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(Experiment())[40])
    assert stage.accuracy >= 0.99


def test_a_run_that_is_over_goes_on_by_as_many_steps_and_undo_ends_it_there(
    page: Page, server: Server, losses: Losses
) -> None:
    stage = Stage(page).open(server.url, "batch=16").play().wait_state("done")
    longer = Experiment(batch=16, steps=80)
    stage.play().wait_link(longer).wait_value("steps", "80").wait_run(longer).wait_state("done")
    assert stage.at() == (80, losses(longer, 80)[80])
    stage.undo().wait_link(Experiment(batch=16)).wait_exactly(40)
    assert stage.loss == losses(longer, 40)[40]
    stage.press("Step").wait_exactly(41)
    assert stage.loss == losses(longer, 41)[41]


@pytest.mark.slow
def test_pause_stands_still_and_play_goes_on_from_there(stage: Stage, losses: Losses) -> None:
    stage.play().wait_step(5).pause()
    step, loss = stage.at()
    assert stage.state == "paused"
    assert 5 <= step < 40
    assert loss == losses(Experiment())[step]
    stage.play()
    stage.wait_step(step + 1).wait_state("done")
    assert stage.step == 40


def test_a_step_is_one_gradient_update_and_back_undoes_it(stage: Stage, losses: Losses) -> None:
    expected = losses(Experiment())
    for step in (1, 2, 3):
        stage.press("Step").wait_exactly(step)
        assert stage.loss == expected[step]
    stage.press("Back").wait_exactly(2)
    assert stage.loss == expected[2]
    stage.wait_state("paused")


def test_the_timeline_shows_any_step(stage: Stage, losses: Losses) -> None:
    expected = losses(Experiment())
    for step in (30, 7, 40, 0):
        stage.scrub(step).wait_exactly(step)
        assert stage.loss == expected[step]


@pytest.mark.slow
def test_next_epoch_ends_at_the_first_step_of_an_epoch(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, "batch=128&steps=100")  # 16 batches an epoch
    stage.press("Step").wait_exactly(1)
    stage.press("Next epoch").wait_exactly(16)
    assert stage.epoch == 1
    stage.press("Next epoch").wait_exactly(32)
    assert stage.loss == losses(Experiment(batch=128, steps=100), 32)[32]


@pytest.mark.slow
def test_reset_gives_the_same_start_again(stage: Stage) -> None:
    start = stage.at()
    stage.play().wait_step(3)
    stage.press("Reset").wait_exactly(0)
    assert stage.at() == start
    stage.wait_state("idle")


@pytest.mark.slow
def test_speed_goes_from_single_updates_to_many_a_frame(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "stop=never")
    stage.set_speed("maximum").play().wait_step(2_000).pause()
    fast = stage.step
    stage.set_speed("slowest").play().wait_step(fast + 1).pause()
    assert stage.step < fast + 10


@pytest.mark.slow
def test_a_run_goes_on_until_the_target_loss(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, "stop=loss&target=0.05")
    stage.set_speed("60").play().wait_state("done")
    expected = losses(Experiment(stop="loss", target=0.05), stage.step)
    assert expected[stage.step] <= 0.05 < expected[stage.step - 1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "state"), [("lr=0.5&steps=400", "diverged"), ("stop=loss&target=0.05", "done"), ("", "done")]
)
def test_a_click_on_the_timeline_beyond_the_end_leaves_the_thumb_on_the_last_step(
    page: Page, server: Server, query: str, state: str
) -> None:
    stage = Stage(page).open(server.url, query)
    stage.set_speed("60").play().wait_state(state)
    last = stage.step
    stage.press("Back").wait_exactly(last - 1)
    box = stage.timeline.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    stage.wait_exactly(last).wait_state(state)
    expect(stage.timeline).to_have_value(str(last))


def test_keys_play_and_step(stage: Stage) -> None:
    page = stage.page
    page.keyboard.press("ArrowRight")
    stage.wait_exactly(1)
    page.keyboard.press("ArrowRight")
    stage.wait_exactly(2)
    page.keyboard.press("ArrowLeft")
    stage.wait_exactly(1)
    page.keyboard.press("Space")
    stage.wait_step(4)
    page.keyboard.press("Space")
    stage.wait_state("paused")


@pytest.mark.slow
def test_keys_stay_with_a_field_that_is_typed_in(stage: Stage) -> None:
    field = stage.knob("neg_x")
    field.focus()
    stage.page.keyboard.press("ArrowRight")
    stage.page.keyboard.press("Space")
    expect(stage.root).to_have_attribute("data-state", "idle")
    assert stage.step == 0
