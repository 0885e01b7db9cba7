"""The stage as a person finds it, by role and name; its attributes follow each painted frame."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import FloatRect, Locator, Page, expect

from playground.core.experiment import Experiment
from playground.locale import say
from tools.drive.server import wait_until

__all__ = ["FIRST_LIMIT", "Stage", "take", "thumb"]

_LIMIT: Final = (
    60.0  # seconds that a condition may take; a warm app on a quiet machine needs a fraction of one
)
_THUMB: Final = 16.0  # pixels
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

    def wait_exactly(self, step: int, limit: float = _LIMIT) -> Stage:
        expect(self.root).to_have_attribute("data-step", str(step), timeout=1000 * limit)
        return self

    def wait_loss(self, loss: np.float32) -> Stage:
        """Until exactly this number is shown."""
        wait_until(lambda: self.loss == loss, _LIMIT, f"loss {loss}")
        return self

    def wait_link(self, experiment: Experiment) -> Stage:
        """Until the address bar holds exactly this."""
        wait_until(lambda: self.experiment == experiment, _LIMIT, f"the link of {experiment.to_query()}")
        return self

    def wait_run(self, experiment: Experiment) -> Stage:
        """Until rows of exactly this experiment are shown."""
        expect(self.root).to_have_attribute("data-run", experiment.run_id, timeout=1000 * _LIMIT)
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

    # ---- knobs

    @property
    def panel(self) -> Locator:
        """The knobs in the sidebar; none at home."""
        return self.page.get_by_test_id("knobs")

    def knob(self, name: str) -> Locator:
        """The control of a knob by its word in the link: a field, a choice, or the group of its boxes."""
        return self.panel.locator(f'[data-knob="{name}"]')

    def slider(self, name: str) -> Locator:
        return self.panel.locator(f'[data-slider="{name}"]')

    def value_of(self, name: str) -> str:
        """The value that holds, as a link writes it; "" for a random start."""
        return self.knob(name).get_attribute("data-value", timeout=1000 * _LIMIT) or ""

    def values(self) -> dict[str, str]:
        """All of them, of one moment."""
        found: dict[str, str] = self.panel.evaluate(
            "(panel) => Object.fromEntries([...panel.querySelectorAll('[data-knob]')]"
            ".map((knob) => [knob.dataset.knob, knob.dataset.value]))"
        )
        return found

    def wait_value(self, name: str, text: str) -> Stage:
        expect(self.knob(name)).to_have_attribute("data-value", text, timeout=1000 * _LIMIT)
        return self

    def refusal(self, name: str) -> Locator:
        """Why a text of this knob was not taken, beside the knob."""
        control = self.page.locator(f'[data-knob="{name}"]')
        return self.panel.locator(".gp-knob", has=control).locator(".gp-knob-problem")

    def unfold(self, name: str) -> Stage:
        """Open the fold that a knob lies in."""
        control = self.page.locator(f'[data-knob="{name}"]')
        folds = self.panel.locator("details:not([open])", has=control).locator("> summary")
        if folds.count():
            folds.first.click(timeout=1000 * _LIMIT)
        return self

    def type_knob(self, name: str, text: str) -> Stage:
        """Type a value and press Enter, as one does."""
        field = self.unfold(name).knob(name)
        field.fill(text, timeout=1000 * _LIMIT)
        field.press("Enter")
        return self

    def choose(self, name: str, value: str) -> Stage:
        """Take one of several."""
        take(self.unfold(name).knob(name), value, timeout=1000 * _LIMIT)
        return self

    def choose_scene(self, title: str) -> Stage:
        self.panel.locator("#gp-scene").select_option(label=title, timeout=1000 * _LIMIT)
        return self

    def slide(self, name: str, share: float, parts: int = 8, release: bool = True) -> Stage:
        """Take the slider of a knob where it is and move it with the mouse to a share of its way."""
        slider = self.unfold(name).slider(name)
        slider.scroll_into_view_if_needed(timeout=1000 * _LIMIT)
        box = slider.bounding_box()
        assert box is not None
        at, most = (float(slider.evaluate(f"(slider) => slider.{which}")) for which in ("value", "max"))
        first, last = (thumb(box, part) for part in (at / most, share))
        y = box["y"] + box["height"] / 2
        mouse = self.page.mouse
        mouse.move(first, y)
        mouse.down()
        for part in range(1, parts + 1):
            mouse.move(first + (last - first) * part / parts, y)
        if release:
            mouse.up()
        return self

    def undo_button(self, language: str = "en") -> Locator:
        return self.panel.get_by_role("button", name=say("linear.undo", language), exact=True)

    def undo(self) -> Stage:
        self.undo_button().click(timeout=1000 * _LIMIT)
        return self

    def redo(self) -> Stage:
        name = say("linear.redo")
        self.panel.get_by_role("button", name=name, exact=True).click(timeout=1000 * _LIMIT)
        return self

    # ---- the plot, and time

    def handle(self, group: str) -> Locator:
        """The mean of a class on the plot: "negative" or "positive"."""
        return self.root.get_by_label(say(f"stage.handle_{group}"), exact=True)

    def scrub(self, step: int) -> Stage:
        """Put the timeline on a step, in any language."""
        self.root.locator("input.gp-timeline").fill(str(step), timeout=1000 * _LIMIT)
        return self

    def set_speed(self, name: str) -> Stage:
        """One of "slowest", "60" (rows a second), "250" (updates a frame) and "maximum"."""
        most = int(self.speed.get_attribute("max", timeout=1000 * _LIMIT) or 0)
        place = str({"slowest": 0, "60": 6, "250": most - 1, "maximum": most}[name])
        self.speed.fill(place)
        return self


def thumb(box: FloatRect, share: float) -> float:
    """Where the middle of a slider's thumb stands, in pixels."""
    return box["x"] + _THUMB / 2 + share * (box["width"] - _THUMB)


def take(control: Locator, value: str, timeout: float) -> None:
    """Take one of several choices within `timeout` ms: a radio button, or an option of a list."""
    radio = control.locator(f'input[type="radio"][value="{value}"]')
    if radio.count():
        radio.check(timeout=timeout)
    else:
        control.select_option(value, timeout=timeout)
