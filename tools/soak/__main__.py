"""`python -m tools.soak`: several learners side by side under every condition; ends with the figures."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from dataclasses import dataclass
from functools import partial
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tools.drive.chromium import launch
from tools.drive.server import Server
from tools.soak.learner import Learner
from tools.soak.lesson_learner import LessonLearner
from tools.soak.life import Life
from tools.soak.slow_proxy import SlowProxy

CONDITIONS: Final = ("quiet", "delay50", "delay200", "crowd", "slow", "outages", "lessons", "lessons200")


@dataclass(frozen=True, slots=True)
class Condition:
    """The network's delay in seconds each way, pages side by side, how slow the processor is, and outages."""

    delay: float = 0.0
    pages: int = 3
    slowness: int = 1
    outages: bool = False
    learner: type[Life] = Learner


_TABLE: Final = {
    "quiet": Condition(),
    "delay50": Condition(delay=0.025),
    "delay200": Condition(delay=0.1),
    "crowd": Condition(pages=6),
    "slow": Condition(slowness=4),
    "outages": Condition(delay=0.005, outages=True),
    "lessons": Condition(learner=LessonLearner),
    "lessons200": Condition(delay=0.1, learner=LessonLearner),
}


def main() -> int:
    """Run the conditions asked for; status 1 if anything was wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.soak", description=__doc__)
    parser.add_argument("--condition", choices=CONDITIONS, action="append", help="some of them; all without")
    parser.add_argument("--minutes", type=float, default=10.0, help="for all conditions together")
    parser.add_argument("--seed", type=int, default=int(time.time()), help="of the first learner")
    words = parser.parse_args()
    conditions = words.condition or list(CONDITIONS)
    seconds = 60 * words.minutes / len(conditions)
    total = wrong = 0
    with sync_playwright() as playwright:
        browser = launch(playwright)
        for number, name in enumerate(conditions):
            learners = run(browser, _TABLE[name], seconds, words.seed + 1000 * number)
            actions = sum(learner.actions for learner in learners)
            found = [text for learner in learners for text in learner.wrong]
            slowest = max(learner.slowest_rest for learner in learners)
            total, wrong = total + actions, wrong + len(found)
            rests = sum(learner.rests for learner in learners)
            figures = f"{name:9} {actions:6} actions {rests:5} rests {len(found):4} wrong"
            print(f"{figures}   slowest rest {slowest:.1f} s   seeds from {learners[0].seed}", flush=True)
            for text in found:
                print(f"  {text}", flush=True)
        browser.close()
    print(f"soak: {total} actions, {wrong} wrong")
    return 1 if wrong else 0


def run(browser: Browser, condition: Condition, seconds: float, seed: int) -> list[Life]:
    """Learners that live side by side for some time; one server, one proxy, one browser."""
    end = time.monotonic() + seconds
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server())
        proxy = stack.enter_context(SlowProxy(server.port, condition.delay))
        learners: list[Life] = []
        for number in range(condition.pages):
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
            stack.callback(context.close)
            page = context.new_page()
            if condition.slowness > 1:
                session = context.new_cdp_session(page)
                session.send("Emulation.setCPUThrottlingRate", {"rate": condition.slowness})
            learner = condition.learner(page, proxy.url, seed + number)
            if condition.outages:
                learner.outage = partial(outage, learner, proxy, server)
            learners.append(learner)
        by_turns(learners, end)
    return learners


def by_turns(learners: list[Life], end: float) -> None:
    """Let each learner act when it is due, until the time is over."""
    lives = [(learner, learner.live(lambda: time.monotonic() > end)) for learner in learners]
    due = {learner.seed: 0.0 for learner in learners}
    while lives:
        learner, life = min(lives, key=lambda entry: due[entry[0].seed])
        wait = due[learner.seed] - time.monotonic()
        if wait > 0:
            learner.page.wait_for_timeout(1000 * wait)
        try:
            due[learner.seed] = time.monotonic() + next(life)
        except StopIteration:
            lives.remove((learner, life))
        except Exception as fault:  # noqa: BLE001 - a page that ends is a finding, and no end of the others
            learner.wrong.append(f"seed {learner.seed}: {type(fault).__name__}: {fault}")
            lives.remove((learner, life))


def outage(learner: Life, proxy: SlowProxy, server: Server) -> None:
    """The connection is cut, or the server replaced, once, twice or three times."""
    for _ in range(learner.random.choice([1, 1, 2, 3])):
        if learner.random.random() < 0.6:
            proxy.cut()
            learner.page.wait_for_timeout(learner.random.randint(100, 2500))
            proxy.mend()
        else:
            server.restart()
        learner.page.wait_for_timeout(learner.random.randint(100, 1500))


if __name__ == "__main__":
    sys.exit(main())
