"""The question of a scene: committed, compared with the run, and what it covers until then."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tools.drive.server import Server
from tools.drive.stage import Stage

_QUESTION = ".gp-question"
_FLOOR = re.compile(r"lowest possible|0\.0249")
_CRITICAL = re.compile(r"0\.1501")


def texts(page: Page) -> str:
    """All that can be read of the page: its text and what its elements are called."""
    return str(
        page.evaluate(
            """() => {
              const names = ["aria-label", "title", "aria-valuetext"];
              const named = [...document.querySelectorAll(names.map((name) => `[${name}]`).join())];
              const told = named.flatMap((e) => names.map((name) => e.getAttribute(name) ?? ""));
              return [document.body.innerText, ...told].join("\\n");
            }"""
        )
    )


def commit(page: Page, choice: str) -> None:
    page.get_by_role("radio", name=choice, exact=True).check()
    page.get_by_role("button", name="Commit").click()


def test_an_answer_is_hinted_at_committed_and_compared_and_survives_a_reload(stage: Stage) -> None:
    page, question = stage.page, stage.page.locator(_QUESTION)
    expect(question).to_have_attribute("data-phase", "open")
    for word in (_FLOOR, _CRITICAL):
        assert not word.search(texts(page))
    commit(page, "0.3")
    expect(question).to_have_attribute("data-phase", "hint")
    expect(question).to_contain_text("0.25")
    for word in (_FLOOR, _CRITICAL):
        assert not word.search(texts(page))
    commit(page, "0.03")
    expect(question).to_have_attribute("data-phase", "held")
    expect(page.locator(".gp-loss-legend")).to_contain_text("0.0249")
    stage.play().wait_state("done")
    expect(question).to_have_attribute("data-phase", "verdict")
    expect(question).to_contain_text("0.0274")
    expect(question).to_contain_text("1 of 1 right")
    page.reload()
    stage.ready()
    expect(question).to_contain_text("0.0274")
    expect(question).to_contain_text("1 of 1 right")
    page.get_by_role("button", name="Forget all answers").click()
    expect(question).to_have_attribute("data-phase", "open")
    assert not _FLOOR.search(texts(page))


def test_while_a_question_is_open_scrubbing_tells_no_loss_unless_it_is_asked_for(stage: Stage) -> None:
    page = stage.page
    stage.scrub(40).wait_exactly(40)
    figures = page.locator(".gp-now").first
    expect(figures).to_contain_text("?")
    expect(page.locator(".gp-loss-canvas .gp-covered")).to_be_visible()
    expect(page.locator(".gp-loss-canvas [role=img]")).not_to_have_attribute(
        "aria-label", re.compile(r"0\.02")
    )
    expect(page.get_by_text("Covered until you have answered the question beside the plot")).to_be_visible()
    assert "0.0274" not in texts(page)
    page.get_by_role("button", name="Show it anyway").click()
    expect(figures).to_contain_text("0.0274")
    expect(page.locator(".gp-loss-canvas .gp-covered")).to_be_hidden()
    expect(page.locator(_QUESTION)).to_have_attribute("data-phase", "open")


@pytest.mark.slow
def test_a_number_is_compared_by_how_many_times_it_is_off(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "scene=overlap&view=theory")
    question = page.locator(_QUESTION)
    assert "0.0765" not in texts(page)
    page.get_by_label("Your number").fill("0.2")
    page.get_by_role("button", name="Commit").click()
    expect(question).to_have_attribute("data-phase", "hint")
    page.get_by_role("button", name="Commit").click()
    expect(question).to_have_attribute("data-phase", "held")
    stage.press("Play").wait_state("done")
    expect(question).to_contain_text("2.6 times as large")
    expect(question).to_contain_text("0 of 1 right")


@pytest.mark.slow
def test_who_plays_without_an_answer_sees_the_curve(stage: Stage) -> None:
    page = stage.page
    stage.play().wait_state("done")
    expect(page.locator(".gp-now").first).to_contain_text("0.0274")
    expect(page.locator(".gp-loss-canvas .gp-covered")).to_be_hidden()
    expect(page.locator(_QUESTION)).to_have_attribute("data-phase", "open")


@pytest.mark.slow
def test_a_note_beside_a_reason_says_something(server: Server, page: Page) -> None:
    stage = Stage(page).open(server.url, "scene=zeros", page="layers").set_speed("maximum")
    for answer in ("From the first update", "After some epochs"):
        commit(page, answer)
    stage.play().wait_state("done")
    expect(page.locator(_QUESTION)).to_have_attribute("data-phase", "verdict")
    note = page.locator(".gp-message")
    expect(note).to_have_class(re.compile("is-note"))
    assert note.inner_text().strip()
