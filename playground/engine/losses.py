"""The losses of samples in TensorFlow: one function each, by the names of `playground.core.losses`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.engine.runtime import tf

__all__ = ["PER_SAMPLE"]


def square_losses(targets: Any, predictions: Any) -> Any:
    """(t − p)²."""
    return tf.square(_difference(targets, predictions))


def cross_entropies(targets: Any, logits: Any) -> Any:
    """−t·log σ(z) − (1 − t)·log(1 − σ(z)): log(1 + e^−z) for t = 1, log(1 + e^z) for t = 0."""
    return tf.math.softplus((1 - 2 * targets) * logits)


def softmax_cross_entropies(targets: Any, logits: Any) -> Any:
    """−log softmax(z)_t for logits (…, classes) and class numbers t (…)."""
    labels = tf.cast(targets, tf.int32)
    return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits)


def huber_losses(targets: Any, predictions: Any) -> Any:
    """d²/2 for a difference |d| ≤ 1, |d| − 1/2 beyond: Keras' with δ = 1."""
    difference = _difference(targets, predictions)
    size = tf.abs(difference)
    return tf.where(size <= 1, 0.5 * tf.square(difference), size - 0.5)


def hinge_losses(targets: Any, scores: Any) -> Any:
    """max(0, 1 − s·z) for a score z, with s = 1 for t = 1 and s = −1 for t = 0."""
    return tf.maximum(1 - (2 * targets - 1) * scores, 0)


def _difference(targets: Any, predictions: Any) -> Any:
    # A sum of equal shapes: the gradient of `targets - predictions` would first look for broadcasting.
    return tf.add_n([targets, -predictions])


# Targets and outputs have one shape; for many classes the outputs have one axis more, the last.
PER_SAMPLE: dict[str, Callable[[Any, Any], Any]] = {
    "mse": square_losses,
    "bce": cross_entropies,
    "cce": softmax_cross_entropies,
    "huber": huber_losses,
    "hinge": hinge_losses,
}
