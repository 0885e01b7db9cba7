"""A lesson: scenes by name, one after another, as a link carries them (`lesson=edge,far&part=2`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Final

from playground.core.experiment import Experiment
from playground.core.parsing import as_whole
from playground.core.scenes import scenes_of

__all__ = ["LESSON", "MOST_PARTS", "PAGES", "PART", "Lesson", "experiment_of", "lesson_of", "pages_of_scenes"]

LESSON, PART = "lesson", "part"
PAGES: Final = ("linear", "layers")  # the pages whose scenes a lesson can hold
MOST_PARTS: Final = 50


@dataclass(frozen=True, slots=True)
class Lesson:
    """The scenes of a lesson that there are, the names that no scene has, and the part, from 1."""

    names: tuple[str, ...]
    unknown: tuple[str, ...]
    part: int


@cache
def pages_of_scenes() -> Mapping[str, str]:
    """The page of every scene that this server offers."""
    return MappingProxyType({name: page for page in PAGES for name in scenes_of(page)})


def lesson_of(words: Mapping[str, str]) -> Lesson | None:
    """The lesson that a link's words hold; None where they hold none."""
    if LESSON not in words:
        return None
    asked = [name.strip() for name in words[LESSON].split(",")][:MOST_PARTS]
    named = [name for name in asked if name]
    names = tuple(name for name in named if name in pages_of_scenes())
    unknown = tuple(dict.fromkeys(name for name in named if name not in pages_of_scenes()))
    part = as_whole(words.get(PART, "1")) or 1
    return Lesson(names, unknown, min(max(part, 1), max(len(names), 1)))


def experiment_of(page: str, words: Mapping[str, str]) -> Experiment | None:
    """The scene that a lesson's link opens on a page; None where that part belongs to another page."""
    lesson = lesson_of(words)
    return scenes_of(page).get(lesson.names[lesson.part - 1]) if lesson and lesson.names else None
