"""One training by `model.fit`: what a learner chooses, and the program that this is.

The chapter's recipe: two Gaussian classes, a permutation, a share held out, one Dense layer, compile, fit. A
training goes on in pieces, from one `FitState` to the next; Keras' own shuffle cannot be seeded by itself, so
the order of each epoch comes from a generator of its own and `fit` gets `shuffle=False`.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import indent
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.knobs import KNOBS
from playground.core.losses import LOSSES as CORE_LOSSES
from playground.core.losses import losses_for
from playground.core.optimizers import OPTIMIZERS as ALL_OPTIMIZERS
from playground.core.outcome import has_diverged
from playground.core.points import Points
from playground.lessons.shared.validation import LessonError, check_choice, check_real, check_whole
from playground.lessons.shared.values import Failure

__all__ = [
    "CALLS",
    "EPOCH",
    "LOSSES",
    "METRICS",
    "METRIC_KEYS",
    "MOST_STEPS",
    "OPTIMIZERS",
    "POINTS_FILE",
    "RECIPES",
    "choice_key",
    "EpochLog",
    "FitPiece",
    "FitPoints",
    "FitRequest",
    "FitState",
    "history_csv",
    "history_json",
    "history_of",
    "made_points",
]

_CHAPTER: Final = "rmsprop"  # the chapter's optimiser comes first
_DEFAULTS: Final = {name: knob.default for name, knob in KNOBS.items()}
OPTIMIZERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        name: ALL_OPTIMIZERS[name].keras_call("{lr}", _DEFAULTS, brief=True)
        for name in dict.fromkeys((_CHAPTER, *ALL_OPTIMIZERS))
    }
)
LOSSES: Final[Mapping[str, str]] = MappingProxyType(
    {name: CORE_LOSSES[name].keras for name in losses_for(many=False)}
)
METRICS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "binary_accuracy": "keras.metrics.BinaryAccuracy()",
        "binary_accuracy_zero": "keras.metrics.BinaryAccuracy(threshold=0.0)",
        "accuracy": "keras.metrics.Accuracy()",
        "mean_absolute_error": "keras.metrics.MeanAbsoluteError()",
    }
)
# The score above which a metric counts a point as positive.
_COUNTED_ABOVE: Final[Mapping[str, float]] = MappingProxyType(
    {"binary_accuracy": 0.5, "binary_accuracy_zero": 0.0}
)
# The key of each metric in the History.
METRIC_KEYS: Final[Mapping[str, str]] = MappingProxyType(
    {name: name.removesuffix("_zero") for name in METRICS}
)
# Where each loss decides between the classes.
THRESHOLDS: Final[Mapping[str, float]] = MappingProxyType(
    {name: CORE_LOSSES[name].threshold for name in LOSSES}
)
# The chapter's optimiser, and two that are calmer here: optimiser and rate.
RECIPES: Final[Mapping[str, tuple[str, float]]] = MappingProxyType(
    {"chapter": ("rmsprop", 0.1), "slower": ("rmsprop", 0.01), "plain": ("sgd", 0.05)}
)
# The chapter's two calls of fit: batch size and the share held out.
CALLS: Final[Mapping[str, tuple[int, float]]] = MappingProxyType(
    {"validation": (16, 0.3), "plain": (128, 0.0)}
)
MOST_STEPS: Final = 400  # updates an epoch: one task of the shared trainer is at least one epoch
POINTS_FILE: Final = "points_file"  # the program's name for the file of own points
_OWN: Final = f"""\
table = np.loadtxt({POINTS_FILE}, delimiter=",", skiprows=1)  # x1,x2,label
table = table[np.argsort(table[:, 2], kind="stable")]
inputs, targets = table[:, :2].astype(np.float32), table[:, 2:].astype(np.float32)"""
_LARGEST: Final = 20.0
_MOST_SEED: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class FitRequest:
    """Data, held-out share, model, compile and fit; the chapter's settings unless told otherwise.

    `samples` are a class; `val` is the share held out. Own points of two classes take the place of the two
    clouds. LessonError for what cannot be.
    """

    neg_x: float = 0.0
    neg_y: float = 3.0
    pos_x: float = 3.0
    pos_y: float = 0.0
    samples: int = 1000
    seed: int = 0
    val: float = 0.3
    optimizer: str = "rmsprop"
    lr: float = 0.1
    loss: str = "mse"
    metric: str = "binary_accuracy"
    batch: int = 16
    epochs: int = 5
    init_seed: int = 0
    shuffle_seed: int = 0
    points: Points | None = None

    def __post_init__(self) -> None:
        for name in ("neg_x", "neg_y", "pos_x", "pos_y"):
            object.__setattr__(self, name, check_real(name, getattr(self, name), -_LARGEST, _LARGEST))
        check_whole("samples", self.samples, 10, 1000)
        object.__setattr__(self, "val", check_real("val", self.val, 0.0, 0.9))
        object.__setattr__(self, "lr", check_real("lr", self.lr, 1e-5, 10.0))
        check_choice("optimizer", self.optimizer, OPTIMIZERS)
        check_choice("loss", self.loss, LOSSES)
        check_choice("metric", self.metric, METRICS)
        check_whole("batch", self.batch, 1, 2000)
        check_whole("epochs", self.epochs, 1, 100)
        for name in ("seed", "init_seed", "shuffle_seed"):
            check_whole(name, getattr(self, name), 0, _MOST_SEED)
        if self.points is not None and self.points.num_classes > 2:
            raise LessonError("lesson.fit_classes", value=str(self.points.num_classes))
        if self.steps_per_epoch > MOST_STEPS:
            raise LessonError(
                "lesson.fit_steps",
                value=str(self.batch),
                count=str(self.num_training),
                smallest=str(math.ceil(self.num_training / MOST_STEPS)),
                most=str(MOST_STEPS),
            )

    @property
    def num_samples(self) -> int:
        return 2 * self.samples if self.points is None else len(self.points)

    @property
    def num_validation(self) -> int:
        return int(self.val * self.num_samples)  # as the chapter counts

    @property
    def num_training(self) -> int:
        return self.num_samples - self.num_validation

    @property
    def steps_per_epoch(self) -> int:
        return math.ceil(self.num_training / self.batch)

    @property
    def threshold(self) -> float:
        """Above this score a point counts as positive."""
        return THRESHOLDS[self.loss]

    @property
    def counted_above(self) -> float | None:
        """Above this score the metric counts a point as positive; None for one that does not."""
        return _COUNTED_ABOVE.get(self.metric)

    @property
    def data_source(self) -> str:
        """The points, in the order in which they are made: one class after the other."""
        return f'{POINTS_FILE} = "points.csv"\n{_OWN}' if self.points is not None else self._clouds_source

    @property
    def executed_source(self) -> str:
        """What a trainer runs of `data_source`: it has the text of own points in the place of their file."""
        return _OWN if self.points is not None else self._clouds_source

    @property
    def _clouds_source(self) -> str:
        classes = (("negative", 0, self.neg_x, self.neg_y), ("positive", 1, self.pos_x, self.pos_y))
        clouds = "\n".join(
            f"{name}_samples = np.random.default_rng([{self.seed}, {number}]).multivariate_normal(\n"
            f"    mean=[{x!r}, {y!r}], cov=[[1, 0.5], [0.5, 1]], size=num_samples_per_class, "
            'method="cholesky"\n)'
            for name, number, x, y in classes
        )
        return f"""\
