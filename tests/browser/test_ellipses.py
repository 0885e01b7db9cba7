"""The covariance of a class is set on the plot: its ellipse is stretched and turned by hand."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import atan2, cos, degrees, hypot, radians, sin

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import BrowserContext, Locator, Page, expect

from playground.core.experiment import Experiment
from playground.locale import say
from tools.drive.server import Server, wait_until
from tools.drive.stage import Stage

Losses = Callable[..., NDArray[np.float32]]
NewContext = Callable[..., BrowserContext]
Point = tuple[float, float]

_SIGMA = 2  # the handles are on the 2σ ellipse


def axis(stage: Stage, group: str, length: str, language: str = "en") -> Locator:
    """The handle of an axis: of the "negative" or "positive" class, the "long" or the "short" one."""
    name = say(f"stage.axis_{group}_{length}", language)
    return stage.root.get_by_role("button", name=name, exact=True)


def centre(locator: Locator) -> Point:
    box = locator.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def ellipse(experiment: Experiment, prefix: str) -> tuple[float, float, float]:
    """Standard deviations along long and short axis; the angle of the long one in degrees, 0 to 180."""
    sx, sy, rho = (getattr(experiment, f"{prefix}_{name}") for name in ("sx", "sy", "rho"))
    values, vectors = np.linalg.eigh(np.array([[sx**2, rho * sx * sy], [rho * sx * sy, sy**2]]))
    x, y = vectors[:, 1]
    return float(np.sqrt(values[1])), float(np.sqrt(values[0])), degrees(atan2(y, x)) % 180


def polar(mean: Point, distance: float, angle: float) -> Point:
    """A place on the screen, whose y points down, at an angle in degrees from the x₁ axis."""
    return mean[0] + distance * cos(radians(angle)), mean[1] - distance * sin(radians(angle))


def drag(page: Page, *way: Point) -> None:
    """Press the mouse at the first place and release it at the last one."""
    page.mouse.move(*way[0])
    page.mouse.down()
    for x, y in way[1:]:
        page.mouse.move(x, y, steps=4)
    page.mouse.up()


def wait_settled(stage: Stage, before: Experiment) -> Experiment:
    """The experiment of the link, once the stage shows its run and not the one before."""
    wait_until(lambda: stage.experiment != before, 30, "the covariance in the link")
    wait_until(
        lambda: stage.attribute("run") == stage.experiment.run_id, 60, "the stage to show the link's run"
    )
    return stage.experiment


@pytest.mark.slow
def test_an_axis_pulled_outwards_is_longer_and_the_other_one_stays(stage: Stage, losses: Losses) -> None:
    mean, end = centre(stage.handle("positive")), centre(axis(stage, "positive", "long"))
    distance = hypot(end[0] - mean[0], end[1] - mean[1])
    before = stage.experiment
    long, short, _ = ellipse(before, "pos")
    unit = distance / (_SIGMA * long)
    drag(stage.page, end, polar(mean, distance + 40, 45))
    after = wait_settled(stage, before)
    stretched, kept, angle = ellipse(after, "pos")
    assert stretched == pytest.approx(long + 40 / (_SIGMA * unit), abs=0.02)
    assert kept == pytest.approx(short, abs=0.03)
    assert angle == pytest.approx(45, abs=1)
    assert ellipse(after, "neg") == ellipse(before, "neg")
    assert (after.pos_x, after.pos_y) == (before.pos_x, before.pos_y)
    stage.wait_loss(losses(after)[0])
    stage.play().wait_state("done")
    assert stage.at() == (40, losses(after)[40])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("length", "opposite"), [("long", False), ("long", True), ("short", False), ("short", True)]
)
def test_either_end_of_either_axis_turns_the_ellipse(stage: Stage, length: str, opposite: bool) -> None:
    mean, end = centre(stage.handle("negative")), centre(axis(stage, "negative", length))
    distance = hypot(end[0] - mean[0], end[1] - mean[1])
    start = degrees(atan2(mean[1] - end[1], end[0] - mean[0])) + (180 if opposite else 0)
    before = stage.experiment
    stage.page.mouse.move(*mean)  # the ends that are no buttons show where the class is pointed at
    drag(stage.page, *(polar(mean, distance, start + turn) for turn in range(0, 61, 10)))
    long, short, angle = ellipse(wait_settled(stage, before), "neg")
    assert (long, short) == pytest.approx(ellipse(before, "neg")[:2], abs=0.03)
    assert angle == pytest.approx(105, abs=2)


@pytest.mark.slow
def test_an_axis_pressed_below_the_other_one_changes_its_name_and_not_its_place(stage: Stage) -> None:
    page, mean = stage.page, centre(stage.handle("positive"))
    start = centre(axis(stage, "positive", "long"))
    page.mouse.move(*start)
    page.mouse.down()
    for distance in (120, 90, 70, 60):
        at = polar(mean, distance, 45)
        page.mouse.move(*at, steps=6)
    held = axis(stage, "positive", "short")
    wait_until(
        lambda: hypot(centre(held)[0] - at[0], centre(held)[1] - at[1]) < 4, 30, "the handle at the pointer"
    )
    before = stage.experiment
    page.mouse.up()
    wait_until(lambda: ellipse(stage.experiment, "pos")[0] < 0.8, 30, "the rounder ellipse in the link")
    assert ellipse(stage.experiment, "pos")[2] == pytest.approx(135, abs=3)
    assert before.pos_x == stage.experiment.pos_x


def test_an_ellipse_is_turned_and_stretched_by_keys(stage: Stage, losses: Losses) -> None:
    keyboard, before = stage.page.keyboard, stage.experiment
    stage.handle("negative").focus()
    keyboard.press("Enter")
    long, short = axis(stage, "negative", "long"), axis(stage, "negative", "short")
    expect(long).to_be_focused()
    for key in ("ArrowLeft", "Shift+ArrowLeft", "ArrowRight"):
        keyboard.press(key)
    expect(long).to_have_attribute("aria-description", re.compile(r"\b70°"))
    turned = wait_settled(stage, before)
    assert ellipse(turned, "neg") == pytest.approx((*ellipse(before, "neg")[:2], 70), abs=0.6)
    for key in ("Shift+ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"):
        keyboard.press(key)
    stretched = wait_settled(stage, turned)
    wait_until(
        lambda: abs(ellipse(stage.experiment, "neg")[0] - 1.62) < 0.02, 30, "the longer axis in the link"
    )
    keyboard.press("Enter")
    expect(short).to_be_focused()
    for _ in range(4):
        keyboard.press("ArrowDown")
    wait_until(
        lambda: abs(ellipse(stage.experiment, "neg")[1] - 0.31) < 0.02, 30, "the shorter axis in the link"
    )
    assert ellipse(stage.experiment, "neg")[0] == pytest.approx(1.62, abs=0.03)
    assert stretched.neg_x == before.neg_x
    keyboard.press("Enter")
    expect(stage.handle("negative")).to_be_focused()
    keyboard.press("ArrowRight")
    wait_until(lambda: stage.experiment.neg_x > before.neg_x, 30, "the mean in the link")
    stage.wait_loss(losses(stage.experiment)[0])


@pytest.mark.slow
@pytest.mark.parametrize("part", ["mean", "axis"])
def test_two_keys_within_one_frame_both_count(stage: Stage, part: str) -> None:
    handle = stage.handle("positive") if part == "mean" else axis(stage, "positive", "long")
    handle.evaluate(
        """(handle) => {
            handle.focus();
            for (let i = 0; i < 2; i += 1) {
                const how = { key: "ArrowUp", bubbles: true, cancelable: true };
                handle.dispatchEvent(new KeyboardEvent("keydown", how));
            }
        }"""
    )
    if part == "mean":
        wait_until(lambda: stage.experiment.pos_y == 0.2, 30, "the mean")
    else:
        wait_until(lambda: abs(ellipse(stage.experiment, "pos")[0] - 1.42) < 0.02, 30, "the longer axis")


@pytest.mark.slow
def test_keys_never_leave_the_bounds_and_always_come_back(stage: Stage) -> None:
    keyboard = stage.page.keyboard
    stage.handle("positive").focus()
    keyboard.press("Enter")
    for _ in range(15):
        keyboard.press("Shift+ArrowUp")
    wait_until(
        lambda: max(stage.experiment.pos_sx, stage.experiment.pos_sy) == 5.0, 30, "the largest deviation"
    )
    assert stage.experiment.pos_rho <= 0.99
    largest = ellipse(stage.experiment, "pos")[0]
    keyboard.press("Shift+ArrowDown")
    wait_until(lambda: ellipse(stage.experiment, "pos")[0] < largest - 0.4, 30, "a shorter axis at once")


@pytest.mark.slow
def test_a_class_is_one_tab_stop_and_enter_goes_round_its_handles(stage: Stage) -> None:
    keyboard = stage.page.keyboard
    stage.handle("negative").focus()
    keyboard.press("Tab")
    expect(stage.handle("positive")).to_be_focused()
    for length in ("long", "short"):
        keyboard.press("Enter")
        expect(axis(stage, "positive", length)).to_be_focused()
    keyboard.press("Shift+Tab")
    expect(stage.handle("positive")).to_be_focused()
    keyboard.press("Shift+Tab")
    expect(stage.handle("negative")).to_be_focused()


@pytest.mark.slow
def test_without_ellipses_there_is_nothing_to_turn(stage: Stage) -> None:
    expect(axis(stage, "negative", "long")).to_be_visible()
    stage.press(say("stage.ellipses"))
    for group in ("negative", "positive"):
        for length in ("long", "short"):
            expect(axis(stage, group, length)).to_have_count(0)
    stage.handle("negative").focus()
    stage.page.keyboard.press("Enter")
    expect(stage.handle("negative")).to_be_focused()
    stage.press(say("stage.ellipses"))
    expect(axis(stage, "negative", "long")).to_be_visible()


@pytest.mark.slow
def test_the_smallest_ellipse_can_be_taken_hold_of_beside_its_mean(page: Page, server: Server) -> None:
    stage = Stage(page).open(server.url, "neg_sx=0.05&neg_sy=0.05&neg_rho=0")
    mean, end = centre(stage.handle("negative")), centre(axis(stage, "negative", "long"))
    assert hypot(end[0] - mean[0], end[1] - mean[1]) >= 36
    before = stage.experiment
    # A circle has the direction in which it is pulled.
    drag(page, end, polar(mean, 60, 20), polar(mean, 140, 30))
    long, _, angle = ellipse(wait_settled(stage, before), "neg")
    assert long > 0.5
    assert angle == pytest.approx(30, abs=3)


def test_an_ellipse_is_turned_by_a_finger_and_the_page_stays_where_it_is(
    new_context: NewContext, server: Server
) -> None:
    context = new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    stage = Stage(page).open(server.url)
    handle = axis(stage, "positive", "long")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 44
    mean, end = centre(stage.handle("positive")), centre(handle)
    distance = hypot(end[0] - mean[0], end[1] - mean[1])
    before, place = stage.experiment, stage.root.bounding_box()
    session = context.new_cdp_session(page)

    def touch(kind: str, **fingers: Point) -> None:
        points = [{"x": x, "y": y, "id": int(name == "second")} for name, (x, y) in fingers.items()]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", first=end)
    other = centre(stage.handle("negative"))
    for turn in range(5, 61, 5):
        at = polar(mean, distance, 45 + turn)
        touch("touchMove", first=at)
        if turn == 20:  # a second finger taps another handle: the first one still holds its own
            touch("touchStart", first=at, second=other)
            touch("touchEnd", second=other)
    touch("touchEnd", first=at)
    long, short, angle = ellipse(wait_settled(stage, before), "pos")
    assert (long, short) == pytest.approx(ellipse(before, "pos")[:2], abs=0.06)
    assert angle == pytest.approx(105, abs=3)
    assert stage.root.bounding_box() == place


@pytest.mark.slow
def test_targets_are_large_enough_and_named_in_both_languages(page: Page, server: Server) -> None:
    for language in ("en", "ko"):
        next_one = re.compile(re.escape(say("stage.handle_next", language)))
        stage = Stage(page).open(server.url, f"lang={language}")
        for group in ("negative", "positive"):
            for length in ("long", "short"):
                handle = axis(stage, group, length, language)
                expect(handle).to_have_attribute("aria-description", next_one)
                box = handle.bounding_box()
                assert box is not None
                assert min(box["width"], box["height"]) >= 24
