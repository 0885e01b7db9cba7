"""The Experiment: one frozen, checked record that determines every number of a run."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.changes import (
    CHANGES,
    HARD_LIMIT,
    MOST_CHANGES,
    Change,
    changes_of_pairs,
    changes_text,
    checked_changes,
    parse_changes,
)
from playground.data import Points
from playground.errors import DataError, ExperimentError, PlaygroundError
from playground.knobs import KNOBS, Value, text_of
from playground.text import quote

__all__ = [
    "CHANGES",
    "HARD_LIMIT",
    "IGNORED_QUERY",
    "MOST_CHANGES",
    "Change",
    "Experiment",
    "ExperimentError",
    "Problem",
]

MOST_WORDS = 100  # of a link; what comes after is not looked at
# Words of a link that speak to the page, not to the experiment.
IGNORED_QUERY = frozenset({"lang", "embed", "embed_options", "scene", "theme", "compact"})
_DATA_GROUPS = ("negative", "positive", "data")


# What `lenient` set aside: an error, not raised.
Problem = PlaygroundError


def _default(name: str) -> Any:
    return KNOBS[name].default


@dataclass(frozen=True)
class Experiment:
    """Data, start, optimiser, seeds and run: one field a knob, the changes made mid-run, and own points.

    Equal experiments give equal numbers. Values are checked and brought to plain Python types at
    construction; ExperimentError says what was received, what was expected and how to mend it.
    """

    neg_x: float = _default("neg_x")
    neg_y: float = _default("neg_y")
    neg_sx: float = _default("neg_sx")
    neg_sy: float = _default("neg_sy")
    neg_rho: float = _default("neg_rho")
    neg_n: int = _default("neg_n")
    pos_x: float = _default("pos_x")
    pos_y: float = _default("pos_y")
    pos_sx: float = _default("pos_sx")
    pos_sy: float = _default("pos_sy")
    pos_rho: float = _default("pos_rho")
    pos_n: int = _default("pos_n")
    seed: int = _default("seed")
    w1: float | None = _default("w1")
    w2: float | None = _default("w2")
    b: float | None = _default("b")
    init_seed: int = _default("init_seed")
    lr: float = _default("lr")
    batch: int = _default("batch")
    optimizer: str = _default("optimizer")
    loss: str = _default("loss")
    targets: str = _default("targets")
    shuffle_seed: int = _default("shuffle_seed")
    steps: int = _default("steps")
    stop: str = _default("stop")
    target: float = _default("target")
    changes: tuple[Change, ...] = ()
    points: Points | None = None

    def __post_init__(self) -> None:
        for name, knob in KNOBS.items():
            object.__setattr__(self, name, knob.check(getattr(self, name)))
        object.__setattr__(self, "changes", checked_changes(self.changes))
        if self.points is not None and not isinstance(self.points, Points):
            raise ExperimentError("points_type", value=type(self.points).__name__)
        if self.targets == "flat" and self.loss == "bce":
            raise ExperimentError("flat_bce")

    # ---- text in and out

    @classmethod
    def parse(cls, mapping: Mapping[str, str]) -> Experiment:
        """The experiment that words stand for; ExperimentError for an unknown word or a bad value."""
        values: dict[str, Any] = {}
        for name, text in mapping.items():
            if name == CHANGES:
                values["changes"] = parse_changes(text)
            elif name in KNOBS:
                values[name] = KNOBS[name].parse(text)
            else:
                raise _unknown(name)
        return cls(**values)

    @classmethod
    def lenient(cls, mapping: Mapping[str, str]) -> tuple[Experiment, tuple[Problem, ...]]:
        """The same, but what cannot be used falls back to its default and is reported; never raises."""
        usable: dict[str, str] = {}
        problems: list[Problem] = []
        for name, text in islice(mapping.items(), MOST_WORDS):
            if name in IGNORED_QUERY:
                continue
            try:
                cls.parse({name: text})
                usable[name] = text
            except ExperimentError as problem:
                problems.append(problem)
        try:
            return cls.parse(usable), tuple(problems)
        except ExperimentError as problem:  # each word is fine, together they are not: targets=flat, loss=bce
            del usable["targets"]
            return cls.parse(usable), (*problems, problem)

    def to_query(self) -> dict[str, str]:
        """Words that differ from the default, in their shortest text; own points have no place in a link."""
        values = {name: getattr(self, name) for name in KNOBS}
        query = {name: text_of(value) for name, value in values.items() if value != KNOBS[name].default}
        if self.changes:
            query[CHANGES] = changes_text(self.changes)
        return query

    def values(self) -> dict[str, Value]:
        """Every knob's value by name, in the order of the table."""
        return {name: getattr(self, name) for name in KNOBS}

    def to_json(self) -> str:
        """One line of JSON: the knobs, `changes` as [[step, lr], …], own `points` as [[x1, x2, label], …]."""
        content: dict[str, Any] = {**self.values(), "changes": [[c.step, c.lr] for c in self.changes]}
        if self.points is not None:
            rows = zip(self.points.inputs.tolist(), self.points.targets.tolist(), strict=True)
            content["points"] = [[x1, x2, int(label)] for (x1, x2), label in rows]
        return json.dumps(content, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Experiment:
        """The experiment of a text from `to_json`; absent keys mean the default; ExperimentError."""
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            raise ExperimentError("json", value=quote(text)) from None
        if not isinstance(content, dict):
            raise ExperimentError("json", value=quote(text))
        values = dict(content)
        for name in values:
            if name not in KNOBS and name not in ("changes", "points"):
                raise _unknown(name)
        if "changes" in values:
            values["changes"] = changes_of_pairs(values["changes"])
        if values.get("points") is not None:
            values["points"] = _points(values["points"])
        return cls(**values)

    # ---- changed copies

    def replace(self, **values: Any) -> Experiment:
        """A copy with other values, checked again."""
        for name in values:
            if name not in KNOBS and name not in ("changes", "points"):
                raise _unknown(name)
        return dataclasses.replace(self, **values)

    def with_change(self, step: int, lr: float) -> Experiment:
        """The learning rate set to `lr` from update `step` on, as done mid-run; later changes go."""
        if step <= 0:
            return self.replace(lr=lr, changes=())
        kept = tuple(change for change in self.changes if change.step < step)
        return self.replace(changes=(*kept, Change(step, lr)))

    def restarted(self) -> Experiment:
        """The same run from step 0 with the last learning rate throughout."""
        return self.replace(lr=self.current_lr, changes=())

    # ---- what follows from the values

    @cached_property
    def run_id(self) -> str:
        """16 hexadecimal digits that stand for the whole experiment."""
        content = {**self.values(), "changes": [[c.step, c.lr] for c in self.changes], "points": self._digest}
        return _identity(content)

    @cached_property
    def data_id(self) -> str:
        """The same for what determines the sample only."""
        if self.points is not None:
            return _identity({"points": self._digest})
        names = (name for name, knob in KNOBS.items() if knob.group in _DATA_GROUPS)
        return _identity({name: getattr(self, name) for name in names})

    @property
    def _digest(self) -> str | None:
        return None if self.points is None else self.points.digest

    @property
    def num_samples(self) -> int:
        return self.neg_n + self.pos_n if self.points is None else len(self.points)

    @property
    def batch_size(self) -> int:
        """Points an update sees; `batch` 0, or more than there are, means all."""
        return self.num_samples if self.is_full_batch else self.batch

    @property
    def is_full_batch(self) -> bool:
        return self.batch == 0 or self.batch >= self.num_samples

    @property
    def batches_per_epoch(self) -> int:
        return math.ceil(self.num_samples / self.batch_size)

    @property
    def last_step(self) -> int:
        """The row a run ends at, if nothing ends it before."""
        return self.steps if self.stop == "steps" else HARD_LIMIT

    @property
    def current_lr(self) -> float:
        """The learning rate after the last change."""
        return self.changes[-1].lr if self.changes else self.lr

    def epoch_of(self, step: int) -> int:
        return step // self.batches_per_epoch

    def learning_rates(self, start: int, stop: int) -> NDArray[np.float32]:
        """The rate of each update start … stop-1."""
        rates = np.full(max(stop - start, 0), self.lr, dtype=np.float32)
        for change in self.changes:
            rates[max(change.step - start, 0) :] = change.lr
        return rates

    def learning_rate_at(self, step: int) -> float:
        """The rate of update `step`."""
        rates = [self.lr, *(change.lr for change in self.changes if change.step <= step)]
        return rates[-1]

    @property
    def decision_threshold(self) -> float:
        """The output above which a point is called positive: 0.5, or 0 where outputs are logits."""
        return 0.5 if self.loss == "mse" else 0.0


def _identity(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _points(value: object) -> Points:
    try:
        table = np.array(value, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != 3:
            raise DataError("points_type", value=f"points {table.shape}")
        return Points(table[:, :2].astype(np.float32), table[:, 2].astype(np.float32))
    except DataError as fault:
        raise ExperimentError(fault.reason, **fault.values) from None
    except (ValueError, TypeError, OverflowError):
        raise ExperimentError("points_type", value=quote(value)) from None


def _unknown(name: str) -> ExperimentError:
    """The refusal of a word that no knob has, with the nearest one that exists."""
    words = [*KNOBS, CHANGES]
    near = difflib.get_close_matches(name[:40], words, n=1, cutoff=0.5)
    values = {"name": quote(name), "known": ", ".join(words)}
    if near:
        return ExperimentError("unknown_near", **values, near=near[0])
    return ExperimentError("unknown", **values)
