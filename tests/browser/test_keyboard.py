"""The main job of every page by keyboard alone: each stop is seen, and the focus is never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect

from playground.home import LESSONS
from playground.lessons.shared.lab_records import CLINIC
from playground.locale import say
from tests.browser.test_axe import LIMIT, opened, resting
from tools.drive.server import Server, wait_until
from tools.drive.stage import Stage

MOST_TO_PLAY: Final = 15
MOST: Final = 120  # stops of a page that is searched
# What has the focus, and whether that can be seen: a ring of its own, or of what lies around or beside it.
STOP: Final = """() => {
  let stop = document.activeElement
  while (stop?.shadowRoot?.activeElement) stop = stop.shadowRoot.activeElement
  const isDrawn = (part) => {
    if (!part) return false
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(part)
    return (outlineStyle !== "none" && parseFloat(outlineWidth) >= 1) || boxShadow !== "none"
  }
  const around = [stop, stop.parentElement, stop.parentElement?.parentElement]
  const near = [...around, stop.nextElementSibling, stop.previousElementSibling]
  // Some rings are drawn by a slider's own thumb, or on the canvas below a handle.
  const isOwn = stop.matches("input[type=range], .gp-lab-handle, .gp-handle")
  const after = getComputedStyle(stop, "::after")
  return {
    tag: stop.tagName.toLowerCase(),
    name: stop.getAttribute("aria-label") ?? stop.innerText?.slice(0, 40) ?? "",
    html: stop.cloneNode(false).outerHTML.slice(0, 160),
    isSeen: isOwn || near.some(isDrawn) || after.boxShadow !== "none",
  }
}"""


def stop(page: Page) -> dict[str, object]:
    found: dict[str, object] = page.evaluate(STOP)
    return found


def skip_to_content(page: Page) -> None:
    """Where somebody without a mouse begins: the link that leads over menu and knobs."""
    link = page.get_by_test_id("stSkipToContent")
    link.focus()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")


def tab_to(page: Page, wanted: Locator, most: int = MOST) -> int:
    """Press Tab until the focus is there; the number of presses. Every stop on the way is seen."""
    for presses in range(1, most + 1):
        page.keyboard.press("Tab")
        at = stop(page)
        assert at["tag"] != "body", presses
        assert at["isSeen"], at
        if wanted.evaluate_all("(all) => all.some((one) => one === document.activeElement)"):
            return presses
    raise AssertionError(f"not reached in {most} presses of Tab; at {stop(page)}")


def keeps_focus(page: Page) -> None:
    """The focus did not fall to the page when what had it was replaced."""
    resting(page)
    wait_until(lambda: stop(page)["tag"] != "body", 5.0, "an element that has the focus")


@pytest.mark.sampled(1)
@pytest.mark.parametrize("path", ["", "linear", "linear?scene=diverges", "layers", "layers?data=xor"])
def test_a_stage_is_played_stepped_and_reset(page: Page, server: Server, path: str) -> None:
    opened(page, server, path)
    stage = Stage(page).ready()
    skip_to_content(page)
    assert tab_to(page, stage.button("Play")) <= MOST_TO_PLAY
    page.keyboard.press("Enter")
    stage.wait_step(1)
    keeps_focus(page)
    page.keyboard.press("Enter")  # the same button pauses
    stage.wait_state("paused", "done", "diverged")
    keeps_focus(page)
    tab_to(page, stage.timeline)
    page.keyboard.press("Home")
    stage.wait_exactly(0)
    page.keyboard.press("ArrowRight")
    stage.wait_exactly(1)
    keeps_focus(page)


def _answer(page: Page) -> None:
    """A first answer, and a second one where the first was wrong and got a hint."""
    card = page.locator("[class*='st-key-gp_question_']")
    field, radio = card.get_by_role("textbox"), card.get_by_role("radio")
    expect(field.or_(radio).first).to_be_attached(timeout=LIMIT)
    commit = card.get_by_role("button", name=say("lesson_cards.commit"), exact=True)
    again = card.get_by_role("button", name=say("lesson_cards.again"), exact=True)
    hinted = card.get_by_text(say("lesson_cards.once_more"), exact=True)
    if field.count():
        tab_to(page, field)
        # What is no answer of the question's kind is refused.
        is_number = field.get_attribute("placeholder") == say("lesson_cards.as_number")
        answers = ("3", "7") if is_number else ("(2, 3)", "(7, 7)")
        page.keyboard.type(answers[0])
    else:
        tab_to(page, radio)
        page.keyboard.press("Space")
        resting(page)
    tab_to(page, commit, 3)
    page.keyboard.press("Enter")
    expect(again.or_(hinted).first).to_be_visible(timeout=LIMIT)
    keeps_focus(page)
    if not hinted.count():
        return
    skip_to_content(page)
    tab_to(page, field if field.count() else radio)
    if field.count():
        page.keyboard.press("Control+A")
        page.keyboard.type(answers[1])
    else:
        page.keyboard.press("ArrowDown")
        resting(page)
    tab_to(page, commit, 3)
    page.keyboard.press("Enter")
    expect(again).to_be_visible(timeout=LIMIT)
    keeps_focus(page)


def _spring(page: Page) -> None:
    tab_to(page, page.get_by_role("button", name=say("lesson_cards.guess_error"), exact=True))
    page.keyboard.press("Enter")
    repair = page.get_by_role("button", name=say("lesson_cards.run_repaired"), exact=True)
    expect(repair).to_be_visible(timeout=LIMIT)
    keeps_focus(page)
    tab_to(page, repair)
    page.keyboard.press("Enter")
    expect(repair).to_have_count(0, timeout=LIMIT)
    keeps_focus(page)


# A question that is answered by drawing in the picture is drawn by its own keys (tests of the tape page).
LABS: Final = tuple(
    f"{page}?view={lab.name}"
    for page, lesson in LESSONS.items()
    for lab in lesson.labs
    if (lab.questions or lab.name == CLINIC) and (page, lab.name) != ("tape", "draw")
)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("path", LABS)
def test_a_lab_is_answered(page: Page, server: Server, path: str) -> None:
    opened(page, server, path)
    skip_to_content(page)
    act: Callable[[Page], None] = _spring if path.endswith("view=traps") else _answer
    act(page)


@pytest.mark.slow
def test_runs_are_compared_and_swept(page: Page, server: Server) -> None:
    opened(page, server, "compare")
    examples = page.locator(".gp-compare-empty .gp-run-examples button")
    expect(examples.first).to_be_visible(timeout=LIMIT)
    skip_to_content(page)
    tab_to(page, examples)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("compare")).to_have_attribute("data-state", "done", timeout=LIMIT)
    keeps_focus(page)

    opened(page, server, "sweep?neg_n=50&pos_n=50&steps=5&x_values=0.01,0.1&y_values=0")
    page.get_by_test_id("stSkipToContent").focus()  # the button stands among the knobs, before the content
    tab_to(page, page.get_by_role("button", name=say("sweep_page.start"), exact=True))
    page.keyboard.press("Enter")
    expect(page.locator('a.gp-heat-cell:not([data-state="waiting"])')).to_have_count(2, timeout=LIMIT)
    keeps_focus(page)


def test_keys_are_listed_and_can_be_turned_off(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url)
    rate = stage.knob("lr")
    rate.focus()
    page.keyboard.type("?")
    listed = stage.root.get_by_role("dialog", name=say("stage.keys_title"), exact=True)
    expect(listed).to_be_hidden()  # a text is typed
    page.keyboard.press("Escape")
    stage.button("Step").focus()
    page.keyboard.type("?")
    expect(listed).to_be_visible()
    expect(listed.get_by_role("term")).to_have_count(8)
    switch = listed.get_by_role("checkbox", name=say("stage.keys_switch"))
    expect(switch).to_be_focused()
    page.keyboard.press("Space")
    expect(switch).not_to_be_checked()
    page.keyboard.press("Escape")
    expect(listed).to_be_hidden()
    expect(stage.button("Step")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.type("?")
    page.keyboard.press("Enter")  # the focused button works as ever
    stage.wait_exactly(1)
    expect(listed).to_be_hidden()
    page.reload()
    stage.ready().button(say("stage.keys_title")).click()
    expect(switch).not_to_be_checked()
    switch.check()
    listed.get_by_role("button", name=say("stage.close")).click()
    stage.button("Step").focus()
    page.keyboard.press("ArrowRight")
    stage.wait_exactly(2)
