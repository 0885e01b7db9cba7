"""Prepared scenes: a name and an experiment. Their words are in `linear` and `layers_stage`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.core.experiment import Experiment
from playground.core.presets import PRESETS

__all__ = ["SCENES", "home_of", "scene_of", "scenes_of"]

SCENES: Mapping[str, Experiment] = MappingProxyType(
    {
        "chapter": Experiment(),
        "overlap": Experiment(neg_x=0.75, neg_y=2.25, pos_x=2.25, pos_y=0.75, steps=100),
        "stretched": Experiment(
            neg_sx=2.0, neg_sy=0.7, neg_rho=0.9, pos_sx=2.0, pos_sy=0.7, pos_rho=0.9, lr=0.05, steps=200
        ),
        "edge": Experiment(lr=0.149, steps=150),
        "diverges": Experiment(lr=0.2, steps=100),
        "minibatch": Experiment(batch=32, lr=0.05, steps=300),
        "adam": Experiment(optimizer="adam", lr=0.05, steps=150),
        "far": Experiment(neg_x=4.0, neg_y=7.0, pos_x=7.0, pos_y=4.0, steps=100),
        "broadcast": Experiment(targets="flat", steps=100),
    }
)


_OF_PAGE: Mapping[str, Mapping[str, Experiment]] = MappingProxyType({"layers": PRESETS})


def scenes_of(page: str) -> Mapping[str, Experiment]:
    """The scenes that a page offers; the linear classifier's where it has none of its own."""
    return _OF_PAGE.get(page, SCENES)


def home_of(page: str) -> Experiment:
    """The experiment that a page opens with: its first scene."""
    return next(iter(scenes_of(page).values()))


def scene_of(experiment: Experiment, page: str = "linear") -> str | None:
    """The scene an experiment is, or None."""
    return next((name for name, scene in scenes_of(page).items() if scene == experiment), None)
