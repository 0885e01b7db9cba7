"""Prepared scenes: a name and an experiment. The app's own have their words in `linear` and `layers_stage`;
those of a teacher's file (`scene_file`) bring theirs, and stand in the same lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType

from playground.core.experiment import Experiment
from playground.core.presets import PRESETS
from playground.core.scene_file import AFTER, BEFORE, Entry, SceneFile, load_scenes
from playground.core.settings import settings

__all__ = [
    "APP_PAGES",
    "SCENES",
    "app_scenes_of",
    "entry_of",
    "home_of",
    "merged",
    "scene_file",
    "scene_of",
    "scenes_of",
]

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


_LINEAR = "linear"
_OF_PAGE: Mapping[str, Mapping[str, Experiment]] = MappingProxyType({"layers": PRESETS})
# The page of each of the app's own scenes.
APP_PAGES: Mapping[str, str] = MappingProxyType(
    {**dict.fromkeys(SCENES, _LINEAR), **{name: page for page, table in _OF_PAGE.items() for name in table}}
)


def app_scenes_of(page: str) -> Mapping[str, Experiment]:
    """The app's own scenes of a page; the linear classifier's where it has none of its own."""
    return _OF_PAGE.get(page, SCENES)


@cache
def scene_file() -> SceneFile | None:
    """The file of scenes that this server's settings name; None without one; SettingsError."""
    return load_scenes(settings().scenes, APP_PAGES) if settings().scenes else None


@cache
def scenes_of(page: str) -> Mapping[str, Experiment]:
    """The scenes that a page offers, in their order: the app's, and those of the server's file."""
    return merged(page, scene_file())


def merged(page: str, file: SceneFile | None) -> Mapping[str, Experiment]:
    """The scenes of a page with a file. One of the file takes the place of an app's with equal settings."""
    app = app_scenes_of(page)
    if file is None:
        return app
    kind = page if page in _OF_PAGE else _LINEAR
    own = dict(_of_page(file.scenes, kind))
    taken = set(own.values())
    others = {name: scene for name, scene in app.items() if name not in own and scene not in taken}
    if file.app_scenes == BEFORE:
        return MappingProxyType({**others, **own})
    return MappingProxyType({**own, **others} if file.app_scenes == AFTER else own)


def _of_page(entries: Iterable[Entry], page: str) -> Iterable[tuple[str, Experiment]]:
    for entry in entries:
        if entry.experiment is None and APP_PAGES[entry.name] == page:
            yield entry.name, app_scenes_of(page)[entry.name]
        elif entry.experiment is not None and entry.page == page:
            yield entry.name, entry.experiment


def entry_of(name: str) -> Entry | None:
    """What the server's file says of a scene; None where it does not name it."""
    file = scene_file()
    return next((entry for entry in file.scenes if entry.name == name), None) if file else None


def home_of(page: str) -> Experiment:
    """The experiment that a page opens with: the app's first scene."""
    return next(iter(app_scenes_of(page).values()))


def scene_of(experiment: Experiment, page: str = "linear") -> str | None:
    """The scene an experiment is, or None."""
    return next((name for name, scene in scenes_of(page).items() if scene == experiment), None)
