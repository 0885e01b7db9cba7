"""Runs that can be pinned at one click, each set with something to see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final
from urllib.parse import urlencode

from playground.core.experiment import Experiment
from playground.core.scenes import SCENES

__all__ = ["EXAMPLES", "Pinned", "link_words"]


@dataclass(frozen=True, slots=True)
class Pinned:
    """A run as the browser keeps it: the stage page that shows it, and its experiment."""

    page: str
    experiment: Experiment

    @property
    def text(self) -> str:
        """The run as a link of the page Compare holds it, as in assets/stage/pins.js."""
        return f"{self.page}?{urlencode(self.experiment.to_query())}"


def _circle(hidden: str) -> Pinned:
    words = {"data": "circle", "hidden": hidden, "optimizer": "adam", "batch": "32", "steps": "600"}
    return Pinned("layers", Experiment.parse({**words, "val": "0.25", "samples": "400", "noise": "0.2"}))


# The key of an example's words in the catalogue, and its runs.
EXAMPLES: Final[Mapping[str, Sequence[Pinned]]] = MappingProxyType(
    {
        "rates": (
            Pinned("linear", Experiment(lr=0.02)),
            Pinned("linear", Experiment()),
            Pinned("linear", Experiment(lr=0.9)),
        ),
        # On stretched classes, whose directions need different rates, the three part for longer.
        "optimizers": tuple(
            Pinned("linear", replace(SCENES["stretched"], optimizer=name, lr=0.02))
            for name in ("sgd", "momentum", "adam")
        ),
        "widths": (_circle("2"), _circle("8")),
    }
)


def link_words(runs: Sequence[Pinned], view: str = "") -> dict[str, str | list[str]]:
    """The query parameters of a link that opens the page Compare with these runs, and with a view."""
    words: dict[str, str | list[str]] = {"view": view} if view else {}
    return {**words, "run": [run.text for run in runs]}
