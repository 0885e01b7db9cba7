"""One server, one browser and a few contexts for the browser tests of a process; each test has its own pages.

Opening a page costs a new context three seconds of the processor and a used one two. So a context is handed
on, emptied of pages, cookies and storage, and what its witness saw is counted for each test.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from playground.core.experiment import Experiment
from playground.core.wire_format import LINEAR_COLUMNS
from tools.drive.chromium import Witness, launch
from tools.drive.server import ROOT, Server
from tools.drive.stage import Stage

PICTURES = ROOT / "test-results"
_failed = pytest.StashKey[bool]()
VIEWPORT = {"width": 1440, "height": 900}
MOST_CONTEXTS = 4  # that wait for the next test
# Playwright waits five seconds by itself. Three tests at once on two cores may redraw a page as slowly.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser, and can be left out by that word."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Keep a picture of every page of a failed test."""
    report = yield
    if report.when == "call" and report.failed:
        item.stash[_failed] = True
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Page) and not value.is_closed():
                PICTURES.mkdir(exist_ok=True)
                value.screenshot(path=PICTURES / f"{item.name}-{name}.png")
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # Pages of a context share a process, and with it what was compiled.
        browser = launch(playwright, "--process-per-site")
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server() -> Iterator[Server]:
    with Server() as server:
        yield server


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """A server that the tests of a file may break, as long as it comes back."""
    with Server() as server:
        yield server


@dataclass(eq=False)
class Opened:
    """A context with its witness, and a page that keeps its process alive between tests."""

    options: str
    context: BrowserContext
    witness: Witness
    keeper: Page

    def empty(self) -> None:
        """Leave the next test nothing: no page, no cookie, nothing stored."""
        for page in self.context.pages:
            if page is not self.keeper:
                page.close()
        self.context.clear_cookies()
        session = self.context.new_cdp_session(self.keeper)
        addresses = map(urlsplit, self.witness.requests)
        for origin in {f"{parts.scheme}://{parts.netloc}" for parts in addresses if parts.scheme == "http"}:
            session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
        session.detach()


class Contexts:
    """Contexts by their options; one that is handed back empty waits for the next who asks for the same."""

    def __init__(self, browser: Browser, address: str) -> None:
        self._browser = browser
        self._address = address
        self._waiting: OrderedDict[Opened, None] = OrderedDict()

    def take(self, **options: Any) -> Opened:
        """A context that nobody uses."""
        options = {"viewport": VIEWPORT, "locale": "en-US", **options}
        key = repr(sorted(options.items()))
        for opened in self._waiting:
            if opened.options == key:
                del self._waiting[opened]
                opened.witness.begin_anew()
                return opened
        context = self._browser.new_context(**options)
        keeper = context.new_page()
        keeper.goto(self._address)
        return Opened(key, context, Witness(context), keeper)

    def hand_back(self, opened: Opened) -> None:
        """Keep it for the next test."""
        self._waiting[opened] = None
        while len(self._waiting) > MOST_CONTEXTS:
            self._waiting.popitem(last=False)[0].context.close()


@pytest.fixture(scope="package")
def contexts(browser: Browser, server: Server) -> Contexts:
    return Contexts(browser, f"{server.url}/_stcore/health")


@pytest.fixture
def new_context(
    contexts: Contexts, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """Contexts whose pages must neither complain nor ask another host for anything."""
    taken: list[Opened] = []

    def make(**options: Any) -> BrowserContext:
        taken.append(contexts.take(**options))
        return taken[-1].context

    make.witness = lambda context: next(  # type: ignore[attr-defined]
        opened.witness for opened in taken if opened.context is context
    )
    yield make
    for opened in taken:
        # Nobody gets a context after a test that failed.
        if request.node.stash.get(_failed, False):
            opened.context.close()
        else:
            opened.empty()
            contexts.hand_back(opened)
    for opened in taken:
        assert opened.witness.errors == []
        assert opened.witness.foreign == []


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    return new_context().new_page()


@pytest.fixture
def stage(page: Page, server: Server) -> Stage:
    """The chapter's run, ready to play."""
    return Stage(page).open(server.url)


@lru_cache(maxsize=32)
def _rows(experiment: Experiment, last: int) -> NDArray[np.float32]:
    from playground.engine.run import advance

    rows: list[NDArray[np.float32]] = []
    checkpoint = None
    while True:
        start = checkpoint.step if checkpoint else 0
        chunk = advance(experiment, checkpoint, start, 1, 240, 10.0)
        # A chunk begins with the row its predecessor ended before.
        rows.append(chunk.rows[chunk.steps >= sum(map(len, rows))])
        if chunk.end is not None or sum(map(len, rows)) > last:
            return np.concatenate(rows)
        checkpoint = chunk.checkpoint


@pytest.fixture
def losses() -> Callable[..., NDArray[np.float32]]:
    """Losses of an experiment up to a step, from the engine itself."""

    def of(experiment: Experiment, last: int = 40) -> NDArray[np.float32]:
        return _rows(experiment, last)[: last + 1, LINEAR_COLUMNS.index("loss")]

    return of
