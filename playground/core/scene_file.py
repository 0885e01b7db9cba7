"""The file of scenes that a server's teacher writes (`PLAYGROUND_SCENES`, docs/hosting.md).

It is read once, at the start. A fault names the file, the scene and the field. Texts of it are shown as they
stand, never as markup.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

from playground.core.errors import PlaygroundError, SettingsError
from playground.core.experiment import IGNORED_QUERY, Experiment
from playground.core.parsing import number_text, quote
from playground.core.settings import PREFIX
from playground.locale import SOURCE, languages

__all__ = [
    "AFTER",
    "ANSWERS",
    "BEFORE",
    "MOST_BYTES",
    "MOST_SCENES",
    "Entry",
    "SceneFile",
    "Text",
    "load_scenes",
    "read_scenes",
]

AFTER, BEFORE, NONE = "after", "before", "none"
MOST_SCENES: Final = 100
MOST_BYTES: Final = 500_000
_LONGEST: Final[Mapping[str, int]] = {"group": 40, "title": 60, "question": 400}
_LONGEST_LINK: Final = 4000
_FIELDS: Final = ("name", "link", "title", "question", "group", "answer", "level")
# What a scene's question can be about; the stage has the rules (`playground.stage.scene_answers`).
ANSWERS: Final = ("settles", "half", "level", "critical", "boundary", "sketch")
_LEVEL: Final = "level"  # the answer that takes the field of its name: a loss
_LOWEST, _HIGHEST = 1e-6, 100.0  # of such a loss
_PAGES: Final = ("linear", "layers")
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the file: in one language or more, or the same one in all."""

    by_language: Mapping[str, str]

    def of(self, language: str) -> str:
        """The text in a language; else in the source language; else in the first there is."""
        found = self.by_language
        return found.get(language) or found.get(SOURCE) or next(iter(found.values()))


@dataclass(frozen=True, slots=True)
class Entry:
    """One scene of the file. Without an experiment it is the app's own scene of that name, put here."""

    name: str
    group: Text | None = None
    page: str = ""
    experiment: Experiment | None = None
    title: Text | None = None
    question: Text | None = None
    answer: str = ""  # what its question is about; none: nothing is answered
    level: float | None = None
    place: str = ""  # in the file, for messages


@dataclass(frozen=True, slots=True)
class SceneFile:
    """The scenes in their order, and where the app's other scenes stand: after, before, none."""

    scenes: tuple[Entry, ...] = ()
    app_scenes: str = AFTER


def load_scenes(name: str, app: Mapping[str, str]) -> SceneFile:
    """The scenes of a file; `app` gives the page of each of the app's own. SettingsError."""
    place = f"{PREFIX}SCENES={quote(name)}"
    try:
        with Path(name).open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        text = content.decode("utf-8-sig") if len(content) <= MOST_BYTES else ""
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "it is not UTF-8"
        raise SettingsError("scenes_read", place=place, fault=reason) from None
    if len(content) > MOST_BYTES:
        raise SettingsError("scenes_size", place=place, most=str(MOST_BYTES))
    return read_scenes(text, Path(name).name, app)


def read_scenes(text: str, file: str, app: Mapping[str, str]) -> SceneFile:
    """The same of a text in TOML; `file` is its name in messages."""
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise SettingsError("scenes_toml", file=file, fault=str(fault)) from None
    top = _Place(file, "", "")
    for name in content:
        if name not in ("scene", "app_scenes"):
            raise top.refusal(name, name, "choice", choices="app_scenes, [[scene]]")
    app_scenes = content.get("app_scenes", AFTER)
    if app_scenes not in (AFTER, BEFORE, NONE):
        raise top.refusal("app_scenes", app_scenes, "choice", choices=f"{AFTER}, {BEFORE}, {NONE}")
    tables = content.get("scene", [])
    if not isinstance(tables, list) or not 1 <= len(tables) <= MOST_SCENES:
        count = len(tables) if isinstance(tables, list) else tables
        raise top.refusal("scene", count, "scene_count", most=str(MOST_SCENES))
    scenes: list[Entry] = []
    for number, table in enumerate(tables, start=1):
        scenes.append(_entry(table, _Place(file, number, table), app, scenes))
    return SceneFile(tuple(scenes), app_scenes)


