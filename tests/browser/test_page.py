"""The page itself: first visit, small screen, names of controls, what it does not do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from playground.locale import say
from playground.shell.frame import PAGES
from tools.drive.server import Server
from tools.drive.stage import Stage

PATHS = [entry.url_path for entry in PAGES.values()]
NewContext = Callable[..., BrowserContext]


def open_page(page: Page, url: str) -> None:
    """Go there and wait until the page stands."""
    page.goto(url)
    expect(page.get_by_role("heading").or_(page.get_by_test_id("stage")).first).to_be_visible(timeout=60_000)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)


@pytest.mark.slow
def test_the_first_deep_link_on_a_fresh_server_shows_frame_and_page(
    own_server: Server, new_context: NewContext
) -> None:
    page = new_context().new_page()
    stage = Stage(page).open(own_server.url)
    expect(stage.button("Play")).to_be_visible()
    expect(page.get_by_role("link", name=say("common.page.linear")).first).to_be_visible()


def test_home_plays_the_chapters_run(page: Page, server: Server) -> None:
    page.goto(server.url)
    stage = Stage(page).ready()
    stage.play().wait_state("done")
    assert stage.step == 40
    assert stage.accuracy >= 0.99


@pytest.mark.sampled(1)
@pytest.mark.parametrize("path", PATHS)
def test_nothing_scrolls_sideways_on_a_phone(new_context: NewContext, server: Server, path: str) -> None:
    page = new_context(viewport={"width": 390, "height": 844}, has_touch=True).new_page()
    open_page(page, f"{server.url}/{path}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 390
    overflow = page.evaluate(
        """() => [...document.querySelectorAll('[data-testid=stage] *')]
            .filter(e => getComputedStyle(e).position !== 'fixed')
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert overflow == []


@pytest.mark.sampled(2)
@pytest.mark.parametrize("path", [path for path in reversed(PATHS) if path])
def test_nothing_moves_while_a_page_comes(page: Page, server: Server, path: str) -> None:
    page.add_init_script(
        """window.shifts = []
        new PerformanceObserver((list) => {
          for (const { value, startTime, sources } of list.getEntries())
            shifts.push([value, startTime, ...sources.map(({ node }) => node?.outerHTML?.slice(0, 80))])
        }).observe({ type: "layout-shift", buffered: true })"""
    )
    open_page(page, f"{server.url}/{path}")
    shifts = page.evaluate("shifts")
    assert sum(value for value, *_ in shifts) < 0.03, shifts


@pytest.mark.sampled(1)
@pytest.mark.parametrize("path", PATHS)
def test_every_control_has_a_name(page: Page, server: Server, path: str) -> None:
    open_page(page, f"{server.url}/{path}")
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    roles = {
        "button",
        "link",
        "slider",
        "textbox",
        "spinbutton",
        "combobox",
        "checkbox",
        "switch",
        "tab",
        "radio",
    }
    nameless = [
        node
        for node in nodes
        if not node["ignored"]
        and node["role"]["value"] in roles
        and not (node.get("name") or {}).get("value", "").strip()
    ]
    assert nameless == []


def test_the_stage_exists_as_text(stage: Stage) -> None:
    stage.play().wait_state("done")
    expect(stage.root.get_by_role("status").filter(has_text="Finished at step 40")).to_have_count(1)


@pytest.mark.slow
def test_the_stage_page_loads_no_plotly_until_asked(new_context: NewContext, server: Server) -> None:
    context = new_context()
    Stage(context.new_page()).open(server.url)
    asked = new_context.witness(context).requests  # type: ignore[attr-defined]
    assert not [url for url in asked if "plotly" in url.lower()]


def test_the_server_forbids_other_origins(server: Server, page: Page) -> None:
    answer = page.request.get(f"{server.url}/")
    policy = answer.headers["content-security-policy"]
    assert "default-src" in policy
    assert "http:" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
