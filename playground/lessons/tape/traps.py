"""The traps of the page of GradientTape: what is not recorded."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.trap_records import Trap

__all__ = ["TRAPS"]

_SQUARE_TAPE = """\
with tf.GradientTape() as tape:
    result = tf.square(input_var)
gradient = tape.gradient(result, input_var)"""
_FALL = """\
time = tf.Variable(0.0)
with tf.GradientTape() as outer_tape:
    with tf.GradientTape() as inner_tape:
        position = 4.9 * time**2
{indent}speed = inner_tape.gradient(position, time)
acceleration = outer_tape.gradient(speed, time)"""
_WATCHED = """\
input_const = tf.constant(3.0)
with tf.GradientTape() as tape:
    {tape}.watch(input_const)
    result = tf.square(input_const)
gradient = tape.gradient(result, input_const)"""

_ASSIGNED = """\
x = tf.Variable(3.0)
{target}
with tf.GradientTape() as tape:
    {keep}
    loss = 2.0 * y
gradient = tape.gradient(loss, x)"""
_RETURNS = """\
def square_loss(targets, predictions):
    {ret}tf.reduce_mean(tf.square(targets - predictions))

w = tf.Variable(2.0)
with tf.GradientTape() as tape:
    loss = square_loss(tf.constant([1.0, 3.0]), w * tf.constant([1.0, 2.0]))
gradient = tape.gradient(loss, w)"""

TRAPS: Mapping[str, Trap] = MappingProxyType(
    {
        "integer_variable": Trap(
            page="tape",
            wrong=f"input_var = tf.Variable(initial_value=3)\n{_SQUARE_TAPE}",
            repaired=f"input_var = tf.Variable(initial_value=3.0)\n{_SQUARE_TAPE}",
            shows=("result", "gradient"),
        ),
        "not_watched": Trap(
            page="tape",
            wrong=f"input_var = tf.constant(3.0)\n{_SQUARE_TAPE}",
            repaired=_WATCHED.format(tape="tape"),
            shows=("result", "gradient"),
        ),
        "misspelt_tape": Trap(
            page="tape",
            wrong=_WATCHED.format(tape="tapr"),
            repaired=_WATCHED.format(tape="tape"),
            shows=("result", "gradient"),
            error="NameError",
        ),
        "not_trainable": Trap(
            page="tape",
            wrong=f"input_var = tf.Variable(initial_value=3.0, trainable=False)\n{_SQUARE_TAPE}",
            repaired=f"input_var = tf.Variable(initial_value=3.0, trainable=True)\n{_SQUARE_TAPE}",
            shows=("result", "gradient"),
        ),
        "numpy_inside": Trap(
            page="tape",
            wrong="""\
input_var = tf.Variable(initial_value=3.0)
with tf.GradientTape() as tape:
    squared = np.square(input_var)
    result = tf.reduce_sum(squared)
gradient = tape.gradient(result, input_var)""",
            repaired="""\
input_var = tf.Variable(initial_value=3.0)
with tf.GradientTape() as tape:
    squared = tf.square(input_var)
    result = tf.reduce_sum(squared)
gradient = tape.gradient(result, input_var)""",
            shows=("squared", "result", "gradient"),
        ),
        "second_call": Trap(
            page="tape",
            wrong="""\
input_var = tf.Variable(initial_value=3.0)
with tf.GradientTape() as tape:
    square = tf.square(input_var)
    cube = input_var**3
first = tape.gradient(square, input_var)
second = tape.gradient(cube, input_var)""",
            repaired="""\
input_var = tf.Variable(initial_value=3.0)
with tf.GradientTape(persistent=True) as tape:
    square = tf.square(input_var)
    cube = input_var**3
first = tape.gradient(square, input_var)
second = tape.gradient(cube, input_var)
del tape""",
            shows=("first", "second"),
            error="RuntimeError",
        ),
        "wrong_nesting": Trap(
            page="tape",
            wrong=_FALL.format(indent=""),
            repaired=_FALL.format(indent="    "),
            shows=("speed", "acceleration"),
        ),
        "assign_inside": Trap(
            page="tape",
            wrong=_ASSIGNED.format(target="y = tf.Variable(0.0)", keep="y.assign(x * x)"),
            repaired=_ASSIGNED.format(target="", keep="y = x * x").replace("\n\n", "\n"),
            shows=("gradient",),
        ),
        "loss_without_return": Trap(
            page="tape",
            wrong=_RETURNS.format(ret=""),
            repaired=_RETURNS.format(ret="return "),
            shows=("gradient",),
            error="TypeError",
        ),
    }
)
