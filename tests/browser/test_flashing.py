"""What plays on the plot does not flash: WCAG 2.3.1, counted on the picture itself."""

from __future__ import annotations

import base64

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from playground.locale import say
from tools.drive.server import Server
from tools.drive.stage import Stage

SIDE = 48  # cells along each side of what is read back
CHANGE = 0.1  # of relative luminance: less is no part of a flash
FIELD = (341, 256)  # CSS pixels: ten degrees at arm's length
MOST = 3  # flashes a second

# All layers of the plot, drawn small at every frame over the panel's ground.
RECORD = """(side) => {
  const stage = document.querySelector("[data-testid=stage]");
  const plot = stage.querySelector(".gp-plot");
  const ctx = new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true });
  const ground = getComputedStyle(stage).getPropertyValue("--gp-surface");
  window.recorded = [];
  const look = (now) => {
    ctx.fillStyle = ground;
    ctx.fillRect(0, 0, side, side);
    for (const canvas of plot.querySelectorAll("canvas")) ctx.drawImage(canvas, 0, 0, side, side);
    window.recorded.push([now, btoa(String.fromCharCode(...ctx.getImageData(0, 0, side, side).data))]);
    if (stage.dataset.state === "playing" || window.recorded.length < 30) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


def luminance(page: Page) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times (m,) in seconds and relative luminance (m, SIDE, SIDE) of what was recorded."""
    rows: list[tuple[float, str]] = page.evaluate("window.recorded")
    times = np.array([time for time, _ in rows]) / 1000
    pixels = np.stack([np.frombuffer(base64.b64decode(data), np.uint8) for _, data in rows])
    values = pixels.reshape(-1, SIDE, SIDE, 4)[..., :3] / 255
    linear = np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)
    return times, linear @ np.array([0.2126, 0.7152, 0.0722])


def changes(signal: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where a cell completes a change of at least CHANGE against the direction of its last one."""
    high, low = signal[0].copy(), signal[0].copy()
    way = np.zeros(signal.shape[1:], np.int8)
    found = np.zeros(signal.shape, np.bool_)
    for at, value in enumerate(signal):
        down, up = (way >= 0) & (high - value >= CHANGE), (way <= 0) & (value - low >= CHANGE)
        found[at] = down | up
        way = np.where(down, -1, np.where(up, 1, way))
        high = np.where(found[at], value, np.maximum(high, value))
        low = np.where(found[at], value, np.minimum(low, value))
    return found


def flashes(times: NDArray[np.float64], signal: NDArray[np.float64], size: tuple[float, float]) -> float:
    """The most flashes a second that a quarter of some field of ten degrees makes."""
    found = changes(signal)
    width, height = (min(SIDE, round(SIDE * field / own)) for field, own in zip(FIELD, size, strict=True))
    worst = 0.0
    for start in np.arange(times[0], max(times[0] + 0.1, times[-1] - 0.9), 0.1):
        counts = found[(times >= start) & (times < start + 1)].sum(axis=0)
        for y in range(0, SIDE - height + 1, 4):
            for x in range(0, SIDE - width + 1, 4):
                worst = max(worst, float(np.quantile(counts[y : y + height, x : x + width], 0.75)) / 2)
    return worst


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize("query", ["scene=edge", "lr=0.152&steps=100"])
def test_a_run_that_swings_to_and_fro_does_not_flash(page: Page, server: Server, query: str) -> None:
    stage = Stage(page).open(server.url, query)
    box = page.locator(".gp-plot canvas").first.bounding_box()
    assert box
    stage.play()
    page.evaluate(RECORD, SIDE)
    averaged = page.get_by_text(say("stage.shading_averaged"), exact=True)
    expect(averaged).to_be_visible()  # the exact pictures would have flashed
    stage.wait_state("done", "diverged")
    expect(averaged).to_be_hidden()
    times, signal = luminance(page)
    assert times[-1] - times[0] > 3
    assert flashes(times, signal, (box["width"], box["height"])) <= MOST


@pytest.mark.slow
def test_a_pause_shows_the_exact_shading_at_once(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "scene=edge")
    averaged = page.get_by_text(say("stage.shading_averaged"), exact=True)
    stage.play()
    expect(averaged).to_be_visible()
    stage.pause()
    expect(averaged).to_be_hidden()
    stage.press("Step").wait_state("paused")
    expect(averaged).to_be_hidden()
