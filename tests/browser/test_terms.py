"""A term says what it means: on hover, on focus and after a tap, in the page's language."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from playground.locale.glossary import explanation
from tests.browser.test_axe import PHONE, opened
from tools.drive.server import Server
from tools.drive.stage import Stage


def bubble(page: Page) -> Locator:
    return page.locator(".gp-term-bubble:popover-open")


def test_a_term_is_explained_on_hover_and_focus_once_on_a_page(page: Page, server: Server) -> None:
    opened(page, server, "tape?view=graph")
    tape, gradient = (page.get_by_role("button", name=name, exact=True) for name in ("tape", "gradients"))
    expect(tape).to_have_count(1)
    tape.hover()
    expect(bubble(page)).to_have_text(explanation("tape"))
    expect(bubble(page)).to_be_in_viewport(ratio=1)
    page.mouse.move(5, 500)
    expect(bubble(page)).to_have_count(0)
    gradient.focus()
    expect(bubble(page)).to_have_text(explanation("gradient"))
    expect(gradient).to_have_accessible_description(explanation("gradient"))
    page.keyboard.press("Escape")
    expect(bubble(page)).to_have_count(0)
    expect(gradient).to_be_focused()


@pytest.mark.slow
def test_a_tap_on_a_label_of_the_stage_explains_it_in_korean(
    new_context: Callable[..., BrowserContext], server: Server
) -> None:
    page = new_context(viewport=PHONE, has_touch=True, locale="ko-KR").new_page()
    opened(page, server, "linear")
    label = (
        Stage(page)
        .ready()
        .root.get_by_role("button", name="에포크", exact=True)
        .and_(page.locator(".gp-term"))
    )
    label.tap()
    expect(bubble(page)).to_have_text(explanation("epoch", "ko"))
    expect(bubble(page)).to_be_in_viewport(ratio=1)
    page.get_by_test_id("stApp").tap(position={"x": 8, "y": 70})
    expect(bubble(page)).to_have_count(0)
