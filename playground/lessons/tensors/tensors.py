"""The tensor builder: what can be built, with which parameters, by which line of TensorFlow."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground.core.parsing import number_text
from playground.lessons.shared.shapes import check_shape
from playground.lessons.shared.validation import LessonError, check_choice, check_real, check_whole
from playground.lessons.shared.values import DTYPES, LARGEST_VALUE, Value

__all__ = [
    "CONSTRUCTORS",
    "LARGEST_SEED",
    "Constructor",
    "TensorReport",
    "TensorRequest",
]

LARGEST_SEED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class TensorRequest:
    """A tensor to build; a constructor uses only the parameters that its table entry names."""

    constructor: str = "ones"
    shape: tuple[int, ...] = (2, 3)
    dtype: str = "float32"
    value: float = 7.0
    mean: float = 0.0
    stddev: float = 1.0
    low: float = 0.0
    high: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        check_choice("constructor", self.constructor, CONSTRUCTORS)
        entry = CONSTRUCTORS[self.constructor]
        check_choice("dtype", self.dtype, entry.dtypes)
        object.__setattr__(self, "shape", check_shape(self.shape))
        check_whole("seed", self.seed, 0, LARGEST_SEED)
        for name in ("value", "mean", "low", "high"):
            object.__setattr__(
                self, name, check_real(name, getattr(self, name), -LARGEST_VALUE, LARGEST_VALUE)
            )
        object.__setattr__(self, "stddev", check_real("stddev", self.stddev, 0.0, LARGEST_VALUE))
        if "low" in entry.parameters and not self.low < self.high:
            raise LessonError("lesson.low_high", low=number_text(self.low), high=number_text(self.high))
        if self.dtype == "int32":
            for name in entry.parameters:
                if name != "seed" and not float(getattr(self, name)).is_integer():
                    raise LessonError(
                        "lesson.whole_for_int", name=name, value=number_text(getattr(self, name))
                    )

    @property
    def source(self) -> str:
        """The lines of TensorFlow that build it, as `t`."""
        return CONSTRUCTORS[self.constructor].source(self)


@dataclass(frozen=True, eq=False, slots=True)
class TensorReport:
    """A tensor as built."""

    source: str
    value: Value


@dataclass(frozen=True, slots=True)
class Constructor:
    """One way to make a tensor: its parameters beside the shape, its dtypes, the source text."""

    parameters: tuple[str, ...]
    dtypes: tuple[str, ...]
    source: Callable[[TensorRequest], str]


def _dtype(request: TensorRequest) -> str:
    return "" if request.dtype == "float32" else f", dtype=tf.{request.dtype}"


def _number(value: float, request: TensorRequest) -> str:
    return repr(value) if request.dtype == "float32" else str(int(value))


def _constant(request: TensorRequest) -> str:
    return f"t = tf.constant({_number(request.value, request)}, shape={request.shape}{_dtype(request)})"


# Stateless: tf.random.set_seed would change every other learner's numbers, and neighbouring seeds of a
# tf.random.Generator give one stream, shifted.
def _random(kind: str, parameters: str, request: TensorRequest) -> str:
    return f"t = tf.random.stateless_{kind}(shape={request.shape}, seed=({request.seed}, 0), {parameters})"


def _normal(request: TensorRequest) -> str:
    return _random("normal", f"mean={request.mean!r}, stddev={request.stddev!r}", request)


def _uniform(request: TensorRequest) -> str:
    low, high = _number(request.low, request), _number(request.high, request)
    return _random("uniform", f"minval={low}, maxval={high}{_dtype(request)}", request)


CONSTRUCTORS: Mapping[str, Constructor] = MappingProxyType(
    {
        "ones": Constructor(
            (), DTYPES, lambda request: f"t = tf.ones(shape={request.shape}{_dtype(request)})"
        ),
        "zeros": Constructor(
            (), DTYPES, lambda request: f"t = tf.zeros(shape={request.shape}{_dtype(request)})"
        ),
        "constant": Constructor(("value",), DTYPES, _constant),
        "normal": Constructor(("mean", "stddev", "seed"), ("float32",), _normal),
        "uniform": Constructor(("low", "high", "seed"), DTYPES, _uniform),
    }
)
