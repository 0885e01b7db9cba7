"""Runs are pinned on a stage, held beside each other on the page Compare, and kept over a reload."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from urllib.parse import parse_qsl

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from playground.compare.best_rates import RATES
from playground.core.data import draw
from playground.core.experiment import Experiment
from playground.core.network import network_of
from playground.core.optimizers import OPTIMIZERS
from playground.locale import say
from playground.theory.batch_gradients import batch_gradients
from playground.theory.loss_plane import directions
from tools.drive.server import Server, wait_until
from tools.drive.stage import FIRST_LIMIT, Stage

Losses = Callable[..., NDArray[np.float32]]
SLOW, RIGHT, WIDE = Experiment(lr=0.02), Experiment(), Experiment(lr=0.9)


def js_number(value: float) -> str:
    """A number as JavaScript writes it."""
    return repr(float(value)) if 1e-6 <= abs(value) < 1e16 else str(float(value)).replace("e-0", "e-")


class Compare:
    """The page Compare as a person finds it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.get_by_test_id("compare")
        self.runs = page.get_by_test_id("runs")
        self.results = page.get_by_test_id("results")
        self.settings = page.get_by_test_id("settings")

    def wait(self, runs: int) -> Compare:
        """Until so many runs have all of their rows."""
        expect(self.root).to_have_attribute("data-runs", str(runs), timeout=1000 * FIRST_LIMIT)
        expect(self.root).to_have_attribute("data-state", "done", timeout=1000 * FIRST_LIMIT)
        return self

    def losses(self) -> list[np.float32]:
        """The final losses of the table, as they were received."""
        rows = self.results.locator("tbody tr")
        return [np.float32(row.get_attribute("data-loss") or "nan") for row in rows.all()]

    def table(self, table: Locator) -> list[list[str]]:
        """The cells of each row, without the run's own."""
        return [row.locator("td").all_inner_texts() for row in table.locator("tbody tr").all()]

    @property
    def link(self) -> list[Experiment]:
        """The experiments of the address."""
        query: str = self.page.evaluate("location.search")
        runs = [text.partition("?")[2] for name, text in parse_qsl(query.lstrip("?")) if name == "run"]
        words = [{name: text for name, text in parse_qsl(run) if name != "name"} for run in runs]
        return [Experiment.parse(of_run) for of_run in words]


def test_runs_are_pinned_compared_kept_and_removed(page: Page, server: Server, losses: Losses) -> None:
    stage = Stage(page).open(server.url)
    pin = stage.panel.get_by_role("button", name=say("compare.pin"), exact=True)
    pinned = stage.panel.get_by_role("button", name=say("compare.pinned"), exact=True)
    pin.click()
    expect(pinned).to_have_attribute("aria-pressed", "true")
    stage.type_knob("lr", "0.02").wait_run(SLOW)
    pin.click()
    stage.panel.get_by_role("link", name=f"{say('compare.compare')} 2", exact=True).click()

    compare = Compare(page).wait(2)
    expect(page).to_have_url(re.compile("/compare"))
    assert compare.link == [RIGHT, SLOW]
    assert compare.losses() == [losses(RIGHT)[40], losses(SLOW)[40]]
    # The loss that both reach is the larger final one, rounded up; steps are counted to the first row below.
    target = 0.078
    steps = [int(np.argmax(losses(run) <= target)) for run in (RIGHT, SLOW)]
    told = compare.table(compare.results)
    assert [row[-1] for row in told] == [str(count) for count in steps]
    assert compare.table(compare.settings) == [["0.1", "0.02"]]

    name = compare.runs.get_by_label(say("compare.name_of", number=2), exact=True)
    name.fill("<b>slow</b>")
    name.press("Enter")
    compare.runs.get_by_role("button", name=say("compare.up", name="<b>slow</b>"), exact=True).click()
    page.reload()
    compare.wait(2)
    assert compare.link == [SLOW, RIGHT]
    assert compare.losses() == [losses(SLOW)[40], losses(RIGHT)[40]]
    expect(compare.root.locator(".gp-run-name").first).to_have_text("<b>slow</b>")

    compare.runs.get_by_role("button", name=say("compare.remove", name="<b>slow</b>"), exact=True).click()
    compare.wait(1)
    assert compare.losses() == [losses(RIGHT)[40]]


