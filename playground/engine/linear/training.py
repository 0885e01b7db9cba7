"""One experiment as TensorFlow trains it: points and batches as tensors, updates, where they must stop."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.data import CACHED_SAMPLES, Sample, batch_indices, draw, sample_to_test
from playground.core.experiment import Experiment
from playground.core.optimizers import OPTIMIZERS
from playground.core.stops import STOPS
from playground.core.wire_format import LINEAR_COLUMNS, NUM_WEIGHTS, Checkpoint, End
from playground.engine.linear.model import accuracies, full_losses, training_loop
from playground.engine.run_ends import find_end, first_loss
from playground.engine.runtime import tf
from playground.engine.training_protocol import Kept
from playground.engine.update_rules import start_slots, step_sizes

__all__ = ["Training", "start_weights"]

CALL_SECONDS = 0.03  # aimed at for one call of TensorFlow, so that the time budget is kept
CALL_ROWS = 2**18  # of gathered inputs: 4 MB
# Cost of an update in seconds, roughly: for itself, for a point, for a pair of points (flat targets).
UPDATE_COST, POINT_COST, PAIR_COST = 30e-6, 15e-9, 3e-9


class Training:
    """One experiment laid out for TensorFlow: its points as tensors, its batches, its losses."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.loss = "flat" if experiment.targets == "flat" else experiment.loss
        self.sample = draw(experiment)
        self.inputs, self.targets, self._points = _tensors(self.sample)
        self.tested = sample_to_test(experiment)
        self._loop = training_loop(experiment.optimizer, self.loss)

    @property
    def no_records(self) -> NDArray[np.float32]:
        """Records (0, 7)."""
        return np.empty((0, 7), np.float32)

    @property
    def updates_at_once(self) -> int:
        """How many updates one call of TensorFlow makes, to take about CALL_SECONDS."""
        batch, n = self.experiment.batch_size, self.experiment.num_samples
        cost = self._cost_of(batch)
        if STOPS[self.experiment.stop].is_measured and not self.experiment.is_full_batch:
            cost += self._cost_of(n)
        updates = int(CALL_SECONDS / cost)
        if not self.experiment.is_full_batch:
            updates = min(updates, CALL_ROWS // batch)
        return max(updates, 1)

    def _cost_of(self, points: int) -> float:
        return UPDATE_COST + points * POINT_COST + (points * points * PAIR_COST if self.loss == "flat" else 0)

    def begin(self, checkpoint: Checkpoint | None, start: int) -> tuple[int, Any]:
        """The step and the state to start from: the checkpoint's, or step 0."""
        slots = len(OPTIMIZERS[self.experiment.optimizer].slots)
        if checkpoint is None:
            state = np.zeros((1 + slots, NUM_WEIGHTS, 1), np.float32)
            state[0, :, 0] = start_weights(self.experiment)
            state[1:] = start_slots(self.experiment.optimizer)[:, None, None]
            return 0, tf.constant(state)
        expected = self.experiment.checkpoint_size
        if len(checkpoint.values) != expected or checkpoint.step > min(start, self.experiment.last_step):
            raise ValueError(
                f"received a checkpoint of step {checkpoint.step} with {len(checkpoint.values)} values; "
                f"expected step <= {start} and {expected} values"
            )
        state = checkpoint.values[: self.experiment.state_size]
        return checkpoint.step, tf.constant(state.reshape(1 + slots, NUM_WEIGHTS, 1))

    def run(self, step: int, state: Any, updates: int) -> tuple[NDArray[np.float32], Any]:
        """Updates step … step+updates-1: records (updates, 7) = loss, gradient, weights; the state after."""
        if updates == 0:
            return self.no_records, state
        records, _, after = self._updates(step, state, updates)
        return records, after

    def run_to_last(self, step: int, state: Any, updates: int) -> tuple[NDArray[np.float32], Any]:
        """The same with the record of the update that would come next: (updates + 1, 7), in one call."""
        records, after, _ = self._updates(step, state, updates + 1)
        return records, after

    def _updates(self, step: int, state: Any, updates: int) -> tuple[NDArray[np.float32], Any, Any]:
        """The records (updates, 7) of at least one update, and the states before and after the last one."""
        experiment = self.experiment
        rates = experiment.learning_rates(step, step + updates)
        sizes = step_sizes(experiment, rates, step)
        if experiment.is_full_batch:
            inputs, targets = self.inputs, self.targets
            offsets = np.zeros(updates, np.int32)
            counts = np.full(updates, experiment.num_samples, np.int32)
        else:
            indices, bounds = batch_indices(experiment, step, step + updates)
            points = self._points[:, indices]
            inputs, targets = points[:3], points[3:]
            offsets, counts = bounds[:-1], np.diff(bounds)
        return self._call(inputs, targets, offsets, counts, sizes, state)

    def on_all_points(self, state: Any) -> NDArray[np.float32]:
        """The record (7,) of the full-data loss and gradient at this state."""
        n = np.array([self.experiment.num_samples], np.int32)
        made, _, _ = self._call(self.inputs, self.targets, 0 * n, n, np.zeros(1, np.float32), state)
        record: NDArray[np.float32] = made[0]
        return record

    def _call(
        self,
        inputs: Any,
        targets: Any,
        offsets: NDArray[np.int32],
        counts: NDArray[np.int32],
        sizes: NDArray[np.float32],
        state: Any,
    ) -> tuple[NDArray[np.float32], Any, Any]:
        starts = np.stack([np.zeros_like(offsets), offsets], axis=1)
        shapes = np.stack([np.full_like(counts, -1), counts], axis=1)
        laid_out = (inputs, targets, starts, shapes, counts.astype(np.float32), sizes)
        records, before, after = self._loop(*map(tf.constant, laid_out), state)
        return records.numpy()[:, :, 0], before, after

    def find_end(self, step: int, records: NDArray[np.float32], kept: Kept) -> tuple[End | None, Kept]:
        """The first step of these records at which the run ends before its last step; see `run_ends`."""
        return find_end(self, step, records, kept)

    def first_loss(self) -> float:
        """The loss of update 0: what an exploding loss is measured against."""
        return first_loss(self)

    def full_losses(self, records: NDArray[np.float32]) -> NDArray[np.float32]:
        """The loss on all points at each record."""
        if self.experiment.is_full_batch or len(records) == 0:
            return records[:, 0]
        measured = full_losses(self.loss)(records[:, 4:, None], self.inputs, self.targets)
        return np.asarray(measured.numpy(), np.float32)

    def full_accuracies(self, records: NDArray[np.float32]) -> NDArray[np.float32]:
        """The share of all points that is right at each record."""
        if len(records) == 0:
            return records[:, 0]
        threshold = np.float32(self.experiment.decision_threshold)
        found = accuracies()(records[:, 4:, None], self.inputs, self.targets, threshold)
        return np.asarray(found.numpy(), np.float32)

    def rows(self, records: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rows of the experiment's columns from records (m, 7)."""
        rows = np.empty((len(records), len(self.experiment.columns)), np.float32)
        if len(records):
            rows[:, 0] = records[:, 0]
            rows[:, 1] = self.full_losses(records)
            rows[:, 2] = self.full_accuracies(records)
            rows[:, 3 : len(LINEAR_COLUMNS)] = records[:, 1:]
            if self.tested is not None:
                rows[:, len(LINEAR_COLUMNS) :] = self._on_tested(self.tested, records[:, 4:, None])
        return rows

    def _on_tested(self, sample: Sample, weights: NDArray[np.float32]) -> NDArray[np.float32]:
        """Loss and accuracy (m, 2) on the test set for weights (m, 3, 1)."""
        inputs, targets, _ = _tensors(sample)
        threshold = np.float32(self.experiment.decision_threshold)
        losses = full_losses(self.loss)(weights, inputs, targets)
        right = accuracies()(weights, inputs, targets, threshold)
        return np.column_stack([losses.numpy(), right.numpy()])

    def checkpoint(self, step: int, state: Any, kept: Kept) -> Checkpoint:
        """The state before update `step` as a record, with what the way to stop remembers."""
        return Checkpoint(step, np.append(state.numpy(), np.array(kept, np.float32)))


def start_weights(experiment: Experiment) -> NDArray[np.float32]:
    """(w1, w2, b) before update 0: what is not given is uniform in [0, 1) from `init_seed`, and b = 0."""
    given = (experiment.w1, experiment.w2, experiment.b)
    pairs = zip(given, (*_drawn_weights(experiment.init_seed), 0.0), strict=True)
    return np.array([default if value is None else value for value, default in pairs], np.float32)


@lru_cache(maxsize=CACHED_SAMPLES)
def _drawn_weights(seed: int) -> tuple[np.float32, np.float32]:
    """(w1, w2) as the seed draws them: whoever turns another knob keeps them."""
    w1, w2 = tf.random.stateless_uniform(shape=(2, 1), seed=[seed, 0]).numpy()[:, 0]
    return w1, w2


@lru_cache(maxsize=CACHED_SAMPLES)
def _tensors(sample: Sample) -> tuple[Any, Any, NDArray[np.float32]]:
    """Inputs [x1 x2 1]ᵀ (3, n) and targets (1, n) as tensors, and both as one array (4, n) to gather from."""
    ones = np.ones((sample.num_samples, 1), np.float32)
    points = np.ascontiguousarray(np.hstack([sample.inputs, ones, sample.targets]).T)
    return tf.constant(points[:3]), tf.constant(points[3:]), points
