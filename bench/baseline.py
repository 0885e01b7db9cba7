"""The peer in the same run: what the plain loop of bench/baseline_app.py gives on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from bench.observing import Frames, Latency, MainThread
from bench.percentile import percentile
from bench.processes import CpuShare, private_memory
from bench.transfer import Transfer
from bench.visit import VIEWPORT
from tools.drive.chromium import launched
from tools.drive.server import ROOT, Server, wait_until

__all__ = ["measure"]

MILLISECONDS = 10_000
PLAYS = 5
# The step stands in the chart's title: what counts is what the chart shows.
STEP = "document.querySelector('.js-plotly-plot .gtitle')?.textContent.replace(/\\D/g, '')"


def measure() -> dict[str, float]:
    """Charts drawn, updates shown, and what they cost, for one session."""
    started = time.monotonic()
    with _server() as server, launched() as browser:
        page = browser.new_context(viewport=VIEWPORT).new_page()  # type: ignore[arg-type]
        transfer = Transfer(page)
        _open(page, server)
        start = time.monotonic() - started
        figures = {"start": start, "bytes": transfer.megabytes}

        figures["play"] = percentile([_play(page, server) for _ in range(PLAYS)], 0.95)
        web = CpuShare(server.processes()[0])
        thread = MainThread(page.context.new_cdp_session(page))
        frames = Frames.record(page, MILLISECONDS, STEP)
        shown = [step for step in frames.steps if step > 0]  # between two charts there is none
        figures |= {
            "rate": (len(set(shown)) - 1) / frames.seconds,
            "updates": (shown[-1] - shown[0]) / frames.seconds,
            "busy": thread.percent(),
            "web": web.percent(),
            "memory": private_memory(server.processes()),
        }
    return {f"baseline.{name}": value for name, value in figures.items()}


@contextmanager
def _server() -> Iterator[Server]:
    with Server("bench/baseline_app.py", environment={"PYTHONPATH": str(ROOT)}) as server:
        yield server


def _open(page: Page, server: Server) -> None:
    page.goto(server.url)
    expect(page.locator(".js-plotly-plot .gtitle")).to_have_text("step 0", timeout=60_000)


def _play(page: Page, server: Server) -> float:
    """Milliseconds from the click to the first other chart."""
    _open(page, server)
    latency = Latency(page, "click", STEP)
    latency.arm()
    page.get_by_role("button", name="Play").click()
    return float(wait_until(latency.read, 30, "the first chart"))
