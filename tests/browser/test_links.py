"""A link holds the experiment and a tab keeps its draft: reload, tabs, languages, back and forward."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Page, expect

from playground.core.experiment import Experiment
from playground.locale import own_name, say
from tools.drive.server import Server, wait_until
from tools.drive.stage import FIRST_LIMIT, Stage

Losses = Callable[..., NDArray[np.float32]]
NewContext = Callable[..., BrowserContext]


def test_a_reload_keeps_draft_step_and_undo(stage: Stage, losses: Losses) -> None:
    moved = Experiment(neg_x=-1.5)
    stage.type_knob("neg_x", "-1.5").wait_run(moved)
    stage.type_knob("lr", "0.05").wait_run(moved.replace(lr=0.05)).wait_link(moved.replace(lr=0.05))
    stage.scrub(17).wait_exactly(17)
    stage.page.reload()
    stage.ready().wait_run(moved.replace(lr=0.05)).wait_exactly(17)
    assert stage.loss == losses(moved.replace(lr=0.05))[17]
    expect(stage.knob("neg_x")).to_have_value("-1.5")
    stage.undo().wait_run(moved).wait_value("lr", "0.1")
    stage.undo().wait_run(Experiment()).wait_value("neg_x", "0")
    stage.redo().wait_run(moved)
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(moved)[40])


@pytest.mark.slow
def test_another_page_and_back_keeps_draft_and_step(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url)
    moved = Experiment(neg_x=-1.5)
    stage.type_knob("neg_x", "-1.5").wait_run(moved)
    stage.scrub(23).wait_exactly(23)
    header = page.get_by_role("banner")
    header.get_by_role("link", name=say("common.page.tensors")).click()
    expect(page.get_by_role("heading", name=say("tensors_page.title"))).to_be_visible()
    expect(stage.root).to_have_count(0)
    header.get_by_role("link", name=say("common.page.linear")).click()
    stage.ready().wait_run(moved).wait_exactly(23)
    assert stage.loss == losses(moved)[23]
    stage.wait_value("neg_x", "-1.5").wait_link(moved)
    stage.undo().wait_run(Experiment())


@pytest.mark.slow
def test_a_link_in_the_same_tab_wins_over_the_draft_and_undo_leads_back(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url)
    moved = Experiment(neg_x=-1.5)
    stage.type_knob("neg_x", "-1.5").wait_run(moved).wait_link(moved)
    opened = Experiment(lr=0.03, pos_y=1.0)
    stage.open(server.url, "lr=0.03&pos_y=1").wait_run(opened).wait_link(opened)
    stage.wait_value("neg_x", "0")
    stage.undo().wait_run(moved).wait_link(moved)
    stage.redo().wait_run(opened)


def test_words_after_the_hash_are_read_as_a_link(page: Page, server: Server, losses: Losses) -> None:
    opened = Experiment(lr=0.05, pos_y=1.0)
    page.goto(f"{server.url}/linear#lr=0.05&pos_y=1")
    stage = Stage(page).ready().wait_run(opened).wait_link(opened)
    expect(stage.knob("lr")).to_have_value("0.05")
    assert "#" not in page.url
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(opened)[40])


@pytest.mark.slow
def test_two_tabs_have_drafts_of_their_own(page: Page, server: Server) -> None:
    tabs = [Stage(page), Stage(page.context.new_page())]
    drafts = [Experiment(neg_x=-1.0), Experiment(neg_x=1.0)]
    for tab, draft in zip(tabs, drafts, strict=True):
        tab.open(server.url).type_knob("neg_x", f"{draft.neg_x:g}").wait_run(draft).wait_link(draft)
    for tab, draft in zip(tabs, drafts, strict=True):
        tab.page.goto(f"{server.url}/linear")  # without a word: the tab's own
        tab.ready().wait_run(draft).wait_value("neg_x", f"{draft.neg_x:g}")


def test_the_language_switched_four_times_changes_nothing(page: Page, server: Server, losses: Losses) -> None:
    experiment = Experiment(neg_x=-1.5, lr=0.05, batch=64, steps=100)
    query = "&".join(f"{name}={text}" for name, text in experiment.to_query().items())
    stage = Stage(page).open(server.url, query)
    stage.type_knob("pos_y", "1")
    experiment = experiment.replace(pos_y=1.0)
    stage.wait_run(experiment).wait_link(experiment)
    stage.scrub(12).wait_exactly(12)
    values, words = stage.values(), stage.words
    for language in ("ko", "en", "ko", "en"):
        page.get_by_role("radio", name=own_name(language), exact=True).click()
        expect(stage.root.get_by_role("button", name=say("stage.play", language), exact=True)).to_be_visible()
        expect(stage.panel).to_contain_text(say("knobs.group.training", language))
        assert stage.values() == values
        stage.wait_run(experiment).wait_exactly(12)
        assert (stage.loss, stage.words) == (losses(experiment, 100)[12], words)
    stage.type_knob("lr", "fast")
    # A refused text stays, and is told in the language that is read.
    for language in ("ko", "en"):
        page.get_by_role("radio", name=own_name(language), exact=True).click()
        expect(stage.refusal("lr")).to_contain_text(say("linear.holds", language, value="0.05"))
        expect(stage.knob("lr")).to_have_value("fast")
    page.reload()
    stage.ready()
    # The server says once more why the text was not taken: the first answer after a reload.
    expect(stage.refusal("lr")).to_contain_text(
        say("linear.holds", "en", value="0.05"), timeout=1000 * FIRST_LIMIT
    )
    stage.wait_run(experiment).wait_exactly(12)
    stage.undo().wait_run(experiment.replace(pos_y=0.0))


@pytest.mark.slow
def test_a_shared_link_gives_another_learner_the_same_numbers(
    new_context: NewContext, server: Server, losses: Losses
) -> None:
    query = "neg_x=-1&pos_rho=-0.3&batch=64&optimizer=adam&lr=0.05&w1=1&w2=-1&b=0.5&steps=60"
    experiment = Experiment.parse(dict(pair.split("=") for pair in query.split("&")))
    learners = [Stage(new_context().new_page()).open(server.url, query) for _ in range(2)]
    for learner in learners:
        learner.set_speed("60").play()
    for learner in learners:
        learner.wait_state("done")
    expected = (60, losses(experiment, 60)[60])
    assert [learner.at() for learner in learners] == [expected, expected]


@pytest.mark.slow
def test_a_bad_value_in_a_link_is_told_and_the_rest_is_kept(
    page: Page, server: Server, losses: Losses
) -> None:
    stage = Stage(page).open(server.url, "neg_x=1e999&pos_x=4&%3Cimg%20src%3Dx%3E=1")
    problems = page.locator(".gp-problems")
    problems.get_by_text(say("common.link_problem")).click()
    expect(problems.get_by_role("listitem")).to_have_count(2)
    expect(problems).to_contain_text("neg_x")
    expect(page.locator("img[src='x']")).to_have_count(0)
    stage.wait_loss(losses(Experiment(pos_x=4.0))[0])
    problems.get_by_role("button", name=say("common.close")).click()
    expect(problems).to_be_hidden()


@pytest.mark.slow
def test_the_page_speaks_korean(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url, "lang=ko")
    expect(stage.root.get_by_role("button", name=say("stage.play", "ko"), exact=True)).to_be_visible()
    expect(page.get_by_text(say("knobs.group.training", "ko")).first).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    stage.press(say("stage.play", "ko")).wait_state("done")
    assert stage.at() == (40, losses(Experiment())[40])


@pytest.mark.slow
def test_the_menu_leaves_one_entry_behind(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "lr=0.07")
    header = page.get_by_role("banner")
    header.get_by_role("link", name=say("common.page.home")).click()
    expect(page).to_have_url(re.compile("/$"))
    header.get_by_role("link", name=say("common.page.linear")).click()
    stage.wait_link(Experiment(lr=0.07))
    page.go_back()
    expect(page).to_have_url(re.compile("/$"))
    expect(page.get_by_role("heading", name=say("home.title"))).to_be_visible(timeout=30_000)


@pytest.mark.slow
def test_each_view_of_the_layers_leaves_one_entry_and_back_finds_it(page: Page, server: Server) -> None:
    """No entry between two views, and none that is another experiment than the page ever showed."""
    stage = Stage(page).open(server.url, page="layers")
    page.wait_for_url("**data=circle**")  # the stage writes its words once its run stands
    seen = [page.url]

    def turn(view: str, address: str) -> None:
        page.get_by_role("radio", name=say(view), exact=True).click()
        page.wait_for_url(address)
        expect(stage.root).to_have_count(1 if view == "layers_page.stage.title" else 0, timeout=30_000)
        seen.append(page.url)

    turn("layers_page.kinds.title", "**/layers?view=kinds")
    turn("layers_page.shapes.title", "**/layers?view=shapes")
    turn("layers_page.stage.title", "**data=circle**")
    turn("layers_page.kinds.title", "**/layers?view=kinds")
    header = page.get_by_role("banner")
    header.get_by_role("link", name=say("common.page.tensors")).click()
    expect(page.get_by_role("heading", name=say("tensors_page.title"))).to_be_visible()
    header.get_by_role("link", name=say("common.page.layers")).click()
    page.wait_for_url("**/layers?view=kinds")
    page.go_back()
    expect(page.get_by_role("heading", name=say("tensors_page.title"))).to_be_visible()
    for address in reversed(seen):
        page.go_back()
        page.wait_for_url(lambda url, address=address: unquote(url) == unquote(address))
        lab = address.partition("view=")[2]
        title = f"layers_page.{lab}.title" if lab else "layers_page.stage.title"
        expect(page.get_by_role("radio", name=say(title), exact=True)).to_be_checked(timeout=30_000)
        # The page's script writes a lab's address as its last act.
        expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def test_back_and_forward_of_the_browser_bring_the_experiments(stage: Stage, losses: Losses) -> None:
    first, second = Experiment(neg_x=-1.5), Experiment(neg_x=-1.5, lr=0.05)
    stage.type_knob("neg_x", "-1.5").wait_run(first).wait_link(first)
    stage.type_knob("lr", "0.05").wait_run(second).wait_link(second)
    stage.page.go_back()
    stage.wait_run(first).wait_value("lr", "0.1").wait_link(first)
    stage.page.go_back()
    stage.wait_run(Experiment()).wait_value("neg_x", "0").wait_link(Experiment())
    assert stage.loss == losses(Experiment())[0]
    stage.page.go_forward()
    stage.wait_run(first).wait_value("neg_x", "-1.5").wait_link(first)
    stage.page.go_forward()
    stage.wait_run(second).wait_value("lr", "0.05").wait_link(second)
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(second)[40])


@pytest.mark.slow
def test_what_is_dragged_at_home_goes_along(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, page="")
    handle = stage.handle("positive")
    handle.focus()
    handle.press("ArrowRight")
    handle.press("ArrowRight")
    moved = Experiment(pos_x=3.2)
    stage.wait_link(moved)
    link = page.get_by_role("link", name=re.compile(re.escape(say("home.open_linear"))))
    expect(link).to_have_attribute("href", re.compile("pos_x=3.2"))  # the page is told when the stage rests
    further = Experiment(pos_x=3.4)
    handle.press("ArrowRight")
    handle.press("ArrowRight")
    link.evaluate("(link) => link.click()")  # in the same moment: the page was told nothing yet
    expect(page).to_have_url(re.compile("/linear"))
    stage.wait_link(further)
    expect(stage.knob("pos_x")).to_have_value("3.4")
    stage.wait_run(further)


def test_a_link_to_a_view_below_the_stage_scrolls_to_it(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/linear?view=history")
    tabs = page.get_by_test_id("stMain").get_by_test_id("stTabs")
    expect(tabs.get_by_role("tab", selected=True)).to_have_text(say("linear.tab.history"), timeout=60_000)
    seen = (
        "(tabs) => tabs.getBoundingClientRect().top > 0 && tabs.getBoundingClientRect().top < innerHeight / 2"
    )
    wait_until(lambda: tabs.evaluate(seen), 60.0, "the tabs at the top of the screen")
