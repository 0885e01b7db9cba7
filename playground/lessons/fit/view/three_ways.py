"""The lab of the three ways: one training by a tape, by train_on_batch and by fit."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.lessons.fit.fit import LOSSES, OPTIMIZERS, choice_key
from playground.lessons.fit.three_ways import WAYS, WaysReport, WaysRequest
from playground.lessons.fit.view.press import press_button, presses
from playground.lessons.fit.view.state import STATE
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import held_index

__all__ = ["KEY", "regions"]

ENTRY: Final = "fit/ways.js"
KEY: Final = "fit_ways_picture"
_TRAIN: Final = "playground.lessons.fit.tasks.validation:train_ways"
PART: Final = "ways"


def regions(page: PageState[Any]) -> Regions:
    """Optimizer and loss; three curves under a lens; how far apart; the weights, and the three programs."""
    request: WaysRequest = page.now().ways
    report = asked("fit_ways", _TRAIN, request) if presses("fit_ways", request) else _nothing
    programs = {f"fit_page.ways.{way}": partial(code_view, request.source(way)) for way in WAYS}
    return Regions(
        knobs=_knobs,
        picture=partial(_picture, request, report),
        rail=partial(_told, report),
        shelf={"fit_page.ways.table": partial(_table, report), **programs},
    )


def _nothing() -> None:
    """No report: nothing is trained before the learner asks."""


def _knobs() -> None:
    say = speaker()
    for name, options in (("optimizer", OPTIMIZERS), ("loss", LOSSES)):
        _choose(name, list(options), say)


def _picture(request: WaysRequest, report: Callable[[], WaysReport | None]) -> None:
    say = speaker()
    place, below = st.container(), st.container()
    with below:
        press_button("fit_ways", request, say("fit_page.ways.train"), say("fit_page.ways.again"))
        found = report()
    training = request.training
    data = {
        "strings": component.words("fit_page", "ways"),
        "names": [say(f"fit_page.ways.{way}") for way in WAYS],
        "ways": []
        if found is None
        else [
            {"name": say(f"fit_page.ways.{way}"), "losses": found.ways[way].losses.tolist()} for way in WAYS
        ],
        "updates": training.epochs * training.steps_per_epoch,
    }
    with place:
        component.show(ENTRY, KEY, data)


def _told(report: Callable[[], WaysReport | None]) -> None:
    say, found = speaker(), report()
    if found is None:
        return
    words(
        say(
            "fit_page.ways.difference",
            weights=number(found.weight_difference, 2),
            losses=number(found.loss_difference, 2),
            count=len(found.ways[WAYS[0]].losses),
        ),
        "right",
    )
    words(say(f"fit_page.ways.{found.why}"))


def _table(report: Callable[[], WaysReport | None]) -> None:
    say, found = speaker(), report()
    if found is None:
        words(say("fit_page.ways.before"), "quiet")
        return
    rows = [
        [
            say(f"fit_page.ways.{way}"),
            *(number(float(weight), 8) for weight in one.weights),
            number(float(one.losses[-1]), 8),
        ]
        for way, one in found.ways.items()
    ]
    header = [say("fit_page.ways.way"), "w₁", "w₂", "b", say("fit_page.ways.last_loss")]
    table(say("fit_page.ways.table"), header, rows)


def _choose(name: str, options: list[str], say: Say) -> None:
    st.selectbox(
        say(f"fit.field.{name}"),
        format_func=lambda choice: say(choice_key(name, choice)),
        **held_index(f"fit_ways_{name}", getattr(STATE.now().ways, name), options, partial(_set, name)),
    )


def _set(name: str, chosen: str) -> None:
    STATE.settle(PART, **{name: chosen})