def test_one_cursor_moves_all_runs_and_a_link_carries_them(
    page: Page, server: Server, losses: Losses
) -> None:
    page.goto(f"{server.url}/compare?run=linear%3Flr%3D0.02&run=linear%3Flr%3D0.9")
    compare = Compare(page).wait(2)
    assert compare.losses()[0] == losses(SLOW)[40]
    expect(compare.results.locator("tr.has-diverged")).to_have_count(1)
    numbers = compare.root.locator(".gp-run-numbers")
    compare.root.get_by_role("slider", name=say("stage.timeline"), exact=True).fill("2")
    expect(compare.root).to_have_attribute("data-step", "2")
    for place, run in enumerate((SLOW, WIDE)):
        loss = losses(run)[2]
        most = (6e-4 if loss < 1e6 else 6e-3) * loss

        def is_near(place: int = place, loss: np.float32 = loss, most: float = most) -> bool:
            return bool(abs(float(numbers.nth(place).inner_text().split(" · ")[0]) - loss) <= most)

        wait_until(is_near, 30.0, f"the loss of run {place + 1} at step 2")
    compare.root.get_by_role("button", name=say("stage.play"), exact=True).click()
    expect(compare.root).to_have_attribute("data-step", "40", timeout=1000 * FIRST_LIMIT)
    page.get_by_role("tab", name=say("compare.take"), exact=True).click()
    with page.expect_download() as taken:
        page.get_by_role("button", name=say("compare.take_csv"), exact=True).click()
    rows = list(csv.DictReader(taken.value.path().read_text(encoding="utf-8").splitlines()))
    slow = [np.float32(row["full_loss"]) for row in rows if row["run"] == "1"]
    np.testing.assert_array_equal(slow, losses(SLOW))
    with page.expect_download() as taken:
        page.get_by_role("button", name=say("compare.take_png"), exact=True).click()
    assert taken.value.path().read_bytes().startswith(b"\x89PNG")
    # Runs that were kept before a link are one press away.
    page.goto(f"{server.url}/compare?run=linear%3F")
    compare.wait(1)
    compare.runs.get_by_role("button", name=say("compare.back", count=2), exact=True).click()
    compare.wait(2)
    assert compare.link == [SLOW, WIDE]


@pytest.mark.slow
def test_the_race_walks_over_the_loss_surface(page: Page, server: Server, losses: Losses) -> None:
    page.goto(f"{server.url}/compare?view=surface&run=linear%3Flr%3D0.02")
    compare = Compare(page).wait(1)
    compare.runs.get_by_role("button", name=say("compare.race"), exact=True).click()
    compare.wait(len(OPTIMIZERS))
    runs = [SLOW.replace(optimizer=name) for name in OPTIMIZERS]
    assert compare.losses() == [losses(run)[40] for run in runs]
    surface = page.get_by_test_id("surface")
    expect(surface).to_have_attribute("data-walkers", str(len(OPTIMIZERS)), timeout=1000 * FIRST_LIMIT)

    # Under the pointer: the loss of that place at its best bias, over all points in float64.
    canvas = surface.locator("canvas").last
    box = canvas.bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(*middle)
    expect(surface.locator(".gp-surface-readout")).to_contain_text(say("compare.surface_here"))
    w1, w2 = map(float, (surface.get_attribute("data-at") or "").split(","))
    sample = draw(SLOW)
    outputs, targets = sample.inputs.astype(np.float64) @ [w1, w2], sample.targets[:, 0]
    bias = np.mean(targets - outputs)
    assert float(surface.get_attribute("data-bias") or "nan") == pytest.approx(bias, abs=1e-9)
    expected = np.mean((outputs + bias - targets) ** 2)
    assert float(surface.get_attribute("data-loss") or "nan") == pytest.approx(expected, rel=1e-9)

    # A click pins the first run from there.
    page.mouse.click(*middle)
    compare.wait(len(OPTIMIZERS) + 1)
    begun = compare.link[-1]
    assert (begun.w1, begun.w2, begun.b) == pytest.approx((w1, w2, bias), abs=3e-3)  # three decimals each
    assert compare.losses()[-1] == losses(begun)[40]


@pytest.mark.slow
def test_the_race_runs_at_best_rates_and_shows_what_optimizers_keep(page: Page, server: Server) -> None:
    from playground.engine.run import advance

    page.goto(f"{server.url}/compare?run=linear%3Flr%3D0.02%26steps%3D15")
    compare = Compare(page).wait(1)
    compare.runs.get_by_role("button", name=say("compare.race_best"), exact=True).click()
    compare.runs.get_by_role("button", name=say("compare.race"), exact=True).click()
    compare.wait(len(OPTIMIZERS))
    raced = compare.link
    assert [run.optimizer for run in raced] == list(OPTIMIZERS)
    assert all(run.lr in RATES.values for run in raced)
    assert len({run.lr for run in raced}) > 2
    # Inside the optimizer at step 3: its slots after the update, as the engine's checkpoint holds them.
    compare.root.get_by_role("slider", name=say("stage.timeline"), exact=True).fill("3")
    place = list(OPTIMIZERS).index("adam")
    table = page.get_by_test_id("inner")
    page.locator(".gp-inner-marks").get_by_role("button", name=say("compare.run", number=place + 1)).click()
    expect(table).to_contain_text(say("linear.slot.mean_square"))
    kept = advance(raced[place], None, 3, 1, 1, 10.0).checkpoint.values.reshape(-1, 3)
    for row, numbers in ((1, kept[1]), (3, kept[2])):
        cells = table.locator("tbody tr").nth(row).locator("td")
        shown = [float(cells.nth(at).get_attribute("data-value") or "nan") for at in range(3)]
        assert shown == pytest.approx(numbers, rel=1e-4)
    page.reload()
    compare.wait(len(OPTIMIZERS))
    assert compare.link == raced


