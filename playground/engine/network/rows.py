"""Training a network as a pure function, with the contract of `playground.engine.linear.rows`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.data import Sample, Split, all_points, batch_indices, split
from playground.core.experiment import Experiment
from playground.core.features import feature_values
from playground.core.network import Network, distances, network_of
from playground.core.optimizers import OPTIMIZERS
from playground.core.presets import PRESETS
from playground.core.stops import STOPS
from playground.core.wire_format import Checkpoint, Chunk, End
from playground.engine.network.initial_weights import start_vector
from playground.engine.network.loop import training_loop
from playground.engine.network.measure import BLOCK, Evaluated, measured
from playground.engine.network.model import topology_of
from playground.engine.row_producer import progress
from playground.engine.run_ends import find_end, first_loss
from playground.engine.runtime import tf
from playground.engine.training_protocol import Kept
from playground.engine.update_rules import settings_of, start_slots, step_sizes

__all__ = ["TRACED_AT_START", "NetworkTraining", "advance", "is_prepared", "prepare"]

CALL_SECONDS = 0.03  # aimed at for one call of TensorFlow, so that the time budget is kept
CALL_NUMBERS = 2**20  # of gathered inputs: 4 MB
# Cost of an update in seconds, roughly: for itself, for a layer, for a weight at a point.
UPDATE_COST, LAYER_COST, WEIGHT_COST = 60e-6, 15e-6, 1.5e-9
TRACED_AT_START = tuple(PRESETS)[:1]  # presets traced before anybody asks: the one that /layers opens with
_prepared: set[str] = set()
RECORD = 2  # numbers before the weights: the batch's loss, the gradient's norm


def advance(
    experiment: Experiment,
    checkpoint: Checkpoint | None,
    start: int,
    stride: int,
    count: int,
    time_budget: float,
) -> Chunk:
    """Rows of `experiment.columns` and weights at start, start+stride, …, as `progress` describes them."""
    return progress(NetworkTraining(experiment), checkpoint, start, stride, count, time_budget)


class NetworkTraining:
    """One network laid out for TensorFlow: its points as tensors, its batches, its compiled functions."""

    def __init__(self, experiment: Experiment) -> None:
        e = self.experiment = experiment
        self.network = network_of(e)
        self._topology = topology_of(self.network)
        self._penalised = e.l1 > 0 or e.l2 > 0
        self._points = _points(all_points(e), split(e), e.features, len(self.network.outputs))
        self._weights = _weights(self.network)
        self._penalties = tf.constant([e.l1, e.l2], tf.float32)
        self._dropout = (tf.constant(e.dropout, tf.float32), tf.constant(e.shuffle_seed, tf.int32))
        self._settings = tf.constant(settings_of(e))

    @property
    def _num_slots(self) -> int:
        return len(OPTIMIZERS[self.experiment.optimizer].slots)

    @property
    def no_records(self) -> NDArray[np.float32]:
        """Records (0, 2 + P)."""
        return np.empty((0, RECORD + self.network.size), np.float32)

    @property
    def updates_at_once(self) -> int:
        """How many updates one call of TensorFlow makes, to take about CALL_SECONDS."""
        e, size = self.experiment, self.network.size
        cost = UPDATE_COST + LAYER_COST * len(self.network.dense) + WEIGHT_COST * size * e.batch_size
        if STOPS[e.stop].is_measured:
            cost += WEIGHT_COST * size * e.num_points
        updates = int(CALL_SECONDS / cost)
        if not e.is_full_batch:
            updates = min(updates, CALL_NUMBERS // (e.batch_size * len(e.features)))
        return max(updates, 1)

    def begin(self, checkpoint: Checkpoint | None, start: int) -> tuple[int, Any]:
        """The step and the state to start from: the checkpoint's, or step 0."""
        if checkpoint is None:
            state = np.zeros((1 + self._num_slots, self.network.size), np.float32)
            state[0] = start_vector(self.experiment)
            state[1:] = start_slots(self.experiment.optimizer)[:, None]
            return 0, state
        expected = self.experiment.checkpoint_size
        if len(checkpoint.values) != expected or checkpoint.step > min(start, self.experiment.last_step):
            raise ValueError(
                f"received a checkpoint of step {checkpoint.step} with {len(checkpoint.values)} values; "
                f"expected step <= {start} and {expected} values"
            )
        state = checkpoint.values[: self.experiment.state_size]
        return checkpoint.step, state.reshape(1 + self._num_slots, self.network.size)

    def run(self, step: int, state: Any, updates: int) -> tuple[NDArray[np.float32], Any]:
        """Updates step … step+updates-1: records (updates, 2 + P) = loss, norm, weights; the state after.

        Weights set by hand are set where their step begins: the state after is the one before its edits.
        """
        made, end = [self.no_records], step + updates
        while step < end:
            state = self._edited(step, state)
            later = (edit.step for edit in self.experiment.edits if step < edit.step < end)
            stop = min(later, default=end)
            records, state = self._run(step, state, stop - step)
            made.append(records)
            step = stop
        return np.concatenate(made), state

    def run_to_last(self, step: int, state: Any, updates: int) -> tuple[NDArray[np.float32], Any]:
        """The same with the record of the update that would come next: (updates + 1, 2 + P)."""
        records, after = self.run(step, state, updates)
        following, _ = self.run(step + updates, after, 1)
        return np.concatenate([records, following]), after

    def _edited(self, step: int, state: NDArray[np.float32]) -> NDArray[np.float32]:
        edits = [edit for edit in self.experiment.edits if edit.step == step]
        if edits:
            state = state.copy()
        for edit in edits:
            state[0, edit.index] = edit.value
        return state

    def _run(self, step: int, state: NDArray[np.float32], updates: int) -> tuple[NDArray[np.float32], Any]:
        e, points = self.experiment, self._points
        rates = e.learning_rates(step, step + updates)
        sizes = step_sizes(e, rates, step)
        if e.is_full_batch:
            inputs, targets = points.training_inputs, points.training_targets
            offsets = np.zeros(updates, np.int32)
            counts = np.full(updates, e.num_samples, np.int32)
        else:
            indices, bounds = batch_indices(e, step, step + updates)
            inputs, targets = tf.constant(points.inputs[indices]), tf.constant(points.targets[indices])
            offsets, counts = bounds[:-1], np.diff(bounds)
        starts = np.stack([offsets, np.zeros_like(offsets)], axis=1)
        shapes = np.stack([counts, np.full_like(counts, -1)], axis=1)
        loop = training_loop(self._topology, e.optimizer, self._penalised)
        laid_out = (starts, shapes, counts.astype(np.float32), sizes, np.int32(step), state)
        records, after = loop(
            inputs,
            targets,
            *map(tf.constant, laid_out),
            self._weights.lengths,
            self._weights.shapes,
            self._settings,
            self._penalties,
            self._weights.kernels,
            *self._dropout,
        )
        return records.numpy(), after.numpy()

    def batch_of(self, step: int) -> tuple[Any, Any]:
        """Inputs (n, features) and targets (n, outputs) that update `step` sees."""
        e, points = self.experiment, self._points
        if e.is_full_batch:
            return points.training_inputs, points.training_targets
        indices, _ = batch_indices(e, step, step + 1)
        return tf.constant(points.inputs[indices]), tf.constant(points.targets[indices])

    def find_end(self, step: int, records: NDArray[np.float32], kept: Kept) -> tuple[End | None, Kept]:
        """The first step of these records at which the run ends before its last step; see `run_ends`."""
        return find_end(self, step, records, kept)

    def first_loss(self) -> float:
        """The loss of update 0: what an exploding loss is measured against."""
        return first_loss(self)

    def full_losses(self, records: NDArray[np.float32]) -> NDArray[np.float32]:
        """The loss on all training points at each record, without dropout and with the penalties."""
        return self._measured(records)[:, 0]

    def full_accuracies(self, records: NDArray[np.float32]) -> NDArray[np.float32]:
        """The share of all training points that is right at each record."""
        return self._measured(records)[:, 1]

    def _measured(self, records: NDArray[np.float32]) -> NDArray[np.float32]:
        threshold = self.experiment.decision_threshold
        weights = records[:, RECORD:]
        points, kernels = self._points.evaluated, self._weights.kernels
        return measured(self.network, self._topology, weights, points, self._penalties, kernels, threshold)

    def rows(self, records: NDArray[np.float32]) -> NDArray[np.float32]:
        """Rows of the experiment's columns and the weights, from records (m, 2 + P)."""
        width = len(self.experiment.columns) + self.network.size
        if len(records) == 0:
            return np.empty((0, width), np.float32)
        measured = self._measured(records)
        loss, norm, weights = records[:, :1], records[:, 1:RECORD], records[:, RECORD:]
        return np.concatenate([loss, measured[:, :4], norm, measured[:, 4:], weights], axis=1)

    def checkpoint(self, step: int, state: NDArray[np.float32], kept: Kept) -> Checkpoint:
        """The state before update `step` and before its edits, with what the way to stop remembers."""
        return Checkpoint(step, np.append(state, np.array(kept, np.float32)))


