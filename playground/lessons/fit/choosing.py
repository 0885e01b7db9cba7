"""One data set and one start, trained with each loss or with each optimizer: which choice matters here?"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from playground.lessons.fit.fit import LOSSES, OPTIMIZERS, THRESHOLDS, EpochLog, FitRequest
from playground.lessons.shared.validation import check_choice

__all__ = ["DATA", "KINDS", "RATES", "ChoosingRequest", "Side", "Told", "best_of", "side_of", "told_of"]

KINDS: Final = ("loss", "optimizer")
# The means of the negative and of the positive class.
DATA: Final[Mapping[str, tuple[float, float, float, float]]] = MappingProxyType(
    {"chapter": (0.0, 3.0, 3.0, 0.0), "overlap": (1.0, 2.0, 2.0, 1.0), "far": (0.0, 3.0, 9.0, -4.0)}
)
RATES: Final = ("0.01", "0.1", "1")


@dataclass(frozen=True, slots=True)
class ChoosingRequest:
    """What differs between the trainings, the data, and the rate that all of them have.

    No more can be chosen: each loss with each optimizer is a model that Keras traces.
    """

    kind: str = KINDS[0]
    data: str = "chapter"
    rate: str = "0.1"

    def __post_init__(self) -> None:
        check_choice("kind", self.kind, KINDS)
        check_choice("data", self.data, DATA)
        check_choice("rate", self.rate, RATES)

    @property
    def trainings(self) -> Mapping[str, FitRequest]:
        """The training of each loss with SGD, or of each optimizer with the squared error."""
        names = LOSSES if self.kind == "loss" else OPTIMIZERS
        return {name: self._training(name) for name in names}

    def _training(self, name: str) -> FitRequest:
        loss, optimizer = (name, "sgd") if self.kind == "loss" else ("mse", name)
        neg_x, neg_y, pos_x, pos_y = DATA[self.data]
        return FitRequest(
            neg_x=neg_x,
            neg_y=neg_y,
            pos_x=pos_x,
            pos_y=pos_y,
            samples=100,
            batch=20,
            epochs=5,
            lr=float(self.rate),
            loss=loss,
            optimizer=optimizer,
            metric="binary_accuracy" if THRESHOLDS[loss] else "binary_accuracy_zero",
        )


@dataclass(frozen=True, slots=True)
class Side:
    """What a training came to: its loss at the start and at the end, the share of held-out points right."""

    name: str
    first_loss: float
    last_loss: float
    accuracy: float
    weights: tuple[float, float, float]
    diverged: bool

    @property
    def grew(self) -> bool:
        """Whether the loss is larger at the end, or no number."""
        return self.diverged or not self.last_loss <= self.first_loss


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence about the trainings: a text of fit_page.choosing.told, whom it names, its numbers."""

    key: str
    names: tuple[str, ...] = ()
    values: Mapping[str, float] = field(default_factory=dict)


def side_of(name: str, first_loss: float, logs: Sequence[EpochLog], diverged: bool) -> Side:
    """What the whole of a training came to."""
    last = logs[-1]
    values = dict(last.values)
    return Side(
        name,
        first_loss,
        values["val_loss"],
        values["val_binary_accuracy"],
        last.weights,
        diverged or not all(map(math.isfinite, (*last.weights, values["val_loss"]))),
    )


def best_of(sides: Sequence[Side]) -> tuple[str, ...]:
    """Those that get the most of the held-out points right; what diverged is none of them."""
    settled = [side for side in sides if not side.diverged]
    most = max((side.accuracy for side in settled), default=math.nan)
    return tuple(side.name for side in settled if side.accuracy == most)


def told_of(kind: str, sides: Sequence[Side]) -> Iterator[Told]:
    """The sentences that these numbers bear out."""
    best = best_of(sides)
    if best:
        accuracy = next(side.accuracy for side in sides if side.name == best[0])
        yield Told("all_best" if len(best) == len(sides) else "best", best, {"accuracy": accuracy})
    grew = [side for side in sides if side.grew]
    for side in grew:
        values = {"first": side.first_loss, "last": side.last_loss}
        yield Told("grew" if math.isfinite(side.last_loss) else "diverged", (side.name,), values)
    if kind == "loss" and "mse" in (side.name for side in grew):
        yield Told("mse_grew")
    if kind == "loss":
        first = [side.first_loss for side in sides]
        yield Told("no_comparison", values={"least": min(first), "most": max(first)})
        return
    settled = [side for side in sides if not side.grew]
    if len(settled) > 1:
        ahead, behind = (pick(settled, key=lambda side: side.last_loss) for pick in (min, max))
        values = {"least": ahead.last_loss, "most": behind.last_loss}
        yield Told("ahead", (ahead.name, behind.name), values)
