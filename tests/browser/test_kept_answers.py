"""Answers of lesson questions: over a reload and a visit to another page, and forgotten on request."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tools.drive.server import Server

KEPT = "localStorage.getItem('gradient-playground.lesson-answers')"


@pytest.mark.slow
def test_an_answer_survives_reload_and_visit_until_all_are_forgotten(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/tensors?view=stack")
    card = page.locator("[class*=st-key-gp_predict_]")
    card.get_by_label("Your answer").fill("(8, 2)")
    card.get_by_role("button", name="Commit").click()
    expect(card).to_contain_text("1 of 2 answered", timeout=30_000)
    expect(card).to_contain_text("vstack puts the rows", timeout=30_000)
    page.wait_for_function(f"{KEPT} === '{{\"stacked_shape\":[8,2]}}'")
    page.reload()
    expect(card).to_contain_text("1 of 2 answered", timeout=30_000)
    expect(card).to_contain_text("vstack puts the rows", timeout=30_000)
    page.goto(server.url)
    expect(page.get_by_text("1 of 2 answered")).to_be_visible(timeout=30_000)
    page.goto(f"{server.url}/tensors?view=stack")
    card.get_by_role("button", name="Forget all answers").click(timeout=30_000)
    expect(card).to_contain_text("0 of 2 answered")
    page.wait_for_function(f"{KEPT} === null")
    page.reload()
    expect(card.get_by_role("button", name="Commit")).to_be_visible(timeout=30_000)
    expect(card).to_contain_text("0 of 2 answered")


def test_a_first_wrong_answer_gets_a_hint_over_a_reload_and_the_second_one_tells(
    page: Page, server: Server
) -> None:
    page.goto(f"{server.url}/tensors?view=stack")
    card = page.locator("[class*=st-key-gp_predict_]")
    field = card.get_by_label("Your answer")
    for visit in range(2):
        if not visit:
            field.fill("(4, 4)")
            card.get_by_role("button", name="Commit").click()
        expect(card).to_contain_text("hstack gives", timeout=30_000)
        expect(card).not_to_contain_text("vstack puts the rows")
        page.wait_for_function(f"{KEPT} === '{{\"stacked_shape\":[4,4]}}'")
        page.reload()
    expect(card).to_contain_text("hstack gives", timeout=30_000)
    field.fill("(7, 7)")
    card.get_by_role("button", name="Commit").click()
    expect(card).to_contain_text("vstack puts the rows", timeout=30_000)
    page.wait_for_function(f'{KEPT} === \'{{"stacked_shape":{{"first":[4,4],"answer":[7,7]}}}}\'')
    page.reload()
    expect(card).to_contain_text("vstack puts the rows", timeout=30_000)
