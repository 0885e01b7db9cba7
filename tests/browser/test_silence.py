"""What goes wrong without a number showing it is told in words, on the picture and to a screen reader."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tools.drive.server import Server
from tools.drive.stage import Stage


def play_to_the_end(page: Page, server: Server, query: str, name: str = "layers") -> Stage:
    stage = Stage(page).open(server.url, query, name)
    stage.set_speed("maximum").play()
    return stage.wait_state("done", "diverged")


@pytest.mark.slow
def test_units_that_stay_equal_are_named_and_marked(page: Page, server: Server) -> None:
    query = "data=circle&hidden=4&initializer=zeros&activation=sigmoid&optimizer=adam&lr=0.05&steps=100"
    stage = play_to_the_end(page, server, query)
    expect(
        stage.root.get_by_role("status").filter(has_text="Equal units: Layer 1, units 1, 2, 3, 4.")
    ).to_be_visible()
    name = re.compile(r"^Layer 1, unit 2 \(equal to Layer 1, unit 1; .*\)$")
    expect(stage.root.get_by_role("button", name=name)).to_have_count(1)
    # What goes on is not interrupted by it.
    stage.set_speed("slowest").press("Reset").play()
    expect(stage.root.get_by_text("Equal units:")).to_have_count(0)


@pytest.mark.slow
def test_zeros_and_a_penalty_say_why_nothing_is_learned(page: Page, server: Server) -> None:
    stage = play_to_the_end(page, server, "scene=zeros")
    expect(stage.root.get_by_text("All weights are still 0")).to_be_visible()
    stage = play_to_the_end(page, server, "data=circle&hidden=4&loss=bce&lr=0.1&l2=0.5&steps=600")
    expect(stage.root.get_by_text("Regularization has shrunk all weights")).to_be_visible()


@pytest.mark.slow
def test_an_explosion_short_of_divergence_is_no_finish(page: Page, server: Server) -> None:
    stage = play_to_the_end(page, server, "lr=0.16", "linear")
    assert stage.loss > 10_000
    status = stage.root.get_by_role("status")
    expect(status.filter(has_text="The loss grew from")).to_be_visible()
    expect(status.filter(has_text="Ended at step 40: the loss grew from")).to_have_count(1)
    expect(stage.root.get_by_text("Finished at step")).to_have_count(0)
