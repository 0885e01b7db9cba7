"""The assignment lab: a tensor `t` and a Variable `v`, and a sequence of steps that try to change them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from playground.core.parsing import quote
from playground.lessons.shared.validation import LessonError, check_choice, check_whole
from playground.lessons.shared.values import Failure, Nested, TensorLiteral, Value, code_values

__all__ = [
    "ACTIONS",
    "EFFECTS",
    "MOST_STEPS",
    "SEQUENCES",
    "Action",
    "AssignmentReport",
    "AssignmentRequest",
    "Held",
    "Step",
    "StepReport",
]

MOST_STEPS = 20
EFFECTS = ("in_place", "rebinds", "refused")  # what a line may do
_LARGEST_INDEX = (
    99  # indices beyond the tensor are allowed: what TensorFlow says to them is part of the lesson
)


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to try, as a line with places for an index and a value."""

    code: str

    @property
    def takes_index(self) -> bool:
        return "{index}" in self.code

    @property
    def takes_value(self) -> bool:
        return "{value}" in self.code


ACTIONS: Mapping[str, Action] = MappingProxyType(
    {
        "tensor_item": Action("t[{index}] = {value}"),
        "variable_item": Action("v[{index}] = {value}"),
        "assign": Action("v.assign({value})"),
        "assign_add": Action("v.assign_add({value})"),
        "assign_sub": Action("v.assign_sub({value})"),
        "slice_assign": Action("v[{index}].assign({value})"),
        "subtract": Action("v = v - {value}"),
        "tensor_add": Action("t = t + {value}"),
        "wrap": Action("v = tf.Variable(v)"),
    }
)


@dataclass(frozen=True, slots=True)
class Step:
    """An action with its index (None stands for a whole axis, the colon) and its value."""

    action: str
    value: Nested | None = None
    index: tuple[int | None, ...] = ()

    def __post_init__(self) -> None:
        check_choice("action", self.action, ACTIONS)
        entry = ACTIONS[self.action]
        if entry.takes_value:
            if self.value is None:
                raise LessonError("lesson.step_value")
            object.__setattr__(self, "value", TensorLiteral(self.value).values)
        if entry.takes_index:
            if not isinstance(self.index, tuple) or not 1 <= len(self.index) <= 3:
                raise LessonError("lesson.step_index", value=quote(self.index))
            for place in self.index:
                if place is not None:
                    check_whole("index", place, -_LARGEST_INDEX, _LARGEST_INDEX)

    def source(self, dtype: str = "float32") -> str:
        """The step as a line of TensorFlow."""
        index = ", ".join(":" if place is None else str(place) for place in self.index)
        value = "" if self.value is None else code_values(self.value, dtype)
        return ACTIONS[self.action].code.format(index=index, value=value)


@dataclass(frozen=True, slots=True)
class AssignmentRequest:
    """The start value of both t and v, and the steps in order, at most MOST_STEPS."""

    initial: TensorLiteral
    steps: tuple[Step, ...] = ()

    def __post_init__(self) -> None:
        if self.initial.shape is None:
            raise LessonError("lesson.rectangular")
        if len(self.steps) > MOST_STEPS:
            raise LessonError("lesson.steps", value=str(len(self.steps)), most=str(MOST_STEPS))

    @property
    def start_source(self) -> str:
        """The two lines before the first step."""
        return f"t = tf.constant({self.initial.arguments})\nv = tf.Variable({self.initial.arguments})"

    @property
    def sources(self) -> tuple[str, ...]:
        """One line a step."""
        return tuple(step.source(self.initial.dtype) for step in self.steps)


@dataclass(frozen=True, eq=False, slots=True)
class Held:
    """What a name holds after a step; `same_object`: still the object it held before the step."""

    name: str
    value: Value
    same_object: bool


@dataclass(frozen=True, eq=False, slots=True)
class StepReport:
    """One step: its line, what t and v held before and hold after it, the error if it was refused."""

    source: str
    before: tuple[Held, Held]
    after: tuple[Held, Held]
    failure: Failure | None

    @property
    def effect(self) -> str:
        """What the step did, one of EFFECTS."""
        if self.failure is not None:
            return "refused"
        return "in_place" if all(held.same_object for held in self.after) else "rebinds"


@dataclass(frozen=True, eq=False, slots=True)
class AssignmentReport:
    """The whole sequence; a refused step changes nothing and the next one goes on."""

    source: str
    start: tuple[Held, Held]
    steps: tuple[StepReport, ...]


_SQUARE = TensorLiteral(((1.0, 2.0), (3.0, 4.0)))
_COLUMN = TensorLiteral(((0.0,), (0.0,), (0.0,)))

# Prepared sequences to start from, one entry each.
SEQUENCES: Mapping[str, AssignmentRequest] = MappingProxyType(
    {
        "notes": AssignmentRequest(
            _COLUMN,
            (
                Step("tensor_item", 1.0, (0, 0)),
                Step("assign", ((1.0,), (1.0,), (1.0,))),
                Step("slice_assign", 3.0, (0, 0)),
                Step("assign_add", ((1.0,), (1.0,), (1.0,))),
                Step("assign_sub", ((0.5,), (0.5,), (0.5,))),
            ),
        ),
        "wrong_shape": AssignmentRequest(
            _SQUARE,
            (
                Step("assign", (1.0, 2.0)),
                Step("assign_add", 1.0),
                Step("slice_assign", (9.0, 8.0, 7.0), (0, None)),
                Step("slice_assign", 9.0, (0, None)),
            ),
        ),
        "rebound": AssignmentRequest(
            TensorLiteral(1.0),
            (
                Step("assign_sub", 0.1),
                Step("subtract", 0.1),
                Step("assign_sub", 0.1),
                Step("wrap"),
                Step("assign_sub", 0.1),
            ),
        ),
    }
)
