"""Whether all of a page can be read: nothing cut, nothing over something else, no sideways scrolling."""

from __future__ import annotations

from typing import Final

from playwright.sync_api import Page

__all__ = ["SPACED", "unreadable"]

# WCAG 1.4.12: what readers may set, and lose nothing.
SPACED: Final = """
* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-block-end: 2em !important; }
"""
# A text is cut where a box that hides its overflow ends before it; a box that scrolls shows it all.
# Formulas of KaTeX overlap by design, and a closed sidebar stands below the page.
_FIND: Final = r"""() => {
  const APART =
    "style, script, noscript, title, option, svg, .katex, [data-testid=stSidebar][data-collapsed=true] *";
  const FIXED = "header, [data-testid=stHeader], .st-key-gp_language, .st-key-gp_heading";
  const told = [];
  const main = document.querySelector("[data-testid=stMain]");
  for (const { scrollWidth, clientWidth } of [document.documentElement, main])
    if (scrollWidth > clientWidth + 1) told.push(`sideways: ${scrollWidth} > ${clientWidth}`);

  const cutBy = (own, boxes) => {
    for (let part = own; part && part !== document.body; part = part.parentElement) {
      const style = getComputedStyle(part);
      const place = part.getBoundingClientRect();
      if (["contents", "inline"].includes(style.display)) continue;
      const flows = [style.overflowX, style.overflowY];
      if (flows.some((flow) => flow !== "visible") && (place.width <= 2 || place.height <= 2)) return null;
      if (flows.some((flow) => ["auto", "scroll"].includes(flow))) return "";
      const hides = flows.map((flow) => ["hidden", "clip"].includes(flow));
      for (const box of boxes) {
        const [x, y] = [Math.max(place.left - box.left, box.right - place.right),
          Math.max(place.top - box.top, box.bottom - place.bottom)];
        if ((hides[0] && x > 1.5) || (hides[1] && y > 3)) return part.className || part.tagName;
      }
      if (style.position === "fixed") return "";
    }
    return "";
  };

  const read = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const own = text.parentElement;
    if (!text.data.trim() || own.closest(APART)) continue;
    if (!own.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const boxes = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    const cut = boxes.length ? cutBy(own, boxes) : null;
    if (cut === null) continue;
    if (cut) told.push(`cut: ${text.data.trim().slice(0, 40)} by ${cut}`);
    read.push(...boxes.map((box) => ({ box, own, text: text.data.trim().slice(0, 30) })));
  }

  const fixed = (part) => Boolean(main.scrollTop && part.closest(FIXED));
  const aside = (part) => Boolean(part.closest("[data-testid=stSidebar]"));
  read.sort((one, other) => one.box.top - other.box.top);
  read.forEach((one, at) => {
    for (const other of read.slice(at + 1)) {
      if (other.box.top > one.box.bottom - 3) break;
      if (one.own.contains(other.own) || other.own.contains(one.own)) continue;
      if (aside(one.own) !== aside(other.own) || fixed(one.own) || fixed(other.own)) continue;
      const width = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
      const height = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
      if (width > 3 && height > 4) told.push(`over each other: ${one.text} / ${other.text}`);
    }
  });
  return [...new Set(told)];
}"""


def unreadable(page: Page) -> list[str]:
    """What of the page cannot be read, a line each; empty where all can."""
    found: list[str] = page.evaluate(_FIND)
    return found
