"""The questions of the page of GradientTape: what a gradient is, and why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.question_records import Question

__all__ = ["QUESTIONS"]

_SQUARE = """\
with tf.GradientTape() as tape:
    y = tf.square(x)
gradient = tape.gradient(y, x)"""
_NONE_OR_NUMBER = 'answer = "none" if gradient is None else "number"'
_LINEAR = """\
inputs = {inputs}
targets = {targets}
W = tf.Variable([[1.0], [1.0]])
b = tf.Variable([0.0])
with tf.GradientTape() as tape:
    predictions = tf.matmul(inputs, W) + b
    loss = tf.reduce_mean(tf.square(targets - predictions))
grad_W, grad_b = tape.gradient(loss, [W, b])"""
_CURVE = "with tf.GradientTape() as tape:\n    y = {}\nslope = tape.gradient(y, x)"

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "square_at_minus_four": Question(
            page="tape",
            kind="number",
            code=f"x = tf.Variable(-4.0)\n{_SQUARE}",
            reveal="answer = gradient",
            mistakes=(("value", "y"), ("sign", "-gradient"), ("input", "x"), ("formula", "2.0")),
        ),
        "two_paths": Question(
            page="tape",
            kind="number",
            code="""\
x = tf.Variable(5.0)
with tf.GradientTape() as tape:
    y = x * x + x
gradient = tape.gradient(y, x)""",
            reveal="answer = gradient",
            mistakes=(("one_path", "gradient - 1.0"), ("one_factor", "gradient - x"), ("value", "y")),
        ),
        "unwatched_constant": Question(
            page="tape",
            kind="choice",
            code=f"x = tf.constant(3.0)\n{_SQUARE}",
            reveal=_NONE_OR_NUMBER,
            choices=("number", "none", "error"),
            mistakes=(("number", '"number"'), ("error", '"error"')),
        ),
        "integer_variable": Question(
            page="tape",
            kind="choice",
            code=f"x = tf.Variable(3)\n{_SQUARE}",
            reveal=_NONE_OR_NUMBER,
            choices=("number", "none", "error"),
            mistakes=(("number", '"number"'), ("error", '"error"')),
        ),
        "watched_frozen": Question(
            page="tape",
            kind="choice",
            code=f"x = tf.Variable(3.0, trainable=False)\n{_SQUARE}".replace(
                "as tape:\n", "as tape:\n    tape.watch(x)\n"
            ),
            reveal=_NONE_OR_NUMBER,
            choices=("number", "none", "error"),
            mistakes=(("none", '"none"'), ("error", '"error"')),
        ),
        "second_call": Question(
            page="tape",
            kind="choice",
            code=f"x = tf.Variable(3.0)\n{_SQUARE}",
            reveal="""\
try:
    again = tape.gradient(y, x)
    answer = "none" if again is None else "number"
except RuntimeError:
    answer = "error\"""",
            choices=("number", "none", "error"),
            mistakes=(("number", '"number"'), ("none", '"none"')),
        ),
        "acceleration": Question(
            page="tape",
            kind="number",
            code="""\
time = tf.Variable(5.0)
with tf.GradientTape() as outer_tape:
    with tf.GradientTape() as inner_tape:
        position = 0.8 * time**2
    speed = inner_tape.gradient(position, time)
acceleration = outer_tape.gradient(speed, time)""",
            reveal="answer = acceleration",
            mistakes=(
                ("speed", "speed"),
                ("position", "position"),
                ("coefficient", "0.8"),
                ("earth", "9.8"),
            ),
        ),
        "gradient_of_b": Question(
            page="tape",
            kind="number",
            code=_LINEAR.format(inputs="tf.constant([[2.0, 3.0]])", targets="tf.constant([[0.0]])"),
            reveal="answer = grad_b[0]",
            mistakes=(
                ("loss", "loss"),
                ("error", "predictions[0, 0]"),
                ("first_weight", "grad_W[0, 0]"),
            ),
        ),
        "gradient_shape": Question(
            page="tape",
            kind="shape",
            code=_LINEAR.format(inputs="tf.ones(shape=(4, 2))", targets="tf.zeros(shape=(4, 1))"),
            reveal="answer = grad_W.shape",
            mistakes=(("inputs", "inputs.shape"), ("flat", "(2,)"), ("transposed", "(1, 2)")),
        ),
        "sine_slope": Question(
            page="tape",
            kind="curve",
            code=_CURVE.format("tf.sin(x)"),
            reveal="answer = slope",
            mistakes=(("value", "y"), ("sign", "-slope")),
            low=-3.0,
            high=3.0,
            points=13,
        ),
        "cubic_slope": Question(
            page="tape",
            kind="curve",
            code=_CURVE.format("x**3 - 3 * x"),
            reveal="answer = slope",
            mistakes=(("value", "y"), ("sign", "-slope"), ("no_constant", "slope + 3.0")),
            low=-2.0,
            high=2.0,
            points=13,
        ),
        "relu_slope": Question(
            page="tape",
            kind="curve",
            code=_CURVE.format("tf.nn.relu(x)"),
            reveal="answer = slope",
            mistakes=(("value", "y"), ("constant", "tf.ones_like(x)")),
            low=-3.0,
            high=3.0,
            points=12,  # none at the kink, where a drawn step may stand on either side
        ),
    }
)
