"""Every loss plays on the stage: the browser draws what the reply says of it, and knows none by name."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from playground.core.losses import LOSSES, losses_for
from tools.drive.server import Server
from tools.drive.stage import Stage


@pytest.mark.slow
@pytest.mark.sampled(1)
@pytest.mark.parametrize("loss", losses_for(many=False))
def test_a_loss_plays_on_both_stages(page: Page, server: Server, loss: str) -> None:
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    stage = Stage(page).open(server.url, f"loss={loss}&lr=0.02&steps=30", "linear")
    stage.set_speed("maximum").play().wait_state("done")
    gauge = stage.root.get_by_text("No formula for the critical rate of this loss is known")
    expect(gauge).to_have_count(0 if LOSSES[loss].is_bounded else 1)
    stage = Stage(page).open(server.url, f"data=circle&hidden=4&loss={loss}&lr=0.02&steps=30", "layers")
    stage.set_speed("maximum").play().wait_state("done")
    assert faults == []
