"""Learners who press at random, for fixed seeds and so many actions; `make soak` does more of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext

from tools.drive.server import Server
from tools.soak.learner import Learner
from tools.soak.slow_proxy import SlowProxy

ACTIONS = 30


@pytest.mark.sampled(1)
@pytest.mark.parametrize(("seed", "delay"), [(3, 0.0), (4, 0.05)])
def test_what_was_set_last_stands_everywhere(
    new_context: Callable[..., BrowserContext], server: Server, seed: int, delay: float
) -> None:
    with SlowProxy(server.port, delay / 2) as proxy:
        page = new_context().new_page()
        learner = Learner(page, proxy.url, seed)
        life = learner.live(lambda: learner.actions >= ACTIONS)
        for wait in life:
            page.wait_for_timeout(1000 * wait)
        page.close()
    assert learner.wrong == []
    assert learner.actions >= ACTIONS
    assert learner.rests >= 3


@pytest.mark.slow
def test_outages_are_actions_like_any_other(
    new_context: Callable[..., BrowserContext], server: Server
) -> None:
    with SlowProxy(server.port, 0.0) as proxy:
        context = new_context()
        page = context.new_page()
        learner = Learner(page, proxy.url, 5)

        def outage() -> None:
            proxy.cut()
            page.wait_for_timeout(400)
            proxy.mend()

        learner.outage = outage
        life = learner.live(lambda: learner.actions >= ACTIONS)
        for number, wait in enumerate(life):
            page.wait_for_timeout(1000 * wait)
            if number % 15 == 7:
                outage()
        page.close()
    witness = new_context.witness(context)  # type: ignore[attr-defined]
    witness.forgive_outage()
    assert learner.wrong == []
