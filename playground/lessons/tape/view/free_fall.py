"""Second order: the falling object, its speed and its acceleration from nested tapes."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from html import escape
from typing import Final

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, different_lines, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import refusal
from playground.lessons.tape.free_fall import GRAVITIES, FallReport, FallRequest
from playground.lessons.tape.view.builder import number_text
from playground.lessons.tape.view.state import STATE, TapeState
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import held_index

__all__ = ["regions", "released"]

FALL: Final = "playground.lessons.tape.tasks.free_fall:fall"
ENTRY: Final = "tape/fall.js"
KEY: Final = "tape_fall_view"
PART: Final = "fall"
_OWN: Final = "own"
_LONGEST: Final = 1000.0  # s


def regions(page: PageState[TapeState]) -> Regions:
    """What falls where; the motion; the tapes that give it; the same with one line outside."""
    request = page.now().fall
    report = asked("tape_fall", FALL, request)
    return Regions(
        knobs=partial(_controls, request),
        picture=partial(_picture, request, report),
        rail=partial(_right_nesting, report),
        shelf={"tape_page.fall.wrong_nesting": partial(_wrong_nesting, report)},
    )


def _picture(request: FallRequest, fallen: Callable[[], FallReport | None]) -> None:
    report = fallen()
    if report is None:
        return
    data = {
        "strings": component.words("tape_page", "fall"),
        "motion": {
            "times": _numbers(report.times),
            "positions": _numbers(report.positions),
            "speeds": _numbers(report.speeds),
            "accelerations": _numbers(report.accelerations),
        },
        "height": request.height,
        "time": min(request.time, report.landing),
    }
    component.show(ENTRY, KEY, data, {"release": _release})
    _exact(report, speaker())


def _controls(request: FallRequest) -> None:
    say = speaker()
    known = next((key for key, value in GRAVITIES.items() if value == request.gravity), _OWN)
    places = [*GRAVITIES, *([_OWN] if known == _OWN else [])]
    st.selectbox(
        say("tape_page.fall.where"),
        format_func=lambda key: say("tape_page.fall.own" if key == _OWN else f"tape.gravity.{key}"),
        **held_index("fall_planet", known, places, _planet),
    )
    fields = (("gravity", request.gravity), ("height", request.height), ("time", round(request.time, 4)))
    for name, value in fields:
        label = say(f"tape_page.fall.{name}")
        number_field(label, f"fall_{name}", value, partial(_take, name), partial(STATE.refuse, PART))
    for problem in STATE.problems_of(PART):
        refusal(problem)


def _exact(report: FallReport, say: Say) -> None:
    values = {
        "time": (report.time, "s"),
        "position": (report.position, "m"),
        "height": (report.height, "m"),
        "speed": (report.speed, "m/s"),
        "acceleration": (report.acceleration, "m/s²"),
    }
    cells = "".join(
        f"<div><dt>{escape(say(f'tape_page.fall.exact_{name}'))}</dt><dd>{_measure(value)} {unit}</dd></div>"
        for name, (value, unit) in values.items()
    )
    with st.container(key="gp_fall_exact", gap="xsmall"):
        st.html(f'<dl class="gp-facts" aria-label="{escape(say("tape_page.fall.exact"))}">{cells}</dl>')
        if report.landed:
            words(say("tape_page.fall.landed", landing=_measure(report.landing)), "quiet")


def _measure(value: float) -> str:
    """Five digits: what a float32 calculation adds behind them are rounding errors."""
    return number_text(float(f"{value:.5g}") if abs(value) >= 1e-4 else 0.0)


def _right_nesting(fallen: Callable[[], FallReport | None]) -> None:
    say, report = speaker(), fallen()
    if report is None:
        return
    with st.container(gap="small", key="gp_fall_right"):
        changed = dict.fromkeys(different_lines(report.source, report.wrong_source), "good")
        code_view(report.source, changed, say("tape_page.fall.right_nesting"))
        words(say("tape_page.fall.right_result", value=_measure(report.acceleration)))


def _wrong_nesting(fallen: Callable[[], FallReport | None]) -> None:
    say, report = speaker(), fallen()
    if report is None:
        return
    with st.container(gap="small", key="gp_fall_wrong"):
        changed = dict.fromkeys(different_lines(report.wrong_source, report.source), "bad")
        code_view(report.wrong_source, changed)
        speed = _measure(report.wrong_speed.number or 0.0)
        result = "None" if report.wrong.kind == "none" else number_text(report.wrong.number)
        words(say("tape_page.fall.wrong_result", speed=speed, value=result))


def released(value: object) -> float | None:
    """The time that the browser tells, if it is one."""
    time = component.told_number(value, "time", 0.0, _LONGEST)
    return None if time is None else float(f"{time:.8g}")


def _release() -> None:
    time = released(component.told(KEY, "release"))
    if time is not None:
        STATE.settle(PART, time=time)


def _planet(name: str) -> None:
    if name in GRAVITIES:
        STATE.settle(PART, gravity=GRAVITIES[name])


def _take(name: str, value: float) -> None:
    STATE.take(PART, **{name: value})


def _numbers(array: NDArray[np.float32]) -> list[float]:
    return [float(f"{value:.7g}") if math.isfinite(value) else 0.0 for value in array.tolist()]
