"""Own points on the stage: pasted, trained on, kept by a reload, in a link, sent to a server without them."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page, expect

from playground.core.experiment import Experiment
from playground.core.points import Points
from playground.core.scenes import home_of
from playground.locale import say
from playground.points_reader.options import Options
from playground.points_reader.reader import read_points
from playground.points_reader.sample_sets import SAMPLE_SETS
from tools.drive.server import Server, wait_until
from tools.drive.stage import Stage

Losses = Callable[..., NDArray[np.float32]]
NewContext = Callable[..., BrowserContext]

# Semicolons, decimal commas, Korean names of columns and classes.
KOREAN = "꽃잎 길이;꽃잎 너비;품종\n1,5;2;부채붓꽃\n1,4;1,5;부채붓꽃\n3,25;-0,5;참붓꽃\n3;0,25;참붓꽃\n"


def put(page: Page) -> None:
    page.get_by_role("dialog").get_by_role("button", name=say("own_points.put"), exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def paste(page: Page, text: str) -> None:
    page.get_by_test_id("own-points").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=say("own_points.paste")).fill(text)
    dialog.get_by_role("button", name=say("own_points.read"), exact=True).click()


def large(count: int = 3000) -> Points:
    inputs = np.random.default_rng(7).normal(size=(count, 2)).astype(np.float32)
    targets = (inputs[:, 0] + inputs[:, 1] > 0).astype(np.float32)
    return Points(inputs, targets)


def test_pasted_points_train_and_travel(
    page: Page, server: Server, losses: Losses, new_context: NewContext
) -> None:
    stage = Stage(page).open(server.url)
    paste(page, KOREAN)
    expect(page.get_by_role("dialog")).to_contain_text("semicolons, decimal comma")
    expect(page.get_by_role("dialog")).to_contain_text("부채붓꽃 2, 참붓꽃 2")
    put(page)
    own = Experiment(points=read_points(KOREAN))
    stage.wait_run(own).wait_link(own)
    expect(page.get_by_test_id("knobs")).to_contain_text("부채붓꽃 2, 참붓꽃 2")
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(own)[40])
    page.reload()
    stage.ready().wait_run(own).wait_exactly(40)
    assert stage.loss == losses(own)[40]
    # Somebody else has the link alone.
    other = Stage(new_context().new_page())
    other.page.goto(page.url)
    other.ready().wait_run(own)
    other.play().wait_state("done")
    assert other.at() == (40, losses(own)[40])
    stage.undo().wait_run(Experiment()).wait_link(Experiment())
    stage.redo().wait_run(own)
    page.get_by_role("button", name=say("own_points.remove")).click()
    stage.wait_run(Experiment())


@pytest.mark.slow
def test_a_test_set_is_measured_beside_training_and_travels(
    page: Page, server: Server, losses: Losses
) -> None:
    text = "x1,x2,label\n0,1,0\n1,3,0\n2,0.5,1\n0.5,2,1\n2,2,0\n"
    stage = Stage(page).open(server.url)
    paste(page, text)
    page.get_by_role("dialog").get_by_role("button", name=say("own_points.test"), exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    tested = Experiment(test_points=read_points(text))
    stage.wait_run(tested).wait_link(tested)
    expect(page.get_by_test_id("test-points")).to_contain_text("5 points (0 3, 1 2)")
    stage.play().wait_state("done")
    # Training is what it is without the test set.
    assert stage.at() == (40, losses(Experiment())[40])
    assert float(stage.root.get_attribute("data-val-loss") or "nan") > 0.05
    assert stage.root.get_attribute("data-val-accuracy") == "0.6"
    page.reload()
    stage.ready().wait_run(tested)
    page.get_by_role("button", name=say("own_points.test_remove")).click()
    stage.wait_run(Experiment()).wait_link(Experiment())
    expect(page.get_by_test_id("test-points")).to_be_hidden()


@pytest.mark.slow
def test_a_large_set_is_sent_to_a_server_that_lacks_it(
    page: Page, server: Server, losses: Losses, new_context: NewContext
) -> None:
    own = Experiment(points=large(), lr=0.05)
    link = f"{server.url}/linear?{urlencode(own.to_query())}"
    # The set lies where this tab keeps what it has put on a stage, and no server has seen it.
    page.goto(f"{server.url}/_stcore/health")
    kept = [f"gradient-playground.points.{large().word}", large().packed]
    page.evaluate("([key, text]) => sessionStorage.setItem(key, text)", kept)
    other = Stage(new_context().new_page())
    other.page.goto(link)
    other.ready().wait_run(Experiment(lr=0.05))
    expect(other.root).to_contain_text("digest")
    page.goto(link)
    stage = Stage(page).ready().wait_run(own).wait_link(own)
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(own)[40])


@pytest.mark.slow
def test_more_classes_open_on_the_network_stage(page: Page, server: Server) -> None:
    Stage(page).open(server.url)
    page.get_by_test_id("own-points").click()
    page.get_by_role("dialog").get_by_role("button", name=say("own_points.sample_iris")).click()
    page.get_by_role("dialog").get_by_role("button", name=say("own_points.put_network")).click()
    page.wait_for_url("**/layers**")
    iris = SAMPLE_SETS["iris"]
    points = read_points(iris.content, iris.options(Options()))
    own = home_of("layers").replace(points=points)
    Stage(page).ready().wait_run(own).wait_link(own)
    expect(page.get_by_test_id("knobs")).to_contain_text("setosa 50, versicolor 50, virginica 50")
    page.get_by_role("radio", name=say("knobs.data.choices.moons")).check(force=True)
    moons = home_of("layers").replace(data="moons")
    Stage(page).wait_run(moons).wait_link(moons)


def test_points_are_drawn_erased_and_undone_by_mouse_and_keys(
    page: Page, server: Server, losses: Losses
) -> None:
    stage = Stage(page).open(server.url)
    stage.button(say("stage.draw")).click()
    sheet = page.get_by_role("application")
    box = sheet.bounding_box()
    assert box is not None
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def settled(count: int) -> Experiment:
        """The run of so many points, as the link tells it, with the numbers of the engine."""
        wait_until(
            lambda: "points" in stage.words and len(stage.experiment.points or ()) == count, 60, "points"
        )
        own = stage.wait_run(stage.experiment).experiment
        wait_until(lambda: stage.at() == (0, losses(own)[0]), 60, "the loss of the engine")
        return own

    page.mouse.click(*middle)  # the first class: the generated points begin with 60 of each
    one = settled(121)
    assert one.points is not None
    assert np.count_nonzero(one.points.targets == 0) == 61
    stage.button(say("stage.positive")).click()
    sheet.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    two = settled(122)
    assert two.points is not None
    assert np.count_nonzero(two.points.targets == 1) == 61
    stage.button(say("stage.draw_spray")).click()
    page.mouse.move(middle[0] - 60, middle[1])
    page.mouse.down()
    page.mouse.move(middle[0], middle[1], steps=4)
    page.mouse.up()
    wait_until(lambda: len(stage.experiment.points or ()) > 130, 60, "a stroke")
    stage.undo().wait_run(two)  # all of a stroke is one step
    stage.button(say("stage.draw_erase")).click()
    page.mouse.click(*middle)
    settled(120)
    stage.undo().wait_run(two).undo().wait_run(one).undo().wait_run(Experiment())
