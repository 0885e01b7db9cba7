"""The knobs of a stage page as data: groups, labels, bounds and slider stops, drawn by assets/stage/draft.

The description of a page and a language is sent once (`describe`). Which knobs apply to an experiment, and
what depends on it, travels with each reply (`state_of`). Both follow from the table of knobs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from playground.core.experiment import IGNORED_QUERY, Experiment
from playground.core.knobs import KNOBS, Knob, text_of
from playground.core.lesson import pages_of_scenes
from playground.core.losses import losses_for
from playground.core.optimizers import OPTIMIZERS
from playground.core.parsing import number_text
from playground.core.points import Points
from playground.core.scenes import home_of, scenes_of
from playground.locale import say
from playground.stage.questions import AREAS
from playground.stage.scene_answers import describe_question
from playground.stage.scene_words import group_of, question_text, title_of
from playground.stage.thumbnails import thumbnail

__all__ = ["AREAS", "VIEWS_WITHOUT_STAGE", "describe", "knob_names", "state_of"]


@dataclass(frozen=True, slots=True)
class Group:
    """Knobs under one title, one or two to a row; `folded` ones are opened by hand."""

    title: str  # a key of the catalogue, with {area} for the page's own words
    rows: tuple[tuple[str, ...], ...] = ()
    folded: bool = False
    inner: tuple[Group, ...] = ()
    mark: str = ""  # the class whose colour the group has
    takes_points: bool = False  # own points are put in here


def _class(prefix: str, group: str) -> Group:
    spread = Group(
        "linear.spread",
        ((f"{prefix}_sx", f"{prefix}_sy"), (f"{prefix}_rho", f"{prefix}_n")),
        folded=True,
    )
    title = f"knobs.group.{group}"
    return Group(title, ((f"{prefix}_x", f"{prefix}_y"),), inner=(spread,), mark=prefix)


_CLASSES: Final = (_class("neg", "negative"), _class("pos", "positive"))
# The settings of all optimisers, in the order of the knobs.
_SETTINGS: Final = frozenset(name for optimizer in OPTIMIZERS.values() for name in optimizer.knobs)
_OPTIMIZER: Final = tuple((name,) for name in KNOBS if name in _SETTINGS)
_TRAINING: Final = (("lr",), ("batch",), ("optimizer", "loss"))
_PAGES: Final[Mapping[str, tuple[Group, ...]]] = {
    "linear": (
        Group("knobs.group.training", _TRAINING),
        Group("knobs.group.data", (("seed",),), inner=_CLASSES, takes_points=True),
        Group(
            "linear.start_and_run",
            (
                ("w1", "w2"),
                ("b", "init_seed"),
                ("steps", "shuffle_seed"),
                ("stop",),
                ("target", "target_accuracy"),
                ("patience", "min_delta"),
                ("targets",),
            ),
            folded=True,
        ),
    ),
    "layers": (
        Group(
            "knobs.group.data",
            (("data",), ("samples", "noise"), ("val", "seed"), ("classes", "labels")),
            inner=_CLASSES,
            takes_points=True,
        ),
        Group(
            "knobs.group.network",
            (("hidden", "activation"), ("features",), ("arch",)),
            inner=(Group("layers_stage.start", (("initializer", "init_seed"),), folded=True),),
        ),
        Group(
            "knobs.group.training",
            _TRAINING,
            inner=(Group("layers_stage.optimizer_settings", _OPTIMIZER, folded=True),),
        ),
        Group("layers_stage.regularisation", (("l1", "l2"), ("dropout",)), folded=True),
        Group(
            "layers_stage.run",
            (("steps", "stop"), ("target", "target_accuracy"), ("patience", "min_delta"), ("shuffle_seed",)),
            folded=True,
        ),
    ),
}
_OF_GAUSSIANS: Final = frozenset(
    f"{prefix}_{name}" for prefix in ("neg", "pos") for name in ("x", "y", "sx", "sy", "rho", "n")
)
# Ends of a slider where the knob's own bounds are too far apart to be of use; typing reaches those.
_REACH: Final[Mapping[str, tuple[float, float]]] = {"w1": (-3.0, 3.0), "w2": (-3.0, 3.0), "b": (-3.0, 3.0)}
_PARTS: Final[Mapping[str, tuple[float, ...]]] = {
    "real": (
        *(1 + step / 20 for step in range(20)),
        *(2 + step / 10 for step in range(30)),
        *(5 + step / 5 for step in range(25)),
    ),
    "whole": (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0),
}
_COUNTS: Final = frozenset({"neg_n", "pos_n", "samples", "steps", "patience"})
_SMALL: Final = frozenset({"l1", "l2", "min_delta"})  # shares that matter by their order of magnitude
# Views of a page that share its address with the stage; the page itself knows what they show.
VIEWS_WITHOUT_STAGE: Final[Mapping[str, tuple[str, ...]]] = {
    "layers": ("layer", "kinds", "shapes", "gallery", "traps"),
}


def knob_names(page: str) -> list[str]:
    """The knobs that a page has, in the order of its panel."""
    return [name for group in _PAGES.get(page, ()) for name in _names(group)]


@lru_cache(maxsize=64)
def describe(page: str, language: str) -> dict[str, Any]:
    """The panel of a page in a language: groups, knobs, scenes, and the words of its buttons."""
    area = AREAS.get(page, "linear")
    groups = _PAGES.get(page, ())

    def speak(key: str, **values: object) -> str:
        return say(key, language, **values)

    names = knob_names(page)
    scenes = scenes_of(page)
    words = {name: speak(f"linear.{name}") for name in ("undo", "undo_help", "redo", "redo_help")}
    words |= {name: speak(f"linear.{name}") for name in ("points", "points_help", "start", "start_help")}
    words |= {name: speak(f"linear.{name}") for name in ("keep", "keep_help")}
    words |= {
        name: speak(f"linear.{name}") for name in ("share", "share_help", "copy", "copied", "holds", "fixed")
    }
    words |= {name: speak(f"{area}.{name}") for name in ("chapter", "chapter_help")}
    words |= {name: speak(f"linear.scene.{name}") for name in ("label", "predict")}
    words |= {name: speak(f"compare.{name}") for name in ("pin", "pinned", "pin_help", "pin_full", "compare")}
    words["own"] = speak("linear.scene.own.title")
    words |= {
        f"own_{name}": speak(f"own_points.{name}")
        for name in ("open", "help", "remove", "told", "test_told", "test_remove")
    }
    words |= {name: speak(f"share.{name}") for name in ("large", "lesson")}
    words["problems"] = speak("common.link_problem")
    words["close"] = speak("common.close")
    return {
        "groups": [_group(group, speak) for group in groups],
        "knobs": {name: _knob(KNOBS[name], speak) for name in names},
        "scenes": [
            {
                "name": name,
                "title": title_of(page, name, language),
                "question": question_text(page, name, language),
                "group": group_of(name, language),
                "ask": describe_question(page, name, language),
                "words": scene.to_query(),
                "thumbnail": thumbnail(scene),
            }
            for name, scene in scenes.items()
        ],
        "elsewhere": {name: other for name, other in pages_of_scenes().items() if other != page},
        "home": home_of(page).to_query(),
        "words": words,
        "page_words": sorted(IGNORED_QUERY - {"scene"}),
        "other_views": list(VIEWS_WITHOUT_STAGE.get(page, ())),
    }


def state_of(experiment: Experiment, page: str) -> dict[str, Any]:
    """What of the panel depends on the experiment: knobs that apply, choices, and the stops of the batch."""
    e, network = experiment, page == "layers"
    hidden: set[str] = set()
    if e.data_set == "gaussians":
        hidden |= {"samples", "noise"}
    else:
        hidden |= _OF_GAUSSIANS
    if e.points is not None:
        hidden |= {"samples", "noise", "classes"}
        hidden |= {"seed"} if not e.val else set()  # which points are held out is all that it says
    if e.test_points is not None:
        hidden |= {"val"} | ({"seed"} if e.points is not None else set())
    if not e.has_many_classes:
        hidden |= {"classes", "labels"}
    if network:
        hidden |= _SETTINGS - {*OPTIMIZERS[e.optimizer].knobs}
    return {
        "hidden": sorted(hidden),
        "choices": {"loss": list(losses_for(e.has_many_classes))},
        "stops": {"batch": [*(str(2**power) for power in range(14) if 2**power < e.num_samples), "0"]},
        "all": e.num_samples,
        "own": None if e.points is None else _own(e.points),
        "test": None if e.test_points is None else _own(e.test_points),
    }


def _own(points: Points) -> dict[str, Any]:
    """What the panel tells of own points."""
    return {"count": len(points), "classes": points.class_counts}


def _names(group: Group) -> Iterator[str]:
    for row in group.rows:
        yield from row
    for inner in group.inner:
        yield from _names(inner)


def _group(group: Group, speak: Callable[..., str]) -> dict[str, Any]:
    return {
        "title": speak(group.title),
        "rows": [list(row) for row in group.rows],
        "folded": group.folded,
        "mark": group.mark,
        "points": group.takes_points,
        "inner": [_group(inner, speak) for inner in group.inner],
    }


def _knob(knob: Knob, speak: Callable[..., str]) -> dict[str, Any]:
    content: dict[str, Any] = {
        "label": speak(knob.label_key),
        "help": speak(knob.help_key),
        "kind": knob.kind,
        "default": text_of(knob.default),
    }
    if knob.kind in ("choice", "subset"):
        content["choices"] = [[choice, speak(knob.choice_key(choice))] for choice in knob.choices]
    if knob.name == "data":
        content["thumbnails"] = {
            choice: thumbnail(Experiment.parse({"data": choice})) for choice in knob.choices
        }
    if knob.kind in ("real", "whole"):
        content |= {"low": knob.low, "high": knob.high, "step": knob.step or 0.0}
    if knob.kind == "widths":
        content["placeholder"] = speak("layers_stage.no_hidden")
    if knob.optional:
        content["placeholder"] = "0" if knob.name == "b" else speak("linear.random")
    if knob.name == "batch":
        content["all"] = speak("linear.all", count="{count}")
    stops = _stops(knob)
    if stops:
        content["stops"] = list(stops)
    return content


def _stops(knob: Knob) -> Sequence[str]:
    """The texts that a slider of this knob goes through; none for one that is not slid."""
    if knob.kind not in ("real", "whole") or knob.name == "batch" or knob.name.endswith("seed"):
        return ()
    low, high = _REACH.get(knob.name, (float(knob.low or 0.0), float(knob.high or 0.0)))
    if knob.scale == "log" or knob.name in _COUNTS:
        stops = _logarithmic(low, high, _PARTS[knob.kind])
        return stops if knob.kind == "real" else [text for text in stops if "." not in text]
    if knob.name in _SMALL:
        return ["0", *_logarithmic(1e-5, high, _PARTS["whole"])]
    step = float(knob.step or 1.0)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    inside = [number_text(float(f"{place * step:.10g}")) for place in range(first, last + 1)]
    return list(dict.fromkeys([number_text(low), *inside, number_text(high)]))


def _logarithmic(low: float, high: float, parts: Sequence[float]) -> list[str]:
    """Round numbers of every power of ten within bounds, both bounds among them."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    numbers = (float(f"{part * 10.0**power:.6g}") for power in powers for part in parts)
    return list(
        dict.fromkeys(number_text(number) for number in (low, *(n for n in numbers if low < n < high), high))
    )
