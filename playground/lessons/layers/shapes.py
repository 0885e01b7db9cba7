"""Shape inference: a model whose weights do not exist before the first call, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from playground.core.parsing import as_whole, half_width, is_cut, quote, typed_parts
from playground.lessons.shared.shapes import check_shape
from playground.lessons.shared.validation import LessonError, check_whole
from playground.lessons.shared.values import Failure

__all__ = [
    "LARGEST_WIDTH",
    "MOST_LAYERS",
    "STEPS",
    "LayerState",
    "Moment",
    "ShapesReport",
    "ShapesRequest",
    "read_widths",
    "write_widths",
]

STEPS = ("define", "before", "call", "after", "second")
MOST_LAYERS = 6
LARGEST_WIDTH = 12


@dataclass(frozen=True, slots=True)
class ShapesRequest:
    """A Sequential of Dense layers with these widths, the shape of its first input, and of a second one."""

    widths: tuple[int, ...] = (4, 1)
    first: tuple[int, ...] = (3, 2)
    second: tuple[int, ...] = (3, 5)

    def __post_init__(self) -> None:
        check_widths(self.widths, least=1)
        for shape in (self.first, self.second):
            _check_shape(shape)

    @property
    def sources(self) -> dict[str, str]:
        """The statements of each step."""
        lines = [f'    keras.layers.Dense({width}, activation="relu"),' for width in self.widths[:-1]]
        lines.append(f"    keras.layers.Dense({self.widths[-1]}),")
        summary = "model.summary(print_fn=print)"
        return {
            "define": "\n".join(("model = keras.Sequential([", *lines, "])")),
            "before": summary,
            "call": f"first = model(tf.ones(shape={self.first}))",
            "after": summary,
            "second": f"second = model(tf.ones(shape={self.second}))",
        }


@dataclass(frozen=True, slots=True)
class LayerState:
    """A layer at a moment: its output shape (None while unbuilt) and its weights as (name, shape)."""

    name: str
    units: int
    output: tuple[int, ...] | None
    weights: tuple[tuple[str, tuple[int, ...]], ...]

    @property
    def num_weights(self) -> int:
        return sum(prod(shape) for _, shape in self.weights)


@dataclass(frozen=True, eq=False, slots=True)
class Moment:
    """The model after a step: what the step printed or raised, and what each layer holds."""

    step: str
    source: str
    printed: str
    failure: Failure | None
    built: bool
    layers: tuple[LayerState, ...]
    result: tuple[int, ...] | None  # shape of what the step computed


@dataclass(frozen=True, eq=False, slots=True)
class ShapesReport:
    """All steps, in order."""

    moments: tuple[Moment, ...]

    def told(self, place: int, request: ShapesRequest) -> str:
        """What is said of a moment: a text of layers_page.shapes.told, by what Keras made of the inputs."""
        moment = self.moments[place]
        was_built = any(before.built for before in self.moments[:place])
        match moment.step:
            case "call":
                return "call_passed" if moment.failure is None else "call_refused"
            case "after":
                return "after" if moment.built else "before"
            case "second":
                return _second_told(request, moment.failure is not None, was_built)
        return moment.step


def _second_told(request: ShapesRequest, refused: bool, was_built: bool) -> str:
    """Keras adds or removes a last axis of size 1, and refuses any other number of axes."""
    if not was_built:
        return "second_unbuilt" if refused else "call_passed"
    same_rank = len(request.second) == len(request.first)
    if refused:
        return "second_refused" if same_rank else "second_rank"
    return "second_passed" if same_rank else "second_adjusted"


def read_widths(text: str) -> tuple[int, ...]:
    """Widths as text, 4,2 or 4 2; LessonError if it is nothing of the kind."""
    parts = [part for part in typed_parts(half_width(text).strip().strip("()[]")) if part]
    widths = [None if is_cut(part) else as_whole(part) for part in parts]
    if any(width is None for width in widths):
        raise LessonError(
            "lesson.widths", value=quote(text), most=str(MOST_LAYERS), largest=str(LARGEST_WIDTH)
        )
    return tuple(width for width in widths if width is not None)


def write_widths(widths: Sequence[int]) -> str:
    """The widths as a learner types them; `read_widths` takes this text back."""
    return ",".join(map(str, widths))


def check_widths(widths: Sequence[int], least: int) -> None:
    """At least so many layers, and no more or wider ones than can be drawn."""
    if not least <= len(widths) <= MOST_LAYERS:
        text = quote(write_widths(widths))
        raise LessonError("lesson.widths", value=text, most=str(MOST_LAYERS), largest=str(LARGEST_WIDTH))
    for width in widths:
        check_whole("units", width, 1, LARGEST_WIDTH)


def _check_shape(shape: tuple[int, ...]) -> None:
    # One axis is allowed: what Keras says to it is part of the lesson.
    if not shape:
        raise LessonError("lesson.input_shape", value=quote(shape))
    check_shape(shape)
