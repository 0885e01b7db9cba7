"""What can be wrong with what a user gave, in one line: what was received, what was expected, how to mend it.

PlaygroundError
├── ExperimentError     a link, a command line or a JSON text
│   └── KnobError       one value of it
├── DataError           own points
└── SettingsError       an environment variable of the server
"""

from __future__ import annotations

from playground.locale import SOURCE, say, strings

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
            name = self.values.get("name", "")
            values = {**self.values, "name": words.get(f"name.{name}", name)}
            return _sentence(say(f"told.{self.reason}", language, **values))
        parts = {
            name: _sentence(self._part(name, language)) if name != "expected" else self._part(name, language)
            for name in ("received", "expected", "mend")
        }
        return say("told.plain", language, **parts)

    def __str__(self) -> str:
        return self.message()

    def __reduce__(self) -> tuple[object, ...]:
        # Exceptions cross processes; the default would lose the keyword values.
        return (_rebuild, (type(self), self.reason, self.values))

    def _part(self, part: str, language: str) -> str:
        values = dict(self.values)
        if "expected_key" in values:  # what a knob expects is itself a catalogue entry
            values["expected"] = say(f"errors.kind.{values['expected_key']}", language, **self.values)
        return say(f"errors.{self.reason}.{part}", language, **values)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


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
