"""The questions of the layers page: how many weights, which shape, what a model cannot separate."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.question_records import Question

__all__ = ["QUESTIONS"]

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "dense_count": Question(
            page="layers",
            kind="number",
            code="layer = keras.layers.Dense(4)\nlayer.build((None, 3))\nnum_weights = layer.count_params()",
            reveal="answer = num_weights",
            mistakes=(("no_bias", "3 * 4"), ("units", "4"), ("one_bias", "3 * 4 + 1")),
        ),
        "unbuilt": Question(
            page="layers",
            kind="choice",
            code="""\
model = keras.Sequential([keras.layers.Dense(4), keras.layers.Dense(1)])
weights = model.weights""",
            reveal='answer = "four" if len(weights) == 4 else "empty"',
            choices=("four", "empty", "error"),
            mistakes=(("four", '"four"'), ("error", '"error"')),
        ),
        "other_batch": Question(
            page="layers",
            kind="choice",
            code="layer = keras.layers.Dense(4)\nlayer(tf.ones(shape=(8, 2)))",
            reveal="""\
try:
    layer(tf.ones(shape=(5, 2)))
    answer = "works"
except ValueError:
    answer = "error\"""",
            choices=("works", "rebuilds", "error"),
            mistakes=(("error", '"error"'), ("rebuilds", '"rebuilds"')),
        ),
        "conv_shape": Question(
            page="layers",
            kind="shape",
            code="""\
images = tf.zeros(shape=(1, 7, 7, 1))
layer = keras.layers.Conv2D(filters=4, kernel_size=3)
features = layer(images)""",
            reveal="answer = features.shape",
            mistakes=(("same", "(1, 7, 7, 4)"), ("filters", "(1, 5, 5, 1)"), ("kernel", "(3, 3, 1, 4)")),
        ),
        "lstm_count": Question(
            page="layers",
            kind="number",
            code="""\
layer = keras.layers.LSTM(2)
layer.build((None, 5, 3))
num_weights = layer.count_params()""",
            reveal="answer = num_weights",
            mistakes=(("one_gate", "2 * (3 + 2) + 2"), ("no_state", "4 * (2 * 3 + 2)"), ("steps", "5 * 48")),
        ),
        "rnn_shape": Question(
            page="layers",
            kind="shape",
            code="""\
sequences = tf.zeros(shape=(2, 5, 3))
layer = keras.layers.SimpleRNN(4)
states = layer(sequences)""",
            reveal="answer = states.shape",
            mistakes=(("every_step", "(2, 5, 4)"), ("input", "sequences.shape"), ("flat", "(4,)")),
        ),
        "branches_count": Question(
            page="layers",
            kind="number",
            code="""\
inputs = keras.Input(shape=(2,))
left = keras.layers.Dense(4, activation="relu")(inputs)
right = keras.layers.Dense(4, activation="tanh")(inputs)
both = keras.layers.Concatenate()([left, right])
outputs = keras.layers.Dense(1)(both)
model = keras.Model(inputs, outputs)
num_weights = model.count_params()""",
            reveal="answer = num_weights",
            mistakes=(("added", "12 + 12 + 5"), ("one_branch", "12 + 5"), ("no_bias", "8 + 8 + 8")),
        ),
        "xor_floor": Question(
            page="layers",
            kind="number",
            code="""\
points = tf.constant([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
targets = tf.constant([[0.0], [1.0], [1.0], [0.0]])
ones = tf.ones(shape=(4, 1))
best = tf.linalg.lstsq(tf.concat([points, ones], axis=1), targets)  # w1, w2, b of the least loss
predictions = tf.matmul(points, best[:2]) + best[2]
loss = tf.reduce_mean(tf.square(targets - predictions))""",
            reveal="answer = loss",
            mistakes=(("separates", "0.0"), ("half", "0.5"), ("one_wrong", "1 / 16")),
        ),
    }
)
