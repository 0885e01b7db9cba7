"""What validation shows, and what it hides: the running mean of an epoch, and a split of sorted data."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from playground.core.outcome import has_diverged
from playground.core.points import Points
from playground.lessons.fit.fit import FitRequest

__all__ = ["RunningReport", "SplitReport", "SplitRun", "halved", "running_source", "small", "split_source"]


_SAMPLES: Final = 200
_EPOCHS: Final = 3
_BATCH: Final = 8
_COUNTED: Final = "binary_accuracy"  # other metrics do not say which share of the points is right
_LEARNED: Final = 0.9  # at least: the permuted run has learned what the sorted one is compared with
_SAYS_ZERO: Final = 0.1  # at most, of the held-out positives: the sorted run says 0 for nearly everything


def small(request: FitRequest) -> FitRequest:
    """The same with few points and epochs: two trainings in one task of the shared trainer."""
    return replace(
        request,
        samples=min(request.samples, _SAMPLES),
        points=None if request.points is None else _thinned(request.points),
        epochs=min(request.epochs, _EPOCHS),
        batch=max(request.batch, _BATCH),
        val=request.val or FitRequest().val,
    )


def _thinned(points: Points) -> Points:
    """At most _SAMPLES points of each class, evenly taken from all of them."""
    kept = []
    for label in range(points.num_classes):
        own = np.flatnonzero(points.targets == label)
        kept.append(own[:: -(-len(own) // _SAMPLES)])
    order = np.sort(np.concatenate(kept))
    return Points(points.inputs[order], points.targets[order], points.class_names, points.column_names)


def halved(request: FitRequest) -> FitRequest:
    """The same with half of the points held out: of sorted ones, a whole class, and only the other trains."""
    return replace(small(request), val=0.5)


def running_source(request: FitRequest) -> str:
    """The first epoch with the running mean of each batch noted, and both data sets measured after it."""
    fit = request.epoch_source.replace("    shuffle=False,", "    callbacks=[note],\n    shuffle=False,")
    after = "after_training = model.evaluate(training_inputs, training_targets, verbose=0)"
    return f"""\
running = []
note = keras.callbacks.LambdaCallback(
    on_train_batch_end=lambda batch, logs: running.append(logs["loss"])
)
epoch = 0
{fit}
{after}"""


def split_source(request: FitRequest, is_sorted: bool) -> str:
    """`validation_split` on the data as they are made, one class after the other; or permuted first."""
    inputs, targets = ("inputs", "targets") if is_sorted else ("shuffled_inputs", "shuffled_targets")
    return f"""\
history = model.fit(
    {inputs},
    {targets},
    epochs={request.epochs},
    batch_size={request.batch},
    validation_split={request.val!r},
    shuffle=False,
    verbose=0,
)
num_training = int((1 - {request.val!r}) * len({targets}))
positives_held_out = int(np.sum({targets}[num_training:]))
negatives_held_out = len({targets}) - num_training - positives_held_out
on_all_points = model.evaluate(inputs, targets, verbose=0)"""


@dataclass(frozen=True, slots=True)
class RunningReport:
    """The first epoch: the mean of the losses so far after each batch, and what Keras wrote at the end.

    `history_loss` is the last of `running`; `after` is the loss on the training points with the weights at
    the end of the epoch, `val_loss` that on the held-out ones (None without any).
    """

    source: str
    running: tuple[float, ...]
    history_loss: float
    after: float
    val_loss: float | None

    @property
    def why(self) -> str:
        """The explanation that holds: "why" (the History's loss is above), "why_reversed", "why_diverged"."""
        first = self.running[0] if math.isfinite(self.running[0]) else 1.0
        measured = (self.history_loss, self.after, *([] if self.val_loss is None else [self.val_loss]))
        if any(has_diverged(loss, first) for loss in measured):
            return "why_diverged"
        return "why" if self.history_loss > self.after else "why_reversed"

    @property
    def validation_told(self) -> str:
        """What is said of the validation loss beside that of the History; "" where nothing is."""
        if self.val_loss is None or self.why != "why":
            return ""
        return "val_lower" if self.val_loss < self.history_loss else "val_not_lower"


@dataclass(frozen=True, slots=True)
class SplitRun:
    """One training by validation_split: how many of each class are held out and kept; what came of it."""

    source: str
    negatives: int
    positives: int
    kept_negatives: int
    kept_positives: int
    metric: str
    val_metric: float
    val_loss: float
    loss_on_all: float
    metric_on_all: float
    first_loss: float  # of all points, before training


@dataclass(frozen=True, slots=True)
class SplitReport:
    """Sorted data beside permuted data."""

    sorted: SplitRun
    permuted: SplitRun

    def why(self, request: FitRequest) -> str:
        """The explanation that holds: "why" (the sorted run knows one class), or one that says less."""
        permuted = self.permuted
        if any(has_diverged(run.loss_on_all, run.first_loss) for run in (self.sorted, permuted)):
            return "why_diverged"
        learned = permuted.metric_on_all >= _LEARNED
        # Only the metric that counts from the loss's own threshold says which share of the points is right.
        if permuted.metric != _COUNTED or (not learned and request.counted_above != request.threshold):
            return "why_counts"
        if not learned:
            return "why_grew" if permuted.loss_on_all > permuted.first_loss else "why_untrained"
        if self.sorted.negatives or self.sorted.kept_positives:
            return "why_mixed"
        return "why" if self.sorted.val_metric <= _SAYS_ZERO else "why_mild"
