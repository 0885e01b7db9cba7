"""Small windows: a low projector and a phone. What is read has its height, and nothing covers the picture."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tools.drive.server import Server
from tools.drive.stage import Stage

NewContext = Callable[..., BrowserContext]
LEAST_CHART = 170  # px, at which a loss curve is read


def _boxes(page: Page, *selectors: str) -> list[dict[str, float]]:
    found = [page.locator(selector).bounding_box() for selector in selectors]
    assert all(found)
    return [dict(box) for box in found if box]


def test_a_low_window_shows_play_and_a_loss_chart_that_can_be_read(
    new_context: NewContext, server: Server
) -> None:
    page = new_context(viewport={"width": 1280, "height": 720}).new_page()
    Stage(page).open(server.url)
    chart, play, gauge, transport, plot = _boxes(
        page,
        ".gp-loss-canvas",
        ".gp-transport .gp-button-primary",
        ".gp-gauge",
        ".gp-transport",
        ".gp-picture",
    )
    assert chart["height"] >= LEAST_CHART
    for part in (play, gauge, transport):
        assert part["y"] + part["height"] <= 720
    assert transport["width"] == plot["width"]
    assert transport["y"] >= plot["y"] + plot["height"]
    timeline, first = _boxes(page, ".gp-timeline", ".gp-transport > .gp-button >> nth=0")
    assert timeline["y"] >= first["y"] + first["height"] - 1  # two rows
    assert timeline["width"] > 120


@pytest.mark.slow
def test_on_a_phone_the_button_of_the_knobs_covers_nothing(new_context: NewContext, server: Server) -> None:
    context = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    Stage(page).open(server.url)
    button = page.get_by_test_id("stExpandSidebarButton")
    expect(button).to_be_visible()
    box, heading, plot = _boxes(page, "[data-testid=stExpandSidebarButton]", "h1", ".gp-plot")
    assert box["width"] >= 44
    assert box["height"] >= 44
    assert box["x"] + box["width"] <= heading["x"]
    assert box["y"] + box["height"] <= plot["y"]
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 600)")
    assert button.bounding_box() == {key: box[key] for key in ("x", "y", "width", "height")}
    button.click()
    expect(page.locator("[data-knob]").first).to_be_in_viewport()
