"""Undo in the middle of a run: it leads back to what was there, and not to a start."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tools.drive.stage import Stage


@pytest.mark.slow
def test_a_dragged_class_is_undone_to_the_kept_line_at_its_step(stage: Stage) -> None:
    page, keep = stage.page, stage.page.get_by_role("button", name="Keep line")
    expect(keep).to_have_attribute("aria-disabled", "true")  # nothing was trained yet
    stage.scrub(12).wait_exactly(12)
    expect(keep).to_have_attribute("aria-disabled", "false")
    keep.click()
    stage.wait_exactly(0)
    stage.scrub(7).wait_exactly(7)
    before = stage.at()
    stage.handle("positive").focus()
    page.keyboard.press("Shift+ArrowUp")
    page.wait_for_function(
        "before => document.querySelector('[data-loss]').dataset.loss !== before",
        arg=stage.attribute("data-loss"),
    )
    stage.press("Step").wait_exactly(8)
    stage.undo()
    stage.wait_loss(before[1])
    assert stage.at() == before
    stage.redo()
    stage.wait_exactly(8)
