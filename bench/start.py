"""From nothing to the first trained frame, and the first view on a warm server with an empty cache."""

from __future__ import annotations

import time
from statistics import median
from typing import Any

from playwright.sync_api import Browser, expect

from bench.transfer import Transfer
from bench.visit import VIEWPORT
from tools.drive.chromium import launched
from tools.drive.server import Server, wait_until
from tools.drive.stage import Stage

__all__ = ["measure"]

VIEWS = 5
PAGES = {"view": "linear", "view.home": "", "view.layers": "layers?data=circle"}
# The page's own clock: when picture and Play stood, when the knobs had values, and what moved meanwhile.
_WATCH = """
(() => {
  const view = window.__view = {picture: null, knobs: null, shift: 0};
  let shown = false;
  const find = (text) => document.querySelector(text);
  const look = () => {
    const stage = find('[data-testid="stage"]');
    const now = performance.now();
    // The attributes are written with the frame that is painted next.
    if (shown) view.picture ??= now;
    shown = Boolean(stage?.dataset.loss && stage.querySelector('.gp-button-primary'));
    if (find('[data-testid="knobs"] [data-knob="lr"]')?.dataset.value) view.knobs ??= now;
    if (view.picture === null || view.knobs === null) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) view.shift += entry.value;
  }).observe({type: 'layout-shift', buffered: true});
})();
"""


def measure() -> dict[str, float]:
    """The browser is open already: its own start is not the server's."""
    with launched() as browser:
        page = browser.new_context(viewport=VIEWPORT).new_page()  # type: ignore[arg-type]
        stage = Stage(page)
        started = time.monotonic()
        with Server() as server:
            page.goto(f"{server.url}/linear")
            expect(stage.button("Play")).to_be_visible(timeout=60_000)
            usable = time.monotonic() - started
            stage.ready()
            trained = time.monotonic() - started
            page.close()
            figures = {"start.usable": usable, "start.trained": trained}
            for name, path in PAGES.items():
                views = [_view(browser, f"{server.url}/{path}") for _ in range(VIEWS)]
                figures |= {f"{name}.{figure}": median(view[figure] for view in views) for figure in views[0]}
    return figures


def _view(browser: Browser, url: str) -> dict[str, float]:
    """A first view with an empty cache."""
    context = browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script(_WATCH)
    transfer = Transfer(page)
    page.goto(url)
    Stage(page).ready()

    def seen() -> dict[str, Any] | None:
        view: dict[str, Any] = page.evaluate("() => window.__view")
        return None if view["picture"] is None or (has_knobs and view["knobs"] is None) else view

    has_knobs = not url.endswith("/")
    wait_until(seen, 60, "picture and knobs")
    page.wait_for_timeout(1000)  # what else comes and moves
    view = page.evaluate("() => window.__view")
    context.close()
    knobs = {"knobs": view["knobs"] / 1000} if has_knobs else {}
    return {"picture": view["picture"] / 1000, **knobs, "bytes": transfer.megabytes, "shift": view["shift"]}
