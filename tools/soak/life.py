"""What all learners have: a page, a seed, turns of acting and resting, and a list of what was wrong."""

from __future__ import annotations

import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.sync_api import Error, Page

__all__ = ["PICTURES", "REST_LIMIT", "Act", "Life"]

PICTURES: Final = Path("test-results")  # where Playwright puts those of failed tests, too
REST_LIMIT: Final = 25.0  # seconds until everything agrees
Act = tuple[int, Callable[[], str]]  # how often, and what is done; it tells what it did


@dataclass
class Life(ABC):
    """One page and a seed; `live` acts and rests by turns and counts both."""

    page: Page
    url: str
    seed: int
    actions: int = 0
    rests: int = 0
    wrong: list[str] = field(default_factory=list)
    outage: Callable[[], None] | None = None
    log: list[str] = field(default_factory=list)
    slowest_rest: float = 0.0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self.expected: dict[str, str] = {}

    @abstractmethod
    def open(self) -> None:
        """Go to a first page."""

    @abstractmethod
    def acts(self) -> list[Act]:
        """What this learner does, with its weights."""

    @abstractmethod
    def problem(self) -> str:
        """The first thing that is wrong, "" if nothing is."""

    @abstractmethod
    def begin_anew(self) -> None:
        """Open the page again after something was wrong."""

    def live(self, until: Callable[[], bool]) -> Iterator[float]:
        """Bursts of actions and a check after each, until told to stop; gives the seconds to the next action.

        Half of the bursts have a person's pace, the others are as quick as keys.
        """
        self.open()
        while not until():
            low, high = self.random.choice([(0.005, 0.04), (0.15, 0.5)])
            for _ in range(self.random.randint(4, 12)):
                self._act()
                self.actions += 1
                yield self.random.uniform(low, high)
            self.rest()
            yield 0.0

    def _act(self) -> None:
        acts = self.acts()
        act = self.random.choices([act for _, act in acts], [weight for weight, _ in acts])[0]
        try:
            told = act()
        except Error as fault:  # the thing is not there just now: a person would look elsewhere
            told = f"{act.__name__}: nothing ({str(fault).splitlines()[0][:80]})"
        self.log.append(told)

    def rest(self) -> None:
        """Wait until what is shown agrees with what was set last; else it is wrong."""
        began = time.monotonic()
        problem = "nothing is shown"
        while time.monotonic() - began < REST_LIMIT:
            try:
                problem = self.problem()
            except Error as fault:
                problem = str(fault).splitlines()[0]
            if not problem:
                self.rests += 1
                self.slowest_rest = max(self.slowest_rest, time.monotonic() - began)
                return
            self.page.wait_for_timeout(60)
        self.rests += 1
        last = " | ".join(self.log[-14:])
        picture = PICTURES / f"soak-{self.seed}-{self.actions}.png"
        self.page.screenshot(path=picture)
        where = f"seed {self.seed}, action {self.actions}, {self.page.url}, {picture.name}"
        self.wrong.append(f"{where}: {problem}\n    after {last}")
        self.expected.clear()
        self.begin_anew()

    def cut(self) -> str:
        """Cut the connection or replace the server, where the condition allows it."""
        if self.outage is None:
            return "no outage"
        self.outage()
        return "outage"
