"""A training by fit that runs while a learner looks elsewhere: nothing of it is lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from playground.locale import say
from tools.drive.server import Server

LIMIT = 90_000  # ms: the first test may meet a TensorFlow that is still starting


def spin(page: Page, name: str) -> str:
    return page.get_by_role("textbox", name=say(f"fit.field.{name}"), exact=True).input_value()


@pytest.mark.slow
def test_settings_and_epochs_outlast_another_lab(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/fit?epochs=60&batch=40&optimizer=sgd&lr=0.05")
    page.get_by_role("button", name=say("fit.train"), exact=True).click(timeout=LIMIT)
    table = page.get_by_role("table", name=say("fit.history_table"))
    expect(table).to_be_visible(timeout=LIMIT)
    for view in ("metrics", "ways", "validation"):
        page.get_by_role("radio", name=say(f"fit_page.{view}.title"), exact=True).click()
        expect(page.get_by_text(say(f"fit_page.{view}.lead"), exact=True)).to_be_visible(timeout=LIMIT)
        page.get_by_role("radio", name=say("fit_page.fit.title"), exact=True).click()
        expect(page.get_by_role("button", name=say("fit.cancel"), exact=True)).to_be_visible(timeout=LIMIT)
        assert [spin(page, name) for name in ("epochs", "batch", "lr")] == ["60", "40", "0.05"]
    page.get_by_role("radio", name=say("fit_page.metrics.title"), exact=True).click()
    page.get_by_role("radio", name=say("fit_page.fit.title"), exact=True).click()
    expect(page.get_by_text(say("fit.status.done", epoch=60, epochs=60))).to_be_visible(timeout=LIMIT)
    expect(table.get_by_role("row")).to_have_count(61)
    assert re.search(r"epochs=60", page.url)
    last = table.get_by_role("row").last.inner_text()
    page.wait_for_function("localStorage.getItem('gradient-playground.lesson-marks') !== null")
    page.reload()  # it stands there again, without a press
    expect(table.get_by_role("row")).to_have_count(61, timeout=LIMIT)
    assert table.get_by_role("row").last.inner_text() == last


@pytest.mark.slow
def test_a_training_that_explodes_is_not_done(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/fit?epochs=20&batch=40&optimizer=sgd&lr=0.3&samples=100")
    page.get_by_role("button", name=say("fit.train"), exact=True).click(timeout=LIMIT)
    expect(page.get_by_text(re.compile(r"training diverged, and ended here"))).to_be_visible(timeout=LIMIT)
    expect(page.get_by_text(re.compile(r"^Ended at epoch \d+ of 20: diverged$"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Done"))).to_have_count(0)


@pytest.mark.slow
def test_a_loss_that_grew_is_told_beside_done(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/fit?epochs=8&batch=200&optimizer=sgd&lr=0.2&samples=100&val=0")
    page.get_by_role("button", name=say("fit.train"), exact=True).click(timeout=LIMIT)
    expect(page.get_by_text(say("fit.status.done", epoch=8, epochs=8))).to_be_visible(timeout=LIMIT)
    expect(page.get_by_text(say("fit.grew", first="8.376", last="581.6"))).to_be_visible()
    expect(page.get_by_text(say("fit.one_batch", count=200))).to_be_visible()
    expect(page.get_by_text(say("fit.none_held"))).to_be_visible()
