"""The controls of a training by fit; the same on every page that trains so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from playground.lessons.fit import LOSSES, METRICS, OPTIMIZERS, RECIPES, FitRequest
from playground.ui.language import Say
from playground.ui.lessons.asking import refusal
from playground.ui.lessons.fit_words import TRAINING
from playground.ui.lessons.holding import hold, tidy
from playground.ui.lessons.page_state import PageState

__all__ = ["data_controls", "recipe_control", "training_controls"]

_SEEDS: Final = ("seed", "init_seed", "shuffle_seed")


def recipe_control(place: PageState[Any], say: Say) -> None:
    """The chapter's optimiser and the calmer ones, one click each."""
    request: FitRequest = place.now().training
    key = f"{place.page}_recipe"
    chosen = (request.optimizer, request.lr)
    hold(key, next((name for name, recipe in RECIPES.items() if recipe == chosen), None))
    st.pills(
        say("fit.recipes"),
        list(RECIPES),
        format_func=lambda name: say(f"fit.recipe.{name}"),
        key=key,
        on_change=_recipe,
        args=(place, key),
    )


def training_controls(place: PageState[Any], say: Say) -> None:
    """Compile and fit: optimiser, rate, loss, metric, batch size, epochs; what was refused below."""
    request: FitRequest = place.now().training
    with st.grid(2, gap="small", key=f"{place.page}_training"):
        _select(place, "optimizer", OPTIMIZERS, request, say)
        _number(place, "lr", request, say, step=0.01, format="%.6g", min_value=1e-5, max_value=10.0)
        _select(place, "loss", LOSSES, request, say)
        _select(place, "metric", METRICS, request, say)
        _number(place, "batch", request, say, step=1, min_value=1, max_value=2000)
        _number(place, "epochs", request, say, step=1, min_value=1, max_value=100)
    for problem in place.problems_of(TRAINING):
        refusal(problem)


def data_controls(place: PageState[Any], say: Say) -> None:
    """Share held out, samples, class means and the three seeds, folded."""
    request: FitRequest = place.now().training
    with (
        st.expander(say("fit.data"), type="compact", key=f"{place.page}_data"),
        st.grid(2, gap="small", key=f"{place.page}_data_grid"),
    ):
        _number(place, "val", request, say, step=0.05, format="%.6g", min_value=0.0, max_value=0.9)
        _number(place, "samples", request, say, step=50, min_value=10, max_value=1000)
        for name in ("neg_x", "neg_y", "pos_x", "pos_y"):
            _number(place, name, request, say, step=0.5, format="%.6g", min_value=-20.0, max_value=20.0)
        for name in _SEEDS:
            _number(place, name, request, say, step=1, min_value=0, max_value=2**31 - 1)
        st.button(
            say("fit.to_chapter"),
            key=f"{place.page}_to_chapter",
            icon=":material/restart_alt:",
            type="tertiary",
            disabled=request == FitRequest(),
            on_click=_to_chapter,
            args=(place,),
        )


def _select(place: PageState[Any], name: str, options: Any, request: FitRequest, say: Say) -> None:
    key = f"{place.page}_{name}"
    hold(key, getattr(request, name))
    st.selectbox(
        say(f"fit.field.{name}"),
        list(options),
        format_func=lambda choice: say(f"fit.{name}.{choice}"),
        key=key,
        on_change=_set,
        args=(place, name, key),
    )


def _number(place: PageState[Any], name: str, request: FitRequest, say: Say, **options: Any) -> None:
    key = f"{place.page}_{name}"
    hold(key, getattr(request, name))
    st.number_input(say(f"fit.field.{name}"), key=key, on_change=_set, args=(place, name, key), **options)


def _set(place: PageState[Any], name: str, key: str) -> None:
    value = st.session_state[key]
    place.settle(TRAINING, **{name: tidy(value) if isinstance(value, float) else value})


def _recipe(place: PageState[Any], key: str) -> None:
    chosen = st.session_state[key]
    if chosen is not None:
        optimizer, lr = RECIPES[chosen]
        place.settle(TRAINING, optimizer=optimizer, lr=lr)


def _to_chapter(place: PageState[Any]) -> None:
    plain = FitRequest()
    place.settle("", training=replace(plain))
