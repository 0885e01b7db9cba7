"""Every control of the stages and of the page Compare is in the link: each is changed, the link is opened."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from playground.compare.page import VIEWS
from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS, text_of
from playground.core.optimizers import OPTIMIZERS
from playground.locale import say
from playground.stage.knob_panel import knob_names
from tests.browser.test_compare import Compare
from tools.drive.server import Server, wait_until
from tools.drive.stage import Stage

NewContext = Callable[..., BrowserContext]
_RUN = (
    "steps=60&stop=loss&target=0.2&target_accuracy=0.9&patience=20&min_delta=0.01"
    "&init_seed=4&shuffle_seed=5&seed=3"
)
_CLASSES = (
    "neg_x=-1&neg_y=2&neg_sx=1.5&neg_sy=0.5&neg_rho=0.2&neg_n=300"
    "&pos_x=2&pos_y=1&pos_sx=0.7&pos_sy=1.2&pos_rho=-0.3&pos_n=200"
)
LINEAR = f"{_CLASSES}&w1=0.5&w2=-0.5&b=0.25&lr=0.05&batch=32&optimizer=adam&loss=bce&{_RUN}"
LAYERS = (
    "data=moons&samples=300&noise=0.2&val=0.3&hidden=5,5&activation=relu&features=x1,x2,x1x2&arch=residual"
    "&initializer=he_normal&lr=0.05&batch=64&optimizer=momentum&momentum=0.8&loss=huber"
    f"&l1=0.001&l2=0.002&dropout=0.1&{_RUN}"
)
# Controls that do not stand beside the others: of Gaussian classes, of many classes, of other optimisers; and
# the broadcasting trap, which takes the squared error.
_GAUSSIANS = {f"{prefix}_{name}" for prefix in ("neg", "pos") for name in ("x", "y", "sx", "sy", "rho", "n")}
_SETTINGS = {name for optimizer in OPTIMIZERS.values() for name in optimizer.knobs} - {"momentum"}
APART = {"linear": {"targets"}, "layers": _GAUSSIANS | _SETTINGS | {"classes", "labels"}}


@pytest.mark.slow
@pytest.mark.parametrize(("path", "query"), [("linear", LINEAR), ("layers", LAYERS)])
def test_every_control_is_in_the_link(new_context: NewContext, server: Server, path: str, query: str) -> None:
    experiment = Experiment.parse(dict(parse_qsl(query)))
    words = experiment.to_query()
    assert set(words) == set(knob_names(path)) - APART[path], (
        "each control has another value than its default"
    )
    stage = Stage(new_context().new_page()).open(server.url, "lr=0.1" if path == "linear" else "", page=path)
    # What a control offers depends on the data and the optimiser, which come first.
    for name in sorted(words, key=lambda name: name not in ("data", "optimizer", "loss")):
        kind, text = KNOBS[name].kind, text_of(getattr(experiment, name))
        if kind == "choice":
            stage.choose(name, text).wait_value(name, text)
        elif kind == "subset":
            for choice in KNOBS[name].choices:
                box = stage.unfold(name).knob(name).locator(f"input[value={choice}]")
                box.set_checked(choice in getattr(experiment, name))
        else:
            stage.type_knob(name, text)
    stage.wait_run(experiment).wait_link(experiment)
    expect(stage.panel.locator(".gp-knob-problem:visible")).to_have_count(0)

    fresh = Stage(new_context().new_page())
    fresh.page.goto(stage.page.url)
    fresh.ready().wait_run(experiment)
    assert fresh.values() == stage.values()
    assert {name: text for name, text in fresh.values().items() if name in words} == words


@pytest.mark.slow
def test_every_class_that_is_moved_on_the_home_page_is_in_its_link(
    new_context: NewContext, server: Server
) -> None:
    stage = Stage(new_context().new_page()).open(server.url, page="")
    before = stage.experiment
    for name in ("negative", "positive"):
        stage.handle(name).focus()
        # The mean by an arrow key, the directions of the axes and their lengths behind Enter.
        for key in ("ArrowRight", "Enter", "ArrowLeft", "ArrowUp", "Enter", "ArrowUp"):
            stage.page.keyboard.press(key)
    moved = [f"{prefix}_{name}" for prefix in ("neg", "pos") for name in ("x", "sx", "sy", "rho")]
    wait_until(lambda: set(moved) <= set(stage.words), 30, "all that was moved in the link")
    after = stage.wait_run(stage.experiment).experiment
    assert after != before
    fresh = Stage(new_context().new_page())
    fresh.page.goto(stage.page.url)
    fresh.ready().wait_run(after).wait_link(after)


PRESSED = """(root) => [...root.querySelectorAll("[aria-pressed]")].map((button) => [
  button.closest("[data-testid]").dataset.testid,
  button.ariaLabel ?? button.textContent, button.ariaPressed])"""
RUNS = tuple(f"layers?data=circle&samples=60&val=0.25&batch=8&steps=9&hidden={width}" for width in (2, 3))
LINEAR_RUNS = ("linear?lr=0.05&batch=64", "linear?lr=0.02&optimizer=adam")


# Buttons that stand beside others, and are pressed or not by themselves.
ALONE = {say("compare.log"), say("compare.epochs")}


def pressed(page: Page) -> list[list[str]]:
    """Every button of the page Compare that is pressed or not, by the part in which it stands."""
    found: list[list[str]] = []
    for part in ("compare", "runs", "settings"):
        found += page.get_by_test_id(part).first.evaluate(PRESSED)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("view", "runs"), [("curves", RUNS), ("surface", LINEAR_RUNS), ("network", RUNS)], ids=VIEWS
)
def test_every_control_of_the_page_compare_is_in_its_link(
    new_context: NewContext, server: Server, view: str, runs: tuple[str, ...]
) -> None:
    page = new_context().new_page()
    query = urlencode({"view": view, "run": runs}, doseq=True)
    page.goto(f"{server.url}/compare?{query}")
    compare = Compare(page).wait(len(runs))
    words = dict(parse_qsl(page.evaluate("location.search").lstrip("?")))
    assert set(words) - {"run", "view"} == set()

    # The surface in three dimensions hides other buttons, and comes last.
    changed = set()
    while True:
        buttons = page.locator(".gp-compare button[aria-pressed]:visible").all()
        names = {button.inner_text(): button for button in buttons}
        left = [name for name in names if name not in changed]
        if not left:
            break
        name = min(left, key=lambda name: name == say("compare.relief"))
        changed.add(name)
        others = names[name].locator("xpath=../button[@aria-pressed]").count()
        if names[name].get_attribute("aria-pressed") == "true" and others > 1 and name not in ALONE:
            continue  # one of several, which another one takes the place of
        before = page.evaluate("location.search")
        names[name].click()
        wait_until(
            lambda before=before: page.evaluate("location.search") != before, 30, f"{name} in the link"
        )
    if view == "network":
        page.get_by_role("button", name=say("compare.plane_other"), exact=True).click()
    target = page.get_by_label(say("compare.target"))
    target.fill("0.125")
    target.press("Enter")
    compare.runs.get_by_role("textbox").first.fill("narrow")
    compare.runs.get_by_role("textbox").first.press("Enter")
    wait_until(lambda: "narrow" in page.evaluate("location.search"), 30, "the name in the link")
    shown = pressed(page)

    fresh = new_context().new_page()
    fresh.goto(page.url)
    Compare(fresh).wait(len(runs))
    wait_until(lambda: pressed(fresh) == shown, 60, "the same buttons pressed")
    expect(fresh.get_by_label(say("compare.target"))).to_have_value("0.125")
    expect(Compare(fresh).runs.get_by_role("textbox").first).to_have_value("narrow")
    assert fresh.evaluate("location.search") == page.evaluate("location.search")
