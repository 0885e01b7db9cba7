"""The stage as a person finds it, by role and name; its attributes follow each painted frame."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from playground.experiment import Experiment
from playground.locale import say
from tools.drive.server import wait_until

__all__ = ["FIRST_LIMIT", "Stage"]

_LIMIT: Final = (
    60.0  # seconds that a condition may take; a warm app on a quiet machine needs a fraction of one
)
FIRST_LIMIT: Final = 90.0  # on a fresh server, where TensorFlow has to start


class Stage:
    """The stage on a page: of the linear classifier, or of networks."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.get_by_test_id("stage")

    # ---- opening

    def open(self, url: str, query: str = "", page: str = "linear") -> Stage:
        """Go to the page and wait until the first row is on screen."""
        self.page.goto(f"{url}/{page}{'?' + query if query else ''}")
        return self.ready()

    def ready(self) -> Stage:
        """Wait for a stage with a row; on a fresh server TensorFlow starts first."""
        expect(self.root).to_be_visible(timeout=1000 * FIRST_LIMIT)
        expect(self.root).to_have_attribute("data-loss", re.compile(r"\S"), timeout=1000 * FIRST_LIMIT)
        return self

    # ---- reading

    @property
    def state(self) -> str:
        return self.attribute("state")

    @property
    def step(self) -> int:
        return int(self.attribute("step"))

    @property
    def epoch(self) -> int:
        return int(self.attribute("epoch"))

    @property
    def loss(self) -> np.float32:
        return np.float32(self.attribute("loss"))

    @property
    def accuracy(self) -> np.float32:
        return np.float32(self.attribute("accuracy"))

    def attribute(self, name: str) -> str:
        return self.root.get_attribute(f"data-{name}", timeout=1000 * _LIMIT) or ""

    def at(self) -> tuple[int, np.float32]:
        """Step and loss of one and the same frame."""
        step, loss = self.root.evaluate("(stage) => [stage.dataset.step, stage.dataset.loss]")
        return int(step), np.float32(loss)

    @property
    def words(self) -> dict[str, str]:
        """What the address bar holds of the experiment, asked of the page itself."""
        query: str = self.page.evaluate("location.search")
        return {name: text for name, text in parse_qsl(query.lstrip("?")) if name != "lang"}

    @property
    def experiment(self) -> Experiment:
        """The experiment that the link stands for."""
        return Experiment.parse(self.words)

    # ---- waiting

    def wait_state(self, *states: str) -> Stage:
        expect(self.root).to_have_attribute(
            "data-state", re.compile(f"^({'|'.join(states)})$"), timeout=1000 * _LIMIT
        )
        return self

    def wait_step(self, least: int, limit: float = _LIMIT) -> Stage:
        wait_until(lambda: self.step >= least, limit, f"step {least}")
        return self

    def wait_exactly(self, step: int) -> Stage:
        expect(self.root).to_have_attribute("data-step", str(step), timeout=1000 * _LIMIT)
        return self

    def wait_loss(self, loss: np.float32) -> Stage:
        """Until exactly this number is shown."""
        wait_until(lambda: self.loss == loss, _LIMIT, f"loss {loss}")
        return self

    def wait_link(self, experiment: Experiment) -> Stage:
        """Until the address bar holds exactly this."""
        wait_until(lambda: self.experiment == experiment, _LIMIT, f"the link of {experiment.to_query()}")
        return self

    def matches(self, losses: NDArray[np.float32]) -> bool:
        """Whether the loss on screen is the one of the step on screen."""
        step, loss = self.at()
        return step < len(losses) and bool(loss == losses[step])

    # ---- acting

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> Stage:
        self.button(name).click(timeout=1000 * _LIMIT)
        return self

    def play(self) -> Stage:
        return self.press("Play")

    def pause(self) -> Stage:
        self.press("Pause")
        return self.wait_state("paused", "done", "diverged")

    def reset(self) -> Stage:
        self.press("Reset")
        return self.wait_exactly(0)

    @property
    def timeline(self) -> Locator:
        return self.root.get_by_role("slider", name="Timeline", exact=True)

    @property
    def speed(self) -> Locator:
        return self.root.get_by_role("slider", name="Speed", exact=True)

    def knob(self, name: str) -> Locator:
        """The number input of a knob, by its label."""
        return self.page.get_by_role("spinbutton", name=say(f"knobs.{name}.label"), exact=True).first

    def type_knob(self, name: str, text: str) -> Stage:
        """Type a value and press Enter, as one does."""
        field = self.knob(name)
        field.fill(text)
        field.press("Enter")
        return self

    def type_rate(self, text: str) -> Stage:
        """The same for the learning rate, which has a slider and an exact number."""
        label = say("linear.exactly", label=say("knobs.lr.label"))
        field = self.page.get_by_role("spinbutton", name=label, exact=True)
        field.fill(text)
        field.press("Enter")
        return self

    def handle(self, group: str) -> Locator:
        """The mean of a class on the plot: "negative" or "positive"."""
        return self.root.get_by_label(say(f"stage.handle_{group}"), exact=True)

    def scrub(self, step: int) -> Stage:
        """Put the timeline on a step."""
        self.timeline.fill(str(step))
        return self

    def set_speed(self, name: str) -> Stage:
        """One of "slowest", "60" (rows a second) and "maximum"."""
        place = {"slowest": "0", "60": "6", "maximum": self.speed.get_attribute("max") or ""}[name]
        self.speed.fill(place)
        return self
