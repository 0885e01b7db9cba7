"""`python -m tools.soak`: several learners side by side under every condition; ends with the figures."""

from __future__ import annotations

import argparse
import contextlib
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from tools.drive.chromium import launch
from tools.drive.server import Server
from tools.soak.learner import Learner
from tools.soak.slow_proxy import SlowProxy

CONDITIONS: Final = ("quiet", "delay50", "delay200", "crowd", "slow", "outages")


@dataclass(frozen=True, slots=True)
class Condition:
    """The network's delay in seconds each way, pages side by side, the processor's slowness, and outages."""

    delay: float = 0.0
    pages: int = 2
    slowness: int = 1
    outages: bool = False


_TABLE: Final = {
    "quiet": Condition(),
    "delay50": Condition(delay=0.025),
    "delay200": Condition(delay=0.1),
    "crowd": Condition(pages=6),
    "slow": Condition(slowness=4),
    "outages": Condition(delay=0.005, outages=True),
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
            learners = list(run(browser, _TABLE[name], seconds, words.seed + 1000 * number))
            actions = sum(learner.actions for learner in learners)
            found = [text for learner in learners for text in learner.wrong]
            slowest = max(learner.slowest_rest for learner in learners)
            total, wrong = total + actions, wrong + len(found)
            print(
                f"{name:9} {actions:6} actions {sum(one.rests for one in learners):5} rests "
                f"{len(found):4} wrong   slowest rest {slowest:.1f} s   seeds from {words.seed + 1000 * number}",
                flush=True,
            )
            for text in found:
                print(f"  {text}", flush=True)
        browser.close()
    print(f"soak: {total} actions, {wrong} wrong")
    return 1 if wrong else 0


def run(browser: Browser, condition: Condition, seconds: float, seed: int) -> Iterator[Learner]:
    """Learners that live side by side for some time; one server, one proxy, one browser."""
    end = time.monotonic() + seconds
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(Server())
        proxy = stack.enter_context(SlowProxy(server.port, condition.delay))
        lives = []
        learners = []
        for number in range(condition.pages):
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
            stack.callback(context.close)
            page = context.new_page()
            if condition.slowness > 1:
                session = context.new_cdp_session(page)
                session.send("Emulation.setCPUThrottlingRate", {"rate": condition.slowness})
            learner = Learner(page, proxy.url, seed + number)
            if condition.outages:
                learner.outage = lambda learner=learner: outage(learner, proxy, server)  # type: ignore[misc]
            learners.append(learner)
            lives.append(learner.live(lambda: time.monotonic() > end))
        while lives:
            for life in list(lives):
                try:
                    next(life)
                except StopIteration:
                    lives.remove(life)
                except Exception as fault:  # noqa: BLE001 - one page's end is a finding, and no end of the others
                    learner = next(one for one in learners if one.page is not None and life.gi_frame is None)
                    learner.wrong.append(f"seed {learner.seed}: {type(fault).__name__}: {fault}")
                    lives.remove(life)
        yield from learners


def outage(learner: Learner, proxy: SlowProxy, server: Server) -> None:
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
