"""The stage that is there before Streamlit's client, and the moment at which Streamlit takes it over."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from playground.core.experiment import Experiment
from playground.locale import say
from tools.drive.server import Server
from tools.drive.stage import Stage

NewContext = Callable[..., BrowserContext]
# Streamlit's code for components: without it no component is mounted.
COMPONENTS = re.compile(r"/static/js/BidiComponent\.")
LIMIT = 60.0


class Late:
    """A page to which Streamlit's components come when they are let through."""

    def __init__(self, page: Page) -> None:
        self.page, self.stage = page, Stage(page)
        self._held: list[Route] = []
        self._holds = True
        page.route(COMPONENTS, self._take)

    def open(self, url: str) -> Stage:
        """Go there, and wait for the stage in its own place."""
        self.page.goto(url, wait_until="commit")
        expect(self.page.locator("html")).to_have_attribute("data-early", "shown", timeout=1000 * LIMIT)
        return self.stage.ready()

    def let_through(self) -> Stage:
        """Let Streamlit's components come; wait until the stage is theirs."""
        self._holds = False
        for route in self._held:
            route.continue_()
        self._held.clear()
        expect(self.page.get_by_test_id("stMain").get_by_test_id("stage")).to_be_visible(timeout=1000 * LIMIT)
        expect(self.page.locator(".gp-early")).to_have_count(0)
        return self.stage

    def _take(self, route: Route) -> None:
        if self._holds:
            self._held.append(route)
        else:
            route.continue_()


@pytest.fixture(scope="module", autouse=True)
def _ready(browser: Browser, server: Server) -> None:
    """A trainer that has started: the stage waits for rows in vain while its page is held."""
    page = browser.new_page()
    for path in ("linear", "layers"):
        Stage(page).open(server.url, "data=circle" if path == "layers" else "", path)
    page.close()


@pytest.fixture
def late(page: Page) -> Late:
    return Late(page)


def box(stage: Stage) -> dict[str, Any]:
    found = stage.root.bounding_box()
    assert found is not None
    return dict(found)


def near(one: dict[str, Any], other: dict[str, Any], name: str, most: float) -> bool:
    return bool(abs(one[name] - other[name]) <= most)


@pytest.mark.sampled(1)
@pytest.mark.parametrize("path", ["", "linear", "layers?data=circle"])
def test_the_stage_is_there_before_streamlit_and_goes_on_where_it_stands(
    late: Late, server: Server, path: str
) -> None:
    stage = late.open(f"{server.url}/{path}")
    before = box(stage)
    stage.root.evaluate("(stage) => { stage.querySelector('canvas').mark = 'the same' }")
    stage.set_speed("slowest").play().wait_step(1)
    late.let_through()
    assert stage.root.evaluate("(stage) => stage.querySelector('canvas').mark") == "the same"
    assert stage.state == "playing"
    after = box(stage)
    assert all(near(before, after, name, 3) for name in ("x", "y", "width"))
    stage.pause()
    if path:  # what was decided before is told to the page's panels
        expect(late.page.get_by_test_id("stMain").get_by_role("tablist")).to_be_visible(timeout=1000 * LIMIT)


