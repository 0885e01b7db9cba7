"""One table of every knob: name, bounds, default, step.

Widgets, links, the command line, checks and documentation follow from it.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real
from types import MappingProxyType
from typing import Any, Literal

from playground.core.activations import ACTIVATIONS
from playground.core.datasets import SHAPES
from playground.core.errors import KnobError
from playground.core.features import FEATURES
from playground.core.initializers import INITIALIZERS
from playground.core.losses import LOSSES
from playground.core.network import ARCHITECTURES
from playground.core.optimizers import OPTIMIZERS
from playground.core.parsing import (
    Ambiguous,
    as_real,
    as_whole,
    bound_text,
    half_width,
    is_cut,
    number_text,
    quote,
    typed_real,
    typed_whole,
)
from playground.core.stops import STOPS

__all__ = [
    "DATA_SETS",
    "GROUPS",
    "KNOBS",
    "Group",
    "Knob",
    "KnobError",
    "Value",
    "text_of",
]

Value = float | int | str | tuple[int, ...] | tuple[str, ...] | None
Group = Literal["negative", "positive", "data", "network", "start", "training", "run"]
GROUPS: tuple[Group, ...] = ("negative", "positive", "data", "network", "start", "training", "run")
Kind = Literal["real", "whole", "choice", "widths", "subset"]
DATA_SETS = ("gaussians", *SHAPES)
_LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Knob:
    """One value of an experiment; bounds are inclusive, `optional` allows None (absent, or an empty text).

    `widths` are whole numbers, at most `most` of them, the bounds those of each; `subset` is one or more of
    the choices, in their order.
    """

    name: str
    kind: Kind
    group: Group
    default: Value
    low: float | int | None = None
    high: float | int | None = None
    step: float | int | None = None
    choices: tuple[str, ...] = ()
    scale: Literal["linear", "log"] = "linear"
    unit: str = ""
    optional: bool = False
    most: int = 1

    @property
    def label_key(self) -> str:
        """Catalogue key of the label."""
        return f"knobs.{self.name}.label"

    @property
    def help_key(self) -> str:
        """Catalogue key of the explanation."""
        return f"knobs.{self.name}.help"

    def choice_key(self, choice: str) -> str:
        """Catalogue key of the label of one choice."""
        return f"knobs.{self.name}.choices.{choice}"

    def parse(self, text: str) -> Value:
        """The value that a text of a link or a command line stands for; KnobError if none, or out of bounds.

        Numbers are in plain notation and a comma separates, as in hidden=4,2; full width and the case of
        names do not matter.
        """
        given = half_width(text).strip()
        if self.optional and not given:
            return None
        parts = [part.strip() for part in given.split(",")] if given else []
        if self.kind in ("real", "whole"):
            return self._bounded(as_real(given) if self.kind == "real" else as_whole(given), text)
        return self._named(given, parts, text)

    def typed(self, text: str) -> Value:
        """The value that a person typed: numbers as `playground.core.parsing` describes.

        Lists are also read with blanks or semicolons and in brackets.

        KnobError with reason `ambiguous` and the values `first` and `second`, two texts with one reading
        each, for a number with two readings of which one at least is within bounds; with reason `knob` else.
        """
        given = half_width(text).strip()
        if self.optional and not given:
            return None
        if self.kind in ("real", "whole"):
            number = typed_real(given) if self.kind == "real" else typed_whole(given)
            if not isinstance(number, Ambiguous):
                return self._bounded(number, text)
            if not any(self._holds(reading) for reading in (number.first, number.second)):
                raise self._refusal(text)
            first, second = number.texts
            raise KnobError("ambiguous", name=self.name, value=quote(text), first=first, second=second)
        inner = given[1:-1].strip() if given[:1] + given[-1:] in ("()", "[]") else given
        parts = re.split(r"\s*[,;]\s*|\s+", inner) if inner else []
        return self._named(given, parts, text)

    def _named(self, given: str, parts: list[str], text: str) -> Value:
        """The value of a choice, of widths or of a subset, from its text or from its parts."""
        if self.kind == "widths":
            return self._widths([None if is_cut(part) else as_whole(part) for part in parts], text)
        names = {choice.casefold(): choice for choice in self.choices}
        if self.kind == "subset":
            return self._subset([names.get(part.casefold(), part) for part in parts], text)
        if given.casefold() not in names:
            raise self._refusal(text)
        return names[given.casefold()]

    def check(self, value: object) -> Value:
        """The same for a value that is no text: a plain number, name, tuple of them or None; KnobError."""
        if value is None and self.optional:
            return None
        if self.kind == "subset" and isinstance(value, tuple | list):
            return self._subset(value, value)
        if self.kind == "widths" and isinstance(value, tuple | list):
            numbers = [_plain(item) if _is_number(item) else None for item in value[: self.most + 1]]
            return self._widths(numbers, value)
        if self.kind in ("subset", "widths"):
            raise self._refusal(value)
        if self.kind == "choice":
            if isinstance(value, str) and value in self.choices:
                return value
        elif _is_number(value):
            return self._bounded(_plain(value), value)
        raise self._refusal(value)

    def _subset(self, names: Sequence[object], received: object) -> tuple[str, ...]:
        if not names or not all(isinstance(name, str) and name in self.choices for name in names):
            raise self._refusal(received)
        return tuple(choice for choice in self.choices if choice in names)

    def _widths(self, numbers: Sequence[float | int | None], received: object) -> tuple[int, ...]:
        low, high = self.low or 1, self.high or math.inf
        widths = tuple(int(n) for n in numbers if n is not None and n == int(n) and low <= n <= high)
        if len(numbers) > self.most or len(widths) != len(numbers):
            raise self._refusal(received)
        return widths

    def _bounded(self, number: float | int | None, received: object) -> float | int:
        if number is None or (self.kind == "whole" and number != int(number)):
            raise self._refusal(received)
        if not self._holds(number):
            raise self._refusal(received)
        return int(number) if self.kind == "whole" else float(number) + 0.0  # +0.0 turns -0.0 into 0.0

    def _holds(self, number: float | int) -> bool:
        """Whether a number lies within the bounds."""
        return (self.low is None or number >= self.low) and (self.high is None or number <= self.high)

    def _nearest(self, received: object) -> str | None:
        """The choice that reads most like what was received."""
        if self.kind != "choice" or not isinstance(received, str):
            return None
        given = half_width(received).strip().casefold()[:40]
        near = difflib.get_close_matches(given, self.choices, n=1, cutoff=0.5)
        return near[0] if near else None

    def _meant(self, received: object) -> float | int | None:
        """The number within bounds that a person meant by a text which links do not take, such as 0,5."""
        if self.kind not in ("real", "whole") or not isinstance(received, str):
            return None
        read = typed_real(received) if self.kind == "real" else typed_whole(received)
        return read if isinstance(read, float | int) and self._holds(read) else None

    def _refusal(self, received: object) -> KnobError:
        example: Value = self._nearest(received) or self._meant(received)
        if example is None:
            example = self.default if self.default is not None else 0.0
        return KnobError(
            "knob",
            name=self.name,
            value=quote(received),
            expected_key="optional" if self.optional else self.kind,
            low="" if self.low is None else bound_text(self.low),
            high="" if self.high is None else bound_text(self.high),
            choices=", ".join(self.choices),
            most=str(self.most),
            example=text_of(example) or "4,2",
        )


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _plain(value: Any) -> float | None:
    """A finite Python float of a number, or None."""
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def text_of(value: Value) -> str:
    """The shortest text that `Knob.parse` reads back as the same value."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(map(str, value))
    return value if isinstance(value, str) else number_text(value)