@dataclass(frozen=True, eq=False)
class _Points:
    """Arrays to gather batches from; tensors of the points trained on, and of all."""

    inputs: NDArray[np.float32]
    targets: NDArray[np.float32]
    training_inputs: Any
    training_targets: Any
    evaluated: Evaluated


@lru_cache(maxsize=64)
def _points(sample: Sample, parts: Split, features: tuple[str, ...], outputs: int) -> _Points:
    order = np.concatenate([parts.training, parts.held])
    inputs = feature_values(sample.inputs, features)[order]
    columns = [sample.targets[:, 0], distances(sample.inputs, parts.training)][:outputs]
    targets = np.column_stack(columns)[order]
    count, blocks = len(parts.training), -(-len(order) // BLOCK)
    padded = np.minimum(np.arange(blocks * BLOCK), len(order) - 1)
    evaluated = Evaluated(tf.constant(inputs[padded]), tf.constant(targets[padded]), count, len(order))
    return _Points(inputs, targets, tf.constant(inputs[:count]), tf.constant(targets[:count]), evaluated)


@dataclass(frozen=True, eq=False)
class _Weights:
    """Where the weights of a network lie, as tensors; see `unpacked`. `kernels` is 1 where one lies."""

    lengths: Any
    shapes: Any
    kernels: Any


@lru_cache(maxsize=64)
def _weights(network: Network) -> _Weights:
    shapes = [(network.fan_in(node), node.units) for node in network.dense]
    lengths = [length for fan_in, units in shapes for length in (fan_in * units, units)]
    kernels = np.concatenate([np.full(length, 1 - place % 2) for place, length in enumerate(lengths)])
    return _Weights(
        tf.constant(lengths, tf.int32), tf.constant(shapes, tf.int32), tf.constant(kernels, tf.float32)
    )


def prepare(name: str) -> None:
    """Trace what a preset needs, by making one update on few points."""
    small = {"samples": 2, "neg_n": 2, "pos_n": 2, "val": 0.0, "batch": 2}
    advance(PRESETS[name].replace(**small), None, 0, 1, 2, math.inf)
    _prepared.add(name)


def is_prepared(name: str) -> bool:
    """Whether a preset was prepared."""
    return name in _prepared
