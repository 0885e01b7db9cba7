"""The settings of a run: one frozen, checked record, and the model, points, batches and rates of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.errors import ExperimentError
from playground.core.knobs import KNOBS
from playground.core.losses import LOSSES
from playground.core.network import network_of
from playground.core.optimizers import OPTIMIZERS
from playground.core.parsing import quote
from playground.core.points import Points, num_held_out
from playground.core.rate_changes import HARD_LIMIT, Change, checked_changes
from playground.core.stops import STOPS
from playground.core.weight_edits import Edit, checked_edits, edits_text
from playground.core.wire_format import (
    HEADS_COLUMNS,
    LINEAR_COLUMNS,
    NETWORK_COLUMNS,
    NUM_WEIGHTS,
    TEST_COLUMNS,
    checkpoint_size,
)

__all__ = ["RunSettings", "more_than_two_classes"]


def _default(name: str) -> Any:
    return KNOBS[name].default


@dataclass(frozen=True)
class RunSettings:
    """Data, start, optimiser, seeds and run: one field a knob, what was changed mid-run, and own points.

    Values are checked and brought to plain Python types at
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
    target_accuracy: float = _default("target_accuracy")
    patience: int = _default("patience")
    min_delta: float = _default("min_delta")
    changes: tuple[Change, ...] = ()
    edits: tuple[Edit, ...] = ()
    points: Points | None = None
    test_points: Points | None = None

    def __post_init__(self) -> None:
        for name, knob in KNOBS.items():
            object.__setattr__(self, name, knob.check(getattr(self, name)))
        object.__setattr__(self, "changes", checked_changes(self.changes))
        object.__setattr__(self, "edits", checked_edits(self.edits))
        for own in (self.points, self.test_points):
            if own is not None and not isinstance(own, Points):
                raise ExperimentError("points_type", value=type(own).__name__)
        self._check_together()

    def _check_together(self) -> None:
        """Values that are fine by themselves and cannot be combined."""
        if self.targets == "flat" and not LOSSES[self.loss].takes_flat_targets:
            raise ExperimentError("flat_loss", loss=self.loss)
        if LOSSES[self.loss].many != self.has_many_classes:
            raise ExperimentError("loss_classes", data=self.data_set, loss=self.loss)
        if self.targets == "flat" and not self.is_linear:
            raise ExperimentError("flat_network")
        if self.test_points is not None:
            strange = [name for name in self.test_points.class_names if name not in self.class_names]
            if strange:
                known = ", ".join(map(quote, self.class_names))
                raise ExperimentError("test_classes", value=", ".join(map(quote, strange)), known=known)
        if self.edits and self._is_linear_but_for_edits:
            raise ExperimentError("edits_linear", value=quote(edits_text(self.edits)))
        largest = max((edit.index for edit in self.edits), default=0)
        if largest >= (size := network_of(self).size):
            raise ExperimentError("edit_index", value=str(largest), size=str(size), last=str(size - 1))

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
        return more_than_two_classes(self.data, self.points)

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
            return LINEAR_COLUMNS + (() if self.test_points is None else TEST_COLUMNS)
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
        """How many numbers a checkpoint holds: the state, then what the way to stop remembers."""
        return self.state_size + len(STOPS[self.stop].kept)

    @property
    def state_size(self) -> int:
        """How many numbers an update changes: the weights, and as many for each slot of the optimiser."""
        return checkpoint_size(self.optimizer, NUM_WEIGHTS if self.is_linear else network_of(self).size)

    # ---- points and batches

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called: their numbers, or the names of own points."""
        return tuple(map(str, range(self.num_classes))) if self.points is None else self.points.class_names

    @property
    def num_points(self) -> int:
        """All points, those held out and those of the test set among them."""
        return self.num_drawn + (0 if self.test_points is None else len(self.test_points))

    @property
    def num_drawn(self) -> int:
        """The points of the data set."""
        if self.points is not None:
            return len(self.points)
        return self.neg_n + self.pos_n if self.data == "gaussians" else self.samples * self.num_classes

    @cached_property
    def num_held(self) -> int:
        """Points that are measured and never trained on: the test set, else those held out for validation.

        As validation_data in Keras, a test set takes the place of a share held out.
        """
        return num_held_out(self.val, self.num_drawn) if self.test_points is None else len(self.test_points)

    @cached_property
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


def more_than_two_classes(data: str, points: Any) -> bool:
    """Whether own points, or else the data set, have more than two classes."""
    if points is None:
        return data == "classes"
    return isinstance(points, Points) and points.num_classes > 2
