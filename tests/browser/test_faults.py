"""What dies is replaced, and the open page goes on from its step with the same numbers."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext

from playground.experiment import Experiment
from tools.drive.server import Server, wait_until
from tools.drive.stage import FIRST_LIMIT, Stage

Losses = Callable[..., NDArray[np.float32]]
NewContext = Callable[..., BrowserContext]
QUERY = "batch=32&steps=3000"
EXPERIMENT = Experiment(batch=32, steps=3000)


def test_a_killed_trainer_is_replaced_and_the_run_goes_on(
    own_server: Server, new_context: NewContext, losses: Losses
) -> None:
    stage = Stage(new_context().new_page()).open(own_server.url, QUERY)
    stage.set_speed("60").play().wait_step(30)
    former = own_server.kill_trainer()
    stage.wait_step(240, FIRST_LIMIT).pause()
    trainer = own_server.trainer()
    assert trainer is not None
    assert trainer.pid != former
    step, loss = stage.at()
    assert loss == losses(EXPERIMENT, step)[step]
    stage.scrub(35).wait_exactly(35)
    assert stage.loss == losses(EXPERIMENT, step)[35]


def test_a_restarted_server_finds_the_page_where_it_was(
    own_server: Server, new_context: NewContext, losses: Losses
) -> None:
    context = new_context()
    stage = Stage(context.new_page()).open(own_server.url, QUERY)
    stage.set_speed("60").play().wait_step(60)
    own_server.restart()
    after = stage.step
    stage.wait_step(after + 180).pause()
    step, loss = stage.at()
    assert loss == losses(EXPERIMENT, step)[step]
    stage.press("Back").wait_exactly(step - 1)
    assert stage.loss == losses(EXPERIMENT, step)[step - 1]
    # While the server was away the browser could not but complain.
    new_context.witness(context).forgive(
        "WebSocket",
        "ERR_CONNECTION",
        "Failed to load resource",
        "disconnected",
        "Client Error",
        "Network Error",
        "Is Streamlit still running",
    )  # type: ignore[attr-defined]


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