num_samples_per_class = {self.samples}
{clouds}
inputs = np.vstack((negative_samples, positive_samples)).astype(np.float32)
targets = np.vstack((
    np.zeros((num_samples_per_class, 1), dtype="float32"),
    np.ones((num_samples_per_class, 1), dtype="float32"),
))"""

    @property
    def split_source(self) -> str:
        """The permutation, and what is held out."""
        return f"""\
indices_permutation = np.random.default_rng([{self.seed}, 1000]).permutation(len(inputs))
shuffled_inputs = inputs[indices_permutation]
shuffled_targets = targets[indices_permutation]
num_validation_samples = int({self.val!r} * len(inputs))
val_inputs = shuffled_inputs[:num_validation_samples]
val_targets = shuffled_targets[:num_validation_samples]
training_inputs = shuffled_inputs[num_validation_samples:]
training_targets = shuffled_targets[num_validation_samples:]"""

    @property
    def model_source(self) -> str:
        """The model, and compile."""
        optimizer = OPTIMIZERS[self.optimizer].format(lr=repr(self.lr))
        return f"""\
start = keras.initializers.GlorotUniform(seed={self.init_seed})
model = keras.Sequential([keras.layers.Dense(1, kernel_initializer=start)])
model.compile(
    optimizer={optimizer},
    loss={LOSSES[self.loss]},
    metrics=[{METRICS[self.metric]}],
)"""

    @property
    def call_source(self) -> str:
        """The training in one call. Only the order of the points differs from `source`: Keras chooses it."""
        held_out = "    validation_data=(val_inputs, val_targets),\n" if self.num_validation else ""
        return f"""\
history = model.fit(
    training_inputs,
    training_targets,
    epochs={self.epochs},
    batch_size={self.batch},
{held_out}    verbose=0,
)"""

    @property
    def epoch_source(self) -> str:
        """One epoch; the name `epoch` holds its number."""
        held_out = "    validation_data=(val_inputs, val_targets),\n" if self.num_validation else ""
        return f"""\
