"""One server and one browser for all browser tests; each test has a page of its own and a witness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from playground.core.experiment import Experiment
from playground.core.wire_format import LINEAR_COLUMNS
from tools.drive.chromium import Witness, launch
from tools.drive.server import ROOT, Server
from tools.drive.stage import Stage

PICTURES = ROOT / "test-results"
VIEWPORT = {"width": 1440, "height": 900}


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
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Page) and not value.is_closed():
                PICTURES.mkdir(exist_ok=True)
                value.screenshot(path=PICTURES / f"{item.name}-{name}.png")
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
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


@pytest.fixture
def new_context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Contexts whose pages must neither complain nor ask another host for anything."""
    opened: list[tuple[BrowserContext, Witness]] = []

    def make(**options: Any) -> BrowserContext:
        context = browser.new_context(**{"viewport": VIEWPORT, "locale": "en-US", **options})
        opened.append((context, Witness(context)))
        return context

    make.witness = lambda context: next(w for c, w in opened if c is context)  # type: ignore[attr-defined]
    yield make
    for context, witness in opened:
        context.close()
        assert witness.errors == []
        assert witness.foreign == []


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
