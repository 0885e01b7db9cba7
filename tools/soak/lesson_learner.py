"""A learner who presses at random on the lesson pages: what was set stands, and its link brings it back."""

from __future__ import annotations

from typing import Any, Final

from playwright.sync_api import Locator

from playground.home import LESSONS
from playground.lessons.shared.lab_records import names_of
from playground.locale import languages, own_name, say
from tools.soak.life import Act, Life

__all__ = ["LessonLearner"]

_QUIET: Final = 400  # ms without a run, after which a page rests
# The widgets that have a version: key without session and version, kind, value, and whether one can set it.
_LOOK: Final = r"""() => {
  const app = document.querySelector('[data-testid=stApp]')
  const shown = {}
  for (const root of document.querySelectorAll('[class*="st-key-"]')) {
    const key = /(?:^| )st-key-(\S+)-[0-9a-f]{6}-\d(?: |$)/.exec(root.className)?.[1]
    if (!key || root.querySelector('[class*="st-key-"]') || !root.getClientRects().length) continue
    const options = [...root.querySelectorAll('button[role=radio], input[type=radio]')]
    const field = root.querySelector('textarea, input')
    if (options.length) {
      const isTaken = (option) => option.checked || option.getAttribute('aria-checked') === 'true'
      shown[key] = { kind: 'options', value: String(options.findIndex(isTaken)), count: options.length }
    } else if (field?.type === 'range') shown[key] = { kind: 'slider', value: field.value }
    else if (field?.role === 'combobox') shown[key] = { kind: 'list', value: field.value }
    else if (field?.type === 'checkbox') shown[key] = { kind: 'switch', value: String(field.checked) }
    else if (field) shown[key] = { kind: 'text', value: field.value }
  }
  return {
    path: location.pathname + location.search, language: document.documentElement.lang, shown,
    isResting: app?.dataset.testScriptState === 'notRunning' && !document.documentElement.dataset.early,
    isBroken: Boolean(document.querySelector('[data-testid=stException]')),
    isRefused: ['[class*=st-key-gp_lesson]', '[data-testid=stSidebar]']
      .some((place) => document.querySelector(`${place} [role=alert]`)),
  }
}"""
Look = dict[str, Any]


