"""On paper: the stage or the lab, its settings and its link, on one page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_axe import opened
from tools.drive.server import Server

PAPER = {"width": 1055, "height": 726}  # A4 landscape without its margins, in pixels of CSS
_PAGES = re.compile(rb"/Type\s*/Page\b")


@pytest.mark.sampled(1)
@pytest.mark.parametrize("path", ["linear?lr=0.12", "layers", "tape?view=graph", "predict?view=threshold"])
def test_a_page_is_printed_on_one_sheet_with_settings_and_link(page: Page, server: Server, path: str) -> None:
    opened(page, server, path)
    assert len(_PAGES.findall(page.pdf(prefer_css_page_size=True))) == 1
    page.set_viewport_size(PAPER)
    page.emulate_media(media="print")
    main = page.get_by_test_id("stMain")
    told = main.evaluate("(main) => getComputedStyle(main, '::after').content")
    assert told == f'"{page.url}"'
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    title = page.get_by_role("heading", level=1).bounding_box()
    assert title
    assert 5 < title["height"] < 40 < title["width"], "the title is one line"
    expect(page.get_by_test_id("stage").or_(page.locator(".st-key-gp_lab_picture")).first).to_be_in_viewport()
    expect(page.get_by_test_id("stSidebar")).to_be_in_viewport()
