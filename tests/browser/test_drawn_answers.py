"""Answers that are drawn on a picture: committed, hidden, revealed, and there again after a reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tools.drive.server import Server
from tools.drive.stage import Stage

_QUESTION = ".gp-question"
_MARKS = ".gp-plot > canvas:nth-of-type(4)"  # wrong points and the boundary


def phase(page: Page, name: str) -> None:
    """Until the question is there: the server trains the whole run to judge an answer."""
    expect(page.locator(_QUESTION)).to_have_attribute("data-phase", name, timeout=60_000)


def commit(page: Page, *, twice: bool) -> None:
    """Commit an answer; a first one that is not right gets a hint and is committed once more."""
    button = page.get_by_role("button", name="Commit", exact=True)
    button.click()
    if twice:
        phase(page, "hint")
        button.click()
    phase(page, "held")


def knots(page: Page) -> list[str]:
    return [one.get_attribute("aria-valuetext") or "" for one in page.locator(".gp-sketch-knot").all()]


def painted(page: Page, selector: str, colour: str) -> int:
    """How many pixels of canvases have the colour of a name of the theme, nearly."""
    count: int = page.evaluate(
        """([selector, name]) => {
          const probe = document.createElement("canvas").getContext("2d");
          const stage = document.querySelector(".gp-stage");
          probe.fillStyle = getComputedStyle(stage).getPropertyValue(name);
          probe.fillRect(0, 0, 1, 1);
          const wanted = probe.getImageData(0, 0, 1, 1).data;
          let found = 0;
          for (const canvas of document.querySelectorAll(selector)) {
            const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
            copy.drawImage(canvas, 0, 0);
            const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
            for (let at = 0; at < data.length; at += 4) {
              const isNear = (part) => Math.abs(data[at + part] - wanted[part]) < 12;
              found += [0, 1, 2].every(isNear) && data[at + 3] > 200;
            }
          }
          return found;
        }""",
        [selector, colour],
    )
    return count


def test_a_curve_is_sketched_hidden_compared_and_kept(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "scene=overfit", "layers")
    phase(page, "open")
    box = page.locator(".gp-sketch").bounding_box()
    assert box is not None
    # While it is asked, no step of the run tells its losses: only the two dots of the first row are painted.
    stage.scrub(300).wait_exactly(300)
    expect(page.get_by_role("table").first).not_to_contain_text(re.compile(r"1\.\d\d"))
    assert painted(page, ".gp-loss-canvas > canvas", "--gp-validation") == 0
    first = float(knots(page)[0])
    page.mouse.move(box["x"] + 60, box["y"] + 80)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 30, box["y"] + box["height"] - 45, steps=12)
    page.mouse.up()
    drawn = knots(page)
    assert float(drawn[-1]) < first
    page.reload()
    stage.ready()
    expect(page.get_by_role("slider", name="Your loss after 1000 updates")).to_have_attribute(
        "aria-valuetext", drawn[-1]
    )
    commit(page, twice=True)
    expect(page.locator(".gp-sketch")).to_be_hidden()
    stage.scrub(1000).wait_exactly(1000)
    phase(page, "verdict")
    question = page.locator(_QUESTION)
    expect(question).to_contain_text("0.532")  # the lowest held-out loss of this run
    expect(question).to_contain_text(re.compile(r"On average yours is \d+ % of the height away"))
    expect(page.locator(".gp-loss-legend")).to_contain_text("Yours")
    assert painted(page, ".gp-loss-canvas > canvas", "--gp-validation") > 100
    page.reload()
    stage.ready()
    expect(question).to_contain_text("0.532")
    expect(page.locator(".gp-loss-legend")).to_contain_text("Yours")


@pytest.mark.slow
def test_a_boundary_is_drawn_with_keys_hidden_compared_and_kept(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "scene=stretched")
    phase(page, "open")
    stage.scrub(150).wait_exactly(150)
    # Neither the boundary nor the weights that make it, and no wrong points that tell it.
    assert painted(page, _MARKS, "--gp-boundary") == 0
    expect(page.get_by_role("row", name="Weight")).to_have_text(re.compile(r"^Weight\s*\?\s*\?\s*\?$"))
    expect(page.locator(".gp-plot-tools").get_by_role("button", name="Best line")).to_be_disabled()
    page.get_by_role("button", name="Go to it").click()
    left, right = (page.get_by_role("button", name=f"Your boundary, end {end}") for end in (1, 2))
    expect(left).to_be_focused()
    place = left.get_attribute("aria-label") or ""
    for _ in range(4):
        page.keyboard.press("Shift+ArrowDown")
    expect(left).not_to_have_attribute("aria-label", place)
    right.focus()
    start, _, height = (right.get_attribute("aria-label") or "").rpartition(" ")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowUp")
    drawn = f"{start} {float(height) + 3 * 0.5:.2f}"
    expect(right).to_have_attribute("aria-label", drawn)  # a frame after the last key
    page.reload()
    stage.ready()
    expect(right).to_have_attribute("aria-label", drawn)
    commit(page, twice=False)
    expect(right).to_be_hidden()
    stage.press("Play").wait_state("done")
    phase(page, "verdict")
    question = page.locator(_QUESTION)
    expect(question).to_contain_text(re.compile(r"Right\. Yours is turned by \d+°, with \d"))
    expect(question).to_contain_text("26°")  # from the line half-way between the means
    assert painted(page, _MARKS, "--gp-boundary") > 100
    page.reload()
    stage.ready()
    expect(question).to_contain_text("26°")


@pytest.mark.slow
def test_a_rate_is_put_on_the_gauge_hidden_compared_and_kept(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "scene=far")
    phase(page, "open")
    gauge = page.locator(".gp-gauge")
    mark = page.get_by_role("slider", name="Your learning rate")
    mark.focus()
    page.keyboard.press("Home")
    for _ in range(20):
        page.keyboard.press("ArrowRight")
    expect(mark).to_have_attribute("aria-valuetext", re.compile(r"0\.00015"))
    mark.evaluate("(mark) => { mark.value = 220; mark.dispatchEvent(new Event('input')); }")
    expect(mark).to_have_attribute("aria-valuetext", "0.0158")
    page.reload()
    stage.ready()
    expect(mark).to_have_attribute("aria-valuetext", "0.0158")
    commit(page, twice=False)
    # The gauge is the answer: it stays covered until the run has ended.
    expect(gauge).to_contain_text("Covered until the run has ended")
    expect(gauge.locator("canvas")).not_to_have_attribute("aria-label", re.compile("0.01601"))
    stage.press("Play").wait_state("diverged")
    phase(page, "verdict")
    expect(gauge).not_to_contain_text("Covered")
    question = page.locator(_QUESTION)
    expect(question).to_contain_text("2/λ, the critical rate, only 0.016")
    expect(question).to_contain_text("Right. You said: 0.0158. It came out: 0.01601.")
    page.reload()
    stage.ready()
    expect(question).to_contain_text("It came out: 0.01601.")


@pytest.mark.slow
def test_a_finger_draws_a_curve_and_moves_the_end_of_a_line(browser: Browser, server: Server) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        locale="en-US",
        bypass_csp=True,
    )
    page = context.new_page()
    Stage(page).open(server.url, "scene=stretched")
    end = page.get_by_role("button", name="Your boundary, end 2")
    before, box = end.get_attribute("aria-label"), end.bounding_box()
    assert box is not None
    session = context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def touch(kind: str, *points: tuple[float, float]) -> None:
        touches = [{"x": left, "y": top} for left, top in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    touch("touchStart", (x, y))
    touch("touchMove", (x, y - 30))
    touch("touchMove", (x, y - 60))
    touch("touchEnd")
    expect(end).not_to_have_attribute("aria-label", before or "")
    expect(page.get_by_role("button", name="Commit", exact=True)).to_be_enabled()
    context.close()


@pytest.mark.slow
def test_a_changed_setting_brings_a_question_about_the_new_run(stage: Stage) -> None:
    page, question = stage.page, stage.page.locator(_QUESTION)
    field = page.locator('[data-knob="lr"]')
    field.fill("0.2")
    field.press("Enter")
    expect(question).to_contain_text("What will the loss do in these 40 updates?")
    expect(question).to_contain_text("After 40 updates, will the loss be nearer")  # the scene's, greyed
    # Nothing is covered until its learner wants to predict.
    expect(page.locator(".gp-gauge canvas")).to_have_attribute("aria-label", re.compile("0.1501"))
    page.get_by_role("button", name="Predict this run").click()
    expect(page.locator(".gp-gauge")).to_contain_text("Covered until you have answered")
    expect(page.locator(".gp-message")).not_to_contain_text("critical rate")
    page.get_by_role("radio", name="Come down").check()
    page.reload()
    stage.ready()
    expect(page.get_by_role("radio", name="Come down")).to_be_checked()
    commit(page, twice=True)
    stage.press("Play").wait_state("diverged")
    phase(page, "verdict")
    expect(question).to_contain_text("0.2 is 1.33 times as large")
    page.reload()
    stage.ready()
    expect(question).to_contain_text("0.2 is 1.33 times as large")
    # Another rate, another question; its answer comes from its own run.
    field.fill("0.07")
    field.press("Enter")
    expect(question).to_contain_text("After how many updates will the loss be at 0.05 or below?")
    page.get_by_role("button", name="Predict this run").click()
    page.get_by_label("Your number").fill("25")
    commit(page, twice=False)
    stage.press("Play").wait_state("done")
    expect(question).to_contain_text("It came out: 23.")
    page.get_by_role("button", name="Back to the scene").click()
    expect(page.get_by_role("radio", name="0.03", exact=True)).to_be_visible()
