"""The trap clinic: wrong code that people write, and its repair. Both are run, never only shown."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.layers.traps import LAYER_TRAPS
from playground.lessons.shared.trap_records import SourceReport, Trap, TrapReport
from playground.lessons.shared.validation import check_choice

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
_ONES = (
    'model = keras.Sequential([keras.Input(shape=(2,)), keras.layers.Dense(1, kernel_initializer="ones")])\n'
)
_LOGITS = """\
targets = np.array([[0], [0], [1], [1]])
logits = np.array([[-3.0], [-0.5], [0.2], [0.4]])  # of a model that was trained from_logits=True
predicted = logits > {threshold}
accuracy = np.mean(predicted == targets)"""
_COMPARED = """\
targets = np.array([0, 0, 1, 1])
predictions = np.array([[0.1], [0.2], [0.8], [0.9]])
right = (predictions{flat} > 0.5) == targets
accuracy = np.mean(right)"""

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
        "one_point": Trap(
            page="predict",
            wrong=f"{_ONES}point = np.array([3.0, 0.5])\nscore = model.predict(point, verbose=0)",
            repaired=f"{_ONES}point = np.array([[3.0, 0.5]])\nscore = model.predict(point, verbose=0)",
            shows=("score",),
            error="ValueError",
        ),
        "logit_threshold": Trap(
            page="predict",
            wrong=_LOGITS.format(threshold="0.5"),
            repaired=_LOGITS.format(threshold="0.0"),
            shows=("predicted", "accuracy"),
        ),
        "flat_comparison": Trap(
            page="predict",
            wrong=_COMPARED.format(flat=""),
            repaired=_COMPARED.format(flat="[:, 0]"),
            shows=("right", "accuracy"),
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
