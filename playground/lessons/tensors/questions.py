"""The questions of the page of tensors: shapes, dtypes, what can be changed, what a graph keeps."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from playground.lessons.shared.question_records import Question

__all__ = ["QUESTIONS"]


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "part_shape": Question(
            page="tensors",
            kind="shape",
            code="images = tf.zeros(shape=(2, 3, 5))\npart = images[0]",
            reveal="answer = part.shape",
            mistakes=(("whole", "images.shape"), ("last", "images[..., 0].shape"), ("first", "(2,)")),
        ),
        "whole_dtype": Question(
            page="tensors",
            kind="choice",
            code="ages = tf.constant([1, 2, 3])",
            reveal="answer = ages.dtype.name",
            choices=("float32", "int64", "int32"),
            mistakes=(("numpy", '"int64"'), ("float", '"float32"')),
        ),
        "same_seed": Question(
            page="tensors",
            kind="choice",
            code="""\
first = tf.random.stateless_normal(shape=(3,), seed=(7, 0))
second = tf.random.stateless_normal(shape=(3,), seed=(7, 0))""",
            reveal='answer = "equal" if bool(tf.reduce_all(first == second)) else "other"',
            choices=("other", "equal"),
            mistakes=(("other", '"other"'),),
        ),
        "broadcast_shape": Question(
            page="tensors",
            kind="shape",
            code="column = tf.ones(shape=(5, 1))\nrow = tf.ones(shape=(1, 2))\ntable = column + row",
            reveal="answer = table.shape",
            mistakes=(
                ("first", "column.shape"),
                ("second", "row.shape"),
                ("swapped", "tf.transpose(table).shape"),
            ),
        ),
        "matmul_shape": Question(
            page="tensors",
            kind="shape",
            code="""\
inputs = tf.ones(shape=(5, 2))
W = tf.ones(shape=(2, 1))
predictions = tf.matmul(inputs, W)""",
            reveal="answer = predictions.shape",
            mistakes=(
                ("elementwise", "(inputs * tf.transpose(W)).shape"),
                ("flat", "(5,)"),
                ("inner", "(2, 2)"),
            ),
        ),
        "flat_difference": Question(
            page="tensors",
            kind="shape",
            code="""\
predictions = tf.zeros(shape=(4, 1))
targets = tf.ones(shape=(4,))
differences = targets - predictions""",
            reveal="answer = differences.shape",
            mistakes=(("column", "predictions.shape"), ("flat", "targets.shape")),
        ),
        "item_assignment": Question(
            page="tensors",
            kind="choice",
            code="ones = tf.ones(shape=(2,))",
            reveal="""\
try:
    ones[0] = 5.0
    answer = "changed"
except TypeError:
    answer = "error\"""",
            choices=("changed", "unchanged", "error"),
            mistakes=(("list", '"changed"'), ("silent", '"unchanged"')),
        ),
        "assign_sequence": Question(
            page="tensors",
            kind="number",
            code="total = tf.Variable(2.0)\ntotal.assign_add(3.0)\nless = total - 1.0\ntotal.assign_sub(0.5)",
            reveal="answer = total",
            mistakes=(("subtracted", "total - 1.0"), ("forgotten", "total + 0.5")),
        ),
        "rebound": Question(
            page="tensors",
            kind="choice",
            code="weight = tf.Variable(1.0)\nweight = weight - 0.1",
            reveal='answer = "variable" if isinstance(weight, tf.Variable) else "tensor"',
            choices=("variable", "tensor", "error"),
            mistakes=(("variable", '"variable"'), ("error", '"error"')),
        ),
        "mixed_dtypes": Question(
            page="tensors",
            kind="choice",
            code="count = tf.constant(3)\nhalf = tf.constant(0.5)",
            reveal="""\
try:
    answer = "float" if (count + half).dtype == tf.float32 else "integer"
except tf.errors.InvalidArgumentError:
    answer = "error\"""",
            choices=("float", "integer", "error"),
            mistakes=(("float", '"float"'), ("integer", '"integer"')),
        ),
        "eager_value": Question(
            page="tensors",
            kind="number",
            code="v = tf.Variable(2.0)\nw = v + 1.0\nv.assign(10.0)",
            reveal="answer = w",
            mistakes=(("later", "v + 1.0"), ("assigned", "v")),
        ),
        "traced_print": Question(
            page="tensors",
            kind="number",
            code="""\
shown = []

@tf.function
def square(x):
    shown.append("a line that only Python runs")
    return tf.square(x)

square(tf.constant(1.0))
square(tf.constant(2.0))
square(tf.constant(3.0))""",
            reveal="answer = len(shown)",
            mistakes=(("every_call", "3"), ("never", "0")),
        ),
        "stacked_shape": Question(
            page="tensors",
            kind="shape",
            code="""\
negative_samples = np.zeros((4, 2))
positive_samples = np.ones((4, 2))
inputs = np.vstack((negative_samples, positive_samples))""",
            reveal="answer = inputs.shape",
            mistakes=(
                ("beside", "np.hstack((negative_samples, positive_samples)).shape"),
                ("new_axis", "np.stack((negative_samples, positive_samples)).shape"),
                ("one", "negative_samples.shape"),
            ),
        ),
        "shape_of_b": Question(
            page="tensors",
            kind="shape",
            code="""\
input_dim, output_dim = 5, 3
W = tf.Variable(initial_value=tf.random.stateless_uniform(shape=(input_dim, output_dim), seed=(1, 0)))
b = tf.Variable(initial_value=tf.zeros(shape=(output_dim,)))""",
            reveal="answer = b.shape",
            mistakes=(("weights", "W.shape"), ("inputs", "W.shape[:1]"), ("column", "(output_dim, 1)")),
        ),
    }
)