order = np.random.default_rng([{self.shuffle_seed}, epoch]).permutation(len(training_inputs))
part = model.fit(
    training_inputs[order],
    training_targets[order],
    initial_epoch=epoch,
    epochs=epoch + 1,
    batch_size={self.batch},
{held_out}    shuffle=False,
    verbose=0,
)"""

    @property
    def source(self) -> str:
        """The whole program; a training runs it from top to bottom, an epoch at a time."""
        return f"""\
{self.data_source}

{self.split_source}

{self.model_source}

history = {{}}
for epoch in range({self.epochs}):
{indent(self.epoch_source, "    ")}
    for name, values in part.history.items():
        history.setdefault(name, []).extend(values)"""


@dataclass(frozen=True, eq=False, slots=True)
class FitState:
    """All that a training needs to go on: the epochs done, the weights, the optimiser's variables."""

    epoch: int
    weights: tuple[NDArray[np.float32], ...]
    optimizer: tuple[NDArray[np.generic], ...]


@dataclass(frozen=True, slots=True)
class EpochLog:
    """What `fit` told of one epoch (its History's keys and values), and w1, w2, b at its end."""

    epoch: int
    values: tuple[tuple[str, float], ...]
    weights: tuple[float, float, float]


@dataclass(frozen=True, eq=False, slots=True)
class FitPiece:
    """Some epochs of a training; `first_loss` is that of the training points before the first one.

    `failure` ends it; so does a loss, in training or held out, that diverged (`outcome.has_diverged`).
    """

    state: FitState
    logs: tuple[EpochLog, ...]
    failure: Failure | None = None
    first_loss: float = math.nan

    @property
    def diverged(self) -> bool:
        first = self.first_loss if math.isfinite(self.first_loss) else 1.0
        losses = (dict(log.values).get(name, 0.0) for log in self.logs for name in ("loss", "val_loss"))
        return any(has_diverged(loss, first) for loss in losses)


@dataclass(frozen=True, eq=False, slots=True)
class FitPoints:
    """The points by the program: inputs (n, 2) and targets (n,) as made, and which of them are held out."""

    inputs: NDArray[np.float32]
    targets: NDArray[np.float32]
    held: NDArray[np.bool_]
    source: str


EPOCH: Final = "epoch"
_COVARIANCE: Final = ((1.0, 0.5), (0.5, 1.0))


def made_points(request: FitRequest) -> FitPoints:
    """What `data_source` and `split_source` make, without running them: no picture waits for it."""
    inputs, targets = _own(request.points) if request.points is not None else _clouds(request)
    order = np.random.default_rng([request.seed, 1000]).permutation(request.num_samples)
    held = np.zeros(request.num_samples, dtype=np.bool_)
    held[order[: request.num_validation]] = True
    return FitPoints(
        inputs,
        targets,
        held,
        f"{request.data_source}\n\n{request.split_source}",
    )


def _own(points: Points) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Own points, one class after the other."""
    order = np.argsort(points.targets, kind="stable")
    return points.inputs[order], points.targets[order]


def _clouds(request: FitRequest) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Two Gaussian classes, one after the other."""
    clouds = [
        np.random.default_rng([request.seed, label]).multivariate_normal(
            mean=mean, cov=_COVARIANCE, size=request.samples, method="cholesky"
        )
        for label, mean in enumerate(((request.neg_x, request.neg_y), (request.pos_x, request.pos_y)))
    ]
    return np.vstack(clouds).astype(np.float32), np.repeat(np.array([0, 1], np.float32), request.samples)


def choice_key(field: str, choice: str) -> str:
    """The catalogue key of a choice: the stage's own words where it has the same knob."""
    return KNOBS[field].choice_key(choice) if field in KNOBS else f"fit.{field}.{choice}"


def history_of(logs: Sequence[EpochLog]) -> dict[str, list[float]]:
    """`history.history` of the whole training: each key with one value an epoch."""
    history: dict[str, list[float]] = {}
    for log in logs:
        for name, value in log.values:
            history.setdefault(name, []).append(value)
    return history


def history_csv(logs: Sequence[EpochLog]) -> str:
    """A line an epoch, counted from 1 as Keras prints them."""
    history = history_of(logs)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow((EPOCH, *history))
    for place, log in enumerate(logs):
        writer.writerow((log.epoch + 1, *(values[place] for values in history.values())))
    return out.getvalue()


def history_json(request: FitRequest, logs: Sequence[EpochLog]) -> str:
    """The History and the settings it belongs to; a value that is no number becomes null."""
    settings = {name: getattr(request, name) for name in FitRequest.__dataclass_fields__}
    history = {
        name: [value if math.isfinite(value) else None for value in values]
        for name, values in history_of(logs).items()
    }
    return json.dumps({"settings": settings, "history": history}, indent=2)
