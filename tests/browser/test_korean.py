"""Korean pages: they speak Korean, words stay whole, and what Streamlit says is Korean, too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from playground.shell.frame import PAGES
from tools.drive.server import Server

NewContext = Callable[..., BrowserContext]
HANGUL = re.compile("[가-힣]")

# Words of Hangul that stand on two lines, in the window's width (a closed sidebar lies beside it);
# what is clipped is for screen readers.
BROKEN_WORDS = r"""() => {
  const found = [];
  const clipped = (part) =>
    part && (getComputedStyle(part).clipPath !== "none" || clipped(part.parentElement));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.checkVisibility() || clipped(node.parentElement)) continue;
    for (const word of node.data.matchAll(/[\p{Script=Hangul}]+[\p{Script=Hangul}.,?!:]*/gu)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      const seen = (box) => box.width > 0 && box.right > 0 && box.left < innerWidth;
      const boxes = [...range.getClientRects()].filter(seen);
      const lines = new Set(boxes.map(box => Math.round(box.top)));
      if (lines.size > 1) found.push(word[0]);
    }
  }
  return found;
}"""


def stands(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("html")).to_have_attribute("lang", "ko", timeout=60_000)
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=60_000)
    page.evaluate("document.fonts.ready.then(() => true)")


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize("path", [entry.url_path for entry in PAGES.values()])
def test_a_page_speaks_korean_and_breaks_no_word(new_context: NewContext, server: Server, path: str) -> None:
    page = new_context(locale="ko-KR").new_page()
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        stands(page, f"{server.url}/{path}")
        first = page.get_by_role("heading").or_(page.get_by_test_id("stage")).first
        expect(first).to_be_visible(timeout=60_000)
        expect(first).to_contain_text(HANGUL)
        assert page.evaluate(BROKEN_WORDS) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_streamlit_says_is_in_the_language_of_the_page(new_context: NewContext, server: Server) -> None:
    page = new_context(locale="ko-KR").new_page()
    stands(page, f"{server.url}/tensors?lang=ko")
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("본문으로 건너뛰기")
    page.get_by_role("button", name="메뉴").click()
    shown = page.get_by_test_id("stMainMenuPopover")
    expect(shown).to_contain_text("어둡게")
    for english in ("Dark", "Print", "About"):
        expect(shown).not_to_contain_text(english)
    page.keyboard.press("Escape")
    page.get_by_role("radio", name="English", exact=True).click()
    expect(page.get_by_role("button", name="Main menu")).to_be_visible()
