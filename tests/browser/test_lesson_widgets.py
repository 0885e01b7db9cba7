"""What is set on a lesson page survives the language, the menu, another server, and quick presses."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from playground.locale import languages, own_name, say
from tests.browser.test_fields import LIMIT, at_rest, started
from tools.drive.server import Server, wait_until

NewContext = Callable[..., BrowserContext]
OTHER = {"en": "ko", "ko": "en"}


def words_of(page: Page) -> dict[str, str]:
    """The words of the link in the address bar."""
    return {name: texts[-1] for name, texts in parse_qs(urlsplit(page.url).query).items()}


def choose_language(page: Page, language: str) -> None:
    page.get_by_role("radio", name=own_name(language), exact=True).click()


def speaks(page: Page, language: str, name: str = "tape") -> None:
    heading = page.get_by_role("heading", name=say(f"{name}_page.title", language), exact=True)
    expect(heading).to_be_visible(timeout=LIMIT)
    expect(page.locator("html")).to_have_attribute("lang", language, timeout=LIMIT)


def tape_x(page: Page) -> Locator:
    """The field of x on the tape page, in whatever language."""
    return page.locator("[class*='st-key-tape_builder_x']").get_by_role("textbox")


def select(page: Page, label: str, option: str) -> None:
    """Take an option of a list that unfolds."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


@pytest.mark.slow
def test_the_language_to_and_fro_changes_nothing_that_was_set(page: Page, server: Server) -> None:
    started(page, f"{server.url}/tape?lang=en")
    x = tape_x(page)
    x.fill("1.5")
    x.press("Enter")
    page.wait_for_url("**x=1.5**", timeout=LIMIT)
    select(page, say("tape_page.input.kind"), say("tape.kind.constant"))
    page.wait_for_url("**kind=constant**", timeout=LIMIT)
    page.get_by_text(say("tape_page.tangent.code"), exact=True).click()  # an expander
    card = page.locator(".st-key-gp_question_unwatched_constant")
    answer = card.get_by_role("radio").nth(1)
    answer.click(force=True)
    expect(answer).to_be_checked(timeout=LIMIT)
    at_rest(page)
    for language in ("ko", "en", "ko"):
        choose_language(page, language)  # the first click counts
        speaks(page, language)
        page.wait_for_url(f"**lang={language}**", timeout=LIMIT)
        at_rest(page)
        kind = page.get_by_role("combobox", name=say("tape_page.input.kind", language))
        expect(kind).to_have_value(say("tape.kind.constant", language), timeout=LIMIT)
        expect(x).to_have_value("1.5")
        expect(answer).to_be_checked()
        expect(page.get_by_text(say("tape_page.tangent.own_tape", language))).to_be_visible()
        assert words_of(page) == {"kind": "constant", "x": "1.5", "lang": language}


@pytest.mark.slow
def test_the_chosen_language_stays_in_the_address_from_page_to_page(page: Page, server: Server) -> None:
    started(page, f"{server.url}/tape")
    choose_language(page, "ko")
    speaks(page, "ko")
    for name in ("tensors", "fit", "predict", "tape"):
        link = page.get_by_role("banner").get_by_role("link", name=say(f"common.page.{name}", "ko"))
        link.click()
        speaks(page, "ko", name)
        page.wait_for_url(f"**/{name}?lang=ko", timeout=LIMIT)


@pytest.mark.slow
def test_the_browser_remembers_the_language_that_was_chosen_in_it(
    new_context: NewContext, server: Server
) -> None:
    context = new_context(locale="en-US")
    page = context.new_page()
    started(page, f"{server.url}/tape?lang=ko")  # a link is no choice
    speaks(page, "ko")
    page.goto(f"{server.url}/tape")
    speaks(page, "en")
    choose_language(page, "ko")
    speaks(page, "ko")
    later = context.new_page()
    later.goto(f"{server.url}/tape?x=2")
    speaks(later, "ko")
    assert words_of(later) == {"x": "2"}
    later.goto(f"{server.url}/tape?lang=en")  # a link comes first
    speaks(later, "en")
    at_rest(later)
    speaks(later, "en")


