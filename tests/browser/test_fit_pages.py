"""Fit and predict in a browser: train with progress, cancel, move the threshold, click a point, answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from playground.lessons.fit.view.state import VIEWS as FIT_VIEWS
from playground.lessons.predict.view.state import VIEWS as PREDICT_VIEWS
from playground.locale import say
from tools.drive.server import Server

NewContext = Callable[..., BrowserContext]
LOCALES = {"en": "en-US", "ko": "ko-KR"}
LIMIT = 90_000  # ms: the first test may meet a TensorFlow that is still starting


@pytest.fixture(params=["en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visit(new_context: NewContext, server: Server, language: str) -> Callable[[str], Page]:
    """Opens a page in the language, with the words of a link."""

    def visit(path: str) -> Page:
        page = new_context(locale=LOCALES[language]).new_page()
        page.goto(f"{server.url}/{path}")
        return page

    return visit


def status(name: str, language: str) -> re.Pattern[str]:
    """A line about a training, whatever the epoch."""
    told = re.escape(say(f"fit.status.{name}", language))
    return re.compile(re.sub(r"\\\{\w+\\\}", r"\\d+", told))


@pytest.mark.slow
def test_a_model_is_trained_with_progress(visit: Callable[[str], Page], language: str) -> None:
    page = visit("fit?epochs=6")
    page.get_by_role("button", name=say("fit.train", language), exact=True).click(timeout=LIMIT)
    expect(page.get_by_text(status("running", language))).to_be_visible(timeout=LIMIT)
    done = say("fit.status.done", language, epoch=6, epochs=6)
    expect(page.get_by_text(done)).to_be_visible(timeout=LIMIT)
    table = page.get_by_role("table", name=say("fit.history_table", language))
    expect(table.get_by_role("row")).to_have_count(7)
    expect(table).to_contain_text("val_binary_accuracy")
    picture = page.get_by_test_id("training")
    expect(picture).to_have_attribute("data-epochs", "6")
    expect(picture).to_have_attribute("data-boundary", "6")
    picture.get_by_role("slider").press("ArrowLeft")  # the boundary of an epoch before
    expect(picture).to_have_attribute("data-boundary", "5")
    # A reload keeps the settings, and trains nothing by itself.
    page.reload()
    epochs = page.get_by_role("textbox", name=say("fit.field.epochs", language))
    expect(epochs).to_have_value("6", timeout=LIMIT)


@pytest.mark.slow
def test_a_training_is_cancelled(visit: Callable[[str], Page], language: str) -> None:
    page = visit("fit?epochs=100&optimizer=sgd&lr=0.05")
    page.get_by_role("button", name=say("fit.train", language), exact=True).click(timeout=LIMIT)
    table = page.get_by_role("table", name=say("fit.history_table", language))
    expect(table).to_be_visible(timeout=LIMIT)
    page.get_by_role("button", name=say("fit.cancel", language), exact=True).click()
    expect(page.get_by_text(status("cancelled", language))).to_be_visible(timeout=LIMIT)
    expect(page.get_by_role("button", name=say("fit.go_on", language))).to_be_visible()
    expect(table.get_by_role("row")).not_to_have_count(101)


def test_the_threshold_trades_mistakes(visit: Callable[[str], Page], language: str) -> None:
    page = visit("predict?view=threshold&neg_x=1.5&neg_y=1.5")
    missed = page.get_by_test_id("false_negative")
    expect(missed).to_be_visible(timeout=LIMIT)
    before = int(re.findall(r"\d+", missed.inner_text())[0])
    slider = page.get_by_role("slider", name=say("predict_page.threshold.slider", language))
    slider.focus()
    for _ in range(25):
        slider.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"threshold=0\.75"), timeout=LIMIT)
    expect(missed).not_to_have_text(re.compile(rf"^{before}\D"), timeout=LIMIT)
    assert int(re.findall(r"\d+", missed.inner_text())[0]) > before


@pytest.mark.slow
def test_a_point_is_clicked_and_put_by_keys(visit: Callable[[str], Page], language: str) -> None:
    page = visit("predict?view=points")
    lab = page.get_by_test_id("points")
    expect(lab).to_have_attribute("data-points", "0", timeout=LIMIT)
    expect(lab).to_have_attribute("data-right", re.compile(r"\d"))
    box = lab.locator(".gp-points-panel").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 0.35 * box["width"], box["y"] + 0.3 * box["height"])
    expect(lab).to_have_attribute("data-points", "1", timeout=LIMIT)
    table = page.get_by_role("table", name=say("predict_page.points.table", language))
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table).to_contain_text(say("fit.negative", language))
    handle = lab.locator(".gp-points-handle")
    handle.focus()
    for _ in range(20):
        handle.press("Shift+ArrowDown")
    handle.press("Shift+ArrowRight")
    handle.press("Enter")
    expect(lab).to_have_attribute("data-points", "2", timeout=LIMIT)
    expect(table).to_contain_text(say("fit.positive", language))
    expect(page).to_have_url(re.compile(r"points=[^&]*(;|%3B)"))


@pytest.mark.slow
def test_quick_clicks_are_all_points(new_context: NewContext, server: Server) -> None:
    page = new_context().new_page()
    page.goto(f"{server.url}/predict?view=points")
    lab = page.get_by_test_id("points")
    expect(lab).to_have_attribute("data-right", re.compile(r"\d"), timeout=LIMIT)
    box = lab.locator(".gp-points-panel").bounding_box()
    assert box is not None
    for place in range(8):
        page.mouse.click(box["x"] + (0.3 + 0.04 * place) * box["width"], box["y"] + 0.5 * box["height"])
    expect(lab).to_have_attribute("data-points", "8", timeout=LIMIT)
    table = page.get_by_role("table", name=say("predict_page.points.table"))
    expect(table.get_by_role("row")).to_have_count(9)


@pytest.mark.slow
@pytest.mark.parametrize(("choice", "right"), [("tensor", True), ("array", False)])
def test_a_question_is_answered(
    visit: Callable[[str], Page], language: str, choice: str, right: bool
) -> None:
    page = visit("predict?view=call&question=called_model")
    choices = page.get_by_role("radiogroup", name=say("lesson_cards.your_answer", language))
    expect(choices).to_be_visible(timeout=LIMIT)
    choices.get_by_text(say(f"predict.question.called_model.choice.{choice}", language), exact=True).click()
    page.get_by_role("button", name=say("lesson_cards.commit", language)).click()
    verdict = say(f"lesson_cards.{'right' if right else 'wrong'}", language)
    expect(page.get_by_test_id("stMain").get_by_text(verdict, exact=True)).to_be_visible(timeout=LIMIT)


@pytest.mark.slow
@pytest.mark.parametrize(("path", "views"), [("fit", FIT_VIEWS), ("predict", PREDICT_VIEWS)])
def test_nothing_scrolls_sideways_on_a_phone(
    new_context: NewContext, server: Server, path: str, views: tuple[str, ...]
) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    for view in views:
        page.goto(f"{server.url}/{path}?view={view}")
        cards = ("question", "trap", "predict")
        shown = page.locator(", ".join(f"[class*=st-key-gp_{card}_]" for card in cards) + ", .gp-code")
        expect(shown.locator("visible=true").first).to_be_visible(timeout=LIMIT)
        main = page.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth <= main.clientWidth"), view
