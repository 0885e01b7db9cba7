"""Fields and switches of the lesson pages: they keep what they show, whoever comes back to them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from playwright.sync_api import Page, expect

from playground.lessons.fit.view import state as fit_state
from playground.lessons.layers.view import state as layers_state
from playground.lessons.predict.view import state as predict_state
from playground.lessons.tape.view import state as tape_state
from playground.lessons.tensors.view import state as tensors_state
from playground.locale import say, strings
from tools.drive.server import Server, wait_until

LIMIT = 90_000  # ms: the first test may meet a TensorFlow that is still starting
# Everything in which a learner can read a setting: fields by their text, choices by whether they are taken.
SETTINGS = """() => {
  const lab = '[class*="st-key-gp_lesson"]'
  const fields = document.querySelectorAll(`${lab} :is(input, [role=radio], [role=checkbox])`)
  const name = field => field.getAttribute('aria-label') || field.innerText || ''
  const value = field => field.type === 'checkbox' ? field.checked : field.value
  return [...fields].filter(field => !field.closest('.gp-lab'))
    .map(field => [name(field), value(field), field.getAttribute('aria-checked')].join(' = '))
}"""

PAGES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "tensors": (tensors_state.VIEWS, "make=uniform&low=-2&seed=3"),
    "tape": (tape_state.VIEWS, "kind=constant&watch=1&function=cube&x=2.5"),
    "fit": (fit_state.VIEWS, "epochs=4&lr=0.05"),
    "predict": (predict_state.VIEWS, "threshold=0.25"),
    "layers": (layers_state.VIEWS, "view=layer"),
}


def at_rest(page: Page) -> None:
    """The server has answered everything."""
    expect(page.get_by_test_id("stApp")).to_have_attribute(
        "data-test-script-state", "notRunning", timeout=LIMIT
    )


def settings(page: Page) -> list[str]:
    """What is set, once nothing changes any more."""
    at_rest(page)
    found: list[str] = page.evaluate(SETTINGS)
    return found


def open_lab(page: Page, area: str, view: str) -> None:
    """Switch to a lab and wait until it stands."""
    words = strings(area)
    page.get_by_role("radio", name=words[f"{view}.title"], exact=True).first.click(timeout=LIMIT)
    lead = words[f"{view}.lead"]
    expect(page.get_by_text(lead, exact=True)).to_be_visible(timeout=LIMIT)
    at_rest(page)


def started(page: Page, address: str) -> None:
    """The page, with TensorFlow ready: labs that wait for it show less."""
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible(timeout=LIMIT)
    expect(page.get_by_text(say("common.warming"))).to_have_count(0, timeout=LIMIT)
    at_rest(page)


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize("name", PAGES)
def test_a_lab_that_is_left_and_come_back_to_is_as_it_was(page: Page, server: Server, name: str) -> None:
    views, words = PAGES[name]
    started(page, f"{server.url}/{name}?{words}")
    known: dict[str, set[str]] = {view: set() for view in views}
    for view in views * 3:
        open_lab(page, f"{name}_page", view)
        # Fields come one after another, so that one look may see too few of them, but none that changes.
        wait_until(lambda view=view: known[view] <= set(settings(page)), 30, f"{view} as it was")
        known[view] |= set(settings(page))
        expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("address", "label"),
    [
        ("tape", "tape_page.input.x"),
        ("tape?view=fall", "tape_page.fall.gravity"),
        ("tensors", "tensors.parameter.mean"),
        ("linear", "knobs.neg_x.label"),
        ("linear", "knobs.seed.label"),
    ],
)
def test_an_emptied_field_keeps_its_number(page: Page, server: Server, address: str, label: str) -> None:
    page.goto(f"{server.url}/{address}")
    role = "spinbutton" if address == "linear" else "textbox"
    field = page.get_by_role(role, name=say(label), exact=True)
    expect(field).to_have_value(re.compile(r"\d"), timeout=LIMIT)
    at_rest(page)
    before, address = field.input_value(), page.url
    field.fill("")
    field.press("Tab")
    expect(field).to_have_value(before)
    at_rest(page)
    assert page.url == address


@pytest.mark.slow
def test_quick_clicks_are_all_counted(page: Page, server: Server) -> None:
    started(page, f"{server.url}/tensors")
    more = page.get_by_role("button", name=say("tensors_page.build.next_seed"))
    for _ in range(10):
        more.click(delay=5)
    page.wait_for_url("**seed=10**", timeout=LIMIT)
    at_rest(page)
    expect(page.get_by_role("textbox", name=say("tensors.parameter.seed"), exact=True)).to_have_value("10")


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize(("language", "typed"), [("en", "40"), ("ko", "3.7")])
def test_a_number_out_of_bounds_is_refused_in_the_pages_language(
    page: Page, server: Server, language: str, typed: str
) -> None:
    page.goto(f"{server.url}/tensors?lang={language}")
    field = page.get_by_role("textbox", name=say("tensors_page.build.axis", language, axis=0), exact=True)
    expect(field).to_have_value("3", timeout=LIMIT)
    field.fill(typed)
    field.press("Enter")
    told = page.locator(".st-key-gp_lab_knobs .gp-words.is-notice")
    expect(told).to_contain_text(typed, timeout=LIMIT)
    expect(told).to_contain_text("16")
    expect(field).to_have_value("3")