class _Place:
    """Where in the file something stands, for messages."""

    def __init__(self, file: str, number: int | str, table: object) -> None:
        name = table.get("name") if isinstance(table, dict) else None
        self.file = file
        self.scene = ""
        if number:
            self.scene = f", scene {number}" + (f" ({quote(name)})" if isinstance(name, str) else "")

    def refusal(self, field: str, value: object, expected_key: str, **values: str) -> SettingsError:
        """What is wrong with a field: what it holds, what it takes."""
        where = f"{self.file}{self.scene}, {quote(field, 40) if not field.isidentifier() else field}"
        return SettingsError(
            "scene_field", place=where, value=quote(value), expected_key=expected_key, **values
        )

    def missing(self, field: str, expected_key: str, **values: str) -> SettingsError:
        """A field that is not there."""
        where = f"{self.file}{self.scene}, {field}"
        return SettingsError("scene_missing", place=where, expected_key=expected_key, **values)

    def wrapped(self, problem: PlaygroundError) -> SettingsError:
        """What is wrong with the settings of the link."""
        return SettingsError(
            "scene_words",
            place=f"{self.file}{self.scene}, link",
            inner=problem.received.removeprefix("received "),
            inner_expected=problem.expected,
            inner_mend=problem.mend,
        )


def _entry(table: object, place: _Place, app: Mapping[str, str], before: Sequence[Entry]) -> Entry:
    if not isinstance(table, dict):
        raise place.refusal("scene", table, "choice", choices="[[scene]]")
    for field in table:
        if field not in _FIELDS:
            raise place.refusal(field, table[field], "scene_fields", fields=", ".join(_FIELDS))
    name = table.get("name")
    if name is None:
        raise place.missing("name", "scene_name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise place.refusal("name", name, "scene_name")
    if name in (entry.name for entry in before):
        raise place.refusal("name", name, "scene_unique")
    group = _text(table, "group", place) if "group" in table else None
    if "link" not in table:
        if name not in app:
            raise place.missing("link", "scene_link")
        for field in ("title", "question", "answer", _LEVEL):
            if field in table:
                raise place.refusal(field, table[field], "scene_own_only")
        return Entry(name, group)
    if name in app:
        raise place.refusal("name", name, "scene_taken")
    for field in ("title", "question"):
        if field not in table:
            raise place.missing(field, "scene_text", most=str(_LONGEST[field]))
    page, experiment = _settings(table["link"], place)
    for entry in before:
        if (entry.page, entry.experiment) == (page, experiment):
            raise place.refusal("link", table["link"], "scene_other_settings", name=entry.name)
    title, question = _text(table, "title", place), _text(table, "question", place)
    answer, level = _answer(table, place)
    return Entry(name, group, page, experiment, title, question, answer, level, f"{place.file}{place.scene}")


def _answer(table: Mapping[str, Any], place: _Place) -> tuple[str, float | None]:
    """What the question is about, and the loss that it names."""
    answer, level = table.get("answer", ""), table.get(_LEVEL)
    if "answer" in table and answer not in ANSWERS:
        raise place.refusal("answer", answer, "choice", choices=", ".join(ANSWERS))
    if answer != _LEVEL:
        if level is not None:
            raise place.refusal(_LEVEL, level, "scene_no_level")
        return answer, None
    limits = {"low": number_text(_LOWEST), "high": number_text(_HIGHEST)}
    if level is None:
        raise place.missing(_LEVEL, "real", **limits)
    is_number = isinstance(level, int | float) and not isinstance(level, bool)
    if not is_number or not _LOWEST <= level <= _HIGHEST:
        raise place.refusal(_LEVEL, level, "real", **limits)
    return answer, float(level)


def _text(table: Mapping[str, Any], field: str, place: _Place) -> Text:
    value, most = table[field], _LONGEST[field]
    texts = value if isinstance(value, dict) else dict.fromkeys(languages(), value)
    if not texts:
        raise place.refusal(field, value, "scene_text", most=str(most))
    for language, text in texts.items():
        if language not in languages():
            raise place.refusal(f"{field}.{language}", text, "scene_language", choices=", ".join(languages()))
        if not isinstance(text, str) or not text.strip() or len(text) > most or not text.isprintable():
            raise place.refusal(field, text, "scene_text", most=str(most))
    return Text({language: text.strip() for language, text in texts.items()})


def _settings(link: object, place: _Place) -> tuple[str, Experiment]:
    """The page and the settings of a link as the address bar shows it."""
    if not isinstance(link, str) or len(link) > _LONGEST_LINK:
        raise place.refusal("link", link, "scene_link")
    try:
        address = urlsplit(link.strip())
        pairs = parse_qsl(address.query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        raise place.refusal("link", link, "scene_link") from None
    page = address.path.rstrip("/").rpartition("/")[2]
    if page not in _PAGES:
        raise place.refusal("link", link, "scene_link")
    words = {name: text for name, text in pairs if name not in IGNORED_QUERY}
    experiment, problems = Experiment.lenient(words, page=page)
    for problem in problems:
        raise place.wrapped(problem)
    return page, experiment
