"""Eager execution: scripts that run line by line, and functions beside their tf.function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground.lessons.shared.values import Failure, Value

__all__ = [
    "NOTED",
    "SCRIPTS",
    "TRACED",
    "CallReport",
    "ScriptReport",
    "StatementReport",
    "TracedFunction",
    "TracedReport",
]


# One entry a script; every statement of it is run by itself.
SCRIPTS: Mapping[str, str] = MappingProxyType(
    {
        "tensors": """\
x = tf.ones(shape=(2, 1))
print(x)
y = tf.zeros(shape=(2, 1))
x + y
z = tf.random.stateless_normal(shape=(3, 1), seed=(1, 0), mean=0.0, stddev=1.0)
tf.reduce_mean(z)
z.numpy()""",
        "variables": """\
v = tf.Variable(initial_value=tf.zeros(shape=(3, 1)))
v.assign(tf.ones(shape=(3, 1)))
v[0, 0].assign(3.0)
v.assign_add(tf.ones(shape=(3, 1)))
v.assign_sub(tf.ones(shape=(3, 1)))
print(v.numpy())""",
        "random": """\
tf.random.normal(shape=(3, 1), mean=0.0, stddev=1.0)
tf.random.normal(shape=(3, 1), mean=0.0, stddev=1.0)
tf.random.uniform(shape=(3, 1), minval=0.0, maxval=1.0)
np.random.multivariate_normal(mean=[0, 3], cov=[[1, 0.5], [0.5, 1]], size=2)
np.random.multivariate_normal(mean=[0, 3], cov=[[1, 0.5], [0.5, 1]], size=2)
tf.random.stateless_normal(shape=(3, 1), seed=(1, 0), mean=0.0, stddev=1.0)
tf.random.stateless_normal(shape=(3, 1), seed=(1, 0), mean=0.0, stddev=1.0)
np.random.default_rng([0, 0]).multivariate_normal(mean=[0, 3], cov=[[1, 0.5], [0.5, 1]], size=2)
np.random.default_rng([0, 0]).multivariate_normal(mean=[0, 3], cov=[[1, 0.5], [0.5, 1]], size=2)""",
        "start": """\
v = tf.Variable(initial_value=tf.random.normal(shape=(3, 1)))
v.assign(tf.ones(shape=(3, 1)))
input_dim, output_dim = 2, 1
W = tf.Variable(initial_value=tf.random.uniform(shape=(input_dim, output_dim)))
b = tf.Variable(initial_value=tf.zeros(shape=(output_dim,)))
tf.matmul(tf.constant([[0.0, 3.0], [3.0, 0.0]]), W) + b""",
        "operations": """\
a = tf.constant([[1.0, 2.0], [3.0, 4.0]])
b = tf.square(a)
c = tf.sqrt(b)
d = b + c
e = tf.matmul(a, b)
e * d
e[0, 0].numpy()""",
        "gradient": """\
input_var = tf.Variable(initial_value=3.0)
with tf.GradientTape() as tape:
    result = tf.square(input_var)
gradient = tape.gradient(result, input_var)
gradient.numpy()""",
    }
)

NOTED = ("random", "start")  # scripts of which the page says more (tensors.script_note.<key>)


@dataclass(frozen=True, eq=False, slots=True)
class StatementReport:
    """One statement: its text, what it made (name, value) or was worth (name empty), and what it printed."""

    source: str
    line: int  # of the script, from 1
    values: tuple[tuple[str, Value], ...]
    printed: str
    failure: Failure | None


@dataclass(frozen=True, eq=False, slots=True)
class ScriptReport:
    """A script as it ran, statement by statement."""

    source: str
    statements: tuple[StatementReport, ...]


@dataclass(frozen=True, slots=True)
class TracedFunction:
    """A function and the calls made of it, run as it is and once more under @tf.function."""

    source: str
    calls: tuple[str, ...]


TRACED: Mapping[str, TracedFunction] = MappingProxyType(
    {
        # Two calls share a trace; a new shape makes another.
        "shapes": TracedFunction(
            """\
def sum_of_squares(x):
    print("print:", x)
    tf.print("tf.print:", x)
    return tf.reduce_sum(tf.square(x))""",
            (
                "sum_of_squares(tf.constant([1.0, 2.0]))",
                "sum_of_squares(tf.constant([3.0, 4.0]))",
                "sum_of_squares(tf.constant([1.0, 2.0, 3.0]))",
            ),
        ),
        # Every new Python number makes a trace; tensors share one.
        "numbers": TracedFunction(
            """\
def double(x):
    print("print:", x)
    return 2.0 * x""",
            ("double(1.0)", "double(2.0)", "double(tf.constant(1.0))", "double(tf.constant(2.0))"),
        ),
        # What Python itself does (here: append) happens while tracing only.
        "side_effect": TracedFunction(
            """\
seen = []

def remember(x):
    seen.append("call")
    return x + tf.cast(len(seen), tf.float32)""",
            ("remember(tf.constant(10.0))", "remember(tf.constant(10.0))", "remember(tf.constant(10.0))"),
        ),
    }
)


@dataclass(frozen=True, eq=False, slots=True)
class CallReport:
    """One call: its value, what Python's print and tf.print showed, traces so far (eager: 0)."""

    source: str
    value: Value | None
    printed: str
    tf_printed: str
    traces: int
    failure: Failure | None


@dataclass(frozen=True, eq=False, slots=True)
class TracedReport:
    """The same calls of the function as it is and of its tf.function."""

    eager_source: str
    traced_source: str
    eager: tuple[CallReport, ...]
    traced: tuple[CallReport, ...]