def _real(name: str, group: Group, default: float | None, low: float, high: float, step: float) -> Knob:
    return Knob(name, "real", group, default, low, high, step, optional=default is None)


def _seed(name: str, group: Group) -> Knob:
    return Knob(name, "whole", group, 0, 0, _LARGEST_SEED, 1)


def _gaussian(prefix: str, group: Group, mean_x: float, mean_y: float) -> tuple[Knob, ...]:
    return (
        _real(f"{prefix}_x", group, mean_x, -10.0, 10.0, 0.1),
        _real(f"{prefix}_y", group, mean_y, -10.0, 10.0, 0.1),
        _real(f"{prefix}_sx", group, 1.0, 0.05, 5.0, 0.05),
        _real(f"{prefix}_sy", group, 1.0, 0.05, 5.0, 0.05),
        _real(f"{prefix}_rho", group, 0.5, -0.99, 0.99, 0.01),
        Knob(f"{prefix}_n", "whole", group, 1000, 2, 5000, 1),
    )


_TABLE = (
    *_gaussian("neg", "negative", 0.0, 3.0),
    *_gaussian("pos", "positive", 3.0, 0.0),
    _seed("seed", "data"),
    Knob("data", "choice", "data", "gaussians", choices=DATA_SETS),
    Knob("samples", "whole", "data", 500, 2, 5000, 1),
    _real("noise", "data", 0.1, 0.0, 1.0, 0.01),
    Knob("classes", "whole", "data", 3, 3, 5, 1),
    _real("val", "data", 0.0, 0.0, 0.9, 0.05),
    Knob("arch", "choice", "network", "sequential", choices=tuple(ARCHITECTURES)),
    Knob("hidden", "widths", "network", (), 1, 12, 1, most=6),
    Knob("activation", "choice", "network", "tanh", choices=tuple(ACTIVATIONS)),
    Knob("features", "subset", "network", ("x1", "x2"), choices=tuple(FEATURES)),
    Knob("initializer", "choice", "network", "glorot_uniform", choices=tuple(INITIALIZERS)),
    _real("l1", "network", 0.0, 0.0, 1.0, 0.001),
    _real("l2", "network", 0.0, 0.0, 1.0, 0.001),
    _real("dropout", "network", 0.0, 0.0, 0.9, 0.05),
    _real("w1", "start", None, -100.0, 100.0, 0.1),
    _real("w2", "start", None, -100.0, 100.0, 0.1),
    _real("b", "start", None, -100.0, 100.0, 0.1),
    _seed("init_seed", "start"),
    Knob("lr", "real", "training", 0.1, 1e-5, 10.0, scale="log"),
    Knob("batch", "whole", "training", 0, 0, 10_000, 1),
    Knob("optimizer", "choice", "training", "sgd", choices=tuple(OPTIMIZERS)),
    _real("momentum", "training", 0.9, 0.0, 0.999, 0.01),
    _real("rho", "training", 0.9, 0.0, 0.9999, 0.01),
    _real("beta1", "training", 0.9, 0.0, 0.9999, 0.01),
    _real("beta2", "training", 0.999, 0.0, 0.99999, 0.001),
    Knob("epsilon", "real", "training", 1e-7, 1e-10, 1.0, scale="log"),
    Knob("loss", "choice", "training", "mse", choices=tuple(LOSSES)),
    Knob("labels", "choice", "training", "sparse", choices=("sparse", "onehot")),
    Knob("targets", "choice", "training", "column", choices=("column", "flat")),
    _seed("shuffle_seed", "training"),
    Knob("steps", "whole", "run", 40, 1, 100_000, 1),
    Knob("stop", "choice", "run", "steps", choices=tuple(STOPS)),
    Knob("target", "real", "run", 0.03, 1e-6, 100.0, scale="log"),
    _real("target_accuracy", "run", 0.99, 0.0, 1.0, 0.01),
    Knob("patience", "whole", "run", 10, 1, 10_000, 1),
    _real("min_delta", "run", 0.0001, 0.0, 1.0, 0.0001),
)

KNOBS: Mapping[str, Knob] = MappingProxyType({knob.name: knob for knob in _TABLE})
