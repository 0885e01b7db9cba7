"""The trap clinic: wrong code that people write, and its repair. Both are run, never only shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.layer_traps import LAYER_TRAPS
from playground.lessons.refusals import check_choice
from playground.lessons.trap_records import SourceReport, Trap, TrapReport

__all__ = ["TRAPS", "SourceReport", "Trap", "TrapReport", "trap", "traps_of"]


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
        **LAYER_TRAPS,
    }
)


def trap(key: str) -> Trap:
    """The trap of a key; LessonError for an unknown one."""
    return TRAPS[check_choice("trap", key, TRAPS)]


def traps_of(page: str) -> tuple[str, ...]:
    """The keys of a page's traps, in order."""
    return tuple(key for key, entry in TRAPS.items() if entry.page == page)
