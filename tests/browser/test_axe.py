"""axe-core finds nothing, on any page and view: as it is opened, and after what a learner does there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from playground.compare.page import VIEWS as COMPARE_VIEWS
from playground.home import LESSONS
from playground.lessons.shared.lab_records import names_of
from playground.locale import say
from playground.stage.panels import VIEWS as SHELF
from tools.drive import axe
from tools.drive.server import Server
from tools.drive.stage import Stage

LIMIT: Final = 90_000  # ms: the first test may meet a TensorFlow that is still starting
NewContext = Callable[..., BrowserContext]
VIEWS: Final = tuple(
    f"{page}?view={view}" for page, lesson in LESSONS.items() for view in names_of(lesson.labs)
)
UNKNOWN: Final = "nowhere"  # no page has this address, and Streamlit says so on the console
FRESH: Final = (
    "",
    "linear",
    *(f"linear?view={view}" for view in SHELF),
    "linear?lr=0.151&steps=7000000",
    "layers",
    "layers?data=spiral&hidden=8,8&val=20",
    *(f"compare?view={view}" for view in COMPARE_VIEWS),
    "sweep",
    UNKNOWN,
    *VIEWS,
)
# A phone-sized page shows the knobs of a lesson in a sheet that is closed at first.
PHONE: Final = {"width": 390, "height": 844}

pytestmark = pytest.mark.skipif(not axe.SCRIPT.is_file(), reason="axe-core is not there: it needs npm ci")


def opened(page: Page, server: Server, path: str) -> None:
    """The page stands: the script has run, and a stage or a lab's picture has its first content."""
    page.goto(f"{server.url}/{path}")
    expect(page.get_by_role("heading", level=1).or_(page.get_by_test_id("stage")).first).to_be_attached(
        timeout=LIMIT
    )
    resting(page)


def resting(page: Page) -> None:
    """No run of the script, and no cover: what is there is there to stay."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=LIMIT)
    expect(page.locator("html:not([data-early])")).to_be_attached(timeout=LIMIT)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=LIMIT)
    for stage in page.locator("[data-testid=stage]:visible").all():
        expect(stage).to_have_attribute("data-loss", re.compile(r"\S"), timeout=LIMIT)


def finds_nothing(page: Page) -> None:
    """Light and dark, folded parts unfolded; the dark theme differs in its colours alone."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true })")
    told(page)
    page.emulate_media(color_scheme="dark")
    expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", re.compile("dark"), timeout=LIMIT)
    told(page, "color-contrast")


def told(page: Page, *rules: str) -> None:
    """No finding; else all of them are named."""
    found = axe.findings(page, rules)
    assert not found, "\n".join(map(str, found))


@pytest.mark.sampled(3)
@pytest.mark.parametrize("path", FRESH)
def test_a_page_as_it_is_opened(page: Page, server: Server, new_context: NewContext, path: str) -> None:
    opened(page, server, path)
    finds_nothing(page)
    if path == UNKNOWN:
        new_context.witness(page.context).forgive("does not seem to exist")  # type: ignore[attr-defined]


# ---- After what a learner does


def _play(page: Page) -> None:
    Stage(page).play().wait_state("done")


def _diverge(page: Page) -> None:
    Stage(page).set_speed("60").play().wait_state("diverged")


def _step(page: Page) -> None:
    Stage(page).press("Step").wait_exactly(1)


def _commit(page: Page) -> None:
    card = page.locator(".gp-question")
    card.get_by_role("radio").first.check()
    card.get_by_role("button", name="Commit").click()
    expect(card).not_to_have_attribute("data-phase", "open")


def _refuse(page: Page) -> None:
    stage = Stage(page).type_knob("lr", "abc")
    expect(stage.refusal("lr")).to_be_visible()


def _own_points(page: Page) -> None:
    page.get_by_test_id("own-points").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name=say("own_points.paste")).fill("1,5;2;a\n1;3;b\n2;1;b\n")
    dialog.get_by_role("button", name=say("own_points.read"), exact=True).click()
    expect(dialog.get_by_role("button", name=say("own_points.put"), exact=True)).to_be_visible()


def _draw(page: Page) -> None:
    Stage(page).button(say("stage.draw")).click()
    expect(Stage(page).button(say("stage.draw_erase"))).to_be_visible()


