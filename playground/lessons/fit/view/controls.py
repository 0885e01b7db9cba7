"""The controls of a training by fit; the same on every page that trains so."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.experiment import LINEAR_PAGE
from playground.core.points import Points
from playground.lessons.fit.fit import (
    CALLS,
    LOSSES,
    METRICS,
    OPTIMIZERS,
    RECIPES,
    FitRequest,
    choice_key,
)
from playground.lessons.fit.view.query_words import TRAINING
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import refusal
from playground.points_reader.writer import write_points
from playground.shell.language import Say
from playground.shell.tables import as_label, words
from playground.shell.versioned_widgets import heard, held_choice, held_index
from playground.stage.session import slot

__all__ = ["data_controls", "recipe_control", "training_controls"]

_SEEDS: Final = ("seed", "init_seed", "shuffle_seed")


def recipe_control(place: PageState[Any], say: Say) -> None:
    """The chapter's optimiser and the calmer ones, and its two calls of fit, one click each."""
    request: FitRequest = place.now().training
    chosen = (request.optimizer, request.lr)
    current = next((name for name, recipe in RECIPES.items() if recipe == chosen), None)
    st.pills(
        say("fit.recipes"),
        format_func=lambda name: say(f"fit.recipe.{name}"),
        **held_choice(f"{place.page}_recipe", current, list(RECIPES), partial(_recipe, place)),
    )
    called = (request.batch, request.val)
    current = next((name for name, call in CALLS.items() if call == called), None)
    st.pills(
        say("fit.calls"),
        format_func=lambda name: say(f"fit.call.{name}"),
        **held_choice(f"{place.page}_call", current, list(CALLS), partial(_call, place)),
    )


def training_controls(place: PageState[Any], say: Say) -> None:
    """Compile and fit: optimiser, rate, loss, metric, batch size, epochs; what was refused below."""
    request: FitRequest = place.now().training
    with st.grid(2, gap="small", min_column_width=200, key=f"{place.page}_training"):
        _select(place, "optimizer", OPTIMIZERS, request, say)
        _number(place, "lr", request, say)
        _select(place, "loss", LOSSES, request, say)
        _select(place, "metric", METRICS, request, say)
        _number(place, "batch", request, say, whole=True)
        _number(place, "epochs", request, say, whole=True)
    for problem in place.problems_of(TRAINING):
        refusal(problem)


def data_controls(place: PageState[Any], say: Say) -> None:
    """Own points, where there are any; share held out, samples, class means and the three seeds, folded."""
    request: FitRequest = place.now().training
    _own_points(place, request, say)
    with (
        folded(say("fit.data"), f"{place.page}_data"),
        st.grid(2, gap="small", key=f"{place.page}_data_grid"),
    ):
        _number(place, "val", request, say)
        if request.points is None:
            _number(place, "samples", request, say, whole=True)
            for name in ("neg_x", "neg_y", "pos_x", "pos_y"):
                _number(place, name, request, say)
        for name in _SEEDS:
            _number(place, name, request, say, whole=True)
        st.button(
            say("fit.to_chapter"),
            key=f"{place.page}_to_chapter",
            icon=":material/restart_alt:",
            type="tertiary",
            disabled=request == FitRequest(),
            on_click=heard(_to_chapter),
            args=(place,),
        )


def _own_points(place: PageState[Any], request: FitRequest, say: Say) -> None:
    """The points that are trained on in place of the two clouds, and those of the stages that can be."""
    if request.points is not None:
        told = say("own_points.told", count=len(request.points), classes=counted(request.points))
        words(told, "quiet")
        st.button(
            say("own_points.remove"),
            key=f"{place.page}_own_remove",
            type="tertiary",
            on_click=heard(_train_on),
            args=(place, None),
        )
        st.download_button(
            say("own_points.program_file"),
            partial(write_points, request.points, numbered=True),
            file_name="points.csv",
            mime="text/csv",
            on_click="ignore",
            type="tertiary",
            key=f"{place.page}_own_file",
        )
        return
    for points in stage_points():
        st.button(
            say("fit.own_points", count=len(points), classes=counted(points)),
            key=f"{place.page}_own_{points.digest}",
            on_click=heard(_train_on),
            args=(place, points),
        )


def stage_points() -> list[Points]:
    """The learner's own points of two classes that stand on a stage, each set once."""
    found = (slot(page).experiment.points for page in (LINEAR_PAGE, "layers"))
    return [points for points in dict.fromkeys(found) if points is not None and points.num_classes == 2]


def counted(points: Points) -> str:
    """The classes with their numbers of points, as text that a label takes."""
    return as_label(", ".join(f"{name} {count}" for name, count in points.class_counts))


def _train_on(place: PageState[Any], points: Points | None) -> None:
    place.take(TRAINING, points=points)


def _select(place: PageState[Any], name: str, options: Any, request: FitRequest, say: Say) -> None:
    st.selectbox(
        say(f"fit.field.{name}"),
        format_func=lambda choice: say(choice_key(name, choice)),
        **held_index(
            f"{place.page}_{name}", getattr(request, name), list(options), partial(_set, place, name)
        ),
    )


def _number(place: PageState[Any], name: str, request: FitRequest, say: Say, whole: bool = False) -> None:
    number_field(
        say(f"fit.field.{name}"),
        f"{place.page}_{name}",
        getattr(request, name),
        partial(_take, place, name),
        partial(place.refuse, TRAINING),
        whole,
    )


def _set(place: PageState[Any], name: str, value: Any) -> None:
    place.settle(TRAINING, **{name: value})


def _take(place: PageState[Any], name: str, value: Any) -> None:
    place.take(TRAINING, **{name: value})


def _recipe(place: PageState[Any], chosen: str) -> None:
    optimizer, lr = RECIPES[chosen]
    place.settle(TRAINING, optimizer=optimizer, lr=lr)


def _call(place: PageState[Any], chosen: str) -> None:
    batch, val = CALLS[chosen]
    place.settle(TRAINING, batch=batch, val=val)


def _to_chapter(place: PageState[Any]) -> None:
    place.settle("", training=FitRequest())