class LessonLearner(Life):
    """A learner on the lesson pages."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.name = self.random.choice(list(LESSONS))

    def open(self) -> None:
        """Go to a lab."""
        view = self.random.choice(names_of(LESSONS[self.name].labs))
        self.page.goto(f"{self.url}/{self.name}?view={view}")
        self.page.wait_for_selector("h1", timeout=60_000)

    def begin_anew(self) -> None:
        """Another lab."""
        self.name = self.random.choice(list(LESSONS))
        self.open()

    def acts(self) -> list[Act]:
        """Presses, keys and journeys."""
        return [
            (24, self._set_widget),
            (5, self._press_button),
            (3, self._press_key),
            (3, self._language),
            (3, self._visit),
            (2, self._reload),
            (2, self._travel),
            (1, self.cut),
        ]

    # ---- actions

    def _set_widget(self) -> str:
        shown = self._look()["shown"]
        if not shown:
            return "no widget"
        key = self.random.choice(sorted(shown))
        widget, root = shown[key], self.page.locator(f'[class*="st-key-{key}-"]').first
        root.scroll_into_view_if_needed(timeout=1000)
        match widget["kind"]:
            case "options":
                text = self._option(root, widget["count"])
            case "list":
                text = self._list(root)
            case "switch":
                text = self._switch(root)
            case "slider":
                text = self._slide(root)
            case "text":
                text = self._type(root, widget["value"])
        if widget["kind"] != "text":  # others may follow what was chosen
            self.expected.clear()
        self.expected[key] = text
        if widget["kind"] == "text" and not _is_number(text):  # may be refused: then the field goes back
            del self.expected[key]
        return f"set {key} to {text!r}"

    def _option(self, root: Locator, count: int) -> str:
        at = self.random.randrange(max(count, 1))  # of none the click finds nothing
        root.locator("button[role=radio], label:has(input[type=radio])").nth(at).click(timeout=1500)
        return str(at)

    def _list(self, root: Locator) -> str:
        root.get_by_role("combobox").click(timeout=1500)
        options = self.page.get_by_role("option")
        options.first.wait_for(timeout=1500)
        option = options.nth(self.random.randrange(max(options.count(), 1)))  # another run may have closed it
        text = option.inner_text(timeout=1500)
        option.click(timeout=1500)
        return text.strip()

    def _switch(self, root: Locator) -> str:
        box = root.locator("input[type=checkbox]")
        was = box.is_checked(timeout=1500)
        root.locator("label").first.click(timeout=1500)
        return str(not was).lower()

    def _slide(self, root: Locator) -> str:
        slider = root.locator("input[type=range]").first
        slider.focus(timeout=1500)
        for _ in range(self.random.randint(1, 4)):
            slider.press(self.random.choice(["ArrowRight", "ArrowLeft", "PageUp", "PageDown"]), timeout=1500)
        return slider.input_value(timeout=1500)

    def _type(self, root: Locator, before: str) -> str:
        text = self._near(before)
        field = root.locator("textarea, input").first
        field.fill(text, timeout=1500)
        field.press(self.random.choice(["Enter", "Tab"]), timeout=1500)
        return text

    def _near(self, before: str) -> str:
        """Another number near the one that stands, which a field takes; now and then something else."""
        if not _is_number(before) or abs(float(before)) > 1e9 or self.random.random() < 0.1:
            return self.random.choice(["abc", "1e999", "-", "０，５", "1,000", "2, 3", "<b>", before])
        if not before.isdecimal():
            return f"{0.8 * float(before) + self.random.uniform(0.01, 0.1):.3f}"
        return str(int(before) + self.random.choice([-1, 1]) if int(before) > 1 else int(before) + 1)

    def _press_button(self) -> str:
        buttons = self.page.locator("[class*=st-key-gp_lesson] [data-testid=stButton] button:enabled:visible")
        count = buttons.count()
        if not count:
            return "no button"
        at = self.random.randrange(count)
        self.expected.clear()
        buttons.nth(at).click(timeout=1500)
        return f"press button {at} of {count}"

    def _press_key(self) -> str:
        key = self.random.choice(["Tab", "Enter", "Escape", "ArrowDown", " "])
        self.expected.clear()
        self.page.keyboard.press(key)
        return f"key {key!r}"

    def _language(self) -> str:
        language = self.random.choice(languages())
        kinds = {key: widget["kind"] for key, widget in self._look()["shown"].items()}
        # The options of a list have other words then.
        self.expected = {key: text for key, text in self.expected.items() if kinds.get(key) != "list"}
        self.page.get_by_text(own_name(language), exact=True).first.click(timeout=2000)
        return f"language {language}"

    def _visit(self) -> str:
        before, other = self.name, self.random.choice(list(LESSONS))
        for name in (other, before):
            words = [say(f"common.page.{name}", language) for language in languages()]
            links = self.page.get_by_role("banner").get_by_role("link")
            links.filter(has_text=words[0]).or_(links.filter(has_text=words[1])).first.click(timeout=3000)
            self.name = name
            self.page.wait_for_timeout(self.random.randint(50, 900))
        self.page.wait_for_selector("h1", timeout=60_000)
        return f"visit {other} and back"

    def _reload(self) -> str:
        self.expected.clear()  # what was refused is not in the link
        self.page.reload()
        self.page.wait_for_selector("h1", timeout=60_000)
        return "reload"

    def _travel(self) -> str:
        self.expected.clear()
        way = self.random.choice(["back", "forward"])
        self.page.evaluate(f"history.{way}()")
        self.page.wait_for_timeout(600)
        path = self.page.url.removeprefix(self.url).split("?")[0].strip("/")
        if path in LESSONS:
            self.name = path
        else:
            self.begin_anew()
        return f"{way} to {path or 'home'}"

    # ---- what must hold

    def _look(self) -> Look:
        found: Look = self.page.evaluate(_LOOK)
        return found

    def problem(self) -> str:
        """Whether what was set last stands; now and then, whether the link alone brings all of it back."""
        look = self._rested()
        if look["isBroken"]:
            return "an exception is shown"
        for key, text in self.expected.items():
            widget = look["shown"].get(key)
            if widget is not None and not _same(widget["value"], text):
                return f"{key} was set to {text!r}, and shows {widget['value']!r}"
        if look["isRefused"] or self.random.random() < 0.75:
            return ""
        return self._reloaded(look)

    def _reloaded(self, before: Look) -> str:
        self.page.reload()
        self.page.wait_for_selector("h1", timeout=60_000)
        wanted = {
            key: widget["value"] for key, widget in before["shown"].items() if not key.startswith("answer_")
        }
        problem = ""
        for _ in range(40):
            look = self._rested()
            got = {key: widget["value"] for key, widget in look["shown"].items()}
            lost = {
                key: (text, got.get(key)) for key, text in wanted.items() if not _same(got.get(key, ""), text)
            }
            if not lost:
                return ""
            problem = f"{before['path']} opened anew: was and is {lost}"
            self.page.wait_for_timeout(250)
        return problem

    def _rested(self) -> Look:
        """What stands once the page has not run for a while."""
        look, quiet = self._look(), 0
        for _ in range(300):
            self.page.wait_for_timeout(80)
            again = self._look()
            quiet = quiet + 80 if again["isResting"] and again["shown"] == look["shown"] else 0
            look = again
            if quiet >= _QUIET:
                break
        return look


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def _same(shown: str, text: str) -> bool:
    return shown == text or (_is_number(shown) and _is_number(text) and float(shown) == float(text))
