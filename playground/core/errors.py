"""What can be wrong with what a user gave, in one line: what was received, what was expected, how to mend it.

PlaygroundError
├── ExperimentError     a link, a command line or a JSON text
│   └── KnobError       one value of it
├── DataError           own points
└── SettingsError       an environment variable of the server
"""

from __future__ import annotations

import re

from playground.locale import SOURCE, say, spoken, strings

__all__ = ["DataError", "ExperimentError", "KnobError", "PlaygroundError", "SettingsError"]


class PlaygroundError(ValueError):
    """A refusal: `reason` is a table of the catalogue `errors`, `values` fill its placeholders."""

    def __init__(self, reason: str, **values: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values

    @property
    def received(self) -> str:
        return self._part("received", SOURCE)

    @property
    def expected(self) -> str:
        return self._part("expected", SOURCE)

    @property
    def mend(self) -> str:
        return self._part("mend", SOURCE)

    def message(self, language: str = SOURCE) -> str:
        """All three parts in one line of the given language."""
        parts = {name: self._part(name, language) for name in ("received", "expected", "mend")}
        return say("errors.line", language, **parts)

    def told(self, language: str = SOURCE) -> str:
        """The same for a page, in whole sentences."""
        words = strings("told", language)
        if self.reason in words:
            values = {**self.values, "name": _name(self.values.get("name", ""), language)}
            text = say(f"told.{self.reason}", language, **values)
            first = values["name"] if words[self.reason].startswith("{name}") else words[self.reason]
            return _raised(text, first)
        parts = {}
        for part in ("received", "expected", "mend"):
            text = self._part(part, language)
            first = strings("errors", language)[f"{self.reason}.{part}"]
            parts[part] = text if part == "expected" else _raised(text, first)
        return say("told.plain", language, **parts)

    def __str__(self) -> str:
        return self.message(spoken())

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross processes; the default would lose the keyword values.
        return (_rebuild, (type(self), self.reason, self.values))

    def _part(self, part: str, language: str) -> str:
        values = dict(self.values)
        if "expected_key" in values:  # what a knob expects is itself a catalogue entry
            values["expected"] = say(f"errors.kind.{values['expected_key']}", language, **self.values)
        return say(f"errors.{self.reason}.{part}", language, **values)


def _name(name: str, language: str) -> str:
    """What a page calls the thing of this name: its word, else its knob's label, else the name itself."""
    labels = strings("knobs", language)
    return strings("told", language).get(f"name.{name}", labels.get(f"{name}.label", name))


def _raised(text: str, first: str) -> str:
    """The text with a capital, if it begins with a word of the language; code and names keep their case.

    `first` is what the text begins with: the catalogue's own string, in which a placeholder is no word, or
    a name.
    """
    word = re.match(r"[a-z]+(?=[ ,:])", first)  # not: loss=mse, x₁, or a name before a Korean particle
    return text if word is None else text[:1].upper() + text[1:]


def _rebuild(kind: type[PlaygroundError], reason: str, values: dict[str, str]) -> PlaygroundError:
    return kind(reason, **values)


class ExperimentError(PlaygroundError):
    """Words, a link or a JSON text that make no experiment."""


class KnobError(ExperimentError):
    """One value that its knob does not take."""

    @property
    def name(self) -> str:
        return self.values["name"]


class DataError(PlaygroundError):
    """A CSV text that holds no usable points."""


class SettingsError(PlaygroundError):
    """An environment variable that is no valid setting."""
