"""On paper: the stage or the lab, its settings and its link, on one page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_axe import opened
from tools.drive.server import Server

# A4 without its margins, in pixels of CSS.
PAPERS = {"landscape": {"width": 1055, "height": 726}, "portrait": {"width": 726, "height": 1055}}
_PAGES = re.compile(rb"/Type\s*/Page\b")
# The shape of each picture's bitmap.
_SHAPES = """() => Object.fromEntries([...document.querySelectorAll(
  ":is(.gp-plot, .gp-loss-canvas, .gp-network) > canvas:last-of-type")]
  .filter((canvas) => canvas.checkVisibility()).map((canvas, at) => {
    const { width, height } = canvas.getBoundingClientRect();
    return [`${canvas.parentElement.className} ${at}`, [width / height, width, height]];
  }))"""


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "path",
    [
        "linear?lr=0.12",
        "layers",
        "tape?view=graph",
        "predict?view=threshold",
        "fit",
        "sweep",
        "compare?run=linear%3F",
    ],
)
def test_a_page_is_printed_on_one_sheet_with_settings_and_link(page: Page, server: Server, path: str) -> None:
    opened(page, server, path)
    for name in PAPERS:
        assert len(_PAGES.findall(page.pdf(format="A4", landscape=name == "landscape"))) == 1, name
    page.set_viewport_size(PAPERS["landscape"])
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


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("path", ["linear?lr=0.12", "layers", "compare?run=linear%3F"])
def test_pictures_on_paper_have_the_shape_of_the_screen_and_fill_their_panels(
    page: Page, server: Server, path: str, paper: str
) -> None:
    opened(page, server, path)
    shapes = page.evaluate(_SHAPES)
    page.pdf(format="A4", landscape=paper == "landscape")  # as the browser lays it out for paper, once
    page.emulate_media(media="print")
    page.set_viewport_size(PAPERS[paper])
    for name, (ratio, _, _) in page.evaluate(_SHAPES).items():
        assert ratio == pytest.approx(shapes[name][0], rel=0.02), name
    chart = page.locator(".gp-loss-canvas > canvas").last.bounding_box()
    assert chart
    assert chart["width"] > 0.2 * PAPERS[paper]["width"]
    assert chart["height"] > 0.12 * min(PAPERS[paper].values())
