"""The rail beside the plot: question and notices share a place, and nothing moves when they change."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from playground.core.data import draw
from playground.core.losses import LOSSES
from playground.core.scenes import SCENES
from playground.locale import say
from tools.drive.server import Server
from tools.drive.stage import Stage

PANELS = (".gp-picture", ".gp-place", ".gp-loss", ".gp-now", ".gp-gauge", ".gp-transport")


def places(stage: Stage) -> list[Any]:
    return [stage.root.locator(panel).first.bounding_box() for panel in PANELS]


def test_question_and_notices_change_and_nothing_else_moves(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "scene=diverges")
    question, notice = stage.root.locator(".gp-question"), stage.root.locator(".gp-message")
    back = stage.button(say("stage.question_back"))
    asked = say("linear.scene.diverges.question")
    expect(question).to_contain_text(asked)
    expect(back).to_be_hidden()
    before = places(stage)

    stage.set_speed("60").play().wait_state("diverged")
    expect(notice).to_contain_text(re.compile("diverged at step 15"))
    expect(notice.get_by_role("button", name=re.compile("^Use 0"))).to_be_in_viewport(ratio=1)
    assert places(stage) == before

    notice.get_by_role("button", name=say("stage.close")).click()
    expect(notice).to_be_empty()
    assert places(stage) == before

    stage.type_knob("batch", "32")
    expect(back).to_be_visible()
    expect(question).to_contain_text(asked)
    # The gauge says other things of mini-batches, and may take a few pixels of the curve's height for them.
    for now, then in zip(places(stage), before, strict=True):
        assert all(abs(now[side] - then[side]) <= 8 for side in then)
    assert stage.panel.get_by_text(asked).count() == 0

    back.click()
    stage.wait_link(SCENES["diverges"])
    expect(back).to_be_hidden()
    expect(question).to_contain_text(asked)


@pytest.mark.slow
def test_a_point_under_the_pointer_tells_its_values_and_its_loss(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "w1=0.5&w2=-0.25&b=0.1")
    sample = draw(stage.experiment)
    # The loneliest point within the plot's square from -3.5 to 6.5, away from the handles.
    distances = np.linalg.norm(sample.inputs[:, None] - sample.inputs[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    inside = np.abs(sample.inputs - 1.5).max(axis=1) < 4.8
    index = int(np.argmax(np.where(inside, distances.min(axis=1), 0)))
    x1, x2 = map(float, sample.inputs[index])
    plot = stage.root.locator(".gp-plot")
    box = plot.bounding_box()
    assert box
    page.mouse.move(box["x"] + (x1 + 3.5) / 10 * box["width"], box["y"] + (6.5 - x2) / 10 * box["height"])
    tip = plot.locator(".gp-tip")
    expect(tip).to_be_visible()
    label, output = int(sample.labels[index]), 0.5 * x1 - 0.25 * x2 + 0.1
    values = LOSSES["mse"].of_one_output.values(np.array([float(label)]), np.array([output]))
    names = [say("stage.negative"), say("stage.positive")]
    verdict, place, answer, loss = tip.inner_text().replace("−", "-").splitlines()
    assert verdict == say("stage.point_class", label=names[label], called=names[output > 0.5])
    assert place == say("stage.point_place", x=f"{x1:.2f}", y=f"{x2:.2f}")
    assert abs(float(answer.split()[-1]) - output) <= 0.005 * abs(output)
    assert abs(float(loss.split()[-1]) - values[0]) <= 1e-3 * values[0]
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    expect(tip).to_be_hidden()


def test_slow_motion_stands_beside_the_plot_and_follows_the_cursor(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "w1=0.5&w2=-0.25&b=0.1&lr=0.05")
    before = places(stage)
    stage.button(say("stage.slow_open")).click()
    drawer = stage.root.locator(".gp-slow")
    expect(drawer).to_be_in_viewport(ratio=1)
    assert places(stage) == before
    sample = draw(stage.experiment)
    (x1, x2), label = map(float, sample.inputs[0]), float(sample.labels[0])
    output = 0.5 * x1 - 0.25 * x2 + 0.1
    expect(drawer.locator(".gp-slow-sum")).to_contain_text(f"{output:.4f}".replace("-", "−"))
    own = f"{(output - label) ** 2:.4f}"
    expect(drawer).to_contain_text(say("stage.slow_loss").split("{own}")[0] + own)

    def column(at: int) -> list[float]:
        texts = drawer.locator(f"tr td:nth-child({at})").all_inner_texts()
        return [float(text.replace("−", "-")) for text in texts if text.strip()]

    weights, gradient, new = column(2), column(3), column(5)
    assert np.allclose(new, np.array(weights) - 0.05 * np.array(gradient), atol=2e-4)
    stage.button("Step").click()
    stage.wait_step(1)
    expect(drawer.locator("tr td:nth-child(2)").nth(0)).to_have_text(f"{new[0]:.4f}".replace("-", "−"))
    stage.set_speed("slowest").play()
    expect(drawer).to_contain_text(say("stage.slow_waits"))
    drawer.get_by_role("button", name=say("stage.close")).click()
    expect(drawer).to_be_hidden()
    expect(stage.button(say("stage.slow_open"))).to_be_focused()


@pytest.mark.slow
def test_every_panel_is_explained_by_a_sentence_on_demand(stage: Stage) -> None:
    page, button = stage.page, stage.page.get_by_role("button", name="Explain", exact=True)
    sentence = page.get_by_text("λ is how steep the loss is in one direction of the weights")
    expect(sentence).to_be_hidden()
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(sentence).to_be_visible()
    expect(page.get_by_text("How wrong the model is, after every update.")).to_be_visible()
    button.click()
    expect(sentence).to_be_hidden()