@pytest.mark.slow
def test_all_mini_batches_of_the_epoch_are_a_fan_of_arrows(page: Page, server: Server) -> None:
    from playground.engine.run import advance

    page.goto(f"{server.url}/compare?view=surface&run=linear%3Flr%3D0.03%26batch%3D64%26steps%3D60")
    compare = Compare(page).wait(1)
    surface = page.get_by_test_id("surface")
    surface.get_by_role("button", name=say("compare.fan"), exact=True).click()
    e = Experiment(lr=0.03, batch=64, steps=60)
    for step in (5, 40):
        compare.root.get_by_role("slider", name=say("stage.timeline"), exact=True).fill(str(step))
        row = advance(e, None, step, 1, 1, 10.0).rows[0]
        weights = [float(row[e.columns.index(name)]) for name in ("w1", "w2", "b")]
        found = batch_gradients(e, step, weights)
        assert found is not None
        expect(surface).to_have_attribute("data-full", ",".join(map(js_number, found.full)), timeout=30_000)
        expect(surface).to_have_attribute("data-batches", "32")


@pytest.mark.slow
def test_the_plane_of_a_network_says_how_far_its_run_is_from_it(page: Page, server: Server) -> None:
    from playground.engine.run import advance

    words = "data=circle&hidden=3&samples=60&steps=24&lr=0.3"
    run = words.replace("=", "%3D").replace("&", "%26")
    page.goto(f"{server.url}/compare?view=network&run=linear%3F&run=layers%3F{run}")
    compare = Compare(page).wait(2)
    shown = page.get_by_test_id("plane")
    expect(shown).to_have_attribute("data-state", "rows", timeout=1000 * FIRST_LIMIT)
    e = Experiment.parse(dict(parse_qsl(words)))
    rows = advance(e, None, 0, 1, 25, 10.0).rows
    weights = rows[:, -network_of(e).size :].astype(np.float64)
    for seed, step in ((0, 9), (1, 17)):
        found = directions(network_of(e), weights[0], weights[-1], seed)
        assert found is not None
        compare.root.get_by_role("slider", name=say("stage.timeline"), exact=True).fill(str(step))
        way = weights[step] - weights[0]
        along, across = way @ found.along, way @ found.across
        expected = [along, across, np.linalg.norm(way - along * found.along - across * found.across)]

        def is_there(expected: list[float] = expected) -> bool:
            at = [*(shown.get_attribute("data-at") or "").split(","), shown.get_attribute("data-far") or ""]
            return [float(text or "nan") for text in at] == pytest.approx(expected, rel=1e-4, abs=1e-6)

        wait_until(is_there, 30.0, f"the place of step {step} and its distance, by seed {seed}")
        expect(shown.locator(".gp-plane-off")).to_contain_text(f"{expected[2]:.2f}")
        if seed == 0:
            page.get_by_role("button", name=say("compare.plane_other"), exact=True).click()
            expect(shown).to_have_attribute("data-state", "rows", timeout=1000 * FIRST_LIMIT)


@pytest.mark.slow
def test_the_surface_of_a_network_is_turned_by_mouse_and_keys(page: Page, server: Server) -> None:
    page.goto(
        f"{server.url}/compare?view=network&relief=1&run=layers%3Fdata%3Dcircle%26hidden%3D3%26steps%3D12"
    )
    Compare(page).wait(1)
    shown = page.get_by_test_id("plane")
    expect(shown).to_have_attribute("data-state", "rows", timeout=1000 * FIRST_LIMIT)
    surface = shown.get_by_role("img", name=say("compare.relief_help"))
    seen = [surface.evaluate("(canvas) => canvas.toDataURL()")]

    def is_turned() -> bool:
        """Whether the picture and what the canvas tells are others than before."""
        picture = surface.evaluate("(canvas) => `${canvas.dataset.turned} ${canvas.toDataURL()}`")
        return picture not in seen and not seen.append(picture)

    surface.focus()
    for key in ("ArrowRight", "ArrowUp"):
        page.keyboard.press(key)
        wait_until(is_turned, 30, f"the surface turned by {key}")
    box = surface.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 - 20, steps=3)
    page.mouse.up()
    wait_until(is_turned, 30, "the surface turned by the mouse")
    page.get_by_role("button", name=say("compare.relief"), exact=True).click()
    expect(surface).to_have_count(0)
    wait_until(lambda: "relief" not in page.evaluate("location.search"), 30, "the link of the flat surface")
