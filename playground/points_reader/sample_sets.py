"""Real data that come along: tables of which two columns are taken at a time (samples/SOURCES.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from playground.points_reader.options import Options

__all__ = ["SAMPLE_SETS", "SampleSet", "sample_set"]

_FOLDER: Final = Path(__file__).parent / "samples"


@dataclass(frozen=True, slots=True)
class SampleSet:
    """A table by name: the columns taken unless others are asked for, and the one of classes."""

    name: str
    columns: tuple[str, str]
    label: str

    @property
    def content(self) -> bytes:
        return (_FOLDER / f"{self.name}.csv").read_bytes()

    def options(self, wanted: Options) -> Options:
        """The options given, and this set's own where none are; lines without a value stay out."""
        return replace(
            wanted, columns=wanted.columns or self.columns, label=wanted.label or self.label, missing="drop"
        )


SAMPLE_SETS: Final[Mapping[str, SampleSet]] = MappingProxyType(
    {
        found.name: found
        for found in (
            SampleSet("iris", ("petal_length", "petal_width"), "species"),
            SampleSet("penguins", ("bill_length_mm", "flipper_length_mm"), "species"),
            SampleSet("wine", ("alcohol", "color_intensity"), "cultivar"),
        )
    }
)


def sample_set(text: str) -> tuple[SampleSet, str] | None:
    """The set that a text names, and the columns behind its name: iris, iris:sepal_length,petal_width"""
    name, _, columns = text.partition(":")
    found = SAMPLE_SETS.get(name)
    return None if found is None else (found, columns)
