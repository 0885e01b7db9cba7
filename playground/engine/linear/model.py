"""The linear classifier in TensorFlow: model, losses, gradient from the tape, and the loop of updates.

Inputs carry a row of ones, and the weights are one column [w1 w2 b]ᵀ, so that their product is the chapter's
`tf.matmul(inputs, W) + b` at once, with one gradient. A point is a column here: its coordinates lie apart,
each beside those of the next point, and a product takes a quarter of the time. Everything that changes is a
tensor: one trace for each pair of optimiser and loss, whatever the knobs do.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from playground.core.losses import losses_for
from playground.core.optimizers import OPTIMIZERS
from playground.engine.losses import PER_SAMPLE
from playground.engine.runtime import graph_function, tf
from playground.engine.update_rules import UPDATE_RULES, default_settings

__all__ = ["FLAT", "FLAT_LOSS", "LOSS_KINDS", "accuracies", "full_losses", "model", "training_loop"]

UNROLLED = 4  # updates in one turn of the loop: its own bookkeeping costs as much as an update's arithmetic
PAIRS_AT_ONCE = 2**18  # of the (n, n) differences of flat targets: 1 MB instead of 1.6 GB for 20,000 points


def model(inputs: Any, weights: Any) -> Any:
    """Predictions (1, n): w1·x1 + w2·x2 + b for inputs (3, n) and weights (3, 1)."""
    return tf.matmul(weights, inputs, transpose_a=True)


# FLAT is FLAT_LOSS with targets of shape (n,): TensorFlow broadcasts them against predictions (n, 1).
FLAT, FLAT_LOSS = "flat", "mse"
LOSS_KINDS = (*losses_for(many=False), FLAT)


def _mean_loss(per_sample_losses: Callable[[Any, Any], Any]) -> Callable[..., tuple[Any, Any]]:
    def mean_loss(inputs: Any, targets: Any, count: Any, weights: Any) -> tuple[Any, Any]:
        """The mean of the losses, and its gradient (3, 1)."""
        with tf.GradientTape() as tape:
            tape.watch(weights)
            losses = per_sample_losses(targets, model(inputs, weights))
        # The gradient of the sum, then divided: that of the mean takes TensorFlow ten operations more.
        return tf.reduce_mean(losses), tape.gradient(losses, weights) / count

    return mean_loss


def _flat_loss(inputs: Any, targets: Any, count: Any, weights: Any) -> tuple[Any, Any]:
    """The mean over all n·n pairs that targets (n,) against predictions (n, 1) make, a block at a time."""
    flat_targets = tf.reshape(targets, [-1])
    rows = tf.maximum(PAIRS_AT_ONCE // tf.size(flat_targets), 1)

    def add_block(first: Any, total: Any, gradient: Any) -> tuple[Any, Any, Any]:
        with tf.GradientTape() as tape:
            tape.watch(weights)
            predictions = tf.transpose(model(inputs[:, first : first + rows], weights))
            losses = tf.square(flat_targets - predictions)  # (n,) and (rows, 1) make (rows, n)
        return first + rows, total + tf.reduce_sum(losses), gradient + tape.gradient(losses, weights)

    nothing = (tf.constant(0), tf.zeros(()), tf.zeros((3, 1)))
    _, total, gradient = tf.while_loop(lambda first, *_: first < tf.size(flat_targets), add_block, nothing)
    return total / (count * count), gradient / (count * count)


def _loss_and_gradient(loss: str) -> Callable[..., tuple[Any, Any]]:
    return _flat_loss if loss == FLAT else _mean_loss(PER_SAMPLE[loss])


def _tensor(*shape: int | None, dtype: Any = None) -> Any:
    return tf.TensorSpec(shape, dtype or tf.float32)


@cache
def training_loop(optimizer: str, loss: str) -> Any:
    """The graph function that makes one update after another, for one optimiser and one loss.

    Arguments: inputs (3, points) and targets (1, points), the batches laid out one after another; for k
    updates the `starts` and `sizes` (k, 2) of their slices, the batch `counts` (k,) and `step_sizes` (k,);
    `state` (1 + slots, 3, 1). Returns records (k, 7, 1), each with the loss and gradient of the batch and
    the weights before the update, and the states before and after the last one; k is at least 1.
    """
    loss_and_gradient = _loss_and_gradient(loss)
    rule = UPDATE_RULES[optimizer]
    num_slots, settings = len(OPTIMIZERS[optimizer].slots), default_settings(optimizer)
    unrolled = 1 if loss == FLAT else UNROLLED  # n·n pairs take long enough by themselves

    def update(batch: Any, index: Any, weights: Any, slots: Any, records: Any) -> Any:
        inputs, targets, starts, sizes, counts, step_sizes = batch
        start, size = tf.gather(starts, index), tf.gather(sizes, index)
        value, gradient = loss_and_gradient(
            tf.slice(inputs, start, size), tf.slice(targets, start, size), tf.gather(counts, index), weights
        )
        record = tf.concat([tf.reshape(value, [1, 1]), gradient, weights], axis=0)
        step_size = tf.gather(step_sizes, index)
        weights, slots = rule.update(weights, slots, gradient, step_size, settings)
        return weights, slots, records.write(index, record)

    def loop(
        inputs: Any, targets: Any, starts: Any, sizes: Any, counts: Any, step_sizes: Any, state: Any
    ) -> Any:
        batch = (inputs, targets, starts, sizes, counts, step_sizes)
        last = tf.shape(starts)[0] - 1
        records = tf.TensorArray(tf.float32, size=last + 1, element_shape=(7, 1))
        weights = state[0]
        slots = tuple(state[1 + number] for number in range(num_slots))

        def turn(length: int) -> Callable[..., Any]:
            def updates_of_a_turn(index: Any, weights: Any, slots: Any, records: Any) -> Any:
                for ahead in range(length):
                    weights, slots, records = update(batch, index + ahead, weights, slots, records)
                return index + length, weights, slots, records

            return updates_of_a_turn

        remainder = last % unrolled
        state = (tf.constant(0), weights, slots, records)
        state = tf.while_loop(lambda index, *_: index < remainder, turn(1), state)
        _, weights, slots, records = tf.while_loop(lambda index, *_: index < last, turn(unrolled), state)
        before = tf.stack([weights, *slots])
        weights, slots, records = update(batch, last, weights, slots, records)
        return records.stack(), before, tf.stack([weights, *slots])

    whole, real = tf.int32, tf.float32
    return graph_function(
        loop,
        [
            _tensor(3, None),
            _tensor(1, None),
            _tensor(None, 2, dtype=whole),
            _tensor(None, 2, dtype=whole),
            _tensor(None, dtype=real),
            _tensor(None, dtype=real),
            _tensor(1 + num_slots, 3, 1),
        ],
    )


@cache
def full_losses(loss: str) -> Any:
    """The graph function: weights (m, 3, 1), inputs (3, n), targets (1, n) -> loss on all points (m,)."""
    loss_and_gradient = _loss_and_gradient(loss)

    def measure(weights: Any, inputs: Any, targets: Any) -> Any:
        count = tf.cast(tf.size(targets), tf.float32)

        def loss_of(row: Any) -> Any:
            return loss_and_gradient(inputs, targets, count, row)[0]

        # Row by row: a product for all rows at once may round each row differently.
        return tf.map_fn(loss_of, weights, fn_output_signature=tf.float32)

    return graph_function(measure, [_tensor(None, 3, 1), _tensor(3, None), _tensor(1, None)])


@cache
def accuracies() -> Any:
    """The graph function: weights, inputs, targets, threshold () -> share of points on their side (m,)."""

    def measure(weights: Any, inputs: Any, targets: Any, threshold: Any) -> Any:
        rows = tf.shape(weights)[0]

        def turn(length: int) -> Callable[..., Any]:
            def products_of_a_turn(index: Any, outputs: Any) -> Any:
                for ahead in range(length):
                    output = model(inputs, tf.gather(weights, index + ahead))
                    outputs = outputs.write(index + ahead, output)
                return index + length, outputs

            return products_of_a_turn

        # Row by row: a product for all rows at once may round each row differently.
        outputs = tf.TensorArray(tf.float32, size=rows, element_shape=(1, None))
        state = (tf.constant(0), outputs)
        state = tf.while_loop(lambda index, _: index < rows % UNROLLED, turn(1), state)
        _, outputs = tf.while_loop(lambda index, _: index < rows, turn(UNROLLED), state)
        called_positive = tf.cast(outputs.concat() > threshold, tf.float32)
        # Right are positives called so, and all negatives but those called positive: whole numbers, exact.
        negatives = tf.reduce_sum(1 - targets)
        right = tf.matmul(called_positive, 2 * targets - 1, transpose_b=True)[:, 0] + negatives
        return right / tf.cast(tf.size(targets), tf.float32)

    return graph_function(measure, [_tensor(None, 3, 1), _tensor(3, None), _tensor(1, None), _tensor()])
