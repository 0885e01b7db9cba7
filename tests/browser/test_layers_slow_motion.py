"""A network's update in slow motion below the stage: by layer, at the step that the stage shows."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from playground.core.presets import PRESETS
from playground.stage.layers_panel import way_back
from tools.drive.server import Server
from tools.drive.stage import FIRST_LIMIT, Stage


def test_the_gradient_is_seen_to_vanish_where_it_happens(page: Page, server: Server) -> None:
    from playground.engine.network.backward import inspect_network

    stage = Stage(page).open(server.url, "scene=vanishing&view=step", "layers")
    cards = page.locator(".st-key-gp_slow")
    expect(cards).to_contain_text("The gradient vanishes on its way", timeout=1000 * FIRST_LIMIT)
    rows = cards.get_by_role("table", name="Norms of the gradient").get_by_role("row")
    expect(rows.nth(1)).to_contain_text("class")  # from the output layer back to the first
    expect(rows.last).to_contain_text("hidden_1")
    # While the question is open, numbers of the run are covered from its first update on.
    stage.scrub(20).wait_exactly(20)
    expect(cards).to_be_hidden()
    page.get_by_role("button", name="Show it anyway").click()
    _, values = way_back(inspect_network(PRESETS["vanishing"], None, 20))
    expect(cards).to_contain_text(re.compile(re.escape(f"only {values['at_first']} at hidden_1")))
