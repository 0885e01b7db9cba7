"""From two classes to training data: how their arrays are joined, and what the model makes of the shapes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground.lessons.shared.validation import check_choice, check_whole
from playground.lessons.shared.values import Failure, Value
from playground.lessons.tensors.tensors import LARGEST_SEED

__all__ = ["JOINS", "MOST_SAMPLES", "NUMBERS", "TARGETS", "StackReport", "StackRequest", "row_sources"]

MOST_SAMPLES = 6  # of a class: every row is seen

# How the arrays of the two classes become one; one entry a way.
JOINS: Mapping[str, str] = MappingProxyType(
    {
        "vstack": "np.vstack((negative_samples, positive_samples))",
        "hstack": "np.hstack((negative_samples, positive_samples))",
        "stack": "np.stack((negative_samples, positive_samples))",
    }
)

# How the targets are made.
TARGETS: Mapping[str, str] = MappingProxyType(
    {
        "column": """\
targets = np.vstack((np.zeros((num_samples_per_class, 1), dtype="float32"),
                     np.ones((num_samples_per_class, 1), dtype="float32")))""",
        "flat": """\
targets = np.concatenate((np.zeros(num_samples_per_class, dtype="float32"),
                          np.ones(num_samples_per_class, dtype="float32")))""",
    }
)


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Where the random numbers come from: the call that draws a class, and the call that draws W."""

    samples: str
    weights: str


# With a seed as everywhere in the app, or by the functions that the chapter names, which have none.
NUMBERS: Mapping[str, _Numbers] = MappingProxyType(
    {
        "seeded": _Numbers(
            "np.random.default_rng([{seed}, {label}]).multivariate_normal(",
            "tf.random.stateless_uniform(shape=(input_dim, output_dim), seed=({seed}, 0))",
        ),
        "unseeded": _Numbers(
            "np.random.multivariate_normal(", "tf.random.uniform(shape=(input_dim, output_dim))"
        ),
    }
)

_CLASSES = (("negative", "[0, 3]"), ("positive", "[3, 0]"))


@dataclass(frozen=True, slots=True)
class StackRequest:
    """The first steps of the linear classifier, for few points; without a seed `seed` counts the draws."""

    samples: int = 3
    join: str = "vstack"
    targets: str = "column"
    numbers: str = "seeded"
    seed: int = 0

    def __post_init__(self) -> None:
        check_whole("samples", self.samples, 1, MOST_SAMPLES)
        check_choice("join", self.join, JOINS)
        check_choice("targets", self.targets, TARGETS)
        check_choice("numbers", self.numbers, NUMBERS)
        check_whole("seed", self.seed, 0, LARGEST_SEED)

    @property
    def source(self) -> str:
        """The steps from the points to the first loss, in the order of the chapter."""
        numbers = NUMBERS[self.numbers]
        clouds = "".join(
            f"{name}_samples = {numbers.samples.format(seed=self.seed, label=label)}\n"
            f"    mean={mean}, cov=[[1, 0.5], [0.5, 1]], size=num_samples_per_class)\n"
            for label, (name, mean) in enumerate(_CLASSES)
        )
        return f"""\
num_samples_per_class = {self.samples}
{clouds}inputs = {JOINS[self.join]}.astype("float32")
{TARGETS[self.targets]}
input_dim, output_dim = 2, 1
W = tf.Variable(initial_value={numbers.weights.format(seed=self.seed)})
b = tf.Variable(initial_value=tf.zeros(shape=(output_dim,)))
predictions = tf.matmul(inputs, W) + b
differences = targets - predictions
loss = tf.reduce_mean(tf.square(differences))"""


@dataclass(frozen=True, eq=False, slots=True)
class StackReport:
    """The values of the names as far as they came to be, and the error that ended the code, if one did."""

    source: str
    values: tuple[tuple[str, Value], ...]
    failure: Failure | None

    @property
    def named(self) -> Mapping[str, Value]:
        """The values by their names."""
        return dict(self.values)

    @property
    def outcome(self) -> str:
        """What the shapes came to: refused, crossed (every target met several predictions) or paired."""
        if self.failure is not None:
            return "refused"
        sizes = [math.prod(self.named[name].shape) for name in ("targets", "differences")]
        return "paired" if sizes[0] == sizes[1] else "crossed"


def row_sources(join: str, index: tuple[int, ...], samples: int) -> tuple[str, tuple[int, int]]:
    """The array and the place in it from which an element of `inputs` was taken."""
    return _SOURCES[join](index, samples)


def _below(index: tuple[int, ...], samples: int) -> tuple[str, tuple[int, int]]:
    label, row = divmod(index[0], samples)
    return f"{_CLASSES[label][0]}_samples", (row, index[1])


def _beside(index: tuple[int, ...], samples: int) -> tuple[str, tuple[int, int]]:
    label, column = divmod(index[1], 2)
    return f"{_CLASSES[label][0]}_samples", (index[0], column)


def _behind(index: tuple[int, ...], samples: int) -> tuple[str, tuple[int, int]]:
    return f"{_CLASSES[index[0]][0]}_samples", (index[1], index[2])


_SOURCES: Mapping[str, Callable[[tuple[int, ...], int], tuple[str, tuple[int, int]]]] = MappingProxyType(
    {"vstack": _below, "hstack": _beside, "stack": _behind}
)
