"""The compiled loop of updates for networks: one for each topology and optimiser, a bounded number kept.

A trace takes about 0.2 s and 3 MB. Those used longest ago go, whatever learners build.
"""

from __future__ import annotations

import gc
import threading
from collections import OrderedDict
from dataclasses import dataclass
from time import monotonic
from typing import Any

from playground.core.optimizers import OPTIMIZERS
from playground.engine.network.model import Topology, data_losses, forward, unpacked
from playground.engine.runtime import passing_function, tf
from playground.engine.update_rules import UPDATE_RULES, default_settings

__all__ = ["network_traces", "penalty", "training_loop"]

MOST_KEPT, MOST_IDLE = 24, 4
PLAYED_FOR, PLAYED_WITHIN = 5.0, 10.0  # seconds
PLACES = 16  # seeds of dropout a step: more than a network has nodes


@dataclass
class _Kept:
    """A loop, and the times of its first and last use."""

    loop: Any
    since: float
    last: float

    def is_played(self, now: float) -> bool:
        """Whether somebody trains with it: for a while already, and a moment ago."""
        return self.last - self.since > PLAYED_FOR and now - self.last < PLAYED_WITHIN


_loops: OrderedDict[tuple[Topology, str, bool], _Kept] = OrderedDict()  # the last used ones at the end
_lock = threading.Lock()
_built = 0


def network_traces() -> int:
    """How many loops were traced so far."""
    return _built


def training_loop(topology: Topology, optimizer: str, penalised: bool) -> Any:
    """The graph function that makes one update after another, traced now if it is not there."""
    global _built
    key = (topology, optimizer, penalised)
    with _lock:
        now = monotonic()
        if key not in _loops:
            _loops[key] = _Kept(_training_loop(topology, optimizer, penalised), now, now)
            _built += 1
            _forget(now)
        kept = _loops[key]
        kept.last = now
        _loops.move_to_end(key)
        return kept.loop


def _forget(now: float) -> None:
    """Let the loops go that were used longest ago; what a class plays with stays, what it passed by goes."""
    idle = [key for key, kept in _loops.items() if not kept.is_played(now)]
    surplus = max(len(idle) - MOST_IDLE, 0)
    for key in idle[:surplus]:
        del _loops[key]
    while len(_loops) > MOST_KEPT:
        _loops.popitem(last=False)
        surplus += 1
    if surplus:
        gc.collect()  # graphs refer to themselves


def _tensor(*shape: int | None, dtype: Any = None) -> Any:
    return tf.TensorSpec(shape, dtype or tf.float32)


def _training_loop(topology: Topology, optimizer: str, penalised: bool) -> Any:
    """A loop of updates, for one topology and one optimiser.

    Arguments: inputs (rows, features) and targets (rows, outputs), the batches laid out one after another;
    for k updates the `starts` and `sizes` (k, 2) of their slices, the batch `counts` (k,) and `step_sizes`
    (k,); the number of the `first` update; `state` (1 + slots, P); `lengths` and `shapes` of the weights;
    `settings` of the optimiser; `penalties` (2,) = l1, l2 and the `kernels` (P,), 1 where a weight belongs to
    one; `rate` and `seed` of dropout. Returns records (k, 2 + P), each with the loss of the batch, the norm
    of the gradient and the weights before the update, and the state after the last one.
    """
    rule = UPDATE_RULES[optimizer]
    num_slots, num_settings = len(OPTIMIZERS[optimizer].slots), len(default_settings(optimizer))

    def loop(
        inputs: Any,
        targets: Any,
        starts: Any,
        sizes: Any,
        counts: Any,
        step_sizes: Any,
        first: Any,
        state: Any,
        lengths: Any,
        shapes: Any,
        settings: Any,
        penalties: Any,
        kernels: Any,
        rate: Any,
        seed: Any,
    ) -> Any:
        updates = tf.shape(starts)[0]
        records = tf.TensorArray(tf.float32, size=updates)
        of_rule = tf.unstack(settings, num=num_settings) if num_settings else ()
        kernel_shapes = tf.unstack(shapes, num=topology.num_dense)
        l1, l2 = tf.unstack(penalties, num=2)

        def update(index: Any, weights: Any, slots: Any, records: Any) -> Any:
            start, size = tf.gather(starts, index), tf.gather(sizes, index)
            batch, truth = tf.slice(inputs, start, size), tf.slice(targets, start, size)
            pieces = unpacked(topology, weights, lengths, kernel_shapes)

            def drop(place: int, values: Any) -> Any:
                own_seed = tf.stack([seed, PLACES * (first + index) + place])
                return tf.nn.experimental.stateless_dropout(values, rate, seed=own_seed, rng_alg="philox")

            with tf.GradientTape() as tape:
                tape.watch(pieces)
                outputs = forward(topology, pieces, batch, drop if topology.is_dropped else None)
                losses = tf.add_n(data_losses(topology, truth, outputs))
            # The gradient of the sum, then divided: that of the mean takes TensorFlow ten operations more.
            gradients = tape.gradient(losses, pieces)
            gradients[::2] = [tf.reshape(part, [-1]) for part in gradients[::2]]  # those of the kernels
            gradient = tf.concat(gradients, axis=0) / tf.gather(counts, index)
            loss = tf.reduce_mean(losses)
            if penalised:
                loss += penalty(weights, kernels, l1, l2)
                gradient += kernels * (l1 * tf.sign(weights) + 2 * l2 * weights)
            norm = tf.sqrt(tf.reduce_sum(tf.square(gradient)))
            record = tf.concat([tf.stack([loss, norm]), weights], axis=0)
            weights, slots = rule.update(weights, slots, gradient, tf.gather(step_sizes, index), of_rule)
            return index + 1, weights, slots, records.write(index, record)

        slots = tuple(state[1 + number] for number in range(num_slots))
        begin = (tf.constant(0), state[0], slots, records)
        _, weights, slots, records = tf.while_loop(lambda index, *_: index < updates, update, begin)
        return records.stack(), tf.stack([weights, *slots])

    whole, dense = tf.int32, topology.num_dense
    return passing_function(
        loop,
        [
            _tensor(None, None),
            _tensor(None, len(topology.outputs)),
            _tensor(None, 2, dtype=whole),
            _tensor(None, 2, dtype=whole),
            _tensor(None),
            _tensor(None),
            _tensor(dtype=whole),
            _tensor(1 + num_slots, None),
            _tensor(2 * dense, dtype=whole),
            _tensor(dense, 2, dtype=whole),
            _tensor(num_settings),
            _tensor(2),
            _tensor(None),
            _tensor(),
            _tensor(dtype=whole),
        ],
    ).get_concrete_function()


def penalty(weights: Any, kernels: Any, l1: Any, l2: Any) -> Any:
    """l1·Σ|w| + l2·Σw² over all kernels, for weights (…, P)."""
    of_kernels = kernels * weights
    of_l1 = tf.reduce_sum(tf.abs(of_kernels), axis=-1)
    return l1 * of_l1 + l2 * tf.reduce_sum(tf.square(of_kernels), axis=-1)
