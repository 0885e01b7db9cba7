"""A visit to the stage page: a fresh server, a fresh browser, a page at rest or playing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Page

from bench.processes import settle
from tools.drive.chromium import launched
from tools.drive.server import Server
from tools.drive.stage import Stage

__all__ = ["VIEWPORT", "Visit", "playing", "visiting"]

VIEWPORT = {"width": 1440, "height": 900}


@dataclass(frozen=True, slots=True)
class Visit:
    """What a measurement works on."""

    server: Server
    page: Page
    stage: Stage


@contextmanager
def visiting(query: str = "", page: str = "linear") -> Iterator[Visit]:
    """The stage page with its first row on screen and the trainer warm."""
    with Server() as server, launched() as browser:
        # The measuring needs functions from text, which the app's security policy forbids.
        tab = browser.new_context(viewport=VIEWPORT, bypass_csp=True).new_page()  # type: ignore[arg-type]
        stage = Stage(tab)
        stage.open(server.url, query, page)
        trainer = server.trainer()
        assert trainer is not None
        settle(trainer)
        yield Visit(server, tab, stage)


@contextmanager
def playing(query: str, speed: str, page: str = "linear") -> Iterator[Visit]:
    """The same, well under way."""
    with visiting(query, page) as visit:
        visit.stage.set_speed(speed)
        visit.stage.play()
        visit.stage.wait_step(120)
        yield visit
