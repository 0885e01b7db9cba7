"""The layers page in a browser: output cells tell their story, questions are answered, models are drawn."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from playground.lessons.layers.gallery import GalleryRequest
from playground.lessons.layers.kinds import KindRequest
from playground.lessons.layers.view.state import VIEWS
from playground.locale import say
from tools.drive.server import Server

NewContext = Callable[..., BrowserContext]
LOCALES = {"en": "en-US", "ko": "ko-KR"}
LIMIT = 90_000  # ms: the first test may meet a TensorFlow that is still starting


@pytest.fixture(params=["en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def layers(new_context: NewContext, server: Server, language: str) -> Callable[[str], Page]:
    """Opens the page in the language, with the words of a link."""

    def open_layers(words: str) -> Page:
        page = new_context(locale=LOCALES[language]).new_page()
        page.goto(f"{server.url}/layers?{words}")
        return page

    return open_layers


def lit(lab: Locator) -> dict[str, int]:
    """How many cells of each array light up."""
    arrays = lab.locator("[data-array]")
    names = [array.get_attribute("data-array") or "" for array in arrays.all()]
    return {name: lab.locator(f'[data-array="{name}"] .is-lit').count() for name in names}


@pytest.mark.slow
def test_zeros_of_the_padding_light_up_at_the_edge_and_are_told(
    layers: Callable[[str], Page], language: str
) -> None:
    page = layers("view=kinds&kind=conv2d&padding=same")
    lab = page.get_by_test_id("kinds")
    padded = lab.locator('[data-array="inputs"] .is-padded')
    expect(padded).to_have_count(24, timeout=LIMIT)  # around 5 times 5
    lab.get_by_role("button", name="outputs[0, 0, 0, 0]").hover()
    expect(lab.locator(".is-padded.is-lit")).to_have_count(5)
    expect(lab.get_by_text(say("layers_page.cells.padded", language, count=5))).to_be_visible()
    lab.get_by_role("button", name="outputs[0, 2, 2, 0]").hover()
    expect(lab.locator(".is-padded.is-lit")).to_have_count(0)
    axes = "{}, {} ↓, {} →, {}".format(
        *(
            say(f"layers_page.cells.axis_{axis}", language)
            for axis in ("batch", "height", "width", "channels")
        )
    )
    expect(lab.get_by_text(axes)).to_be_visible()


def test_pointing_at_an_output_lights_what_made_it(layers: Callable[[str], Page], language: str) -> None:
    page = layers("view=kinds&kind=conv2d")
    lab = page.get_by_test_id("kinds")
    told = lab.locator(".gp-kinds-told")
    expect(lab).to_have_attribute("data-lit", "19", timeout=LIMIT)  # a window of 9, a filter of 9, a bias
    expect(lab.get_by_text(say("layers_page.cells.filter", language, number=1))).to_have_count(2)
    first = lab.get_by_role("button", name="outputs[0, 0, 0, 0]")
    first.hover()
    expect(told).to_contain_text("outputs[0, 0, 0, 0] = ")
    assert lit(lab) == {"inputs": 9, "kernel": 9, "bias": 1, "outputs": 0}
    arrays = KindRequest("conv2d").arrays
    window = (arrays["inputs"][0, :3, :3, 0] * arrays["kernel"][:, :, 0, 0]).sum() + arrays["bias"][0]
    shown = (told.locator("p").first.text_content() or "").rsplit("= ", 1)[1].replace("−", "-")
    assert float(shown) == pytest.approx(window, rel=1e-3)


@pytest.mark.slow
def test_keys_walk_through_the_outputs(layers: Callable[[str], Page], language: str) -> None:
    page = layers("view=kinds&kind=lstm")
    lab = page.get_by_test_id("kinds")
    told = lab.locator(".gp-kinds-told")
    start = lab.locator('button[tabindex="0"]')
    expect(start).to_have_count(1, timeout=LIMIT)
    start.focus()
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    expect(lab.get_by_role("button", name="outputs[0, 0, 0]")).to_be_focused()
    expect(told).to_contain_text("outputs[0, 0, 0] = ")
    assert lit(lab)["outputs"] == 0  # before the first step there is no state
    page.keyboard.press("ArrowDown")
    expect(lab.get_by_role("button", name="outputs[0, 1, 0]")).to_be_focused()
    expect(told).to_contain_text("c = f·c₋₁ + i·c′")
    assert lit(lab) == {
        "inputs": 2, "kernel": 8, "recurrent_kernel": 8, "bias": 4, "cells": 1, "outputs": 2,
    }  # fmt: skip
    expect(lab.locator('button[aria-current="true"]')).to_have_count(1)


@pytest.mark.slow
@pytest.mark.parametrize(("given", "right"), [("16", True), ("12", False)])
def test_a_question_is_answered(
    layers: Callable[[str], Page], language: str, given: str, right: bool
) -> None:
    page = layers("question=dense_count")
    why = say("layers.question.dense_count.why", language)
    field = page.get_by_role("textbox", name=say("lesson_cards.your_answer", language))
    expect(field).to_be_visible(timeout=LIMIT)
    expect(page.get_by_text(why)).to_have_count(0)
    field.fill(given)
    page.get_by_role("button", name=say("lesson_cards.commit", language)).click()
    verdict = say(f"lesson_cards.{'right' if right else 'wrong'}", language)
    expect(page.get_by_role("status").filter(has_text=verdict)).to_have_count(1, timeout=LIMIT)
    expect(page.get_by_text(why)).to_have_count(1 if right else 0)
    mistake = say("layers.question.dense_count.mistake.no_bias", language)
    expect(page.get_by_text(mistake)).to_have_count(0 if right else 1)


@pytest.mark.slow
def test_the_gallery_draws_what_keras_built(layers: Callable[[str], Page], language: str) -> None:
    page = layers("view=gallery&arch=branches&hidden=4")
    lab = page.get_by_test_id("model")
    expect(lab).to_have_attribute("data-layers", "5", timeout=LIMIT)  # input, two branches, joined, class
    drawing = lab.get_by_role("img")
    for layer, shape, count in (
        ("left_1", "(None, 4)", 12),
        ("joined", "(None, 8)", 0),
        ("class", "(None, 1)", 9),
    ):
        assert f"{layer} {shape}, {count}" in (drawing.get_attribute("aria-label") or "")
    expect(page.get_by_text(say("layers_page.gallery.total", language, count=33))).to_be_visible()
    plane = page.get_by_test_id("boundary")
    expect(plane).to_have_attribute("data-running", "false", timeout=LIMIT)
    request = GalleryRequest("branches", (4,)).experiment
    shares = re.findall(r"[\d.]+(?= ?%)", plane.locator("p").text_content() or "")
    counts = (request.num_samples, request.num_held)
    wrong = sum(round((1 - float(share) / 100) * count) for share, count in zip(shares, counts, strict=True))
    expect(plane).to_have_attribute("data-wrong", str(wrong))  # the browser's model against TensorFlow's
    page.get_by_text(say("layers.model.residual.title", language), exact=True).click()
    expect(page.get_by_text(say("layers_page.gallery.nothing_to_add", language))).to_be_visible()
    field = page.get_by_role("textbox", name=say("layers_page.gallery.hidden", language))
    field.fill("4,4")
    field.press("Enter")
    expect(lab.locator(".is-around")).to_have_count(1)
    expect(page.get_by_text(say("layers_page.gallery.total", language, count=37))).to_be_visible()
    expect(page).to_have_url(re.compile(r"arch=residual&hidden=4%2C4"))


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_scrolls_sideways_on_a_phone(new_context: NewContext, server: Server, view: str) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    page.goto(f"{server.url}/layers?view={view}")
    shown = {
        "kinds": ".gp-lab[data-theme]",
        "gallery": ".gp-model",
        "shapes": ".gp-chain",
        "layer": ".gp-holds",
        "traps": "[class*=st-key-gp_lesson] [data-testid=stButton]",
    }
    expect(page.locator(shown[view]).first).to_be_visible(timeout=LIMIT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
