"""The Experiment: one frozen, checked record that determines every number of a run."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import DataError, ExperimentError, PlaygroundError
from playground.core.foreign_links import KERAS_WORDS
from playground.core.former_words import current_words
from playground.core.knobs import KNOBS, Value, text_of
from playground.core.losses import FOLLOWING, LOSSES
from playground.core.network import network_of
from playground.core.optimizers import OPTIMIZERS
from playground.core.parsing import half_width, quote
from playground.core.points import COLUMN_NAMES, Points, num_held_out
from playground.core.points_store import points_of, word_of
from playground.core.rate_changes import (
    CHANGES,
    HARD_LIMIT,
    MOST_CHANGES,
    Change,
    changes_of_pairs,
    changes_text,
    checked_changes,
    parse_changes,
)
from playground.core.weight_edits import EDITS, Edit, checked_edits, edits_of_triples, edits_text, parse_edits
from playground.core.wire_format import (
    HEADS_COLUMNS,
    LINEAR_COLUMNS,
    NETWORK_COLUMNS,
    NUM_WEIGHTS,
    checkpoint_size,
)

__all__ = [
    "CHANGES",
    "EDITS",
    "FIELDS",
    "FIXES",
    "HARD_LIMIT",
    "IGNORED_QUERY",
    "JSON_VERSION",
    "LINEAR_PAGE",
    "MOST_CHANGES",
    "MOST_WORDS",
    "POINTS",
    "Change",
    "Edit",
    "Experiment",
    "ExperimentError",
    "Problem",
]

MOST_WORDS = 100  # of a link; what comes after is not looked at
# Words of a link that speak to the page, not to the experiment.
IGNORED_QUERY = frozenset({"lang", "embed", "embed_options", "scene", "theme", "compact", "view"})
LINEAR_PAGE = "linear"
POINTS = "points"  # the word of own points
JSON_VERSION = 1  # of the texts of `to_json`; another one where a field changes its meaning
_DATA_GROUPS = ("negative", "positive", "data")
FIELDS = {CHANGES: "changes"}  # where a word's value goes, if not to the field of its name
_OTHER_FIELDS = ("changes", EDITS, POINTS)
# The words of the linear classifier.
_LINEAR_WORDS = frozenset(
    {f"{prefix}_{name}" for prefix in ("neg", "pos") for name in ("x", "y", "sx", "sy", "rho", "n")}
    | {"seed", "w1", "w2", "b", "init_seed", "lr", "batch", "optimizer", "loss", "targets", "shuffle_seed"}
    | {"steps", "stop", "target", CHANGES, POINTS}
)
# Which field gives way when two cannot be together.
FIXES = {
    "flat_loss": "targets",
    "flat_network": "targets",
    "loss_classes": "loss",
    "edits_linear": EDITS,
    "edit_index": EDITS,
}


# What `lenient` set aside: an error, not raised.
Problem = PlaygroundError


def _default(name: str) -> Any:
    return KNOBS[name].default


@dataclass(frozen=True)
class Experiment:
    """Data, start, optimiser, seeds and run: one field a knob, what was
    changed mid-run, and own points.

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
    data: str = _default("data")
    samples: int = _default("samples")
    noise: float = _default("noise")
    classes: int = _default("classes")
    val: float = _default("val")
    arch: str = _default("arch")
    hidden: tuple[int, ...] = _default("hidden")
    activation: str = _default("activation")
    features: tuple[str, ...] = _default("features")
    initializer: str = _default("initializer")
    l1: float = _default("l1")
    l2: float = _default("l2")
    dropout: float = _default("dropout")
    w1: float | None = _default("w1")
    w2: float | None = _default("w2")
    b: float | None = _default("b")
    init_seed: int = _default("init_seed")
    lr: float = _default("lr")
    batch: int = _default("batch")
    optimizer: str = _default("optimizer")
    momentum: float = _default("momentum")
    rho: float = _default("rho")
    beta1: float = _default("beta1")
    beta2: float = _default("beta2")
    epsilon: float = _default("epsilon")
    loss: str = _default("loss")
    labels: str = _default("labels")
    targets: str = _default("targets")
    shuffle_seed: int = _default("shuffle_seed")
    steps: int = _default("steps")
    stop: str = _default("stop")
    target: float = _default("target")
    changes: tuple[Change, ...] = ()
    edits: tuple[Edit, ...] = ()
    points: Points | None = None

    def __post_init__(self) -> None:
        for name, knob in KNOBS.items():
            object.__setattr__(self, name, knob.check(getattr(self, name)))
        object.__setattr__(self, "changes", checked_changes(self.changes))
        object.__setattr__(self, "edits", checked_edits(self.edits))
        if self.points is not None and not isinstance(self.points, Points):
            raise ExperimentError("points_type", value=type(self.points).__name__)
        self._check_together()

    def _check_together(self) -> None:
        """Values that are fine by themselves and cannot be combined."""
        if self.targets == "flat" and not LOSSES[self.loss].takes_flat_targets:
            raise ExperimentError("flat_loss", loss=self.loss)
        if LOSSES[self.loss].many != self.has_many_classes:
            raise ExperimentError("loss_classes", data=self.data_set, loss=self.loss)
        if self.targets == "flat" and not self.is_linear:
            raise ExperimentError("flat_network")
        if self.edits and self._is_linear_but_for_edits:
            raise ExperimentError("edits_linear", value=quote(edits_text(self.edits)))
        largest = max((edit.index for edit in self.edits), default=0)
        if largest >= (size := network_of(self).size):
            raise ExperimentError("edit_index", value=str(largest), size=str(size), last=str(size - 1))

    # ---- text in and out

    @classmethod
    def parse(cls, mapping: Mapping[str, str], points: Points | None = None) -> Experiment:
        """The experiment that words stand for; ExperimentError for an unknown word or a bad value.

        With own points, what is given goes with them: the loss follows their number of classes.
        """
        values: dict[str, Any] = {}
        for name, text in current_words(mapping).items():
            values[FIELDS.get(name, name)] = _parsed(name, text)
        if points is not None:
            values[POINTS] = points
        return cls(**_with_loss(values))

    @classmethod
    def lenient(
        cls, mapping: Mapping[str, str], page: str | None = None
    ) -> tuple[Experiment, tuple[Problem, ...]]:
        """The same, but what cannot be used falls back to its default and is reported; never raises.

        On the page `linear` the words of networks are such, and are said to belong to /layers.
        """
        usable: dict[str, Any] = {}
        problems: list[Problem] = []
        for name, text in islice(current_words(mapping).items(), MOST_WORDS):
            if name in IGNORED_QUERY:
                continue
            try:
                value = _parsed(name, text)
                if page == LINEAR_PAGE and name not in _LINEAR_WORDS and value != _plain_value(name):
                    raise ExperimentError("layers_word", name=name, text=quote(text))
                if page == LINEAR_PAGE and name == POINTS and value.num_classes > 2:
                    raise ExperimentError("points_linear", count=str(value.num_classes))
                usable[FIELDS.get(name, name)] = value
            except ExperimentError as problem:
                problems.append(problem)
        while True:
            try:
                return cls(**_with_loss(usable)), tuple(problems)
            except ExperimentError as problem:  # each word is fine, together they are not
                problems.append(problem)
                del usable[FIXES[problem.reason]]

    def to_query(self) -> dict[str, str]:
        """Words that differ from the default, in their shortest text; large sets of points by digest."""
        values = self.values().items()
        query = {name: text_of(value) for name, value in values if value != KNOBS[name].default}
        if self.changes:
            query[CHANGES] = changes_text(self.changes)
        if self.edits:
            query[EDITS] = edits_text(self.edits)
        if self.points is not None:
            query[POINTS] = word_of(self.points)
        return query

    def values(self) -> dict[str, Value]:
        """Every knob's value by name, in the order of the table."""
        return {name: getattr(self, name) for name in KNOBS}

    def to_json(self) -> str:
        """A line of JSON: `version`, knobs, `changes` [[step, lr], …], `edits` [[step, index, value], …].

        Own `points` are [[x1, x2, label], …]; with names of their own {"columns", "classes", "rows"}.
        """
        content: dict[str, Any] = {"version": JSON_VERSION, **self.values(), "changes": self._changes}
        if self.edits:
            content[EDITS] = self._edits
        if self.points is not None:
            rows = zip(self.points.inputs.tolist(), self.points.targets.tolist(), strict=True)
            table = [[x1, x2, int(label)] for (x1, x2), label in rows]
            names = {"columns": self.points.column_names, "classes": self.points.class_names}
            content["points"] = {**names, "rows": table} if self.points.has_names else table
        return json.dumps(content, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Experiment:
        """The experiment of a text from `to_json`; absent keys mean the default; ExperimentError.

        Texts from before there were versions have none.
        """
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            raise ExperimentError("json", value=quote(text)) from None
        if not isinstance(content, dict):
            raise ExperimentError("json", value=quote(text))
        values = dict(content)
        version = values.pop("version", JSON_VERSION)
        if isinstance(version, bool) or version != JSON_VERSION:
            raise ExperimentError("json_version", value=quote(version), version=str(JSON_VERSION))
        for name in values:
            if name not in KNOBS and name not in _OTHER_FIELDS:
                raise _unknown(name)
        if "changes" in values:
            values["changes"] = changes_of_pairs(values["changes"])
        if EDITS in values:
            values[EDITS] = edits_of_triples(values[EDITS])
        if values.get("points") is not None:
            values["points"] = _points(values["points"])
        return cls(**_with_loss(values))

    # ---- changed copies

    def replace(self, **values: Any) -> Experiment:
        """A copy with other values, checked again; the loss follows the data if it is not among them."""
        for name in values:
            if name not in KNOBS and name not in _OTHER_FIELDS:
                raise _unknown(name)
        return dataclasses.replace(self, **_with_loss(values, self))

    def with_change(self, step: int, lr: float) -> Experiment:
        """The learning rate set to `lr` from update `step` on, as done mid-run; what came later goes."""
        edits = tuple(edit for edit in self.edits if edit.step <= step)
        if step <= 0:
            return self.replace(lr=lr, changes=(), edits=edits)
        kept = tuple(change for change in self.changes if change.step < step)
        return self.replace(changes=(*kept, Change(step, lr)), edits=edits)

    def with_edit(self, step: int, index: int, value: float) -> Experiment:
        """Weight `index` set to `value` by hand before update `step`; what came later goes."""
        before = [
            edit for edit in self.edits if edit.step <= step and (edit.step, edit.index) != (step, index)
        ]
        edits = sorted([*before, Edit(step, index, value)], key=lambda edit: (edit.step, edit.index))
        changes = tuple(change for change in self.changes if change.step <= step)
        return self.replace(edits=tuple(edits), changes=changes)

    def restarted(self) -> Experiment:
        """The same run from step 0 with the last learning rate throughout, no weight set by hand."""
        return self.replace(lr=self.current_lr, changes=(), edits=())

    # ---- what follows from the values

    @cached_property
    def run_id(self) -> str:
        """16 hexadecimal digits that stand for the whole experiment."""
        content = {**self._told(KNOBS), "changes": self._changes, "points": self._digest}
        if self.edits:
            content[EDITS] = self._edits
        return _identity(content)

    @cached_property
    def data_id(self) -> str:
        """The same for what determines the sample, and which of its points are held out."""
        names = [name for name, knob in KNOBS.items() if knob.group in _DATA_GROUPS]
        if self.points is None:
            return _identity(self._told(names))
        kept = {"seed": self.seed, "val": self.val} if self.val else {}
        return _identity({"points": self._digest, **kept})

    def _told(self, names: Iterable[str]) -> dict[str, Value]:
        """What identities are made of. Words of networks only where they say something: runs of the linear
        classifier have the identities they had before there were networks.
        """
        values = {name: getattr(self, name) for name in names}
        return {
            name: value
            for name, value in values.items()
            if name in _LINEAR_WORDS or value != KNOBS[name].default
        }

    @property
    def _changes(self) -> list[list[float]]:
        return [[change.step, change.lr] for change in self.changes]

    @property
    def _edits(self) -> list[list[float]]:
        return [[edit.step, edit.index, edit.value] for edit in self.edits]

    @property
    def _digest(self) -> str | None:
        return None if self.points is None else self.points.digest

    # ---- the model

    @cached_property
    def is_linear(self) -> bool:
        """Whether this is the linear classifier: no knob of networks changes what it does."""
        return self._is_linear_but_for_edits and not self.edits

    @property
    def _is_linear_but_for_edits(self) -> bool:
        if self.data_set not in ("gaussians", "own") or self.has_hidden or self.has_many_classes:
            return False
        names = ("val", "features", "initializer", "l1", "l2", *OPTIMIZERS[self.optimizer].knobs)
        return all(getattr(self, name) == KNOBS[name].default for name in names)

    @property
    def has_hidden(self) -> bool:
        """Whether there are hidden layers; all models but `sequential` have at least one."""
        return bool(self.hidden) or self.arch != "sequential"

    @property
    def data_set(self) -> str:
        """The name of the data set, `own` for own points."""
        return self.data if self.points is None else "own"

    @property
    def has_many_classes(self) -> bool:
        return _has_many_classes(self.data, self.points)

    @property
    def num_classes(self) -> int:
        if self.points is not None:
            return self.points.num_classes
        return self.classes if self.has_many_classes else 2

    @property
    def num_outputs(self) -> int:
        """Raw scores for a point: one, or one a class where there are more than two."""
        return self.num_classes if self.has_many_classes else 1

    @property
    def columns(self) -> tuple[str, ...]:
        """The numbers of a row by name; a network's weights follow them."""
        if self.is_linear:
            return LINEAR_COLUMNS
        return NETWORK_COLUMNS + (HEADS_COLUMNS if self.arch == "heads" else ())

    @property
    def row_names(self) -> tuple[str, ...]:
        """The columns, and p0, p1, … for the weights of a network."""
        return self.columns + tuple(f"p{place}" for place in range(self.num_row_weights))

    @property
    def num_row_weights(self) -> int:
        """How many weights follow the columns of a row; the linear classifier's are columns themselves."""
        return 0 if self.is_linear else network_of(self).size

    @property
    def checkpoint_size(self) -> int:
        """How many numbers a checkpoint holds: the weights, and as many for each slot of the optimiser."""
        return checkpoint_size(self.optimizer, NUM_WEIGHTS if self.is_linear else network_of(self).size)

    # ---- points and batches

    @property
    def num_points(self) -> int:
        """All points, those held out among them."""
        if self.points is not None:
            return len(self.points)
        return self.neg_n + self.pos_n if self.data == "gaussians" else self.samples * self.num_classes

    @property
    def num_held(self) -> int:
        """Points held out for validation."""
        return num_held_out(self.val, self.num_points)

    @property
    def num_samples(self) -> int:
        """Points that are trained on."""
        return self.num_points - self.num_held

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
        return LOSSES[self.loss].threshold


def _identity(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _points(value: object) -> Points:
    names: tuple[Any, Any] = ((), COLUMN_NAMES)
    try:
        if isinstance(value, dict):
            names = tuple(value["classes"]), tuple(value["columns"])
            value = value["rows"]
        table = np.array(value, dtype=np.float64)
        if table.ndim != 2 or table.shape[1] != 3:
            raise DataError("points_type", value=f"points {table.shape}")
        return Points(table[:, :2].astype(np.float32), table[:, 2].astype(np.float32), *names)
    except DataError as fault:
        raise ExperimentError(fault.reason, **fault.values) from None
    except (KeyError, ValueError, TypeError, OverflowError):
        raise ExperimentError("points_type", value=quote(value)) from None


def _parsed(name: str, text: str) -> Any:
    """The value that a word of a link stands for; ExperimentError for an unknown word or a bad value."""
    if name == CHANGES:
        return parse_changes(text)
    if name == EDITS:
        return parse_edits(text)
    if name == POINTS:
        return points_of(text)
    if name in KNOBS:
        return KNOBS[name].parse(text)
    raise _unknown(name)


def _plain_value(name: str) -> Any:
    """What a word means that is not there."""
    return KNOBS[name].default if name in KNOBS else ()


def _with_loss(values: dict[str, Any], before: Experiment | None = None) -> dict[str, Any]:
    """The values with the loss that their data set needs, if they do not name one.

    More than two classes take softmax cross-entropy and nothing else; two classes take anything else.
    """
    if "loss" in values or not {"data", "points"} & set(values):
        return values
    data = values.get("data", "gaussians" if before is None else before.data)
    points = values.get("points", None if before is None else before.points)
    loss = str(KNOBS["loss"].default) if before is None else before.loss
    many = _has_many_classes(data, points)
    if many == LOSSES[loss].many:
        return values
    return {**values, "loss": FOLLOWING[many]}


def _has_many_classes(data: str, points: Any) -> bool:
    """Whether own points, or else the data set, have more than two classes."""
    if points is None:
        return data == "classes"
    return isinstance(points, Points) and points.num_classes > 2


def _unknown(name: str) -> ExperimentError:
    """The refusal of a word that no knob has, with words that mean the same or read most like it."""
    words = [*KNOBS, CHANGES, EDITS, POINTS]
    plain = half_width(name).strip().casefold()[:40]
    meant = KERAS_WORDS.get(re.sub("[^a-z]", "", plain))
    near = [meant] if meant else difflib.get_close_matches(plain, words, n=3, cutoff=0.78)
    if near:
        return ExperimentError("unknown_near", name=quote(name), near=", ".join(near))
    return ExperimentError("unknown", name=quote(name))
