"""The page of sweeps in a browser: runs come, a reload keeps them, and a cell leads to its run."""

from __future__ import annotations

import numpy as np
from playwright.sync_api import Page, expect

from playground.core.experiment import Experiment
from playground.sweep.grid import Axis
from tools.drive.server import Server

RATES = Axis.parse("lr", "0.001..0.1:8")
WORDS = "neg_n=300&pos_n=300&steps=6000&x_values=0.001..0.1:8&y_values=16,32,64,0"


def test_a_reload_keeps_what_is_finished_and_a_cell_opens_its_run(page: Page, server: Server) -> None:
    from playground.engine.run import advance

    page.goto(f"{server.url}/sweep?{WORDS}&lang=en")
    cells = page.locator("a.gp-heat-cell")
    finished = page.locator('a.gp-heat-cell:not([data-state="waiting"])')
    expect(cells).to_have_count(32, timeout=30_000)
    page.get_by_role("button", name="Train all").click()
    expect(finished.nth(2)).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    done = finished.count()
    told = finished.first.get_attribute("aria-label")
    assert 3 <= done < 32
    page.reload()
    expect(finished).to_have_count(done, timeout=30_000)
    assert finished.first.get_attribute("aria-label") == told
    page.get_by_role("button", name="Go on").click()
    expect(finished.nth(done)).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Cancel").click()

    first = Experiment(neg_n=300, pos_n=300, steps=6000, batch=16, lr=float(str(RATES.values[0])))
    rows = advance(first, None, 0, 6000, 2, 1e9).rows
    loss = np.float32(rows[-1, 1])
    assert f"{loss:.3g}" in str(told)
    cells.first.click()
    stage = page.get_by_test_id("stage")
    expect(stage).to_have_attribute("data-run", first.run_id, timeout=30_000)
    page.go_back()
    expect(cells).to_have_count(32, timeout=30_000)