@pytest.mark.slow
def test_words_that_were_typed_are_there_when_the_learner_comes_back(page: Page, server: Server) -> None:
    started(page, f"{server.url}/predict?view=points")
    lines = page.get_by_role("textbox", name=say("predict_page.points.paste"))
    lines.fill("1, 2", timeout=LIMIT)
    labs = page.get_by_role("radio", name=say("predict_page.scores.title"), exact=True)
    labs.click()  # the field is left, and nothing else is pressed before
    expect(lines).to_have_count(0, timeout=LIMIT)
    page.get_by_role("radio", name=say("predict_page.points.title"), exact=True).click()
    expect(lines).to_have_value("1, 2", timeout=LIMIT)
    page.get_by_role("button", name=say("predict_page.points.take")).click()
    page.wait_for_url(re.compile("points=1(,|%2C)2"), timeout=LIMIT)


@pytest.mark.slow
def test_refused_text_stays_while_other_fields_are_set(page: Page, server: Server) -> None:
    started(page, f"{server.url}/layers?view=gallery")
    hidden = page.get_by_role("textbox", name=say("layers_page.gallery.hidden"))
    hidden.fill("7,x", timeout=LIMIT)
    hidden.press("Enter")
    told = page.get_by_role("alert").filter(has_text="7,x")  # a screen reader says it
    expect(told).to_have_count(1, timeout=LIMIT)
    select(page, say("layers_page.activation"), "sigmoid")
    page.wait_for_url("**activation=sigmoid**", timeout=LIMIT)
    at_rest(page)
    expect(hidden).to_have_value("7,x")
    expect(told).to_have_count(1)
    hidden.fill("7,3")
    hidden.press("Enter")
    page.wait_for_url(re.compile("hidden=7(,|%2C)3"), timeout=LIMIT)
    expect(told).to_have_count(0, timeout=LIMIT)


@pytest.mark.slow
@pytest.mark.parametrize("language", languages())
def test_numbers_are_typed_as_on_the_stage(page: Page, server: Server, language: str) -> None:
    started(page, f"{server.url}/tape?lang={language}")
    x, told = tape_x(page), page.locator(".gp-words.is-notice")

    def typed(text: str) -> None:
        x.fill(text, timeout=LIMIT)
        x.press("Enter")

    def shows(number: str) -> None:
        """The field, without the former one that stands beside it for a moment."""
        wait_until(
            lambda: x.evaluate_all("fields => fields.map((field) => field.value)") == [number], 30, number
        )

    for text, number in (("0,5", "0.5"), ("１２", "12"), ("1e-3", "0.001"), ("-2", "-2")):
        typed(text)
        shows(number)
        page.wait_for_url(re.compile(rf"x={re.escape(number)}(&|$)"), timeout=LIMIT)
        expect(told).to_have_count(0, timeout=LIMIT)
    typed("abc")
    expect(told).to_contain_text("abc", timeout=LIMIT)
    expect(told).to_contain_text(say("lesson_cards.holds", language, value="-2"))
    shows("-2")
    typed("1,000")
    reading = page.get_by_role("button", name="1", exact=True)
    expect(page.get_by_role("button", name="1000", exact=True)).to_be_visible(timeout=LIMIT)
    shows("-2")
    at_rest(page)
    assert words_of(page) == {"x": "-2", "lang": language}
    reading.click()
    shows("1")
    page.wait_for_url(re.compile("x=1(&|$)"), timeout=LIMIT)
    expect(told).to_have_count(0, timeout=LIMIT)
    typed("1,000")
    expect(told).to_contain_text("1,000", timeout=LIMIT)
    shows("1")
    choose_language(page, OTHER[language])
    speaks(page, OTHER[language])
    expect(told).to_contain_text(say("lesson_cards.holds", OTHER[language], value="1"), timeout=LIMIT)
    expect(reading).to_be_visible()


@pytest.mark.slow
def test_a_page_at_rest_goes_on_with_another_server(own_server: Server, new_context: NewContext) -> None:
    """Its last run was a whole one: Streamlit's browser would wait for something to be asked."""
    context = new_context()
    page = context.new_page()
    started(page, f"{own_server.url}/tape?x=2")
    own_server.restart()
    at_rest(page)
    x = tape_x(page).last  # the former one stands beside it for a moment

    def is_heard() -> bool:
        x.fill("1.5")
        x.press("Enter")
        page.wait_for_timeout(200)
        return words_of(page).get("x") == "1.5"

    wait_until(is_heard, 60, "the new server")
    context_witness = new_context.witness(context)  # type: ignore[attr-defined]
    context_witness.forgive_outage()


