"""A learner who presses at random on the stage pages, and what must hold once the page rests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from playwright.sync_api import Error, FloatRect, Locator

from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS, KnobError, text_of
from playground.core.scenes import home_of, scenes_of
from playground.export.program import program
from playground.locale import languages
from playground.stage.knob_panel import describe, state_of
from tools.drive.stage import take
from tools.soak.life import Act, Life

__all__ = ["Learner"]

_NO_VALUE: Final = object()
_STAGES: Final = ("linear", "layers")
_NAMES: Final = {
    "linear": r"Linear classifier|선형 분류기",
    "layers": r"Networks|신경망",
    "home": r"Home|홈",
}
_BUTTONS: Final = ("Play", "Play", "Step", "Back", "Reset", "Epoch")
_KEYS: Final = (" ", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Tab", "Home", "Escape", "Enter")
_OF_CLASSES: Final = tuple(
    f"{prefix}_{end}" for prefix in ("neg", "pos") for end in ("x", "y", "sx", "sy", "rho")
)
# All that the page shows of its settings, of one moment.
_LOOK: Final = """() => {
  const panel = document.querySelector('[data-testid=knobs]')
  const stage = document.querySelector('[data-testid=stage]')
  if (!panel || !stage) return null
  const focus = document.activeElement?.closest('[data-knob], [data-slider]')?.dataset
  const shown = (knob) => knob.tagName !== 'DIV' ? knob.value
    : [...knob.querySelectorAll('input')].filter((box) => box.checked).map((box) => box.value).join(',')
  return {
    path: location.pathname, search: location.search, run: stage.dataset.run,
    focus: focus?.knob ?? focus?.slider ?? '',
    code: [...document.querySelectorAll('[data-testid=stCode] code')].map((code) => code.innerText),
    knobs: Object.fromEntries([...panel.querySelectorAll('[data-knob]')].map((knob) => [knob.dataset.knob,
      { value: knob.dataset.value, shown: shown(knob), hidden: knob.closest('.gp-knob').hidden,
        told: !knob.closest('.gp-knob').querySelector('.gp-knob-problem').hidden }])),
  }
}"""


@dataclass
class Learner(Life):
    """A learner on the stage pages."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name = self.random.choice(_STAGES)

    def open(self) -> None:
        """Go to a stage page, its code beside it."""
        self.page.goto(f"{self.url}/{self.name}?view=code")
        self._wait_stage()

    def acts(self) -> list[Act]:
        """Presses, drags, keys and journeys."""
        return [
            (24, self._set_knob),
            (10, self._slide),
            (6, self._slide_by_keys),
            (12, self._press_button),
            (6, self._press_key),
            (5, self._drag_class),
            (4, self._timeline),
            (6, self._undo_or_redo),
            (2, self._scene),
            (3, self._language),
            (2, self._visit),
            (2, self._reload),
            (2, self._travel),
            (1, self.cut),
        ]

    # ---- actions

    def _knob_names(self) -> list[str]:
        look = self._look()
        return [] if look is None else [name for name, knob in look["knobs"].items() if not knob["hidden"]]

    def _unfold(self, name: str) -> None:
        self.page.evaluate(
            "(name) => { let at = document.querySelector(`[data-knob=${name}]`);"
            " for (; at; at = at.parentElement) if (at.tagName === 'DETAILS') at.open = true }",
            name,
        )

    def _set_knob(self) -> str:
        name = self.random.choice(self._knob_names() or ["lr"])
        knob = KNOBS[name]
        self._unfold(name)
        control = self.page.locator(f'[data-knob="{name}"]')
        if knob.kind == "choice":
            offered = control.locator("option, input").evaluate_all("(all) => all.map(({ value }) => value)")
            if not offered:  # the knobs have gone meanwhile: another page, or none yet after an outage
                return f"no {name} to choose"
            text = self.random.choice(offered)
            take(control, text, timeout=2000)
        elif knob.kind == "subset":
            box = control.locator("label").nth(self.random.randrange(len(knob.choices)))
            box.click(timeout=2000)
            self._forget(name)
            return f"click a box of {name}"
        else:
            text = self._typed(name)
            control.fill(text, timeout=2000)
            leave = self.random.choice(["Enter", "Tab", ""])
            if leave:
                control.press(leave, timeout=2000)
            else:  # what is typed counts when the field is left, by whatever comes next
                self.page.locator("body").evaluate("() => document.activeElement?.blur()")
        self._expect(name, text)
        return f"set {name} to {text!r}"

    def _typed(self, name: str) -> str:
        knob = KNOBS[name]
        if self.random.random() < 0.06:
            return self.random.choice(["abc", "1e999", "-", "99999999", "1,000", "０，５"])
        if knob.kind == "widths":
            return self.random.choice(["4, 2", "3", "8 4", "", "２，２", "1,1,1"])
        if knob.optional and self.random.random() < 0.2:
            return ""
        if knob.kind == "whole":
            most = {"steps": 300, "batch": 64}.get(name, min(int(knob.high or 0), 400))
            return str(self.random.randint(max(int(knob.low or 0), 1), most))
        if knob.scale == "log":
            return f"{10 ** self.random.uniform(-3, -0.5):.3g}"
        low, high = float(knob.low or 0.0), float(knob.high or 1.0)
        number = f"{self.random.uniform(max(low, -4.0), min(high, 4.0)):.2f}"
        return number.replace(".", self.random.choice([".", ".", ","]))

    def _slide(self) -> str:
        name = self._slider_name()
        slider = self.page.locator(f'[data-slider="{name}"]')
        box = _box(slider)
        y, mouse = box["y"] + box["height"] / 2, self.page.mouse
        before = self._slider_text(name)
        mouse.move(box["x"] + box["width"] * self.random.random(), y)
        mouse.down()
        for _ in range(self.random.randint(1, 6)):
            mouse.move(box["x"] + box["width"] * self.random.uniform(0.02, 0.98), y)
            self.page.wait_for_timeout(self.random.choice([5, 30, 90]))
        text = self._slider_text(name)
        mouse.up()
        if text == before:  # a batch larger than the data stands at the end of its slider already, and stays
            self._forget(name)
        else:
            self._expect(name, text)
        return f"slide {name} to {text!r}"

    def _slider_name(self) -> str:
        shown = self.page.locator("[data-slider]:visible")
        names: list[str] = shown.evaluate_all("(all) => all.map((slider) => slider.dataset.slider)")
        return self.random.choice(names or ["lr"])

    def _slider_text(self, name: str) -> str:
        at = int(self.page.locator(f'[data-slider="{name}"]').evaluate("(slider) => slider.value"))
        if name == "batch":
            stops = self.page.locator('[data-slider="batch"]').evaluate("(slider) => Number(slider.max)")
            return "0" if at >= stops else str(2**at)
        found: list[str] = describe(self.name, "en")["knobs"][name]["stops"]
        return found[at]

    def _slide_by_keys(self) -> str:
        name = self._slider_name()
        slider = self.page.locator(f'[data-slider="{name}"]')
        slider.focus(timeout=2000)
        key = self.random.choice(["ArrowRight", "ArrowLeft", "PageUp", "PageDown"])
        before = self._slider_text(name)
        for _ in range(self.random.randint(1, 8)):
            self.page.keyboard.press(key)
        text = self._slider_text(name)
        if text == before:  # at its end already, where a value between two stops stays
            self._forget(name)
        else:
            self._expect(name, text)
        return f"keys {key} on {name}: {text!r}"

    def _press_button(self) -> str:
        name = self.random.choice(_BUTTONS)
        at = {"Reset": 0, "Back": 1, "Play": 2, "Step": 3, "Epoch": 4}[name]
        self._forget("steps")  # a run that is over goes on, by more of them
        self._click(self.page.locator(".gp-transport > button").nth(at))
        return f"press {name}"

    def _click(self, thing: Locator) -> None:
        """A click where the thing is, whatever it says of itself and whatever lies over it."""
        box = _box(thing)
        self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    def _press_key(self) -> str:
        key, look = self.random.choice(_KEYS), self._look()
        focus = look["focus"] if look else ""
        self._forget(focus, "steps")  # where the key means something of its own, or adds steps
        self.page.keyboard.press(key)
        return f"key {key!r} with the focus on {focus or 'no knob'}"

    def _drag_class(self) -> str:
        handles = self.page.locator(".gp-handle:visible").all()
        if not handles:
            return "no classes to drag"
        box = _box(self.random.choice(handles))
        x, y, mouse = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, self.page.mouse
        mouse.move(x, y)
        mouse.down()
        for _ in range(self.random.randint(1, 5)):
            mouse.move(x + self.random.randint(-80, 80), y + self.random.randint(-80, 80))
            self.page.wait_for_timeout(self.random.choice([5, 40]))
        mouse.up()
        self._forget(*_OF_CLASSES)
        return "drag a handle of a class"

    def _timeline(self) -> str:
        slider = self.page.get_by_test_id("stage").locator(".gp-timeline")
        box = _box(slider)
        self.page.mouse.click(box["x"] + box["width"] * self.random.random(), box["y"] + box["height"] / 2)
        return "click on the timeline"

    def _undo_or_redo(self) -> str:
        self.expected.clear()
        if self.random.random() < 0.5:
            key = self.random.choice(["Control+z", "Control+y", "Control+Shift+z"])
            self.page.keyboard.press(key)
            return key
        at = self.random.choice([0, 0, 1])
        self._click(self.page.get_by_test_id("knobs").locator(".gp-tool-row button").nth(at))
        return ["undo", "redo"][at]

    def _scene(self) -> str:
        self.expected.clear()
        name = self.random.choice(list(scenes_of(self.name)))
        self.page.locator("#gp-scene").select_option(name, timeout=2000)
        return f"scene {name}"

    def _language(self) -> str:
        self._forget_refused()
        name = self.random.choice(["English", "한국어"])
        self.page.get_by_text(name, exact=True).first.click(timeout=2000)
        return f"language {name}"

    def _forget_refused(self) -> None:
        """A refusal is told once: in another language, or on a page opened anew, what holds stands."""
        look = self._look()
        told = {name for name, knob in (look["knobs"] if look else {}).items() if knob["told"]}
        doomed = {name for name, text in self.expected.items() if _value(name, text) is _NO_VALUE}
        self._forget(*told, *doomed)

    def _visit(self) -> str:
        self._forget_refused()
        other = self.random.choice(["home", *(name for name in _STAGES if name != self.name)])
        for name in (other, self.name):
            self.page.get_by_role("link", name=re.compile(f"^({_NAMES[name]})$")).first.click(timeout=4000)
            self.page.wait_for_timeout(self.random.randint(50, 900))
        self._wait_stage()
        return f"visit {other} and back"

    def _reload(self) -> str:
        self._forget_refused()
        self.page.reload()
        self._wait_stage()
        return "reload"

    def _travel(self) -> str:
        self.expected.clear()
        way = self.random.choice(["back", "back", "forward"])
        self.page.evaluate(f"history.{way}()")
        self.page.wait_for_timeout(600)
        path = urlsplit(self.page.url).path.strip("/")
        if path not in _STAGES:
            self.page.goto(f"{self.url}/{self.name}?view=code")
        else:
            self.name = path
        self._wait_stage()
        return f"{way} to {path or 'home'}"

    # ---- what must hold

    def _expect(self, name: str, text: str) -> None:
        """A knob was set: others that follow it are not expected to stay."""
        self.expected[name] = text
        followers = {"data": ("loss", "targets"), "loss": ("targets",), "targets": ("loss",)}
        for other in followers.get(name, ()):
            self.expected.pop(other, None)

    def _forget(self, *names: str) -> None:
        for name in names:
            self.expected.pop(name, None)

    def _wait_stage(self) -> None:
        """Wait until stage and knobs stand; a blind key may have folded the sidebar."""
        self.page.wait_for_selector(
            '[data-testid="knobs"] [data-knob], [data-testid="stExpandSidebarButton"]', timeout=60_000
        )
        self._unfold_sidebar()
        self.page.wait_for_selector('[data-testid="stage"][data-loss]', timeout=60_000)

    def _unfold_sidebar(self) -> None:
        button = self.page.get_by_test_id("stExpandSidebarButton")
        if button.count() and button.first.is_visible():
            button.first.click(timeout=2000)

    def _look(self) -> dict[str, Any] | None:
        found: dict[str, Any] | None = self.page.evaluate(_LOOK)
        return found

    def begin_anew(self) -> None:
        """The page with one word that is not the default."""
        self.page.goto(f"{self.url}/{self.name}?view=code&lr=0.1")
        self._wait_stage()

    def problem(self) -> str:
        """The first thing that is wrong, "" if nothing is."""
        if urlsplit(self.page.url).path.strip("/") not in _STAGES:  # a visit that was not over in time
            self.expected.clear()
            self.begin_anew()
        look = self._look()
        if look is None:  # a page that is slow to come is not lost
            self._unfold_sidebar()
            self._wait_stage()
            look = self._look()
        if look is None:
            return "no stage and no knobs"
        self.name = look["path"].strip("/")
        pairs = parse_qsl(look["search"].lstrip("?"))
        words = {name: text for name, text in pairs if name not in ("lang", "view")}
        try:
            experiment = Experiment.parse(words) if words else home_of(self.name)
        except KnobError as problem:
            return f"the link {look['search']} is none: {problem}"
        if look["run"] != experiment.run_id:
            return f"the stage shows run {look['run']}, the link {look['search']} is {experiment.run_id}"
        values = {**experiment.values(), "lr": experiment.current_lr}
        state = state_of(experiment, self.name)
        for name, knob in look["knobs"].items():
            text = text_of(values[name])
            if knob["value"] != text:
                return f"data-value of {name} is {knob['value']!r}, the link says {text!r}"
            shown = str(state["all"]) if name == "batch" and text == "0" else text
            if knob["shown"].strip() != shown and not knob["told"]:
                return f"{name} shows {knob['shown']!r}, the link says {shown!r}"
            wish = self.expected.get(name)
            if (
                wish is None
                or knob["told"]
                or knob["hidden"]
                or (name == "batch" and wish == str(state["all"]))
            ):
                continue
            if _value(name, wish) != values[name]:
                return f"{name} was set to {wish!r}, and is {text!r}"
        code = [program(experiment, language).strip() for language in languages()]
        if look["code"] and not any(text == shown.strip() for text in code for shown in look["code"]):
            return f"the code is not that of {look['search']}"
        return ""


def _box(thing: Locator) -> FloatRect:
    """Where a thing lies, away from the header; an error if it is not shown."""
    thing.evaluate("(it) => it.scrollIntoView({ block: 'center' })", timeout=2000)
    box = thing.bounding_box(timeout=2000)
    if box is None:
        raise Error("not shown")
    return box


def _value(name: str, text: str) -> Any:
    """The value that a typed text stands for; `_NO_VALUE` if the knob takes none such."""
    try:
        return KNOBS[name].typed(text)
    except KnobError:
        return _NO_VALUE
