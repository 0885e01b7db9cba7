"""axe-core in a page: what is wrong for those who see no picture, no colours, or use no mouse.

The package comes with `npm ci`. It is run by the browser's own tools, so the page's Content-Security-Policy
stands as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from playwright.sync_api import Page

from tools.drive.server import ROOT

__all__ = ["ALLOWED", "SCRIPT", "Allowed", "Finding", "findings"]

SCRIPT: Final = ROOT / "node_modules" / "axe-core" / "axe.min.js"
# The rules of WCAG 2.2 A and AA, and what axe calls best practice (headings in order, one h1, landmarks).
_TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN: Final = """async ([tags, rules]) => {
  const runOnly = rules.length ? { type: "rule", values: rules } : { type: "tag", values: tags }
  const found = await axe.run(document, { runOnly, resultTypes: ["violations"], elementRef: false })
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => (
    { rule: id, selector: node.target.flat().join(" "), html: node.html.slice(0, 200),
      why: node.failureSummary.replace(/\\s+/g, " ") })))
}"""


@dataclass(frozen=True, slots=True)
class Finding:
    """An element that breaks a rule, and why."""

    rule: str
    selector: str
    html: str
    why: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding in Streamlit's own markup; docs/accessibility.md says why it stands."""

    rule: str
    part: str  # of the element's selector or HTML


ALLOWED: Final = (
    Allowed("presentation-role-conflict", 'data-testid="stFileUploaderDropzone"'),
    Allowed("region", 'data-testid="stMainMenuList"'),
    Allowed("region", "Made with Streamlit"),
    Allowed("scrollable-region-focusable", '<pre class="st-emotion-cache'),
)


def findings(page: Page, rules: Sequence[str] = ()) -> list[Finding]:
    """What axe finds on the page as it is, without what is allowed; all rules of _TAGS, or the named ones."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(_source())
    found = [Finding(**entry) for entry in page.evaluate(_RUN, [list(_TAGS), list(rules)])]
    return [finding for finding in found if not any(_covers(allowed, finding) for allowed in ALLOWED)]


def _covers(allowed: Allowed, finding: Finding) -> bool:
    told = f"{finding.selector} {finding.html}"
    return allowed.rule == finding.rule and allowed.part in told


@cache
def _source() -> str:
    return Path(SCRIPT).read_text(encoding="utf-8") + "\n;0"
