"""From nothing to the first trained frame, and the first view on a warm server with an empty cache."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from bench.transfer import Transfer
from bench.visit import VIEWPORT
from tools.drive.chromium import launched
from tools.drive.server import Server
from tools.drive.stage import Stage

__all__ = ["measure"]

VIEWS = 3


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

            views = []
            for _ in range(VIEWS):
                page = browser.new_context(viewport=VIEWPORT).new_page()  # type: ignore[arg-type]
                transfer = Transfer(page)
                opened = time.monotonic()
                Stage(page).open(server.url)
                views.append((time.monotonic() - opened, transfer.megabytes))
                page.context.close()
    return {
        "start.usable": usable,
        "start.trained": trained,
        "view.time": sorted(seconds for seconds, _ in views)[VIEWS // 2],
        "view.bytes": max(megabytes for _, megabytes in views),
    }
