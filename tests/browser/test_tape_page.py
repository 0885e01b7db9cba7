"""The tape page in a browser: the tangent follows, the object falls, questions are answered and drawn."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from playground.lessons.tape.view.state import VIEWS
from playground.locale import say
from tools.drive.server import Server, wait_until

NewContext = Callable[..., BrowserContext]
LOCALES = {"en": "en-US", "ko": "ko-KR"}
LIMIT = 90_000  # ms: the first test may meet a TensorFlow that is still starting


@pytest.fixture(params=["en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def tape(new_context: NewContext, server: Server, language: str) -> Callable[[str], Page]:
    """Opens the page in the language, with the words of a link."""

    def open_tape(words: str = "") -> Page:
        page = new_context(locale=LOCALES[language]).new_page()
        page.goto(f"{server.url}/tape?{words}")
        return page

    return open_tape


def attribute(lab: Locator, name: str) -> float:
    return float(lab.get_attribute(f"data-{name}", timeout=LIMIT) or "nan")


def gradient(page: Page) -> Locator:
    return page.get_by_test_id("tape-answer").locator("dd").first


def test_the_tangent_moves_with_the_pointer_and_the_tape_answers(
    tape: Callable[[str], Page], language: str
) -> None:
    page = tape("")
    lab = page.get_by_test_id("tangent")
    expect(lab).to_have_attribute("data-slope", "6", timeout=LIMIT)
    expect(gradient(page)).to_have_text("6.0")
    panel = lab.locator(".gp-tangent-panel")
    box = panel.bounding_box()
    assert box is not None
    handle = lab.get_by_role("slider", name=say("tape_page.tangent.handle", language))
    place = handle.bounding_box()
    assert place is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(place["x"] + place["width"] / 2, middle)
    page.mouse.down()
    seen = {3.0}
    for step in range(1, 11):
        page.mouse.move(place["x"] + place["width"] / 2 - 30 * step, middle)
        wait_until(lambda: attribute(lab, "x") not in seen, 5, "the next x")
        x = attribute(lab, "x")
        seen.add(x)
        assert attribute(lab, "slope") == pytest.approx(2 * x, abs=1e-4)
        expect(gradient(page)).to_have_text("6.0")  # the tape is asked when the point is let go
    page.mouse.up()
    assert len(seen) == 11
    x = attribute(lab, "x")
    expect(gradient(page)).to_have_text(_float32(2 * x), timeout=LIMIT)
    expect(page).to_have_url(re.compile(rf"x={re.escape(f'{x:g}')}"))
    assert attribute(lab, "x") == x  # the answer moves nothing


def _time_of_link(page: Page) -> float:
    found = re.search(r"[?&]time=([0-9.]+)", page.evaluate("location.search"))
    return float(found[1]) if found else math.nan


def _float32(value: float) -> re.Pattern[str]:
    """A number as printed, up to the last digits of a float32."""
    return re.compile(re.escape(f"{value:.3f}".rstrip("0").replace("-", "−")))


@pytest.mark.slow
def test_the_tangent_moves_with_the_keys(tape: Callable[[str], Page], language: str) -> None:
    page = tape("function=cube&x=1")
    lab = page.get_by_test_id("tangent")
    expect(lab).to_have_attribute("data-slope", re.compile(r"\d"), timeout=LIMIT)
    handle = lab.get_by_role("slider", name=say("tape_page.tangent.handle", language))
    handle.focus()
    handle.press("ArrowRight")
    handle.press("ArrowRight")
    # What is painted follows the keys by a frame, the link by an answer: in the end they agree.
    moved = re.compile(r"[?&]x=1\.")
    expect(page).to_have_url(moved, timeout=LIMIT)
    wait_until(lambda: f"x={attribute(lab, 'x'):g}&" in f"{page.url}&", 30, "link and point to agree")
    assert attribute(lab, "x") > 1
    expect(handle).to_have_attribute("aria-valuetext", re.compile("x = "))
    handle.press("End")
    expect(lab).to_have_attribute("data-x", "3")
    expect(gradient(page)).to_have_text("27.0", timeout=LIMIT)


@pytest.mark.slow
def test_the_object_falls(tape: Callable[[str], Page], language: str) -> None:
    page = tape("view=fall&time=0&height=120")
    lab = page.get_by_test_id("fall")
    expect(lab).to_have_attribute("data-state", "paused", timeout=LIMIT)
    assert attribute(lab, "time") == 0
    lab.get_by_role("button", name=say("tape_page.fall.play", language)).click()
    expect(lab).to_have_attribute("data-state", "playing")
    wait_until(lambda: attribute(lab, "time") > 0.3, 20, "time to pass")
    # A hand takes some frames from press to release.
    lab.get_by_role("button", name=say("tape_page.fall.pause", language)).click(delay=80)
    expect(lab).to_have_attribute("data-state", "paused")
    time = attribute(lab, "time")
    assert attribute(lab, "position") == pytest.approx(4.9 * time**2, rel=1e-3)
    assert attribute(lab, "speed") == pytest.approx(9.8 * time, rel=1e-3)
    assert attribute(lab, "acceleration") == pytest.approx(9.8, rel=1e-3)
    # The exact values come from the tapes when time stands still.
    wait_until(lambda: _time_of_link(page) == pytest.approx(time, abs=1e-3), 60, "the time in the link")
    expect(page.locator(".st-key-gp_fall_exact")).to_contain_text("9.8 m/s²")
    lab.get_by_role("button", name=say("tape_page.fall.play", language)).click()
    expect(lab).to_have_attribute("data-state", "landed", timeout=LIMIT)
    assert attribute(lab, "position") == pytest.approx(120, rel=1e-3)
    # The page has heard of the landing, and the object still lies where it landed.
    wait_until(lambda: _time_of_link(page) == pytest.approx((120 / 4.9) ** 0.5, abs=1e-3), 60, "the landing")
    expect(page.locator(".st-key-gp_fall_exact")).to_contain_text("120.0 m", timeout=LIMIT)
    expect(lab).to_have_attribute("data-state", "landed")
    slider = lab.get_by_role("slider", name=say("tape_page.fall.time_slider", language), exact=True)
    slider.fill("1")
    expect(lab).to_have_attribute("data-time", "1")
    expect(page.locator(".st-key-gp_fall_exact")).to_contain_text("4.9 m", timeout=LIMIT)


@pytest.mark.slow
def test_another_gravity_does_not_stop_what_plays(tape: Callable[[str], Page], language: str) -> None:
    page = tape("view=fall&height=1000&time=0")
    lab = page.get_by_test_id("fall")
    expect(lab).to_have_attribute("data-state", "paused", timeout=LIMIT)
    lab.get_by_role("button", name=say("tape_page.fall.play", language)).click()
    wait_until(lambda: attribute(lab, "time") > 1, 20, "time to pass")
    field = page.get_by_role("textbox", name=say("tape_page.fall.gravity", language), exact=True)
    field.fill("3.71")
    before = attribute(lab, "time")
    field.press("Enter")
    wait_until(lambda: attribute(lab, "acceleration") == pytest.approx(3.71, rel=1e-3), 30, "the new gravity")
    assert attribute(lab, "time") >= before
    expect(lab).to_have_attribute("data-state", "playing")


@pytest.mark.slow
def test_the_recorded_graph_is_walked_through(tape: Callable[[str], Page], language: str) -> None:
    page = tape("view=graph&function=free&formula=x*x%2Bx")
    lab = page.get_by_test_id("graph")
    told = lab.locator(".gp-graph-told")
    expect(lab).to_have_attribute("data-moment", "0", timeout=LIMIT)  # nothing is told before its step
    expect(told).to_have_text(say("tape_page.graph.start", language))
    back = lab.get_by_role("button", name=say("tape_page.graph.back", language))
    expect(back).to_be_disabled()
    more = lab.get_by_role("button", name=say("tape_page.graph.next", language))
    for moment in range(1, 7):
        more.click()
        expect(lab).to_have_attribute("data-moment", str(moment))
        if moment == 2:
            expect(told).to_contain_text("n1 = x * x = 9")
    expect(told).to_contain_text("3 · 1 + 3 · 1 + 1 · 1 = 7")
    expect(more).to_be_disabled()
    back.click()
    expect(lab).to_have_attribute("data-moment", "5")
    # Another x shows in the same record; another formula begins anew.
    field = page.get_by_role("textbox", name=say("tape_page.input.x", language), exact=True)
    field.fill("-2")
    field.press("Enter")
    expect(told).to_contain_text("n1", timeout=LIMIT)
    expect(lab).to_have_attribute("data-moment", "5")
    page.get_by_role("button", name="sin(x**2)").or_(page.get_by_role("radio", name="sin(x**2)")).click()
    expect(lab).to_have_attribute("data-moment", "0", timeout=LIMIT)
    assert "∇ " in (lab.get_by_role("img").get_attribute("aria-label") or "")


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("choice", "right"), [("none", True), ("number", False)])
def test_a_question_is_answered(tape: Callable[[str], Page], language: str, choice: str, right: bool) -> None:
    page = tape("question=unwatched_constant")
    why = say("tape.question.unwatched_constant.why", language)
    choices = page.get_by_role("radiogroup", name=say("lesson_cards.your_answer", language))
    expect(choices).to_be_visible(timeout=LIMIT)
    expect(page.get_by_text(why)).to_have_count(0)
    choices.get_by_text(
        say(f"tape.question.unwatched_constant.choice.{choice}", language), exact=True
    ).click()
    page.get_by_role("button", name=say("lesson_cards.commit", language)).click()
    verdict = say(f"lesson_cards.{'right' if right else 'wrong'}", language)
    expect(page.get_by_test_id("stMain").get_by_text(verdict, exact=True)).to_be_visible(timeout=LIMIT)
    expect(page.get_by_text(why)).to_have_count(1 if right else 0)


@pytest.mark.slow
def test_a_slope_is_drawn_with_the_pen(tape: Callable[[str], Page], language: str) -> None:
    page = tape("question=relu_slope")
    lab = page.get_by_test_id("sketch")
    commit = lab.get_by_role("button", name=say("tape_page.sketch.commit", language))
    expect(commit).to_be_disabled(timeout=LIMIT)
    handles = lab.get_by_role("slider")
    expect(handles).to_have_count(12)
    expect(handles.first).to_have_css("left", re.compile(r"[1-9]"))
    lab.scroll_into_view_if_needed()
    boxes = [handles.nth(place).bounding_box() for place in range(12)]
    points = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes if box]
    low = points[0][1]
    one = _one_up(lab)
    lab.get_by_role("button", name=say("tape_page.sketch.clear", language)).click()
    expect(lab).to_have_attribute("data-drawn", "0")
    page.mouse.click(*points[3])
    expect(lab).to_have_attribute("data-drawn", "1")
    expect(commit).to_be_disabled()  # a point is no curve
    page.mouse.move(*points[0])
    page.mouse.down()
    page.mouse.move(*points[5], steps=12)
    page.mouse.move(points[6][0], low - one, steps=4)
    page.mouse.move(points[11][0], low - one, steps=12)
    page.mouse.up()
    expect(lab).to_have_attribute("data-drawn", "12")
    commit.click()
    expect(page.get_by_text(say("lesson_cards.right", language), exact=True)).to_be_visible(timeout=LIMIT)
    expect(lab.get_by_text(say("tape_page.sketch.key_truth", language))).to_be_visible()


def _one_up(lab: Locator) -> float:
    """Pixels of one unit of y, found by raising a point by a key and seeing how far it went."""
    last = lab.get_by_role("slider").last
    last.focus()
    before = last.bounding_box()
    last.press("ArrowUp")
    expect(last).not_to_have_attribute("aria-valuenow", "0")  # nothing was drawn: it was exactly 0
    after = last.bounding_box()
    assert before is not None
    assert after is not None
    return (before["y"] - after["y"]) / float(last.get_attribute("aria-valuenow") or "nan")


@pytest.mark.slow
def test_a_slope_is_drawn_with_keys_and_the_mistake_is_named(
    tape: Callable[[str], Page], language: str
) -> None:
    page = tape("question=relu_slope")
    lab = page.get_by_test_id("sketch")
    handles = lab.get_by_role("slider")
    expect(handles).to_have_count(12, timeout=LIMIT)
    handles.first.focus()
    for place in range(12):
        focused = handles.nth(place)
        expect(focused).to_be_focused()
        while float(focused.get_attribute("aria-valuenow") or "nan") < 0.95:
            before = focused.get_attribute("aria-valuenow") or ""
            focused.press("ArrowUp")
            expect(focused).not_to_have_attribute("aria-valuenow", before)
        focused.press("ArrowRight")
    lab.get_by_role("button", name=say("tape_page.sketch.commit", language)).click()
    wrong = say("lesson_cards.wrong_curve", language)
    expect(page.get_by_text(wrong, exact=True)).to_be_visible(timeout=LIMIT)
    mistake = say("tape.question.relu_slope.mistake.constant", language)
    expect(page.get_by_text(mistake)).to_be_visible()


@pytest.mark.slow
@pytest.mark.parametrize("view", VIEWS)
def test_nothing_scrolls_sideways_on_a_phone(new_context: NewContext, server: Server, view: str) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    page.goto(f"{server.url}/tape?view={view}")
    shown = {"inputs": ".gp-bars", "traps": "[class*=st-key-gp_lesson] [data-testid=stButton]"}
    expect(page.locator(shown.get(view, ".gp-lab[data-theme]")).first).to_be_visible(timeout=LIMIT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
