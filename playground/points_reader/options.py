"""What somebody says about a file where the reader would find out for itself or ask."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, Literal

from playground.core.errors import DataError
from playground.core.parsing import quote
from playground.core.points import FEWEST_POINTS, LARGEST_COORDINATE, MOST_POINTS

__all__ = ["DECIMALS", "MISSING", "SEPARATORS", "TRAINING", "Options", "Purpose"]

SEPARATORS: Final[Mapping[str, str]] = MappingProxyType(
    {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|", "blank": " "}
)
DECIMALS: Final[Mapping[str, str]] = MappingProxyType({"point": ".", "comma": ","})
MISSING: Final = ("refuse", "drop")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What points are wanted for: with labels or without, how many, and how far from 0."""

    labels: bool
    fewest: int
    most: int
    largest: float


TRAINING: Final = Purpose(True, FEWEST_POINTS, MOST_POINTS, LARGEST_COORDINATE)


@dataclass(frozen=True, slots=True)
class Options:
    """Decisions about a file; what is empty is found out from the file.

    `separator` and `decimal` are characters, `columns` the names or numbers (from 1) of two columns, `label`
    those of the column of classes. `missing` says whether lines that lack a value are left out.
    """

    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    columns: tuple[str, ...] = ()
    label: str = ""
    missing: Literal["refuse", "drop"] = "refuse"

    @classmethod
    def parse(
        cls,
        encoding: str = "",
        separator: str = "",
        decimal: str = "",
        columns: str = "",
        label: str = "",
        missing: str = "refuse",
    ) -> Options:
        """The options of texts, as a command line gives them; DataError for one that there is not."""
        if missing not in MISSING:
            raise DataError(
                "points_option", option="missing", value=quote(missing), choices=", ".join(MISSING)
            )
        names = next(csv.reader([columns], skipinitialspace=True), []) if columns else []
        return cls(
            encoding,
            _character("separator", separator, SEPARATORS),
            _character("decimal", decimal, DECIMALS),
            tuple(name.strip() for name in names),
            label,
            "drop" if missing == "drop" else "refuse",
        )

    def decided(self, option: str, value: str) -> Options:
        """These options with one more decision, in the words of a question's choice."""
        found = Options.parse(**{option: value})
        return replace(self, **{option: getattr(found, option)})


def _character(option: str, text: str, known: Mapping[str, str]) -> str:
    """A character that is given by its name or as itself."""
    text = "\t" if text == "\\t" else text
    if text and text not in known and text not in known.values():
        raise DataError("points_option", option=option, value=quote(text), choices=", ".join(known))
    return known.get(text, text)
