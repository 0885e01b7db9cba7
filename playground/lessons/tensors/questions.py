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
            code="t = tf.zeros(shape=(2, 3, 5))\npart = t[0]",
            reveal="answer = part.shape",
            mistakes=(("whole", "t.shape"), ("last", "t[..., 0].shape"), ("first", "(2,)")),
        ),
        "whole_dtype": Question(
            page="tensors",
            kind="choice",
            code="t = tf.constant([1, 2, 3])",
            reveal="answer = t.dtype.name",
            choices=("float32", "int64", "int32"),
            mistakes=(("numpy", '"int64"'), ("float", '"float32"')),
        ),
        "same_seed": Question(
            page="tensors",
            kind="choice",
            code="""\
a = tf.random.stateless_normal(shape=(3,), seed=(7, 0))
b = tf.random.stateless_normal(shape=(3,), seed=(7, 0))""",
            reveal='answer = "equal" if bool(tf.reduce_all(a == b)) else "other"',
            choices=("other", "equal"),
            mistakes=(("other", '"other"'),),
        ),
        "broadcast_shape": Question(
            page="tensors",
            kind="shape",
            code="a = tf.ones(shape=(5, 1))\nb = tf.ones(shape=(1, 2))\nc = a + b",
            reveal="answer = c.shape",
            mistakes=(("first", "a.shape"), ("second", "b.shape"), ("swapped", "tf.transpose(c).shape")),
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
            code="t = tf.ones(shape=(2,))",
            reveal="""\
try:
    t[0] = 5.0
    answer = "changed"
except TypeError:
    answer = "error\"""",
            choices=("changed", "unchanged", "error"),
            mistakes=(("list", '"changed"'), ("silent", '"unchanged"')),
        ),
        "assign_sequence": Question(
            page="tensors",
            kind="number",
            code="v = tf.Variable(2.0)\nv.assign_add(3.0)\nw = v - 1.0\nv.assign_sub(0.5)",
            reveal="answer = v",
            mistakes=(("subtracted", "v - 1.0"), ("forgotten", "v + 0.5")),
        ),
        "rebound": Question(
            page="tensors",
            kind="choice",
            code="v = tf.Variable(1.0)\nv = v - 0.1",
            reveal='answer = "variable" if isinstance(v, tf.Variable) else "tensor"',
            choices=("variable", "tensor", "error"),
            mistakes=(("variable", '"variable"'), ("error", '"error"')),
        ),
        "mixed_dtypes": Question(
            page="tensors",
            kind="choice",
            code="a = tf.constant(3)\nb = tf.constant(0.5)",
            reveal="""\
try:
    answer = "float" if (a + b).dtype == tf.float32 else "integer"
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
    }
)
