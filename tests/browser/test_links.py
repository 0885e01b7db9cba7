"""The link holds the experiment: a reload, another browser and another language show the same run."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page, expect

from playground.experiment import Experiment
from playground.locale import say
from tools.drive.server import Server
from tools.drive.stage import Stage

Losses = Callable[..., NDArray[np.float32]]
NewContext = Callable[..., BrowserContext]


def test_a_reload_restores_the_experiment(stage: Stage, losses: Losses) -> None:
    stage.type_knob("neg_x", "-1.5")
    expected = losses(Experiment(neg_x=-1.5))
    stage.wait_loss(expected[0])
    stage.wait_link(Experiment(neg_x=-1.5))
    stage.page.reload()
    stage.ready()
    expect(stage.knob("neg_x")).to_have_value("-1.5")
    stage.wait_loss(expected[0])
    stage.play().wait_state("done")
    assert stage.at() == (40, expected[40])


def test_a_shared_link_gives_another_learner_the_same_numbers(
    new_context: NewContext, server: Server, losses: Losses
) -> None:
    query = "neg_x=-1&pos_rho=-0.3&batch=64&optimizer=adam&lr=0.05&w1=1&w2=-1&b=0.5&steps=60"
    experiment = Experiment.parse(dict(pair.split("=") for pair in query.split("&")))
    learners = [Stage(new_context().new_page()).open(server.url, query) for _ in range(2)]
    for learner in learners:
        learner.set_speed("60").play()
    for learner in learners:
        learner.wait_state("done")
    expected = (60, losses(experiment, 60)[60])
    assert [learner.at() for learner in learners] == [expected, expected]


def test_a_bad_value_in_a_link_is_told_and_the_rest_is_kept(
    page: Page, server: Server, losses: Losses
) -> None:
    stage = Stage(page).open(server.url, "neg_x=1e999&pos_x=4&%3Cimg%20src%3Dx%3E=1")
    expect(page.get_by_text("neg_x", exact=False).first).to_be_visible()
    expect(page.locator("img[src='x']")).to_have_count(0)
    stage.wait_loss(losses(Experiment(pos_x=4.0))[0])


def test_the_page_speaks_korean(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, "lang=ko")
    expect(stage.root.get_by_role("button", name=say("stage.play", "ko"), exact=True)).to_be_visible()
    expect(page.get_by_text(say("knobs.group.training", "ko")).first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    stage.press(say("stage.play", "ko")).wait_state("done")
    assert stage.at() == (40, losses(Experiment())[40])


def test_a_korean_browser_is_met_in_korean(new_context: NewContext, server: Server) -> None:
    stage = Stage(new_context(locale="ko-KR").new_page()).open(server.url)
    expect(stage.root.get_by_role("button", name=say("stage.play", "ko"), exact=True)).to_be_visible()


def test_the_menu_leaves_one_entry_behind(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "lr=0.07")
    header = page.get_by_role("banner")
    header.get_by_role("link", name=say("common.page.home")).click()
    expect(page).to_have_url(re.compile("/$"))
    header.get_by_role("link", name=say("common.page.linear")).click()
    stage.wait_link(Experiment(lr=0.07))
    page.go_back()
    expect(page).to_have_url(re.compile("/$"))
    expect(page.get_by_role("heading", name=say("home.title"))).to_be_visible()


def test_each_view_of_the_layers_leaves_one_entry_and_back_finds_it(page: Page, server: Server) -> None:
    """No entry between two views, and none that is another experiment than the page ever showed."""
    Stage(page).open(server.url, page="layers")
    seen = [page.url]

    def turn(view: str, address: str) -> None:
        page.get_by_role("radio", name=say(view), exact=True).click()
        page.wait_for_url(address)
        seen.append(page.url)

    turn("layers_page.kinds.title", "**/layers?view=kinds")
    turn("layers_page.shapes.title", "**/layers?view=shapes")
    turn("layers_stage.view", "**data=circle**")
    turn("layers_page.kinds.title", "**/layers?view=kinds")
    header = page.get_by_role("banner")
    header.get_by_role("link", name=say("common.page.tensors")).click()
    expect(page.get_by_role("heading", name=say("tensors_page.title"))).to_be_visible()
    header.get_by_role("link", name=say("common.page.layers")).click()
    page.wait_for_url("**/layers?view=kinds")
    page.go_back()
    expect(page.get_by_role("heading", name=say("tensors_page.title"))).to_be_visible()
    for address in reversed(seen):
        page.go_back()
        page.wait_for_url(lambda url, address=address: unquote(url) == unquote(address))
        lab = address.partition("view=")[2]
        title = f"layers_page.{lab}.title" if lab else "layers_stage.view"
        expect(page.get_by_role("radio", name=say(title), exact=True)).to_be_checked()


def test_back_in_the_browser_brings_the_experiment_before(stage: Stage, losses: Losses) -> None:
    stage.type_knob("neg_x", "-1.5")
    stage.wait_loss(losses(Experiment(neg_x=-1.5))[0])
    stage.wait_link(Experiment(neg_x=-1.5))
    stage.page.go_back()
    stage.wait_loss(losses(Experiment())[0])
    expect(stage.knob("neg_x")).to_have_value("0")


def test_what_is_dragged_at_home_goes_along(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, page="")
    handle = stage.handle("positive")
    handle.focus()
    handle.press("ArrowRight")
    handle.press("ArrowRight")
    moved = Experiment(pos_x=3.2)
    stage.wait_link(moved)
    page.get_by_role("link", name=re.compile(re.escape(say("home.open_linear")))).click()
    expect(page).to_have_url(re.compile("/linear"))
    stage.wait_link(moved)
    expect(stage.knob("pos_x")).to_have_value("3.2")
