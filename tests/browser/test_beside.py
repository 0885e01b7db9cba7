"""A pinned run beside the one on the stage: one press, the same step, its own numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

from playground.core.experiment import Experiment
from playground.locale import say
from tools.drive.server import Server
from tools.drive.stage import FIRST_LIMIT, Stage

Losses = Callable[..., NDArray[np.float32]]
OTHER, SHOWN = Experiment(lr=0.02, steps=30), Experiment(lr=0.12, steps=30)


def test_a_pinned_run_stands_beside_the_one_on_the_stage(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, "lr=0.02&steps=30").ready()
    toggle = page.get_by_role("button", name=say("stage.beside"), exact=True)
    expect(toggle).to_be_hidden()
    stage.panel.get_by_role("button", name=say("compare.pin"), exact=True).click()
    stage.type_knob("lr", "0.12").wait_run(SHOWN)
    toggle.click()
    strip = page.get_by_test_id("beside")

    def stands_at(step: int) -> None:
        stage.wait_exactly(step)
        expect(strip).to_have_attribute("data-step", str(step), timeout=1000 * FIRST_LIMIT)
        assert np.float32(strip.get_attribute("data-loss") or "nan") == losses(OTHER)[step]
        assert stage.loss == losses(SHOWN)[step]

    expect(strip.locator("option")).to_have_text(f"{say('knobs.lr.label')} 0.02")
    stage.scrub(7)
    stands_at(7)
    # Its boundary is on a canvas of its own, which changes with the step.
    layer = page.locator("canvas.gp-beside-layer")
    before = layer.evaluate("(canvas) => canvas.toDataURL()")
    stage.scrub(12)
    stands_at(12)
    page.wait_for_function(
        "(before) => document.querySelector('.gp-beside-layer').toDataURL() !== before", arg=before
    )

    page.reload()
    stage.ready()
    stands_at(12)
    strip.get_by_role("button", name=say("stage.beside_close"), exact=True).click()
    expect(strip).to_be_hidden()
    page.reload()
    stage.ready()
    expect(toggle).to_have_attribute("aria-pressed", "false")
    expect(strip).to_be_hidden()


def test_no_other_run_tells_what_a_question_covers(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "lr=0.02").ready()
    stage.panel.get_by_role("button", name=say("compare.pin"), exact=True).click()
    toggle = page.get_by_role("button", name=say("stage.beside"), exact=True)
    toggle.click()
    expect(page.get_by_test_id("beside")).to_be_visible()
    stage.type_knob("lr", "0.1").wait_run(Experiment())  # the chapter's scene asks before it is played
    expect(toggle).to_be_disabled()
    expect(page.get_by_test_id("beside")).to_be_hidden()
