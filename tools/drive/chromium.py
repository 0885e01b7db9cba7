"""A browser that talks to this machine only and paints at 60 Hz without a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from tools import browser as finder

__all__ = ["Witness", "launch", "launched"]

_FLAGS = (
    "--disable-gpu",  # software painting: measured 60 frames/s with 2,000 points on a canvas
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-features=OptimizationHints,MediaRouter,Translate",
)
# What a browser complains of while its server is away.
_AWAY = (
    "WebSocket",
    "ERR_",
    "Failed to",
    "disconnected",
    "Client Error",
    "Network Error",
    "Is Streamlit still running",
)
_PROBE = re.compile(r"/[a-z]+/_stcore/(health|host-config)$")
_HERE = {"localhost", "127.0.0.1", "[::1]", "::1"}


def launch(playwright: Playwright, *flags: str) -> Browser:
    """The browser that set-up found, with flags besides the usual; RuntimeError if there is none."""
    path = finder.find(playwright)
    if path is None:
        raise RuntimeError(f"received no browser; expected Chrome or Chromium: set {finder.VARIABLE} to one")
    return playwright.chromium.launch(executable_path=path, args=[*_FLAGS, *flags], chromium_sandbox=False)


@contextmanager
def launched() -> Iterator[Browser]:
    """The same with a Playwright of its own, for programs."""
    with sync_playwright() as playwright:
        browser = launch(playwright)
        try:
            yield browser
        finally:
            browser.close()


class Witness:
    """Collects what must not happen in a context: console errors, page errors, requests to other hosts."""

    def __init__(self, context: BrowserContext) -> None:
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.requests: list[str] = []
        context.on(
            "console", lambda message: self._heard(message.type, message.text, message.location["url"])
        )
        context.on("weberror", lambda error: self.errors.append(str(error.error)))
        context.on("request", lambda request: self._asked(request.url))
        context.on("page", self._opened)

    def begin_anew(self) -> None:
        """Forget what was seen so far."""
        self.errors, self.foreign, self.requests = [], [], []

    def forgive(self, *fragments: str) -> None:
        """Drop errors that a test causes on purpose: a refused connection while the server is down."""
        self.errors = [text for text in self.errors if not any(part in text for part in fragments)]

    def forgive_outage(self) -> None:
        """Drop what the browser said while its server was away."""
        self.forgive(*_AWAY)

    def _opened(self, page: Page) -> None:
        page.on("websocket", lambda socket: self._asked(socket.url))

    def _heard(self, kind: str, text: str, url: str) -> None:
        # On a deep link Streamlit looks for itself beside the page first: /linear/_stcore/… is not there.
        if kind == "error" and not _PROBE.search(url):
            self.errors.append(f"{text} ({url})")

    def _asked(self, url: str) -> None:
        self.requests.append(url)
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname not in _HERE:
            self.foreign.append(url)