def _menu(page: Page) -> None:
    page.get_by_role("button", name="Main menu").click()
    expect(page.get_by_test_id("stMainMenuPopover")).to_be_visible()


def _answer(page: Page) -> None:
    """The open question of a lab is answered, rightly or not."""
    card = page.locator("[class*='st-key-gp_question_']")
    field = card.get_by_role("textbox")
    if field.count():
        field.fill("(2, 3)")
    else:
        card.locator("label:has(input[type=radio])").first.click()
        resting(page)
    card.get_by_role("button", name=say("lesson_cards.commit"), exact=True).click()
    expect(card.get_by_role("button", name=say("lesson_cards.again"), exact=True)).to_be_visible(
        timeout=LIMIT
    )


def _spring(page: Page) -> None:
    page.get_by_role("button", name=say("lesson_cards.guess_error"), exact=True).click()
    page.get_by_role("button", name=say("lesson_cards.run_repaired"), exact=True).click(timeout=LIMIT)
    expect(page.get_by_role("button", name=say("lesson_cards.run_repaired"), exact=True)).to_have_count(0)


def _fit(page: Page) -> None:
    page.get_by_role("button", name=say("fit.train"), exact=True).click()
    expect(page.get_by_role("table", name=say("fit.history_table"))).to_be_visible(timeout=LIMIT)
    expect(page.get_by_role("button", name=say("fit.cancel"), exact=True)).to_have_count(0, timeout=LIMIT)


def _press(key: str) -> Callable[[Page], None]:
    def press(page: Page) -> None:
        page.get_by_role("button", name=say(key), exact=True).click()

    return press


def _pinned(page: Page) -> None:
    expect(page.get_by_test_id("compare")).to_have_attribute("data-state", "done", timeout=LIMIT)


def _on_plane(page: Page) -> None:
    expect(page.get_by_test_id("plane")).to_have_attribute("data-state", "rows", timeout=LIMIT)


def _sweep(page: Page) -> None:
    page.get_by_role("button", name="Train all").click()
    expect(page.locator('a.gp-heat-cell[data-state="waiting"]')).to_have_count(0, timeout=LIMIT)


def _unit(page: Page) -> None:
    page.get_by_role("button", name=say("stage.unit_hidden", layer=1, unit=1)).press("Enter")


ACTED: Final[Mapping[str, tuple[str, Callable[[Page], None]]]] = {
    "played": ("linear", _play),
    "diverged": ("linear?lr=0.5&batch=32&loss=mse", _diverge),
    "answered on the stage": ("linear?scene=diverges", _commit),
    "a refused value": ("linear", _refuse),
    "own points": ("linear", _own_points),
    "drawing": ("layers", _draw),
    "the main menu": ("linear", _menu),
    "a network after a step": ("layers?hidden=4,2&optimizer=adam&batch=32", _step),
    "a unit": ("layers?hidden=4,2", _unit),
    "runs beside each other": ("compare?run=linear%3Flr%3D0.02&run=linear%3Flr%3D0.9", _pinned),
    "a network on its plane": ("compare?view=network&run=layers%3Fhidden%3D2%26steps%3D9", _on_plane),
    "runs on the surface": ("compare?view=surface&run=linear%3Flr%3D0.02&run=linear%3Flr%3D0.9", _pinned),
    "a sweep": ("sweep?neg_n=50&pos_n=50&steps=5&x_values=0.01,0.1,9&y_values=0,16", _sweep),
    "a lesson's answer": ("tensors?view=build", _answer),
    "an answer of choices": ("tape?view=tape", _answer),
    "a trap": ("tape?view=traps", _spring),
    "a fit": ("fit?view=fit&epochs=2", _fit),
    "all lines run": ("tensors?view=run", _press("tensors_page.run.line_all")),
}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("state", ACTED)
def test_a_page_after_what_was_done_there(page: Page, server: Server, state: str) -> None:
    path, act = ACTED[state]
    opened(page, server, path)
    act(page)
    resting(page)
    finds_nothing(page)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["linear", "layers", "tensors?view=operate", "fit?view=fit", "sweep"])
def test_a_phone_with_its_sheet_open(new_context: NewContext, server: Server, path: str) -> None:
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    opened(page, server, path)
    told(page)
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    finds_nothing(page)
