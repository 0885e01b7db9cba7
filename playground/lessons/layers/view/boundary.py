"""The boundary that a model of the gallery learns: trained by TensorFlow while one looks."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Any, Final

import numpy as np
import streamlit as st

from playground.core.data import draw, split
from playground.core.settings import settings
from playground.lessons.layers.boundary import PIECE, Learned
from playground.lessons.layers.gallery import GalleryRequest
from playground.lessons.layers.view.state import PAGE
from playground.lessons.shared.view import component
from playground.shell.language import Say, speaker
from playground.stage.reply import config
from playground.trainer.trainer import TrainerError, get_trainer

__all__ = ["LEARN", "boundary", "learned_of"]

LEARN: Final = "playground.lessons.layers.tasks.boundary:learn"
ENTRY: Final = "layers/boundary.js"
TICK: Final = 0.4  # seconds between two looks: the shading changes no more than three times a second
MOST_KEPT: Final = 32
_LEARNED: Final = "layers_learned"
_FAILED: Final = "layers_learning_failed"
_log = logging.getLogger(__name__)


def boundary(request: GalleryRequest) -> None:
    """The plane with what the model has learned; a fragment that looks again while it learns."""
    ticks = _goes_on(request)
    st.fragment(_view, run_every=TICK if ticks else None)(request, ticks)


def learned_of(request: GalleryRequest) -> Learned | None:
    """What this session knows of a model's training; the last few are kept."""
    kept: OrderedDict[GalleryRequest, Learned] = st.session_state.setdefault(_LEARNED, OrderedDict())
    return kept.get(request)


def _goes_on(request: GalleryRequest) -> bool:
    learned = learned_of(request)
    failed: set[GalleryRequest] = st.session_state.setdefault(_FAILED, set())
    return request not in failed and not (learned is not None and learned.is_last)


def _view(request: GalleryRequest, ticks: bool) -> None:
    if ticks:
        _advance(request)
    if _goes_on(request) != ticks:
        st.rerun()  # only the page can end the looking again
    learned, say = learned_of(request), speaker()
    experiment = config(request.experiment, PAGE).content
    component.show(
        ENTRY,
        "layers_boundary_view",
        {
            "strings": component.words("layers_page", "boundary"),
            "experiment": dict(experiment["experiment"]),
            "network": experiment["network"],
            "sample": _sample(request),
            "weights": None if learned is None else [float(weight) for weight in learned.weights],
            "share": 0.0 if learned is None else learned.step / request.experiment.steps,
            "running": ticks,
            "told": _told(request, learned, say),
        },
    )


def _advance(request: GalleryRequest) -> None:
    """One piece more, if the trainer has time."""
    learned, trainer = learned_of(request), get_trainer()
    number = 0 if learned is None else learned.step // PIECE + 1
    try:
        found: Learned = trainer.call(LEARN, request, number, time_limit=settings().time_limit)
    except TrainerError:
        trainer.warm()
        return
    except Exception:  # noqa: BLE001, whatever the trainer met, the page goes on without it
        _log.exception("No boundary from %s", LEARN)
        st.session_state[_FAILED].add(request)
        return
    kept: OrderedDict[GalleryRequest, Learned] = st.session_state[_LEARNED]
    kept[request] = found
    kept.move_to_end(request)
    while len(kept) > MOST_KEPT:
        kept.popitem(last=False)


def _sample(request: GalleryRequest) -> dict[str, Any]:
    """The points: coordinates, classes, and 1 for each that is held out."""
    sample, parts = draw(request.experiment), split(request.experiment)
    held = np.zeros(len(sample.inputs), np.uint8)
    held[parts.held] = 1
    return {
        "inputs": np.round(sample.inputs.astype(np.float64), 4).ravel().tolist(),
        "labels": sample.targets[:, 0].astype(int).tolist(),
        "held": held.tolist(),
    }


def _told(request: GalleryRequest, learned: Learned | None, say: Say) -> str:
    if learned is None:
        return say("layers_page.boundary.waiting")
    shares = {
        "accuracy": f"{100 * learned.accuracy:.1f}",
        "held_accuracy": f"{100 * learned.held_accuracy:.1f}",
    }
    return say("layers_page.boundary.told", step=learned.step, steps=request.experiment.steps, **shares)
