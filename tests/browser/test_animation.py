"""A run that was taken along plays from its file, without a server, and shows the engine's losses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, expect

from playground.core.experiment import Experiment
from playground.export.targets import TARGETS, Material
from playground.trainer.worker import run_task
from tools.drive.chromium import Witness

EXPERIMENTS = {
    "linear, batches": Experiment(batch=32, lr=0.05, steps=25, neg_n=60, pos_n=45),
    "network": Experiment(data="moons", samples=40, hidden=(4,), loss="bce", steps=12, val=0.2),
}


@pytest.mark.sampled(1)
@pytest.mark.parametrize("name", EXPERIMENTS)
def test_the_file_plays_offline_and_shows_the_losses_of_the_run(
    name: str,
    tmp_path: Path,
    browser: Browser,
    losses: Callable[..., NDArray[np.float32]],
) -> None:
    experiment = EXPERIMENTS[name]
    path = tmp_path / "run.html"
    path.write_bytes(TARGETS["animation"].make(Material(experiment, "en", run_task, 1000)))
    context = browser.new_context(offline=True)
    witness = Witness(context)
    page = context.new_page()
    page.goto(path.as_uri())
    stage = page.get_by_test_id("stage")
    expect(stage).to_have_attribute("data-state", "idle")
    expected = losses(experiment, experiment.steps)

    def shown() -> np.float32:
        return np.float32(stage.get_attribute("data-loss"))

    assert shown() == expected[0]
    for step in (1, 2, 3):
        page.keyboard.press("ArrowRight")
        expect(stage).to_have_attribute("data-step", str(step))
        assert shown() == expected[step]
    page.get_by_role("button", name="Play").click()
    expect(stage).to_have_attribute("data-state", "done", timeout=20_000)
    assert shown() == expected[-1]
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Play").click()
    expect(stage).to_have_attribute("data-step", "1")  # it begins again
    expect(stage).to_have_attribute("data-state", "done", timeout=20_000)
    page.get_by_role("slider", name="Timeline").fill("7")
    expect(stage).to_have_attribute("data-step", "7")
    assert shown() == expected[7]
    page.get_by_role("button", name="한국어").click()
    expect(page.get_by_role("button", name="재생", exact=True)).to_be_visible()
    assert page.title() == "한 스텝씩 보는 훈련"
    page.keyboard.press("Home")
    expect(stage).to_have_attribute("data-step", "0")
    assert witness.errors == []
    assert witness.requests == [path.as_uri()]
    context.close()
