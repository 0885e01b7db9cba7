"""What a sweep trains: an experiment, two knobs with their values, and how many seeds."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np

from playground.core.errors import ExperimentError
from playground.core.experiment import Experiment
from playground.core.knobs import KNOBS, Value, text_of
from playground.core.parsing import as_whole, quote
from playground.core.stops import STOPS

__all__ = ["MOST_RUNS", "MOST_SEEDS", "NOT_SWEPT", "Axis", "Point", "Sweep", "usual_values"]

MOST_RUNS: Final = 400
MOST_SEEDS: Final = 10
SEEDS: Final = ("init_seed", "shuffle_seed")  # what another seed of a sweep changes; the points stay
NOT_SWEPT: Final = frozenset(
    {"stop", *(knob for stop in STOPS.values() for knob in stop.knobs)}
)  # they say when a run ends, and a sweep has a target of its own
LOW_TARGET, HIGH_TARGET = 1e-6, 100.0
_RANGE: Final = re.compile(r"([^.]+(?:\.\d+)?(?:e-?\d+)?)\.\.(.+):(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Axis:
    """A knob and the values that it takes, each once, in the order that was given."""

    knob: str
    values: tuple[Value, ...]

    def __post_init__(self) -> None:
        knob = KNOBS.get(self.knob)
        if knob is None or self.knob in NOT_SWEPT:
            raise ExperimentError("sweep_knob", value=quote(self.knob))
        values = tuple(dict.fromkeys(knob.check(value) for value in self.values))
        if not values:
            raise ExperimentError("sweep_values", name=self.knob)
        object.__setattr__(self, "values", values)

    @classmethod
    def parse(cls, name: str, text: str) -> Axis:
        """The axis of `0.01,0.1`, of a range `0.001..1:7`, or of lists `4;4,2;8` where a value is one itself.

        A range has that many values, evenly spread on the knob's own scale; those of `batch` are doubled.
        """
        knob = KNOBS.get(name)
        if knob is None or name in NOT_SWEPT:
            raise ExperimentError("sweep_knob", value=quote(name))
        is_list = knob.kind in ("widths", "subset")
        parts = re.split(r"\s*;\s*" if is_list else r"\s*[;,]\s*", text.strip())
        values: list[Value] = []
        for part in parts:
            found = _RANGE.fullmatch(part)
            if found and knob.kind in ("real", "whole"):
                values += _spread(name, knob.parse(found[1]), knob.parse(found[2]), as_whole(found[3]))
            else:
                values.append(knob.parse(part))
            if len(values) > MOST_RUNS:
                raise ExperimentError("sweep_size", value=str(len(values)), most=str(MOST_RUNS))
        return cls(name, tuple(values))

    @property
    def text(self) -> str:
        """The text that `parse` reads back."""
        between = ";" if KNOBS[self.knob].kind in ("widths", "subset") else ","
        return between.join(map(text_of, self.values))

    @property
    def is_number(self) -> bool:
        return all(isinstance(value, int | float) for value in self.values)


def _spread(name: str, low: Any, high: Any, count: int | None) -> list[Value]:
    if count is None or not 2 <= count <= MOST_RUNS or low is None or high is None:
        raise ExperimentError("sweep_range", name=name)
    knob = KNOBS[name]
    is_log = (knob.scale == "log" or name == "batch") and low > 0 and high > 0
    places = np.geomspace(low, high, count) if is_log else np.linspace(low, high, count)
    if knob.kind == "whole":
        return [round(value) for value in places.tolist()]
    # Rounded for reading, and still between the ends.
    return [min(max(float(f"{value:.3g}"), low), high) for value in places.tolist()]


@dataclass(frozen=True, slots=True)
class Point:
    """One run of a sweep: the places of its values on both axes, the number of its seed, its experiment."""

    x: int
    y: int
    seed: int
    experiment: Experiment


@dataclass(frozen=True)
class Sweep:
    """Every value of `x` with every value of `y`, for `seeds` seeds; at most MOST_RUNS runs.

    `target` is the loss that "steps to the target" counts to. Each run starts afresh: what was changed in
    the middle of the experiment's run is left out.
    """

    experiment: Experiment
    x: Axis
    y: Axis
    seeds: int = 1
    target: float = 0.05

    def __post_init__(self) -> None:
        if self.x.knob == self.y.knob:
            raise ExperimentError("sweep_twice", name=self.x.knob)
        most = 1 if {self.x.knob, self.y.knob} & set(SEEDS) else MOST_SEEDS
        if not 1 <= self.seeds <= most:
            raise ExperimentError("sweep_seeds", value=str(self.seeds), most=str(most))
        if not (math.isfinite(self.target) and LOW_TARGET <= self.target <= HIGH_TARGET):
            raise ExperimentError("sweep_target", value=str(self.target))
        if self.size > MOST_RUNS:
            raise ExperimentError("sweep_size", value=str(self.size), most=str(MOST_RUNS))
        stop = "steps" if self.experiment.stop == "never" else self.experiment.stop
        object.__setattr__(self, "experiment", self.experiment.replace(changes=(), edits=(), stop=stop))
        self.points  # noqa: B018, two values may be impossible together: that is told now

    @property
    def size(self) -> int:
        return len(self.x.values) * len(self.y.values) * self.seeds

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """All runs, row by row."""
        return tuple(
            Point(x, y, seed, self._experiment_at(x, y, seed))
            for y in range(len(self.y.values))
            for x in range(len(self.x.values))
            for seed in range(self.seeds)
        )

    @cached_property
    def in_order(self) -> tuple[Point, ...]:
        """The same in the order of training: runs that TensorFlow traces alike follow each other.

        A trace takes longer than most runs, and the trainer keeps few of them.
        """
        return tuple(sorted(self.points, key=lambda point: _traced(point.experiment)))

    def at(self, x: int, y: int) -> tuple[Point, ...]:
        """The runs of one cell, a seed each."""
        first = (y * len(self.x.values) + x) * self.seeds
        return self.points[first : first + self.seeds]

    def _experiment_at(self, x: int, y: int, seed: int) -> Experiment:
        values: dict[str, Any] = {}
        if seed:
            values = {name: (getattr(self.experiment, name) + seed) % 2**31 for name in SEEDS}
        return self.experiment.replace(
            **values, **{self.x.knob: self.x.values[x], self.y.knob: self.y.values[y]}
        )


def _traced(e: Experiment) -> tuple[Any, ...]:
    """What a trace of an experiment depends on: the topology of its model, not its widths."""
    return e.is_linear, e.arch, len(e.hidden), e.activation, e.dropout > 0, e.loss, e.optimizer, e.targets


_USUAL: Final = {
    "lr": "0.001,0.003,0.01,0.03,0.06,0.1,0.13,0.2,0.3,1",
    "batch": "1,4,16,64,256,0",
    "hidden": "2;4;8;4,4;8,8",
    "steps": "10,20,40,80,160",
    "l1": "0,0.001,0.01,0.1",
    "l2": "0,0.001,0.01,0.1",
}


def usual_values(name: str) -> str:
    """Values to begin with: all choices, or some numbers between the knob's bounds."""
    knob = KNOBS[name]
    if name in _USUAL:
        return _USUAL[name]
    if knob.kind == "choice":
        return ",".join(knob.choices)
    if knob.kind == "subset":
        return ";".join(knob.choices)
    if name.endswith("seed"):
        return "0,1,2,3,4"
    low, high = float(knob.low or 0), float(knob.high or 1)
    if knob.scale == "log" or high > 100:
        return ",".join(
            text_of(value) for value in Axis(name, tuple(_spread(name, max(low, 1e-3), high, 5))).values
        )
    return ",".join(text_of(value) for value in Axis(name, tuple(_spread(name, low, high, 5))).values)
