"""The traps of the page of compile and fit: losses, metrics, labels."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.trap_records import Trap

__all__ = ["TRAPS"]

_POINTS = """\
inputs = np.array([[0, 3], [1, 2], [3, 0], [2, 1]], dtype="float32")
targets = np.array([[0], [0], [1], [1]], dtype="float32")
"""
_ZEROS = 'model = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])\n'
_FIT = """\
history = model.fit(inputs, targets, epochs=1, verbose=0)
loss = history.history["loss"][0]"""
_TWO_MODELS = """\
first = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
second = keras.Sequential([keras.layers.Dense(1, kernel_initializer="zeros")])
first.compile(optimizer={first}, loss="mean_squared_error")
second.compile(optimizer={second}, loss="mean_squared_error")
first_loss = first.fit(inputs, targets, verbose=0).history["loss"][0]
second_loss = second.fit(inputs, targets, verbose=0).history["loss"][0]"""
_WRONG_SCORE = """\
targets = tf.constant([[1.0]])
scores = tf.Variable([[-2.0]])
loss_function = keras.losses.BinaryCrossentropy({logits})
with tf.GradientTape() as tape:
    loss = loss_function(targets, scores)
gradient = tape.gradient(loss, scores)"""
_CLASSES = """\
labels = np.array([2, 0])
scores = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]], dtype="float32")
loss_function = keras.losses.{loss}(from_logits=True)
loss = loss_function(labels, scores)"""
_COUNT = """\
targets = np.array([[0], [0], [1], [1]], dtype="float32")
scores = np.array([[0.1], [-0.2], [0.9], [1.1]], dtype="float32")
metric = keras.metrics.{metric}()
share = metric(targets, scores)"""

TRAPS: Mapping[str, Trap] = MappingProxyType(
    {
        "fit_before_compile": Trap(
            page="fit",
            wrong=f"{_POINTS}{_ZEROS}{_FIT}",
            repaired=f'{_POINTS}{_ZEROS}model.compile(optimizer="sgd", loss="mean_squared_error")\n{_FIT}',
            shows=("loss",),
            error="ValueError",
        ),
        "misspelt_loss": Trap(
            page="fit",
            wrong=f'{_POINTS}{_ZEROS}model.compile(optimizer="sgd", loss="mean_square_error")\n{_FIT}',
            repaired=f'{_POINTS}{_ZEROS}model.compile(optimizer="sgd", loss="mean_squared_error")\n{_FIT}',
            shows=("loss",),
            error="ValueError",
        ),
        "one_optimizer": Trap(
            page="fit",
            wrong=f"{_POINTS}optimizer = keras.optimizers.SGD()\n"
            + _TWO_MODELS.format(first="optimizer", second="optimizer"),
            repaired=_POINTS
            + _TWO_MODELS.format(first="keras.optimizers.SGD()", second="keras.optimizers.SGD()"),
            shows=("first_loss", "second_loss"),
            error="ValueError",
        ),
        "accuracy_of_scores": Trap(
            page="fit",
            wrong=_COUNT.format(metric="Accuracy"),
            repaired=_COUNT.format(metric="BinaryAccuracy"),
            shows=("share",),
        ),
        "raw_scores": Trap(
            page="fit",
            wrong=_WRONG_SCORE.format(logits=""),
            repaired=_WRONG_SCORE.format(logits="from_logits=True"),
            shows=("loss", "gradient"),
        ),
        "integer_labels": Trap(
            page="fit",
            wrong=_CLASSES.format(loss="CategoricalCrossentropy"),
            repaired=_CLASSES.format(loss="SparseCategoricalCrossentropy"),
            shows=("loss",),
            error="ValueError",
        ),
    }
)
