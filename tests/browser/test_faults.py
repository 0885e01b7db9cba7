"""What dies is replaced, and the open page goes on from its step with the same numbers."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import unquote

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, expect

from playground.core.experiment import Experiment
from playground.locale import own_name, say
from tests.browser.test_own_points import large
from tools.drive.server import Server, wait_until
from tools.drive.stage import FIRST_LIMIT, Stage

Losses = Callable[..., NDArray[np.float32]]
NewContext = Callable[..., BrowserContext]
QUERY = "batch=32&steps=3000"
EXPERIMENT = Experiment(batch=32, steps=3000)
MOVED = EXPERIMENT.replace(neg_x=-1.5)


@pytest.mark.slow
def test_a_killed_trainer_is_replaced_and_the_run_goes_on(
    server: Server, new_context: NewContext, losses: Losses
) -> None:
    stage = Stage(new_context().new_page()).open(server.url, QUERY)
    stage.set_speed("60").play().wait_step(30)
    former = server.kill_trainer()
    stage.wait_step(240, FIRST_LIMIT).pause()
    trainer = server.trainer()
    assert trainer is not None
    assert trainer.pid != former
    step, loss = stage.at()
    assert loss == losses(EXPERIMENT, step)[step]
    stage.scrub(35).wait_exactly(35)
    assert stage.loss == losses(EXPERIMENT, step)[35]


@pytest.mark.slow
def test_what_was_set_stands_after_three_outages(
    own_server: Server, new_context: NewContext, losses: Losses
) -> None:
    """One page rests, one plays, one was switched to Korean; the server dies under all three."""
    contexts = {name: new_context() for name in ("idle", "playing", "switched")}
    stages = {name: Stage(context.new_page()) for name, context in contexts.items()}
    for stage in stages.values():
        stage.open(own_server.url, QUERY).type_knob("neg_x", "-1.5").wait_run(MOVED)
    stages["playing"].set_speed("60").play().wait_step(60)
    korean = stages["switched"]
    korean.page.get_by_role("radio", name=own_name("ko"), exact=True).click()
    expect(korean.panel).to_contain_text(say("knobs.group.training", "ko"))
    held = {name: stage.values() for name, stage in stages.items()}
    for outage in range(1, 4):
        own_server.restart()
        for name in ("idle", "switched"):
            rests, step = stages[name], 200 * outage
            rests.scrub(step).wait_exactly(step, FIRST_LIMIT)  # a row that only the new server has
            assert rests.loss == losses(MOVED, step)[step]
        plays = stages["playing"]
        plays.wait_step(plays.step + 90, FIRST_LIMIT)
        step, loss = plays.at()
        assert loss == losses(MOVED, step)[step]
        for name, stage in stages.items():
            assert stage.values() == held[name]
            assert stage.experiment == MOVED
    for name in ("idle", "switched"):
        language = stages[name].root.get_attribute("lang") or ""
        stages[name].undo_button(language).click()
        stages[name].wait_run(EXPERIMENT).wait_value("neg_x", "0")
        stages[name].type_knob("pos_y", "1").wait_run(EXPERIMENT.replace(pos_y=1.0))
    stages["playing"].pause()
    for context in contexts.values():
        # While the server was away the browser could not but complain.
        new_context.witness(context).forgive_outage()  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_lesson_page_has_its_large_set_also_on_the_next_server(
    own_server: Server, new_context: NewContext
) -> None:
    """The tab keeps what the link only names: the page is followed, the server dies, the page goes on."""
    context = new_context()
    page, own = context.new_page(), large(1500)
    page.goto(f"{own_server.url}/_stcore/health")
    kept = [f"gradient-playground.points.{own.word}", own.packed]
    page.evaluate("([key, text]) => sessionStorage.setItem(key, text)", kept)
    page.goto(f"{own_server.url}/fit?points={own.word}&epochs=2")
    remove = page.get_by_role("button", name=say("own_points.remove"), exact=True)
    expect(remove).to_be_visible(timeout=1000 * FIRST_LIMIT)
    own_server.restart()
    train = page.get_by_role("button", name=say("fit.train"), exact=True)

    def begins() -> bool:
        """A press before the browser has the next server is lost, as the button's answer tells."""
        if train.is_visible():
            train.click()
        with suppress(AssertionError):
            expect(train).to_have_count(0, timeout=2000)
        return not train.count()

    wait_until(begins, FIRST_LIMIT, "the training on the next server")
    done = say("fit.status.done", epoch=2, epochs=2)
    expect(page.get_by_text(done).first).to_be_visible(timeout=1000 * FIRST_LIMIT)
    expect(remove).to_be_visible()
    assert own.word in unquote(page.url)
    new_context.witness(context).forgive_outage()  # type: ignore[attr-defined]


@pytest.mark.slow
def test_a_paused_page_asks_for_nothing(own_server: Server, new_context: NewContext) -> None:
    page = new_context().new_page()
    sent: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    page.on("request", lambda request: sent.append(request) if request.url.endswith("/rows") else None)
    stage = Stage(page).open(own_server.url, "stop=never")
    stage.play().wait_step(60).pause()
    quiet = _settled(stage, sent)
    stage.play().wait_step(stage.step + 120)
    wait_until(lambda: stage.step and len(sent) > quiet, 30, "another request")


def _settled(stage: Stage, sent: list[object]) -> int:
    """How many messages were sent once none has come for three seconds; fails if they go on for ever."""
    count, since = len(sent), time.monotonic()

    def quiet() -> bool:
        nonlocal count, since
        stage.wait_state("paused")  # also lets the page's events in
        if len(sent) != count:
            count, since = len(sent), time.monotonic()
        return time.monotonic() - since > 3.0

    wait_until(quiet, 30, "an end of requests")
    return count
