"""The network stage in a learner's hand: play, a weight set by hand, units, features, links, languages."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page, expect

from playground.core.experiment import Experiment
from playground.core.network import network_of
from playground.core.presets import PRESETS
from playground.locale import own_name, say
from tools.drive.server import Server
from tools.drive.stage import Stage

Losses = Callable[..., NDArray[np.float32]]
NewContext = Callable[..., BrowserContext]
CIRCLE = PRESETS["circle"]
SHORT = CIRCLE.replace(steps=60)
QUERY = "&".join(f"{name}={text}" for name, text in SHORT.to_query().items())


def test_the_page_opens_with_a_network_that_plays_with_the_engines_numbers(
    page: Page, server: Server, losses: Losses
) -> None:
    stage = Stage(page).open(server.url, page="layers")
    assert stage.at() == (0, losses(CIRCLE)[0])
    stage.set_speed("60").play().wait_step(100).pause()
    step, loss = stage.at()
    assert loss == losses(CIRCLE, step)[step]
    assert float(stage.attribute("val-accuracy")) > 0.6
    stage.press("Back").wait_exactly(step - 1)
    assert stage.loss == losses(CIRCLE, step)[step - 1]


@pytest.mark.slow
def test_a_scene_becomes_the_experiment_and_the_link(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, page="layers")
    stage.choose_scene(say("layers_stage.scene.moons.title"))
    stage.wait_run(PRESETS["moons"]).wait_link(PRESETS["moons"])
    expect(stage.root).to_contain_text(say("layers_stage.scene.moons.question"))
    expect(stage.root.get_by_role("group", name=say("stage.network"))).to_be_visible()


def test_a_weight_set_by_hand_holds_from_its_step_and_comes_back_with_the_link(
    page: Page, server: Server, losses: Losses, new_context: NewContext
) -> None:
    stage = Stage(page).open(server.url, QUERY, page="layers")
    stage.play().wait_step(10).pause()
    at = stage.step
    unit = stage.button(say("stage.unit_hidden", layer=1, unit=2))
    unit.focus()
    page.keyboard.press("Enter")
    editor = stage.root.get_by_role("dialog")
    expect(editor).to_be_visible()
    editor.get_by_role("combobox").select_option(label=f"{say('stage.weight')} x₂")
    field = editor.get_by_role("spinbutton")
    field.fill("1.25")
    field.press("Enter")
    expect(editor).to_be_hidden()
    layer = network_of(SHORT).dense[0]
    assert layer.kernel is not None
    expected = SHORT.with_edit(at, layer.kernel + layer.units + 1, 1.25)
    stage.wait_link(expected)
    stage.wait_loss(losses(expected, 60)[at])
    assert stage.step == at
    stage.press("Back").wait_exactly(at - 1)
    assert stage.loss == losses(SHORT, 60)[at - 1]
    stage.play().wait_state("done")
    assert stage.loss == losses(expected, 60)[60]
    address = page.url
    stage.undo().wait_link(SHORT)
    stage.wait_loss(losses(SHORT, 60)[60])
    assert stage.step == 60  # the step that was shown, and not step 0
    other = Stage(new_context().new_page())
    other.page.goto(address)
    other.ready().scrub(at).wait_exactly(at)
    assert other.loss == losses(expected, 60)[at]


@pytest.mark.slow
def test_a_typed_weight_holds_when_play_is_pressed(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, QUERY, page="layers")
    stage.play().wait_step(10).pause()
    at = stage.step
    stage.button(say("stage.unit_hidden", layer=1, unit=2)).focus()
    page.keyboard.press("Enter")
    stage.root.get_by_role("dialog").get_by_role("spinbutton").fill("0,5")
    stage.play().wait_state("done")
    layer = network_of(SHORT).dense[0]
    assert layer.bias is not None
    expected = SHORT.with_edit(at, layer.bias + 1, 0.5)
    stage.wait_link(expected)
    assert stage.loss == losses(expected, 60)[60]


@pytest.mark.slow
def test_escape_leaves_a_weight_as_it_is(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, QUERY, page="layers")
    unit = stage.button(say("stage.unit_output"))
    unit.focus()
    page.keyboard.press("Enter")
    editor = stage.root.get_by_role("dialog")
    editor.get_by_role("spinbutton").fill("7")
    page.keyboard.press("Escape")
    expect(editor).to_be_hidden()
    expect(unit).to_be_focused()
    assert stage.experiment == SHORT


@pytest.mark.slow
def test_units_layers_and_features_make_another_network(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, QUERY, page="layers")
    stage.press(say("stage.unit_add", layer=2))
    stage.wait_link(SHORT.replace(hidden=(4, 3)))
    stage.press(say("stage.layer_add"))
    stage.wait_link(SHORT.replace(hidden=(4, 3, 3)))
    feature = stage.button(say("stage.feature_name", name="x₁²"))
    expect(feature).to_have_attribute("aria-pressed", "false")
    feature.click()
    expected = SHORT.replace(hidden=(4, 3, 3), features=("x1", "x2", "x1sq"))
    stage.wait_link(expected)
    expect(feature).to_have_attribute("aria-pressed", "true")
    stage.wait_loss(losses(expected, 60)[0])
    stage.play().wait_state("done")
    assert stage.loss == losses(expected, 60)[60]
    stage.undo().wait_link(SHORT.replace(hidden=(4, 3, 3)))


@pytest.mark.slow
def test_a_click_on_a_feature_hits_the_drawn_picture_too(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, QUERY, page="layers")
    box = stage.button(say("stage.feature_name", name="sin x₁")).bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(stage.root.get_by_text("sin x₁", exact=True).first).to_be_visible()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    stage.wait_link(SHORT.replace(features=("x1", "x2", "sinx1")))


@pytest.mark.slow
def test_a_reload_in_the_middle_of_a_run_goes_on_from_its_step(
    page: Page, server: Server, losses: Losses
) -> None:
    stage = Stage(page).open(server.url, QUERY, page="layers")
    stage.play().wait_step(20)
    page.reload()
    stage.ready().wait_run(SHORT)
    stage.wait_state("paused", "done").wait_step(20)
    step, loss = stage.at()
    assert loss == losses(SHORT, 60)[step]
    stage.play().wait_state("done")
    assert stage.loss == losses(SHORT, 60)[60]


@pytest.mark.slow
def test_features_and_widths_are_knobs_too(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, QUERY, page="layers")
    stage.root.evaluate(
        """(root) => {
          window.shown = [];
          const { dataset } = root;
          const note = () => window.shown.push([dataset.run, Number(dataset.step), dataset.loss]);
          new MutationObserver(note).observe(root, { attributeFilter: ["data-run", "data-loss"] });
        }"""
    )
    stage.knob("features").get_by_role("checkbox", name="x₁²", exact=True).check(force=True)
    stage.wait_value("features", "x1,x2,x1sq")
    stage.type_knob("hidden", "3 3")
    expected = SHORT.replace(features=("x1", "x2", "x1sq"), hidden=(3, 3))
    stage.wait_run(expected).wait_link(expected).wait_value("hidden", "3,3")
    assert stage.loss == losses(expected, 60)[0]
    before = expected.replace(hidden=SHORT.hidden)
    stage.undo().wait_run(before)
    oracle = {run.run_id: losses(run, 60) for run in (SHORT, before, expected)}
    for run, step, loss in page.evaluate("window.shown"):
        assert np.float32(loss) == oracle[run][step], "a loss stands beside another run's name"


@pytest.mark.slow
def test_the_units_have_names_in_play_and_when_the_language_changes(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "data=circle&hidden=4,2&steps=20000", page="layers").play()
    unit = {"layer": 1, "unit": 2}
    expect(stage.button(say("stage.unit_hidden", **unit))).to_be_attached()
    page.get_by_role("radio", name=own_name("ko"), exact=True).click()
    expect(stage.button(say("stage.unit_hidden", "ko", **unit))).to_be_attached()
    assert stage.state == "playing"


@pytest.mark.slow
def test_two_heads_and_five_classes_train_on_the_stage(page: Page, server: Server, losses: Losses) -> None:
    for name in ("heads", "classes", "branches", "residual"):
        experiment = PRESETS[name].replace(steps=40)
        query = "&".join(f"{word}={text}" for word, text in experiment.to_query().items())
        stage = Stage(page).open(server.url, query, page="layers")
        stage.set_speed("60").play().wait_state("done")
        assert stage.loss == losses(experiment, 40)[40]


@pytest.mark.slow
def test_the_views_of_the_page_and_back_to_the_stage(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, QUERY, page="layers")
    page.get_by_role("radio", name=say("layers_page.shapes.title")).click()
    expect(stage.root).to_have_count(0)
    expect(page.get_by_text(say("layers_page.shapes.lead")[:40])).to_be_visible()
    page.get_by_role("radio", name=say("layers_page.stage.title")).click()
    stage.ready()
    stage.wait_link(SHORT)


@pytest.mark.slow
def test_the_stage_speaks_korean_and_every_control_has_a_name(
    new_context: NewContext, server: Server
) -> None:
    language = "ko"
    page = new_context(locale="ko-KR").new_page()
    stage = Stage(page).open(server.url, QUERY, page="layers")
    expect(stage.button(say("stage.layer_add", language))).to_be_visible()
    expect(stage.button(say("stage.unit_hidden", language, layer=1, unit=1))).to_be_attached()
    expect(stage.root.get_by_role("group", name=say("stage.network", language))).to_contain_text("4, 2")
    for button in stage.root.get_by_role("button").all():
        assert button.evaluate("it => (it.getAttribute('aria-label') || it.textContent).trim()")


@pytest.mark.slow
def test_a_phone_shows_plot_transport_and_diagram_one_below_the_other(
    new_context: NewContext, server: Server
) -> None:
    page = new_context(viewport={"width": 390, "height": 844}).new_page()
    stage = Stage(page).open(server.url, QUERY, page="layers")
    names = [say("stage.plot"), say("stage.transport"), say("stage.network"), say("stage.loss_title")]
    boxes = [stage.root.get_by_role("group", name=name, exact=True).bounding_box() for name in names]
    tops = [box["y"] for box in boxes if box is not None]
    assert tops == sorted(tops)
    assert len(tops) == len(names)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
@pytest.mark.parametrize("query", [QUERY, "hidden=8,8,8", "hidden=12,12,12,12,12,12"])
def test_the_answer_is_the_largest_however_wide_the_network_is(
    page: Page, server: Server, query: str
) -> None:
    for width, height in ((1440, 900), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        stage = Stage(page).open(server.url, query, page="layers")
        if query == QUERY:  # the whole stage fits a desk and a projector
            box = stage.root.bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= height
        areas = []
        for name in ("plot", "network", "loss_title"):
            group = stage.root.get_by_role("group", name=say(f"stage.{name}"), exact=True)
            box = group.bounding_box()
            assert box is not None
            areas.append(box["width"] * box["height"])
        assert areas[0] == max(areas)
        assert areas[0] > 1.1 * areas[1]


@pytest.mark.slow
def test_the_accuracy_takes_the_place_of_the_loss_and_both_name_training_and_held_out(
    page: Page, server: Server
) -> None:
    language = "en"
    stage = Stage(page).open(server.url, QUERY, page="layers")
    stage.button(say("stage.play", language)).click()
    stage.wait_state("done")
    panel = stage.root.get_by_role("group", name=say("stage.loss_title", language), exact=True)
    toggle = panel.get_by_role("button", name=say("stage.now_accuracy", language), exact=True)
    scale = panel.get_by_role("button", name=say("stage.scale_log", language), exact=True)
    legend = panel.locator(".gp-loss-legend")
    curves = [say(f"stage.loss_{name}", language) for name in ("training", "validation")]
    expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(legend).to_contain_text(say("stage.loss_update", language))
    spoken = panel.get_by_role("img")
    opening = {name: say(f"stage.{name}_chart", language).partition("{")[0] for name in ("loss", "accuracy")}
    expect(spoken).to_have_attribute("aria-label", re.compile("^" + opening["loss"]))
    losses = panel.screenshot()
    toggle.click()
    expect(spoken).to_have_attribute("aria-label", re.compile("^" + opening["accuracy"] + r".*%"))
    expect(toggle).to_have_attribute("aria-pressed", "true")
    expect(scale).to_be_hidden()  # shares lie between 0 and 1
    expect(legend.locator(".gp-key")).to_have_text(curves)
    expect(legend.locator(".is-dashed")).to_have_count(1)  # what is held out
    assert panel.screenshot() != losses
    toggle.click()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(scale).to_be_visible()
    for name in curves:
        expect(legend).to_contain_text(name)


@pytest.mark.slow
def test_experiments_without_hidden_layers_are_read_by_the_page(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "data=gaussians", page="layers")
    assert stage.experiment == Experiment()
    stage.play().wait_state("done")
