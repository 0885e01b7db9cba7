"""The lab of choosing: each loss, or each optimizer, on one data set from one start, side by side."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import Any, Final

import streamlit as st

from playground.lessons.fit.choosing import (
    DATA,
    KINDS,
    RATES,
    ChoosingRequest,
    Side,
    Told,
    best_of,
    side_of,
    told_of,
)
from playground.lessons.fit.fit import choice_key
from playground.lessons.fit.view.clouds import cloud_words, decision, finite, packed
from playground.lessons.fit.view.press import press_button, presses
from playground.lessons.fit.view.state import STATE
from playground.lessons.fit.view.training import Training
from playground.lessons.fit.view.training_lab import TICK
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab_layout import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.question import predict_heading
from playground.shell.language import Say, speaker
from playground.shell.tables import number, percent, table
from playground.shell.versioned_widgets import heard, held_index

__all__ = ["KEY", "regions"]

ENTRY: Final = "fit/choosing.js"
KEY: Final = "fit_choosing_picture"
PART: Final = "choosing"
_PRESS: Final = "fit_choosing"
_GUESSES: Final = "fit_choosing_guesses"
_TRAININGS: Final = "fit_choosing_trainings"
_MOST_KEPT: Final = 8
_ENDED: Final = ("done", "diverged")
Sides = Callable[[], Sequence[Side]]


def regions(page: PageState[Any]) -> Regions:
    """What differs, on which data; a plane for each; what is expected, what came; the numbers, a program."""
    request: ChoosingRequest = page.now().choosing
    sides: Sides = cache(partial(_sides, request)) if presses(_PRESS, request) else tuple
    return Regions(
        knobs=_knobs,
        picture=partial(_picture, request, sides),
        rail=partial(_rail, request, sides),
        shelf={
            "fit_page.choosing.table": partial(_table, request, sides),
            "fit_page.code": partial(_code, request),
        },
    )


def _trainings(request: ChoosingRequest) -> Mapping[str, Training]:
    """The trainings of a request in this session; the last few requests are kept."""
    kept: OrderedDict[ChoosingRequest, dict[str, Training]] = st.session_state.setdefault(
        _TRAININGS, OrderedDict()
    )
    if request not in kept:
        kept[request] = {name: Training(training) for name, training in request.trainings.items()}
        for training in kept[request].values():
            training.restore()
        while len(kept) > _MOST_KEPT:
            kept.popitem(last=False)
    kept.move_to_end(request)
    return kept[request]


def _sides(request: ChoosingRequest) -> Sequence[Side]:
    """What all trainings came to; none while one of them runs."""
    trainings = _trainings(request)
    if not all(training.status in _ENDED for training in trainings.values()):
        return ()
    return tuple(
        side_of(name, training.first_loss or 0.0, training.logs, training.status == "diverged")
        for name, training in trainings.items()
    )


def _progress(request: ChoosingRequest) -> None:
    """How far the trainings are, which run one after another; what can be done where they stand still."""
    say, trainings = speaker(), _trainings(request).values()
    if any(training.status == "running" for training in trainings):
        st.fragment(_run, run_every=TICK)(request)
    elif any(training.status == "cancelled" for training in trainings):
        words(say("common.busy"), "notice")
        st.button(say("fit.go_on"), key="fit_choosing_go_on", on_click=heard(_go_on), args=(request,))
    elif any(training.status == "failed" for training in trainings):
        words(say("common.failed"), "notice")


def _run(request: ChoosingRequest) -> None:
    trainings = _trainings(request).values()
    running = next((training for training in trainings if training.status == "running"), None)
    if running is None:
        st.rerun()
    running.advance()
    done = sum(training.status in _ENDED for training in trainings)
    text = speaker()("fit_page.choosing.progress", done=done, count=len(trainings))
    st.progress(done / len(trainings), text=text)


def _go_on(request: ChoosingRequest) -> None:
    for training in _trainings(request).values():
        training.go_on()


def _knobs() -> None:
    say = speaker()
    for name, options in (("kind", KINDS), ("data", tuple(DATA)), ("rate", RATES)):
        st.radio(
            say(f"fit_page.choosing.{name}.label"),
            format_func=partial(_option, name, say),
            **held_index(f"fit_choosing_{name}", getattr(_now(), name), options, partial(_set, name)),
        )


def _option(name: str, say: Say, option: str) -> str:
    return option if name == "rate" else say(f"fit_page.choosing.{name}.{option}")


def _now() -> ChoosingRequest:
    found: ChoosingRequest = STATE.now().choosing
    return found


def _picture(request: ChoosingRequest, sides: Sides) -> None:
    say, trainings = speaker(), request.trainings
    first = next(iter(trainings.values()))
    found = {side.name: side for side in sides()}
    best = best_of(tuple(found.values()))
    data = {
        "strings": cloud_words("fit_page", "choosing", first),
        "points": packed(first),
        "sides": [
            {
                "name": _name(request, name, say),
                "decision": decision(training),
                "weights": finite(found[name].weights) if name in found else None,
                "told": _numbers(found[name], say) if name in found else "",
                "best": name in best,
            }
            for name, training in trainings.items()
        ],
    }
    component.show(ENTRY, KEY, data)


def _numbers(side: Side, say: Say) -> str:
    key = "fit_page.choosing.side_diverged" if side.diverged else "fit_page.choosing.side"
    return say(key, accuracy=percent(side.accuracy), loss=number(side.last_loss, 3))


def _name(request: ChoosingRequest, name: str, say: Say) -> str:
    return say(choice_key(request.kind, name))


def _rail(request: ChoosingRequest, sides: Sides) -> None:
    """First which one will be best; then what came, and what the numbers bear out."""
    found = sides()
    with st.container(border=True, key="gp_predict_choosing", gap="small"):
        predict_heading()
        _prediction(request, found)
    for told in told_of(request.kind, found) if found else ():
        words(_sentence(request, told, speaker()))


def _prediction(request: ChoosingRequest, found: Sequence[Side]) -> None:
    """The question with its button; once all are trained, the prediction beside what came."""
    say = speaker()
    guesses: dict[ChoosingRequest, str] = st.session_state.setdefault(_GUESSES, {})
    if not presses(_PRESS, request):
        st.radio(
            say("fit_page.choosing.predict"),
            format_func=lambda name: _name(request, name, say),
            **held_index(
                f"fit_choosing_guess_{request.kind}",
                guesses.get(request),
                tuple(request.trainings),
                partial(guesses.__setitem__, request),
            ),
        )
        press_button(_PRESS, request, say("fit_page.choosing.train"), "")
        return
    words(say("fit_page.choosing.predict"), "prompt")
    guess = guesses.get(request)
    if not found:
        if guess is not None:
            words(say("fit_page.choosing.said", name=_name(request, guess, say)), "quiet")
        _progress(request)  # in the button's place: below the picture it would move the shelf
        return
    if guess is None:
        return
    side = next(side for side in found if side.name == guess)
    right = guess in best_of(found)
    key = "right" if right else "wrong_diverged" if side.diverged else "wrong"
    values = {"name": _name(request, guess, say), "accuracy": percent(side.accuracy)}
    words(say(f"fit_page.choosing.{key}", **values), "right" if right else "wrong")


def _sentence(request: ChoosingRequest, told: Told, say: Say) -> str:
    named = [_name(request, name, say) for name in told.names]
    values = {
        key: percent(value) if key == "accuracy" else number(value, 3) for key, value in told.values.items()
    }
    return say(f"fit_page.choosing.told.{told.key}", names=", ".join(named), name=named[0] if named else "",
               other=named[-1] if named else "", **values)  # fmt: skip


def _table(request: ChoosingRequest, sides: Sides) -> None:
    say, found = speaker(), sides()
    if not found:
        words(say(f"fit_page.choosing.{'during' if presses(_PRESS, request) else 'before'}"), "quiet")
        return
    rows = [
        [
            _name(request, side.name, say),
            number(side.first_loss, 4),
            number(side.last_loss, 4),
            percent(side.accuracy),
            *(number(weight, 4) for weight in side.weights),
        ]
        for side in found
    ]
    header = [
        say(f"fit_page.choosing.{name}")
        for name in ("column_name", "column_first", "column_last", "column_right")
    ]
    table(say("fit_page.choosing.table"), [*header, "w₁", "w₂", "b"], rows)


def _code(request: ChoosingRequest) -> None:
    """The program of one of them: only compile differs between them."""
    for name, training in request.trainings.items():
        code_view(training.model_source, label=_name(request, name, speaker()))


def _set(name: str, value: str) -> None:
    STATE.settle(PART, **{name: value})
