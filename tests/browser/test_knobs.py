"""Knobs move while it trains: data begins anew, a rate goes on from its step, nothing set is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page, expect

from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS
from playground.locale import say
from tools.drive.server import Server, wait_until
from tools.drive.stage import Stage, thumb

Losses = Callable[..., NDArray[np.float32]]
NewContext = Callable[..., BrowserContext]
LOCALES = {"en": "en-US", "ko": "ko-KR"}
ROLES = {
    "real": "spinbutton",
    "whole": "spinbutton",
    "choice": "combobox",
    "widths": "textbox",
    "subset": "group",
}

# Key presses 5 ms apart, which no driver outside the page can promise.
TEN_KEYS = """async (target, key) => {
  target.focus()
  for (let count = 0; count < 10; count += 1) {
    for (const type of ["keydown", "keyup"])
      target.dispatchEvent(new KeyboardEvent(type, { key, bubbles: true, cancelable: true }))
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}"""


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("path", "language"), [("linear", "en"), ("layers", "ko")])
def test_each_knob_is_a_control_with_its_label_as_name(
    new_context: NewContext, server: Server, path: str, language: str
) -> None:
    page = new_context(locale=LOCALES[language]).new_page()
    stage = Stage(page).open(server.url, page=path)
    found = stage.values()
    assert len(found) > 20
    for name in found:
        label = say(KNOBS[name].label_key, language)
        role = "radiogroup" if name == "data" else ROLES[KNOBS[name].kind]
        hidden = stage.panel.get_by_role(role, name=label, exact=True, include_hidden=True)  # type: ignore[arg-type]
        names = hidden.evaluate_all("(all) => all.map((knob) => knob.dataset.knob)")
        assert name in names, f"{role} {label!r} is {names}"


@pytest.mark.slow
def test_a_typed_mean_gives_the_new_points_and_their_curve(stage: Stage, losses: Losses) -> None:
    stage.type_knob("neg_x", "-2")
    expected = losses(Experiment(neg_x=-2.0))
    stage.wait_loss(expected[0])
    stage.play().wait_state("done")
    assert stage.at() == (40, expected[40])
    stage.wait_link(Experiment(neg_x=-2.0))


@pytest.mark.slow
def test_typed_numbers_stay_when_play_is_pressed_at_once(stage: Stage, losses: Losses) -> None:
    stage.type_knob("neg_x", "-2")
    stage.type_knob("lr", "0.05")
    stage.knob("pos_y").fill("1.25")  # no Enter: the click takes the focus away
    stage.play()
    expected = Experiment(neg_x=-2.0, lr=0.05, pos_y=1.25)
    stage.wait_run(expected).wait_state("done")
    assert stage.at() == (40, losses(expected)[40])
    for name, text in {"neg_x": "-2", "lr": "0.05", "pos_y": "1.25"}.items():
        expect(stage.knob(name)).to_have_value(text)
    stage.wait_link(expected)


@pytest.mark.slow
def test_a_choice_takes_hold_and_only_its_own_knob_moves(stage: Stage, losses: Losses) -> None:
    before = stage.values()
    stage.choose("optimizer", "adam")
    expected = Experiment(optimizer="adam")
    stage.wait_run(expected).wait_link(expected)
    assert stage.values() == {**before, "optimizer": "adam"}
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(expected)[40])


@pytest.mark.slow
def test_a_data_change_while_playing_begins_anew(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, "steps=400")
    stage.play().wait_step(5)
    stage.type_knob("pos_y", "1")
    expected = losses(Experiment(steps=400, pos_y=1.0), 400)
    wait_until(lambda: stage.matches(expected), 30, "numbers of the new points")
    stage.wait_state("playing")


def test_a_dragged_mean_takes_its_class_along(stage: Stage, losses: Losses) -> None:
    x, y = middle_of(stage, "negative")
    mouse = stage.page.mouse
    mouse.move(x, y)
    mouse.down()
    for part in range(1, 9):
        mouse.move(x - 6 * part, y + 4 * part)
    mouse.up()
    wait_until(lambda: float(stage.value_of("neg_x")) < -0.1, 30, "the number input to follow")
    dragged = Experiment(neg_x=float(stage.value_of("neg_x")), neg_y=float(stage.value_of("neg_y")))
    assert dragged.neg_y < 3.0
    expect(stage.knob("neg_x")).to_have_value(stage.value_of("neg_x"))
    stage.wait_run(dragged).wait_link(dragged)
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(dragged)[40])
    stage.undo().wait_run(Experiment())
    expect(stage.undo_button()).to_have_attribute("aria-disabled", "true")


@pytest.mark.slow
def test_a_drag_while_playing_on_a_slow_machine_holds(page: Page, server: Server) -> None:
    """A request on its way carries the numbers from before the drag: they must not come back."""
    stage = Stage(page).open(server.url, "stop=never&lr=0.02")
    machine = page.context.new_cdp_session(page)
    machine.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    stage.play().wait_step(5)
    x, y = middle_of(stage, "positive")
    page.mouse.move(x, y)
    page.mouse.down()
    for part in range(1, 20):
        page.mouse.move(x + 3 * part, y - 2 * part)
    page.mouse.up()
    wait_until(lambda: float(stage.words.get("pos_x", 3)) > 3.3, 60, "the drag in the link")
    wait_until(lambda: stage.attribute("run") == stage.experiment.run_id, 60, "the stage to follow")
    machine.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    stage.wait_step(stage.step + 90, 60)
    assert stage.attribute("run") == stage.experiment.run_id
    assert float(stage.value_of("pos_x")) == stage.experiment.pos_x


@pytest.mark.slow
def test_a_mean_moves_by_key(stage: Stage, losses: Losses) -> None:
    stage.handle("positive").focus()
    stage.page.keyboard.press("ArrowRight")
    wait_until(lambda: float(stage.value_of("pos_x")) > 3.0, 30, "the number input to follow")
    stage.wait_loss(losses(Experiment(pos_x=float(stage.value_of("pos_x"))))[0])


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize(("control", "key"), [("field", "ArrowUp"), ("handle", "ArrowRight")])
def test_ten_quick_keys_are_ten_steps_and_one_undo(stage: Stage, control: str, key: str) -> None:
    """Faster than frames are painted: each key goes on from the one before."""
    target = stage.knob("pos_x") if control == "field" else stage.handle("positive")
    target.evaluate(TEN_KEYS, key)
    moved = Experiment(pos_x=4.0)
    stage.wait_run(moved).wait_link(moved)
    expect(stage.knob("pos_x")).to_have_value("4")
    stage.undo().wait_run(Experiment()).wait_value("pos_x", "3")
    expect(stage.undo_button()).to_have_attribute("aria-disabled", "true")


@pytest.mark.slow
def test_ten_keys_on_a_slider_are_ten_stops(stage: Stage) -> None:
    stage.slider("pos_x").focus()
    for _ in range(10):
        stage.page.keyboard.press("ArrowRight", delay=5)
    moved = Experiment(pos_x=4.0)
    stage.wait_run(moved).wait_link(moved)


@pytest.mark.slow
@pytest.mark.parametrize("playing", [False, True])
def test_a_slider_under_the_mouse_holds_the_step_and_one_undo_takes_all_back(
    page: Page, server: Server, losses: Losses, playing: bool
) -> None:
    query = "steps=400&lr=0.005"  # settles wherever the mean is
    before = Experiment(steps=400, lr=0.005)
    stage = Stage(page).open(server.url, query)
    stage.play().wait_step(10)
    if not playing:
        stage.pause()
    stage.slide("neg_x", 0.4, release=False)
    wait_until(lambda: float(stage.value_of("neg_x")) < -1, 30, "the knob to follow")
    moving = before.replace(neg_x=float(stage.value_of("neg_x")))
    stage.wait_run(moving)
    held = stage.at()
    assert held[0] >= 10
    page.mouse.move(0, 0)  # far from the slider, which has the mouse until it is let go
    wait_until(lambda: float(stage.value_of("neg_x")) < -9, 30, "the knob at its end")
    far = before.replace(neg_x=float(stage.value_of("neg_x")))
    stage.wait_run(far)
    if not playing:
        assert stage.at() == (held[0], losses(far, 400)[held[0]])
    page.mouse.up()
    stage.wait_link(far)
    if playing:
        stage.wait_state("playing").wait_step(held[0] + 5).pause()
    else:
        assert stage.step == held[0]
        stage.wait_state("paused")
    step, loss = stage.at()
    assert loss == losses(far, 400)[step]
    stage.undo().wait_run(before).wait_value("neg_x", "0")
    expect(stage.undo_button()).to_have_attribute("aria-disabled", "true")


def test_undo_by_keys_in_a_field_takes_back_the_change_and_not_its_text(stage: Stage) -> None:
    field = stage.unfold("pos_y").knob("pos_y")
    stage.type_knob("pos_y", "1").wait_link(Experiment(pos_y=1.0))
    field.press("Control+z")
    stage.wait_link(Experiment()).wait_value("pos_y", "0")
    expect(field).to_have_value("0")
    field.press("Control+y")
    stage.wait_link(Experiment(pos_y=1.0))
    expect(field).to_have_value("1")
    field.press("End")
    field.press_sequentially("5")
    field.press("Control+z")  # what is typed and not taken yet is the browser's to undo
    expect(field).to_have_value("1")
    assert stage.experiment == Experiment(pos_y=1.0)


@pytest.mark.slow
def test_a_slider_that_is_back_where_it_was_taken_is_let_go(
    page: Page, server: Server, losses: Losses
) -> None:
    """Browsers tell no change then. Play goes on, and what was set before stands in the link."""
    before = Experiment(steps=2000, lr=0.005)
    stage = Stage(page).open(server.url, "steps=2000&lr=0.005")
    stage.play().wait_step(10)
    slider = stage.unfold("neg_x").slider("neg_x")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    at, most = (float(slider.evaluate(f"(slider) => slider.{which}")) for which in ("value", "max"))
    stage.slide("neg_x", 0.4, release=False)
    wait_until(lambda: float(stage.value_of("neg_x")) < -1, 30, "the knob to follow")
    page.mouse.move(thumb(box, at / most), box["y"] + box["height"] / 2)
    stage.wait_value("neg_x", "0")
    held = stage.step
    page.mouse.up()
    stage.wait_state("playing").wait_step(held + 5).pause()
    step, loss = stage.at()
    assert loss == losses(before, step)[step]
    assert stage.experiment == before
    expect(stage.undo_button()).to_have_attribute("aria-disabled", "true")


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize("playing", [False, True])
def test_a_new_rate_holds_from_its_step_on(page: Page, server: Server, losses: Losses, playing: bool) -> None:
    stage = Stage(page).open(server.url, "steps=400")
    stage.play().wait_step(10)
    if not playing:
        stage.pause()
    before = stage.step
    stage.type_knob("lr", "0.02")
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


@pytest.mark.slow
def test_a_rate_slid_mid_run_is_one_change_at_its_step(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, "steps=200")
    stage.scrub(12).wait_exactly(12)
    stage.slide("lr", 0.55)
    wait_until(lambda: "lr_changes" in stage.words, 30, "the change in the link")
    changed = stage.experiment
    assert [change.step for change in changed.changes] == [12]
    stage.wait_run(changed).wait_exactly(12)
    stage.set_speed("60").play().wait_state("done")
    assert stage.at() == (200, losses(changed, 200)[200])
    stage.undo().wait_run(Experiment(steps=200)).wait_value("lr", "0.1")


@pytest.mark.slow
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


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    ("language", "name", "text"), [("en", "neg_x", "99"), ("ko", "lr", "fast"), ("en", "pos_rho", "1,5")]
)
def test_a_text_that_is_refused_is_told_at_its_knob_and_changes_nothing_else(
    new_context: NewContext, server: Server, language: str, name: str, text: str
) -> None:
    page = new_context(locale=LOCALES[language]).new_page()
    stage = Stage(page).open(server.url, "seed=3")
    start, values, address = stage.at(), stage.values(), page.url
    stage.type_knob(name, text)
    told = stage.refusal(name)
    expect(told).to_be_visible()
    expect(told).to_contain_text(text)
    holds = say("linear.holds", language, value=values[name])
    expect(told).to_contain_text(holds)
    assert bool(re.search("[가-힣]", told.inner_text())) == (language == "ko")
    expect(stage.knob(name)).to_have_attribute("aria-invalid", "true")
    expect(stage.panel.locator(".gp-knob-problem:visible")).to_have_count(1)
    assert (stage.at(), stage.values(), page.url) == (start, values, address)
    expect(stage.undo_button(language)).to_have_attribute("aria-disabled", "true")
    stage.type_knob(name, "0.5")
    stage.wait_value(name, "0.5")
    expect(told).to_be_hidden()
    stage.wait_run(Experiment(seed=3).replace(**{name: 0.5}))


@pytest.mark.slow
def test_undo_by_pointer_leaves_no_focus_behind(stage: Stage) -> None:
    stage.type_knob("neg_x", "-2")
    stage.wait_run(Experiment(neg_x=-2.0))
    stage.undo().wait_run(Experiment())
    stage.page.keyboard.press("Space")
    stage.wait_state("done")
    assert stage.attribute("run") == Experiment().run_id
    stage.redo().wait_run(Experiment(neg_x=-2.0)).wait_value("neg_x", "-2")


def middle_of(stage: Stage, group: str) -> tuple[float, float]:
    """Where a class can be taken."""
    box = stage.handle(group).bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
