"""The traps of the page of tensors: assignment, shapes, dtypes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.trap_records import Trap

__all__ = ["TRAPS"]


TRAPS: Mapping[str, Trap] = MappingProxyType(
    {
        "item_assignment": Trap(
            page="tensors",
            wrong="t = tf.ones(shape=(2, 2))\nt[0, 0] = 0.0",
            repaired="t = tf.Variable(initial_value=tf.ones(shape=(2, 2)))\nt[0, 0].assign(0.0)",
            shows=("t",),
            error="TypeError",
        ),
        "assign_shape": Trap(
            page="tensors",
            wrong="v = tf.Variable(initial_value=tf.zeros(shape=(3, 1)))\nv.assign(tf.ones(shape=(3,)))",
            repaired="v = tf.Variable(initial_value=tf.zeros(shape=(3, 1)))\nv.assign(tf.ones(shape=(3, 1)))",
            shows=("v",),
            error="ValueError",
        ),
        "rebound_variable": Trap(
            page="tensors",
            wrong="v = tf.Variable(initial_value=1.0)\nv = v - 0.1\nv.assign_sub(0.1)",
            repaired="v = tf.Variable(initial_value=1.0)\nv.assign_sub(0.1)\nv.assign_sub(0.1)",
            shows=("v",),
            error="AttributeError",
        ),
        "mixed_dtypes": Trap(
            page="tensors",
            wrong="count = tf.constant(3)\nresult = count + tf.constant(0.5)",
            repaired="count = tf.constant(3)\nresult = tf.cast(count, tf.float32) + tf.constant(0.5)",
            shows=("result",),
            error="InvalidArgumentError",
        ),
        "flat_targets": Trap(
            page="tensors",
            wrong="""\
predictions = tf.constant([[0.0], [0.0], [1.0], [1.0]])
targets = tf.constant([0.0, 0.0, 1.0, 1.0])
differences = targets - predictions
loss = tf.reduce_mean(tf.square(differences))""",
            repaired="""\
predictions = tf.constant([[0.0], [0.0], [1.0], [1.0]])
targets = tf.constant([[0.0], [0.0], [1.0], [1.0]])
differences = targets - predictions
loss = tf.reduce_mean(tf.square(differences))""",
            shows=("differences", "loss"),
        ),
    }
)
