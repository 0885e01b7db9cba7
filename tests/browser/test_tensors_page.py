"""The tensors page in a browser: step through the assignment lab, predict right and wrong, on any screen."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from playground.locale import say
from tools.drive.server import Server

NewContext = Callable[..., BrowserContext]
LIMIT = 60_000  # ms; the trainer may still be starting


class Lesson:
    """The tensors page as a person finds it."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page, self.language = page, language

    def open(self, server: Server, **words: str) -> Lesson:
        query = urlencode({"lang": self.language, **words})
        self.page.goto(f"{server.url}/tensors?{query}")
        expect(self.page.get_by_role("heading", name=self.word("tensors_page.title"))).to_be_visible(
            timeout=LIMIT
        )
        return self

    def word(self, key: str, **values: object) -> str:
        return say(key, self.language, **values)

    def press(self, key: str) -> Lesson:
        self.page.get_by_role("button", name=self.word(key), exact=True).first.click(timeout=LIMIT)
        return self

    def tensor(self, name: str, place: int = -1) -> Locator:
        """The cells of a tensor; the last of that name is what it holds now."""
        figures = self.page.locator("figure.gp-tensor").filter(has=self.page.get_by_text(name, exact=True))
        return (figures.last if place == -1 else figures.nth(place)).locator("tbody td")

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text, exact=False).first).to_be_visible(timeout=LIMIT)

    def silent(self, text: str) -> None:
        expect(self.page.get_by_text(text, exact=False)).to_have_count(0, timeout=LIMIT)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en"])
def test_the_assignment_lab_step_by_step_and_back(page: Page, server: Server, language: str) -> None:
    lesson = Lesson(page, language).open(server, view="assign")
    expect(lesson.tensor("v")).to_have_text(["0.0"] * 3, timeout=LIMIT)
    lesson.press("tensors_page.assign.next").says("does not support item assignment")
    lesson.press("tensors_page.assign.next")
    expect(lesson.tensor("v")).to_have_text(["1.0"] * 3, timeout=LIMIT)
    lesson.press("tensors_page.assign.next")
    expect(lesson.tensor("v")).to_have_text(["3.0", "1.0", "1.0"], timeout=LIMIT)
    page.wait_for_url("**step=3**")
    lesson.press("tensors_page.assign.back")
    expect(lesson.tensor("v")).to_have_text(["1.0"] * 3, timeout=LIMIT)
    page.reload()
    lesson.says(lesson.word("tensors_page.assign.at", step=2, last=5))
    expect(lesson.tensor("v")).to_have_text(["1.0"] * 3, timeout=LIMIT)


def test_a_cell_says_how_it_came_about_and_arrow_keys_go_on(page: Page, server: Server) -> None:
    lesson = Lesson(page).open(server, view="operate")
    readout = page.get_by_test_id("cell-readout")
    lesson.tensor("c").nth(6).hover(timeout=LIMIT)
    expect(readout).to_have_text("c[1, 2] = a[1, 0] + b[2] = 2.0 + 30.0 = 32.0", timeout=LIMIT)
    lit = page.locator("td.gp-lit")
    expect(lit).to_have_text(["2.0", "30.0", "32.0"])  # the copies that met there, and the result
    lesson.tensor("a").first.focus()
    expect(readout).to_have_text("a[0, 0] = 1.0")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(readout).to_have_text(lesson.word("tensors_page.operate.copy_of", element="a[1, 0] = 2.0"))
    page.keyboard.press("ArrowLeft")
    expect(readout).to_have_text("a[1, 0] = 2.0")
    expect(page.locator("td[tabindex='0']:focus")).to_have_text("2.0")


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en"])
def test_a_prediction_wrong_then_right(page: Page, server: Server, language: str) -> None:
    lesson = Lesson(page, language).open(server, question="flat_difference")
    field = page.get_by_label(lesson.word("lesson_cards.your_answer"), exact=True)
    why = lesson.word("tensors.question.flat_difference.why")
    expect(field).to_be_visible(timeout=LIMIT)
    lesson.silent(why)
    field.fill("(4, 1)")
    lesson.press("lesson_cards.commit")
    lesson.says(lesson.word("lesson_cards.wrong"))
    lesson.says(lesson.word("tensors.question.flat_difference.mistake.column"))
    lesson.silent(why)
    field.fill("(4, 4)")
    field.press("Enter")
    lesson.says(lesson.word("lesson_cards.right"))


@pytest.mark.slow
def test_a_seed_gives_its_numbers_and_a_trap_its_message(page: Page, server: Server) -> None:
    lesson = Lesson(page).open(server, seed="1")
    expect(lesson.tensor("t")).to_have_count(12, timeout=LIMIT)
    first = lesson.tensor("t").all_inner_texts()
    lesson.press("tensors_page.build.next_seed")
    page.wait_for_url("**seed=2**")
    expect(lesson.tensor("t").first).not_to_have_text(first[0], timeout=LIMIT)
    page.get_by_role("radio", name=say("tensors_page.traps.title")).or_(
        page.get_by_role("button", name=say("tensors_page.traps.title"))
    ).first.click()
    lesson.press("lesson_cards.guess_error").says("does not support item assignment")
    lesson.press("lesson_cards.run_repaired")
    expect(lesson.tensor("t")).to_have_text(["0.0", "1.0", "1.0", "1.0"], timeout=LIMIT)


# The widest that the page has been, looked at before each painting: also while it builds itself.
WIDEST = """
globalThis.widest = 0
const look = () => {
  for (const part of [document.documentElement, document.querySelector("[data-testid=stMain]")])
    if (part) globalThis.widest = Math.max(globalThis.widest, part.scrollWidth - part.clientWidth)
  requestAnimationFrame(look)
}
requestAnimationFrame(look)
"""


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize("view", ["build", "operate", "assign", "run", "traps"])
def test_nothing_ever_scrolls_sideways_on_a_phone(new_context: NewContext, server: Server, view: str) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    page.add_init_script(WIDEST)
    words = {"run": {"line": "7", "call": "3"}, "assign": {"step": "3"}}.get(view, {})
    Lesson(page, "ko").open(server, view=view, **words)
    expect(page.locator("pre.gp-code").first).to_be_visible(timeout=LIMIT)
    assert page.evaluate("globalThis.widest") == 0


# Takes the style sheet away as the page brings it, and no other.
BARE = """
new MutationObserver((_, observer) => {
  const link = document.querySelector("body > link[rel=stylesheet]")
  if (!link) return
  observer.disconnect()
  link.remove()
  globalThis.bare = true
}).observe(document, { childList: true, subtree: true })
"""


@pytest.mark.slow
def test_a_page_that_came_without_its_style_sheet_fetches_it(page: Page, server: Server) -> None:
    page.add_init_script(BARE)
    Lesson(page).open(server)
    expect(page.locator("pre.gp-code").first).to_have_css("overflow-x", "auto", timeout=LIMIT)
    expect(page.locator("body > link[rel=stylesheet]")).to_have_count(1)
    assert page.evaluate("globalThis.bare")
