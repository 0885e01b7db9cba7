"""Use a trained model: scores, a threshold and what it costs, new points, and call beside predict."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.lessons.fit.fit import FitRequest
from playground.lessons.shared.validation import LessonError, check_real
from playground.points_reader.options import Purpose

__all__ = [
    "COST_SIZES",
    "LARGEST_COORDINATE",
    "MOST_POINTS",
    "NEW_POINTS",
    "Confusion",
    "CostReport",
    "Point",
    "PointsReport",
    "Roc",
    "ScoresReport",
    "Weights",
    "batch_sizes",
    "check_points",
    "confusion_source",
    "cost_program",
    "cost_source",
    "points_source",
    "roc_source",
    "scores_source",
    "shown_inputs",
    "shown_targets",
]

MOST_POINTS: Final = 200
LARGEST_COORDINATE: Final = 1000.0
COST_SIZES: Final = (1, 128, 2000)
_REPEATS: Final = 3
# A third column is no matter, and more than MOST_POINTS are told with their number.
NEW_POINTS: Final = Purpose(labels=False, fewest=1, most=20_000, largest=LARGEST_COORDINATE)

Point = tuple[float, float]
Weights = tuple[float, float, float]


def scores_source(request: FitRequest, batch: int) -> str:
    """The chapter's lines, on the held-out points; on the training points where nothing is held out."""
    return f"""\
predictions = model.predict({shown_inputs(request)}, batch_size={batch}, verbose=0)
print(predictions.shape)
print(predictions[:10])"""


def shown_inputs(request: FitRequest) -> str:
    """The name of the array that is predicted on."""
    return "val_inputs" if request.num_validation else "training_inputs"


def shown_targets(request: FitRequest) -> str:
    """The name of its targets."""
    return "val_targets" if request.num_validation else "training_targets"


def confusion_source(threshold: float) -> str:
    """Counts of (target, prediction) at a threshold."""
    return f"""\
predicted = predictions > {threshold!r}
matrix = tf.math.confusion_matrix(targets[:, 0], predicted[:, 0], num_classes=2)"""


def roc_source() -> str:
    """Both rates at every threshold that makes a difference, from above all scores to below all."""
    return """\
scores = tf.constant(predictions[:, 0])
positive = tf.constant(targets[:, 0] == 1)
order = tf.argsort(scores, direction="DESCENDING", stable=True)
sorted_scores = tf.gather(scores, order)
is_last = tf.concat([sorted_scores[1:] != sorted_scores[:-1], [True]], axis=0)  # of equal scores
hits = tf.cumsum(tf.cast(tf.gather(positive, order), tf.float64))
false_alarms = tf.cumsum(tf.cast(~tf.gather(positive, order), tf.float64))
true_rates = tf.concat([[0.0], tf.boolean_mask(hits, is_last) / hits[-1]], axis=0)
false_rates = tf.concat([[0.0], tf.boolean_mask(false_alarms, is_last) / false_alarms[-1]], axis=0)
widths = false_rates[1:] - false_rates[:-1]
area = tf.reduce_sum(widths * (true_rates[1:] + true_rates[:-1]) / 2)"""


def points_source(points: Sequence[Point]) -> str:
    """New points as a batch, and their scores."""
    rows = ", ".join(f"[{x!r}, {y!r}]" for x, y in points)
    return f"""\
new_inputs = np.array([{rows}], dtype="float32")
scores = model.predict(new_inputs, batch_size=128, verbose=0)"""


def cost_source(size: int) -> str:
    """predict and call on the same points, each timed; the smallest of a few times, after one that warms."""
    return f"""\
points = np.resize(inputs, ({size}, 2))
by_predict, by_call = model.predict(points, batch_size=128, verbose=0), model(points)
difference = np.max(np.abs(by_predict - by_call))
predict_seconds, call_seconds = [], []
for repeat in range({_REPEATS}):
    start = clock()
    model.predict(points, batch_size=128, verbose=0)
    predict_seconds.append(clock() - start)
    start = clock()
    model(points)
    call_seconds.append(clock() - start)"""


def cost_program(size: int) -> str:
    """The same with its clock, as it runs anywhere; no source of a lab may import."""
    return f"from time import perf_counter as clock\n\n{cost_source(size)}"


def batch_sizes(count: int, batch: int) -> tuple[int, ...]:
    """How predict cuts `count` points: whole batches, and a smaller last one."""
    whole, rest = divmod(count, batch)
    return (batch,) * whole + ((rest,) if rest else ())


@dataclass(frozen=True, eq=False, slots=True)
class ScoresReport:
    """Scores (n, 1) and targets (n, 1) of the points predicted on, what was printed, the batches' sizes."""

    source: str
    predictions: NDArray[np.float32]
    targets: NDArray[np.float32]
    printed: str
    batches: tuple[int, ...]


@dataclass(frozen=True, eq=False, slots=True)
class Confusion:
    """Counts at a threshold: rows the targets 0 and 1, columns the predictions."""

    source: str
    matrix: NDArray[np.int32]

    @property
    def accuracy(self) -> float:
        return float(np.trace(self.matrix) / max(self.matrix.sum(), 1))

    @property
    def false_rate(self) -> float:
        """False positives of all negatives; NaN without negatives."""
        negatives = int(self.matrix[0].sum())
        return int(self.matrix[0, 1]) / negatives if negatives else math.nan

    @property
    def true_rate(self) -> float:
        """True positives of all positives; NaN without positives."""
        positives = int(self.matrix[1].sum())
        return int(self.matrix[1, 1]) / positives if positives else math.nan


@dataclass(frozen=True, eq=False, slots=True)
class Roc:
    """False and true positive rates from (0, 0) to (1, 1), and the area below."""

    source: str
    false_rates: NDArray[np.float64]
    true_rates: NDArray[np.float64]
    area: float


@dataclass(frozen=True, eq=False, slots=True)
class PointsReport:
    """Scores (n,) of new points."""

    source: str
    scores: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CostReport:
    """For each size: seconds of predict, seconds of a call, and the largest difference of the scores."""

    source: str
    rows: tuple[tuple[int, float, float, float], ...]


def check_points(points: Sequence[Sequence[object]]) -> tuple[Point, ...]:
    """New points within bounds; LessonError for others, or too many."""
    if len(points) > MOST_POINTS:
        raise LessonError("lesson.points_count", value=str(len(points)), most=str(MOST_POINTS))
    return tuple(
        (
            check_real("x1", x, -LARGEST_COORDINATE, LARGEST_COORDINATE),
            check_real("x2", y, -LARGEST_COORDINATE, LARGEST_COORDINATE),
        )
        for x, y in points
    )