def test_what_is_dragged_and_turned_before_holds_after(late: Late, server: Server) -> None:
    stage = late.open(f"{server.url}/linear")
    handle = stage.handle("negative")
    spot = handle.bounding_box()
    assert spot is not None
    mouse, x, y = late.page.mouse, spot["x"] + spot["width"] / 2, spot["y"] + spot["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 60, y + 30, steps=4)
    mouse.up()
    stage.type_knob("lr", "0.05").wait_value("lr", "0.05")
    moved = {name: stage.value_of(name) for name in ("neg_x", "neg_y", "lr")}
    assert moved["neg_x"] != "0"
    assert stage.words == {}, "Streamlit reads the address as it was opened"
    expected = Experiment.parse(moved)
    late.let_through()
    assert {name: stage.value_of(name) for name in moved} == moved
    stage.wait_link(expected).wait_run(expected)
    late.page.get_by_role("tab", name=say("linear.tab.code")).click(timeout=1000 * LIMIT)
    expect(late.page.get_by_test_id("stCode")).to_contain_text("0.05", timeout=1000 * LIMIT)
    late.page.go_back()
    stage.wait_run(Experiment()).wait_link(Experiment()).wait_value("lr", "0.1").wait_value("neg_x", "0")
    stage.undo().wait_value("lr", "0.05").wait_link(expected)


@pytest.mark.slow
def test_a_drag_under_way_is_not_interrupted(late: Late, server: Server) -> None:
    stage = late.open(f"{server.url}/linear")
    stage.slide("lr", 0.3, release=False)
    late._holds = False
    for route in late._held:
        route.continue_()
    expect(late.page.get_by_test_id("stMain")).to_be_attached(timeout=1000 * LIMIT)
    stage.slide("lr", 0.2, release=False)
    value = stage.value_of("lr")
    late.page.mouse.up()
    late._held.clear()
    late.let_through().wait_value("lr", value)


@pytest.mark.slow
def test_the_page_does_not_scroll_away_under_a_hand_that_has_begun(late: Late, server: Server) -> None:
    """A click would meet what lies below the stage, such as a link to another page."""
    stage = late.open(f"{server.url}/linear?view=code")
    stage.play().wait_step(1).pause()
    late.let_through()
    expect(late.page.get_by_test_id("stCode").first).to_be_visible(timeout=1000 * LIMIT)
    late.page.wait_for_timeout(500)
    assert late.page.get_by_test_id("stMain").evaluate("(main) => main.scrollTop") == 0


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize("before", ["linear", "fit"])
def test_back_to_another_page_takes_the_cover_away(late: Late, server: Server, before: str) -> None:
    page = late.page
    late._holds = False
    page.goto(f"{server.url}/{before}")
    page.get_by_role("link", name="Networks", exact=True).first.click(timeout=1000 * LIMIT)
    page.wait_for_url("**/layers**")
    late.stage.ready()
    late._holds = True
    page.reload(wait_until="commit")
    expect(page.locator("html")).to_have_attribute("data-early", "shown", timeout=1000 * LIMIT)
    page.go_back(wait_until="commit")
    page.wait_for_url(f"**/{before}**")
    expect(page.locator(".gp-early")).to_have_count(0)
    late._holds = False
    for route in late._held:
        route.continue_()
    picture = "stage" if before == "linear" else "stHeading"
    expect(page.get_by_test_id("stMain").get_by_test_id(picture).first).to_be_visible(timeout=1000 * LIMIT)


@pytest.mark.slow
def test_language_and_theme_are_the_pages_own(new_context: NewContext, server: Server) -> None:
    context = new_context(locale="ko-KR", color_scheme="dark")
    late = Late(context.new_page())
    stage = late.open(f"{server.url}/linear")
    play = stage.button(say("stage.play", "ko"))
    expect(play).to_be_visible()
    expect(stage.root).to_have_attribute("data-theme", "dark")
    late.let_through()
    expect(play).to_be_visible()
    # Chosen in Streamlit's menu, and on an earlier visit: they go before what the browser says.
    page = context.new_page()
    page.add_init_script(
        "localStorage.setItem('stActiveTheme-/linear-v2', '\"Light\"');"
        "localStorage.setItem('gradient-playground:language', 'en')"
    )
    late = Late(page)
    stage = late.open(f"{server.url}/linear")
    expect(stage.button("Play")).to_be_visible()
    expect(stage.root).to_have_attribute("data-theme", "light")
    late.let_through()
    expect(stage.root).to_have_attribute("data-theme", "light")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(stage.button("Play")).to_be_visible()


@pytest.mark.slow
def test_a_draft_that_was_left_is_there_at_once(late: Late, server: Server) -> None:
    stage = late.open(f"{server.url}/linear")
    late.let_through()
    stage.type_knob("lr", "0.07").wait_link(Experiment.parse({"lr": "0.07"}))
    stage.type_knob("seed", "3").wait_link(Experiment.parse({"lr": "0.07", "seed": "3"}))
    late._holds = True
    stage = late.open(f"{server.url}/linear?lr=0.07&seed=3")
    stage.wait_value("lr", "0.07").wait_value("seed", "3")
    stage.undo().wait_value("seed", "0")
    late.let_through().wait_link(Experiment.parse({"lr": "0.07"}))


@pytest.mark.slow
def test_without_a_first_reply_the_page_is_streamlits(new_context: NewContext, server: Server) -> None:
    context = new_context()
    page = context.new_page()
    page.route("**/first?*", lambda route: route.fulfill(status=503))
    stage = Stage(page).open(server.url)
    expect(page.get_by_test_id("stMain").get_by_test_id("stage")).to_be_visible()
    stage.play().wait_state("done")
    new_context.witness(context).forgive("503")  # type: ignore[attr-defined]
    page.goto(f"{server.url}/linear?lr=nonsense")
    expect(page.get_by_text("nonsense").first).to_be_attached(timeout=1000 * LIMIT)
    expect(page.locator(".gp-early")).to_have_count(0)
