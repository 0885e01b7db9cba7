"""A teacher's scenes in a lesson of a link, what a link leaves out of the page, and the link shown large."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from playground.core.experiment import Experiment
from playground.core.presets import PRESETS
from playground.core.scenes import SCENES
from playground.locale import say
from tests.browser.qr_reading import read_code
from tools.drive.server import Server
from tools.drive.stage import Stage

SLOW = Experiment(lr=0.01, steps=200)
FILE = """
[[scene]]
name = "slow"
group = "Week 1"
title = { en = "Too *slow* <b>x</b>", ko = "느리게" }
question = "How *many* steps <img src=x>?"
link = "/linear?lr=0.01&steps=200"
"""


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a scene of its own."""
    file: Path = tmp_path_factory.mktemp("school") / "scenes.toml"
    file.write_text(FILE, encoding="utf-8")
    with Server(environment={"PLAYGROUND_SCENES": str(file)}) as server:
        yield server


def test_a_lesson_goes_from_scene_to_scene_and_survives_a_reload(page: Page, school: Server) -> None:
    stage = Stage(page).open(school.url, "lesson=slow,nowhere,edge,circle")
    bar = stage.root.get_by_role("navigation", name=say("stage.lesson"))
    forth = bar.get_by_role("button", name=say("stage.lesson_next"))
    back = bar.get_by_role("button", name=say("stage.lesson_previous"))

    def shows(part: int) -> None:
        expect(bar).to_contain_text(say("stage.lesson_part", part=part, count=3))

    shows(1)
    stage.wait_run(SLOW)
    expect(stage.root.locator(".gp-question-text").first).to_have_text("How *many* steps <img src=x>?")
    expect(page.locator("#gp-scene")).to_have_value("slow")
    expect(page.locator("#gp-scene optgroup")).to_have_attribute("label", "Week 1")
    expect(page.locator("#gp-scene option[value=slow]")).to_have_text("Too *slow* <b>x</b>")
    problems = page.locator(".gp-problems")
    problems.get_by_text(say("common.link_problem")).click()
    expect(problems.get_by_role("listitem")).to_contain_text("'nowhere'")
    problems.get_by_role("button", name=say("common.close")).click()

    forth.click()
    shows(2)
    stage.wait_run(SCENES["edge"])
    stage.type_knob("lr", "0.14")
    stage.wait_run(SCENES["edge"].replace(lr=0.14))
    page.reload()
    stage.ready().wait_run(SCENES["edge"].replace(lr=0.14))
    shows(2)
    page.wait_for_url("**part=2")
    page.go_back()
    stage.wait_run(SCENES["edge"])
    shows(2)

    forth.click()
    page.wait_for_url("**/layers?**part=3")
    stage.ready().wait_run(PRESETS["circle"])
    shows(3)
    expect(forth).to_have_attribute("aria-disabled", "true")
    back.click()
    page.wait_for_url("**/linear?**part=2")
    stage.ready().wait_run(SCENES["edge"])
    shows(2)
    bar.get_by_role("button", name=say("stage.lesson_leave")).click()
    expect(bar).to_be_hidden()
    page.wait_for_url(lambda url: "lesson" not in url)
    stage.wait_run(SCENES["edge"])


def test_what_a_link_hides_is_gone_and_says_its_value(page: Page, server: Server) -> None:
    hidden = "lr,batch,optimizer,loss,scenes,pin,gauge,tabs,w1"
    stage = Stage(page).open(server.url, f"lr=0.149&hide={hidden}")
    fixed = stage.panel.locator(".gp-fixed")
    expect(fixed.locator("[data-fixed=lr]")).to_have_text(f"{say('knobs.lr.label')}0.149")
    expect(fixed.locator("[data-fixed=loss]")).to_contain_text(say("knobs.loss.choices.mse"))
    for name in ("lr", "batch", "optimizer", "loss", "w1"):
        expect(stage.panel.locator(f"[data-knob={name}]")).to_be_hidden()
    expect(stage.panel.get_by_text(say("knobs.group.training"), exact=True)).to_be_hidden()
    expect(page.locator("#gp-scene")).to_be_hidden()
    expect(stage.root.locator(".gp-gauge")).to_be_hidden()
    expect(stage.knob("seed")).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    stage.type_knob("seed", "7")
    stage.wait_run(Experiment(lr=0.149, seed=7))
    page.wait_for_url(f"**?seed=7&lr=0.149&hide={hidden}")


def test_the_stage_stands_alone_in_a_frame_at_its_step(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/_stcore/health")
    page.evaluate(
        """(address) => {
          const frame = document.createElement("iframe");
          Object.assign(frame, { src: address, width: 1000, height: 640, title: "slide" });
          document.body.replaceChildren(frame);
        }""",
        f"{server.url}/linear?only=stage&step=30",
    )
    frame = page.frame_locator("iframe")
    root = frame.get_by_test_id("stage")
    expect(root).to_have_attribute("data-step", "30", timeout=30_000)
    expect(root).to_have_attribute("data-state", "paused")
    # Streamlit's own page is there too by the time its header is.
    expect(frame.get_by_test_id("stHeader")).to_have_count(1, timeout=30_000)
    for part in ("stHeader", "stSidebar"):
        expect(frame.get_by_test_id(part)).to_be_hidden()
    expect(frame.locator(".st-key-gp_language")).to_be_hidden()
    expect(frame.get_by_role("tab")).to_have_count(0)
    expect(frame.get_by_role("button", name=say("stage.play"), exact=True)).to_be_visible()


@pytest.mark.slow
def test_the_link_is_shown_large_with_its_code_and_a_lesson_is_made(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "lr=0.12")
    stage.scrub(17).wait_exactly(17)
    stage.panel.get_by_text(say("linear.share"), exact=True).click()
    stage.panel.get_by_role("button", name=say("share.large")).click()
    dialog = page.get_by_role("dialog")
    link, code = dialog.locator(".gp-shared-link:visible"), dialog.locator("img.gp-qr:visible")
    expect(link).to_have_text(f"{server.url}/linear?lr=0.12")
    page.wait_for_function("(image) => image.naturalWidth > 0", arg=code.element_handle())
    assert read_code(code) == f"{server.url}/linear?lr=0.12"
    before = code.get_attribute("src")
    dialog.get_by_text(say("share.at_step", step=17)).click()
    expect(link).to_have_text(f"{server.url}/linear?lr=0.12&step=17")
    expect(code).not_to_have_attribute("src", before or "")
    assert read_code(code) == f"{server.url}/linear?lr=0.12&step=17"

    dialog.get_by_role("tab", name=say("share.tab_lesson")).click()
    scenes = dialog.get_by_role("combobox", name=say("share.scenes"))
    for page_name, title in (("linear", "linear.scene.adam"), ("layers", "layers_stage.scene.zeros")):
        name = say("share.scene_of", page=say(f"common.page.{page_name}"), title=say(f"{title}.title"))
        scenes.fill(say(f"{title}.title"))
        page.get_by_role("option", name=name, exact=True).click()
    expect(link).to_have_text(f"{server.url}/linear?lesson=adam,zeros")


@pytest.mark.slow
def test_a_question_that_nobody_can_answer_covers_nothing(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "scene=diverges&hide=question")
    expect(stage.root.locator(".gp-gauge")).to_contain_text("0.15")
    expect(stage.root.locator(".gp-question")).to_be_hidden()
