"""What Keras' evaluate() says at many rows at once: losses and accuracies, without dropout, with penalties.

Done without a trace for each network, for nothing here is small: all rows and points at once. A row must
have the same numbers whatever rows are measured beside it, so the shapes see to it that TensorFlow treats
each row alike: never one row alone (it would be summed in another order), and points padded to whole blocks
(the last numbers of an array are computed one by one, which rounds differently).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.losses import LOSSES
from playground.core.network import Network
from playground.engine.losses import PER_SAMPLE
from playground.engine.network.loop import penalty
from playground.engine.network.model import Topology, forward
from playground.engine.runtime import tf

__all__ = ["BLOCK", "Evaluated", "measured"]

BLOCK = 16  # points: a multiple of what the processor computes at once
NUMBERS_AT_ONCE = 2**20  # of one layer at all rows and points: 4 MB


@dataclass(frozen=True, eq=False)
class Evaluated:
    """All points, those trained on first, then those held out, then copies up to a multiple of BLOCK."""

    inputs: Any  # (n, features)
    targets: Any  # (n, outputs)
    num_training: int
    num_points: int


def measured(
    network: Network,
    topology: Topology,
    weights: NDArray[np.float32],
    points: Evaluated,
    penalties: Any,
    kernels: Any,
    threshold: float,
) -> NDArray[np.float32]:
    """(m, 4) for weights (m, P): loss and accuracy on the training points, then on the held-out ones.

    With two outputs (m, 10): also the loss of each, the same held out, and the mean absolute error of the
    second, in training and held out. nan where nothing is held out.
    """
    widest = max(node.units for node in network.nodes)
    at_once = max(NUMBERS_AT_ONCE // (widest * int(points.inputs.shape[0])), 2)
    blocks = []
    for first in range(0, len(weights), at_once):
        block = weights[first : first + at_once]
        count = len(block)
        if count == 1:
            block = np.concatenate([block, block])
        found = _measured(network, topology, block, points, penalties, kernels, threshold)
        blocks.append(found.numpy()[:count])
    return np.concatenate(blocks)


def _measured(
    network: Network,
    topology: Topology,
    weights: NDArray[np.float32],
    points: Evaluated,
    penalties: Any,
    kernels: Any,
    threshold: float,
) -> Any:
    pieces = _unpacked(network, weights)
    rows = tf.constant(weights)
    outputs = forward(topology, pieces, points.inputs[None], sums=_sums)
    losses = [
        _losses(loss, points.targets[:, number], output)
        for number, (loss, output) in enumerate(zip(topology.losses, outputs, strict=True))
    ]
    added = penalty(rows, kernels, penalties[0], penalties[1])
    loss, held_loss = (
        mean + added for mean in _means(points, losses[0] if len(losses) == 1 else sum(losses))
    )
    accuracy, held_accuracy = _means(points, _right(topology, points.targets[:, 0], outputs[0], threshold))
    found = [loss, accuracy, held_loss, held_accuracy]
    if len(outputs) > 1:
        (of_class, held_class), (of_distance, held_distance) = (_means(points, values) for values in losses)
        error, held_error = _means(points, tf.abs(outputs[1][..., 0] - points.targets[:, 1]))
        found += [of_class, of_distance, held_class, held_distance, error, held_error]
    return tf.stack(found, axis=1)


def _sums(inputs: Any, kernel: Any, bias: Any) -> Any:
    """The weighted sums of a layer at each row: (m, n, units).

    The third version of the operation: the one behind `tf.matmul` keeps code for each shape it has met, about
    0.2 MB, for good.
    """
    return tf.raw_ops.BatchMatMulV3(x=inputs, y=kernel, Tout=tf.float32) + bias


def _unpacked(network: Network, weights: NDArray[np.float32]) -> list[Any]:
    """Kernel (m, fan_in, units) and bias (m, 1, units) of each dense node.

    Cut by NumPy: each cut of a tensor costs TensorFlow as much as the product that follows.
    """
    pieces: list[Any] = []
    for node in network.dense:
        assert node.kernel is not None
        assert node.bias is not None
        kernel = weights[:, node.kernel : node.bias]
        bias = weights[:, node.bias : node.bias + node.units]
        pieces.append(tf.constant(kernel.reshape(-1, network.fan_in(node), node.units)))
        pieces.append(tf.constant(bias[:, None, :]))
    return pieces


def _means(points: Evaluated, values: Any) -> Sequence[Any]:
    """The means (m,) of values (m, n) over the training points and over the held-out ones."""
    held, copies = points.num_points - points.num_training, int(values.shape[1]) - points.num_points
    parts = tf.raw_ops.SplitV(
        value=values, size_splits=[points.num_training, held, copies], axis=1, num_split=3
    )
    return tf.reduce_mean(parts[0], axis=1), tf.reduce_mean(parts[1], axis=1)


def _right(topology: Topology, labels: Any, outputs: Any, threshold: float) -> Any:
    if LOSSES[topology.losses[0]].many:
        right = tf.equal(tf.argmax(outputs, axis=-1, output_type=tf.int32), tf.cast(labels, tf.int32))
    else:
        right = tf.equal(outputs[..., 0] > threshold, labels > 0.5)
    return tf.cast(right, tf.float32)


def _losses(loss: str, targets: Any, outputs: Any) -> Any:
    """The losses (m, n) for targets (n,) and outputs (m, n, units)."""
    of_rows = tf.broadcast_to(targets, outputs.shape[:2])
    return PER_SAMPLE[loss](of_rows, outputs if LOSSES[loss].many else outputs[..., 0])
