"""How soon the lesson pages answer: a step, a seed and an operand on /tensors, the input on /tape."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from bench.observing import Latency
from bench.percentile import percentile
from bench.visit import VIEWPORT
from playground.locale import say
from tools.drive.chromium import launched
from tools.drive.server import Server, wait_until

__all__ = ["measure"]

TIMES = 20
LIMIT = 60_000  # ms, for what must be there before it is measured
STATE = "document.querySelector('.st-key-gp_assign_state')?.textContent"
TENSOR = "[...document.querySelectorAll('.gp-grid')].map(grid => grid.textContent).join()"
ANSWER = "document.querySelector('[data-testid=\"tape-answer\"]')?.textContent"

Act = Callable[[Page, int], None]


def measure() -> dict[str, float]:
    """95 of 100 answers come within, from the browser's event to the new numbers on the page."""
    with Server() as server, launched() as browser:
        # The measuring needs functions from text, which the app's security policy forbids.
        page = browser.new_context(viewport=VIEWPORT, bypass_csp=True).new_page()  # type: ignore[arg-type]
        tensors = [
            *_times(page, f"{server.url}/tensors?view=assign", "click", STATE, _step),
            *_times(page, f"{server.url}/tensors", "click", TENSOR, _seed),
            *_times(page, f"{server.url}/tensors?view=operate", "keydown", TENSOR, _operand),
        ]
        tape = _times(page, f"{server.url}/tape", "keydown", ANSWER, _input)
        return {"lessons.tensors": percentile(tensors, 0.95), "lessons.tape": percentile(tape, 0.95)}


def _times(page: Page, url: str, event: str, source: str, act: Act) -> list[float]:
    page.goto(url)
    wait_until(lambda: page.evaluate(f"() => {source}"), LIMIT / 1000, "numbers of the trainer")
    found = []
    for turn in range(TIMES + 1):
        latency = Latency(page, event, source)
        latency.arm()
        act(page, turn)
        found.append(float(wait_until(latency.read, 30, "an answer")))
    return found[1:]  # the first loads code that later ones find loaded


def _step(page: Page, turn: int) -> None:
    """Forward and back again."""
    name = say("tensors_page.assign.back" if turn % 2 else "tensors_page.assign.next")
    button = page.get_by_role("button", name=name, exact=True)
    expect(button).to_be_enabled(timeout=LIMIT)
    button.click()


def _seed(page: Page, _: int) -> None:
    page.get_by_role("button", name=say("tensors_page.build.next_seed"), exact=True).click()


def _operand(page: Page, turn: int) -> None:
    """Typed, and taken when Enter is pressed; what is typed before is not the measured key."""
    field = page.get_by_label(say("tensors_page.operate.operand", name="b"), exact=True)
    field.fill(f"[{turn + 1}, 20, 30, 40]")
    field.press("Enter")


def _input(page: Page, _: int) -> None:
    page.get_by_role("spinbutton", name=say("tape_page.input.x"), exact=True).first.press("ArrowUp")
