"""The Experiment: the checked settings that determine every number of a run, with link, JSON and identity."""

from __future__ import annotations

import dataclasses
import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np

from playground.core.errors import DataError, ExperimentError, PlaygroundError
from playground.core.foreign_links import KERAS_WORDS
from playground.core.former_words import current_words
from playground.core.knobs import KNOBS, Value, text_of
from playground.core.losses import FOLLOWING, LOSSES
from playground.core.parsing import half_width, quote
from playground.core.points import COLUMN_NAMES, Points
from playground.core.points_store import points_of, word_of
from playground.core.points_text import digest_of
from playground.core.rate_changes import (
    CHANGES,
    HARD_LIMIT,
    MOST_CHANGES,
    Change,
    changes_of_pairs,
    changes_text,
    parse_changes,
)
from playground.core.run_settings import RunSettings, more_than_two_classes
from playground.core.weight_edits import EDITS, Edit, edits_of_triples, edits_text, parse_edits

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
    "POINT_WORDS",
    "TEST_POINTS",
    "Change",
    "Edit",
    "Experiment",
    "ExperimentError",
    "Problem",
]

MOST_WORDS = 100  # of a link; what comes after is not looked at
# Words of a link that speak to the page, not to the experiment.
IGNORED_QUERY = frozenset(
    {"lang", "embed", "embed_options", "scene", "theme", "compact", "view", "lesson", "part", "hide", "only"}
    | {"step"}
)
LINEAR_PAGE = "linear"
POINTS = "points"  # the word of own points
TEST_POINTS = "test_points"  # the word of a test set, another person's points
POINT_WORDS = (POINTS, TEST_POINTS)
JSON_VERSION = 1  # of the texts of `to_json`; another one where a field changes its meaning
_DATA_GROUPS = ("negative", "positive", "data")
FIELDS = {CHANGES: "changes"}  # where a word's value goes, if not to the field of its name
_OTHER_FIELDS = ("changes", EDITS, *POINT_WORDS)
# The words of the linear classifier.
_LINEAR_WORDS = frozenset(
    {f"{prefix}_{name}" for prefix in ("neg", "pos") for name in ("x", "y", "sx", "sy", "rho", "n")}
    | {"seed", "w1", "w2", "b", "init_seed", "lr", "batch", "optimizer", "loss", "targets", "shuffle_seed"}
    | {"steps", "stop", "target", "target_accuracy", "patience", "min_delta", CHANGES, *POINT_WORDS}
)
# Words that came when runs had identities already.
_LATER_WORDS = frozenset({"target_accuracy", "patience", "min_delta"})
# Which field gives way when two cannot be together.
FIXES = {
    "flat_loss": "targets",
    "flat_network": "targets",
    "loss_classes": "loss",
    "edits_linear": EDITS,
    "edit_index": EDITS,
    "test_classes": TEST_POINTS,
}


# What `lenient` set aside: an error, not raised.
Problem = PlaygroundError


@dataclass(frozen=True)
class Experiment(RunSettings):
    """Settings with their link, their JSON and their identity: equal experiments give equal numbers."""

    # ---- text in and out

    @classmethod
    def parse(
        cls, mapping: Mapping[str, str], points: Points | None = None, test_points: Points | None = None
    ) -> Experiment:
        """The experiment that words stand for; ExperimentError for an unknown word or a bad value.

        With own points, what is given goes with them: the loss follows their number of classes.
        """
        values: dict[str, Any] = {}
        for name, text in current_words(mapping).items():
            values[FIELDS.get(name, name)] = _parsed(name, text)
        if points is not None:
            values[POINTS] = points
        if test_points is not None:
            values[TEST_POINTS] = test_points
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
        return {**query, **{name: word_of(own) for name, own in self.own_sets.items()}}

    @property
    def own_sets(self) -> dict[str, Points]:
        """Own points and the test set by their words, as far as there are any."""
        own = zip(POINT_WORDS, (self.points, self.test_points), strict=True)
        return {name: points for name, points in own if points is not None}

    @property
    def sets_by_digest(self) -> dict[str, Points]:
        """Those that are too large for a link, which only names them."""
        return {name: own for name, own in self.own_sets.items() if digest_of(own.word) is not None}

    def values(self) -> dict[str, Value]:
        """Every knob's value by name, in the order of the table."""
        return {name: getattr(self, name) for name in KNOBS}

    def to_json(self) -> str:
        """A line of JSON: `version`, knobs, `changes` [[step, lr], …], `edits` [[step, index, value], …].

        `points` and `test_points` are [[x1, x2, label], …]; with names of their own
        {"columns", "classes", "rows"}.
        """
        content: dict[str, Any] = {"version": JSON_VERSION, **self.values(), "changes": self._changes}
        if self.edits:
            content[EDITS] = self._edits
        content |= {name: _table(own) for name, own in self.own_sets.items()}
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
        for name in POINT_WORDS:
            if values.get(name) is not None:
                values[name] = _points(values[name])
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
        content = {**self._told(KNOBS), "changes": self._changes, "points": self._digest, **self._tested}
        if self.edits:
            content[EDITS] = self._edits
        return _identity(content)

    @cached_property
    def data_id(self) -> str:
        """The same for what determines the sample, and which of its points are held out."""
        names = [name for name, knob in KNOBS.items() if knob.group in _DATA_GROUPS]
        if self.points is None:
            return _identity({**self._told(names), **self._tested})
        kept = {"seed": self.seed, "val": self.val} if self.val else {}
        return _identity({"points": self._digest, **kept, **self._tested})

    def _told(self, names: Iterable[str]) -> dict[str, Value]:
        """What identities are made of. Words of networks, and later ones, only where they say something:
        runs of the linear classifier have the identities they had before there were networks.
        """
        values = {name: getattr(self, name) for name in names}
        return {
            name: value
            for name, value in values.items()
            if name in _LINEAR_WORDS - _LATER_WORDS or value != KNOBS[name].default
        }

    @property
    def _changes(self) -> list[list[float]]:
        return [[change.step, change.lr] for change in self.changes]

    @property
    def _edits(self) -> list[list[float]]:
        return [[edit.step, edit.index, edit.value] for edit in self.edits]

    @property
    def _tested(self) -> dict[str, str]:
        """The test set, where there is one: other runs have the identities they had before there were any."""
        return {} if self.test_points is None else {TEST_POINTS: self.test_points.digest}

    @property
    def _digest(self) -> str | None:
        return None if self.points is None else self.points.digest


def _identity(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _table(points: Points) -> Any:
    """Own points as JSON holds them: rows [x1, x2, label], with names where they have any."""
    rows = zip(points.inputs.tolist(), points.targets.tolist(), strict=True)
    table = [[x1, x2, int(label)] for (x1, x2), label in rows]
    names = {"columns": points.column_names, "classes": points.class_names}
    return {**names, "rows": table} if points.has_names else table


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
    if name in POINT_WORDS:
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
    many = more_than_two_classes(data, points)
    if many == LOSSES[loss].many:
        return values
    return {**values, "loss": FOLLOWING[many]}


def _unknown(name: str) -> ExperimentError:
    """The refusal of a word that no knob has, with words that mean the same or read most like it."""
    words = [*KNOBS, CHANGES, EDITS, *POINT_WORDS]
    plain = half_width(name).strip().casefold()[:40]
    meant = KERAS_WORDS.get(re.sub("[^a-z]", "", plain))
    near = [meant] if meant else difflib.get_close_matches(plain, words, n=3, cutoff=0.78)
    if near:
        return ExperimentError("unknown_near", name=quote(name), near=", ".join(near))
    return ExperimentError("unknown", name=quote(name))