class Presses:
    """Random actions on the tape page, as fast as the browser takes them, and what they should have set."""

    def __init__(self, page: Page, seed: int) -> None:
        self.page, self.random, self.language = page, random.Random(seed), "en"
        self.expected: dict[str, str] = {}
        self.done: list[str] = []

    def any(self) -> None:
        action = self.random.choice(
            [self.x, self.x, self.switch, self.switch, self.kind, self.ask, self.speak]
        )
        self.done.append(action.__name__)
        action()
        if self.random.random() < 0.4:
            self.page.wait_for_timeout(self.random.choice([20, 80, 250]))

    def x(self) -> None:
        """Another number, left by Enter or by whatever comes next."""
        number = str(self.random.randint(-40, 40) / 10).removesuffix(".0")
        self.field().fill(number)
        if self.random.random() < 0.5:
            self.field().press("Enter")
        self.expected["x"] = number

    def switch(self) -> None:
        name = self.random.choice(["watch", "persistent", "twice"])
        self.box(name).locator("xpath=ancestor::label").click()
        self.expected[name] = str(1 - int(self.expected[name]))

    def kind(self) -> None:
        kind = self.random.choice(["constant", "variable"])
        label = say("tape_page.input.kind", self.language)
        select(self.page, label, say(f"tape.kind.{kind}", self.language))
        self.expected["kind"] = kind

    def ask(self) -> None:
        """A button in another fragment."""
        self.page.get_by_role("button", name=say("lesson_cards.next_question", self.language)).click()

    def speak(self) -> None:
        self.language = OTHER[self.language]
        choose_language(self.page, self.language)
        # Names of controls are the learner's way to the next one.
        expect(self.box("watch")).to_have_count(1, timeout=LIMIT)
        expect(
            self.page.get_by_role("combobox", name=say("tape_page.input.kind", self.language))
        ).to_have_count(1)

    def field(self) -> Locator:
        return tape_x(self.page)

    def box(self, name: str) -> Locator:
        return self.page.get_by_role("checkbox", name=say(f"tape_page.input.{name}", self.language))


@pytest.mark.parametrize("seed", [1])
def test_what_was_set_last_is_what_widgets_and_link_say(page: Page, server: Server, seed: int) -> None:
    started(page, f"{server.url}/tape?lang=en")
    presses = Presses(page, seed)
    presses.expected = {"x": "3", "kind": "variable", "watch": "0", "persistent": "0", "twice": "0"}
    plain = dict(presses.expected)
    for _ in range(20):
        presses.any()
    presses.field().press("Tab")
    link = {name: text for name, text in presses.expected.items() if text != plain[name]}
    link["lang"] = presses.language
    said = wait_until(
        lambda: at_rest(page) or words_of(page) == link or None, 20, f"{link} after {presses.done}"
    )
    assert said
    expect(presses.field()).to_have_value(presses.expected["x"])
    for name in ("watch", "persistent", "twice"):
        expect(presses.box(name)).to_be_checked(checked=presses.expected[name] == "1")


def test_an_answer_by_keyboard_is_said_and_keeps_the_focus_in_its_card(page: Page, server: Server) -> None:
    started(page, f"{server.url}/tape?question=unwatched_constant")
    card = page.locator(".st-key-gp_question_unwatched_constant")
    commit = card.get_by_role("button", name=say("lesson_cards.commit"))
    status = page.locator("body > [role=status]")
    commit.press("Enter")
    expect(status).to_have_text(say("lesson_cards.no_answer"), timeout=LIMIT)
    field = card.get_by_role("radiogroup")
    expect(field).to_have_accessible_description(say("lesson_cards.no_answer"))
    card.get_by_role("radio").nth(0).check(force=True)
    expect(field).not_to_have_attribute("aria-describedby", re.compile("."), timeout=LIMIT)
    commit.press("Enter")
    expect(status).to_contain_text(say("lesson_cards.wrong"), timeout=LIMIT)
    inside = "document.activeElement.closest('[class*=st-key-gp_predict_]') !== null"
    wait_until(lambda: page.evaluate(inside), LIMIT / 1000, "the focus in the card")
