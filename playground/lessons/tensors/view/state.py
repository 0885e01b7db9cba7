"""What a learner has set on the tensors page: records that read from a link and write one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from playground.core.parsing import as_whole, half_width, is_cut, quote
from playground.lessons.shared.lab_records import Lab, clinic, names_of
from playground.lessons.shared.shapes import read_shape
from playground.lessons.shared.validation import LessonError, check_choice, check_whole
from playground.lessons.shared.values import Nested, TensorLiteral, read_values, write_values
from playground.lessons.shared.view.page_state import (
    QUESTION,
    TRAP,
    VIEW,
    PageState,
    Word,
    check_shown,
    real,
    text,
    whole,
)
from playground.lessons.tensors.assignment import ACTIONS, SEQUENCES, AssignmentRequest, Step
from playground.lessons.tensors.eager import SCRIPTS, TRACED
from playground.lessons.tensors.operations import OperationRequest
from playground.lessons.tensors.stacking import StackRequest
from playground.lessons.tensors.tensors import TensorRequest
from playground.lessons.traps import traps_of

__all__ = [
    "EXPERIMENTS",
    "PAGE",
    "QUESTIONS",
    "STATE",
    "VIEWS",
    "TensorsState",
    "read_index",
    "read_steps",
    "write_index",
    "write_steps",
]

PAGE: Final = "tensors"
_VIEW: Final = "playground.lessons.tensors.view"
# The labs of the page, in order. A lab more is an entry more, its module and its table in the catalogue.
LABS: Final = (
    Lab("build", f"{_VIEW}.builder", ("part_shape", "whole_dtype", "same_seed")),
    Lab(
        "operate",
        f"{_VIEW}.calculator",
        ("broadcast_shape", "matmul_shape", "flat_difference", "mixed_dtypes"),
        minutes=10,
    ),
    Lab("assign", f"{_VIEW}.assignment", ("item_assignment", "assign_sequence", "rebound")),
    Lab("stack", f"{_VIEW}.stacking", ("stacked_shape", "shape_of_b")),
    Lab("run", f"{_VIEW}.eager", ("eager_value", "traced_print"), minutes=10),
    clinic(),
)
VIEWS: Final = names_of(LABS)
QUESTIONS: Final = tuple(key for lab in LABS for key in lab.questions)
EXPERIMENTS: Final = ("lines", "traced")  # of the lab that runs code
_LAST_LINE: Final = 99
_STEP: Final = re.compile(r"(\w+)(?:@([^=]*))?(?:=(.*))?", re.DOTALL)
_OPERANDS: Final[Mapping[str, Nested]] = {"a": ((1.0,), (2.0,), (3.0,)), "b": (10.0, 20.0, 30.0, 40.0)}


def _first_operation() -> OperationRequest:
    return OperationRequest("add", TensorLiteral(_OPERANDS["a"]), TensorLiteral(_OPERANDS["b"]))


@dataclass(frozen=True, slots=True)
class TensorsState:
    """The whole page; each part checks itself when it is built."""

    view: str = VIEWS[0]
    tensor: TensorRequest = field(default_factory=lambda: TensorRequest("normal", (3, 4)))
    operation: OperationRequest = field(default_factory=_first_operation)
    assignment: AssignmentRequest = SEQUENCES["notes"]
    step: int = 0
    stack: StackRequest = field(default_factory=StackRequest)
    experiment: str = ""  # one of EXPERIMENTS; empty: the one that the other words speak of
    script: str = "tensors"
    line: int = 1
    function: str = "shapes"
    call: int = 0
    trap: str = traps_of(PAGE)[0]
    question: str = ""  # the one that a link asks for

    def __post_init__(self) -> None:
        check_shown(self, VIEWS, traps_of(PAGE), QUESTIONS)
        check_choice("experiment", self.experiment, ("", *EXPERIMENTS))
        check_choice("script", self.script, SCRIPTS)
        check_choice("function", self.function, TRACED)
        check_whole("step", self.step, 0, len(self.assignment.steps))
        check_whole("line", self.line, 0, _LAST_LINE)
        check_whole("call", self.call, 0, _LAST_LINE)

    @property
    def shown_experiment(self) -> str:
        """The experiment of the lab that runs code: the chosen one, else the one that a link speaks of."""
        of_calls = (self.function, self.call) != ("shapes", 0) or self.question == "traced_print"
        return self.experiment or EXPERIMENTS[of_calls]


def read_index(given: str) -> tuple[int | None, ...]:
    """An index as a learner types it: 0, 1 or 0, : where the colon stands for a whole axis."""
    index: list[int | None] = []
    for part in half_width(given).strip().strip("[]").split(","):
        place = None if part.strip() == ":" or is_cut(part) else as_whole(part)
        if place is None and part.strip() != ":":
            raise LessonError("lesson.step_index", value=quote(given))
        index.append(place)
    return tuple(index)


def write_index(index: tuple[int | None, ...]) -> str:
    """The same text again."""
    return ", ".join(":" if place is None else str(place) for place in index)


def read_steps(given: str) -> tuple[Step, ...]:
    """Steps as the link holds them: action@index=value, separated by semicolons."""
    steps = []
    for part in filter(None, given.split(";")):
        match = _STEP.fullmatch(part)
        action = check_choice("action", match[1] if match else part, ACTIONS)
        index = match[2] if match else None
        value = match[3] if match else None
        steps.append(
            Step(
                action,
                None if value is None else read_values(value),
                () if index is None else read_index(index),
            )
        )
    return tuple(steps)


def write_steps(steps: tuple[Step, ...]) -> str:
    """The text that `read_steps` takes back."""
    parts = []
    for step in steps:
        entry = ACTIONS[step.action]
        index = f"@{write_index(step.index).replace(' ', '')}" if entry.takes_index else ""
        value = f"={write_values(step.value)}" if entry.takes_value and step.value is not None else ""
        parts.append(f"{step.action}{index}{value}")
    return ";".join(parts)


# ---- the link


def _write_shape(shape: tuple[int, ...]) -> str:
    return ",".join(map(str, shape))


def _sequence(key: str) -> AssignmentRequest:
    return SEQUENCES[check_choice("sequence", key, SEQUENCES)]


def _key_of(assignment: AssignmentRequest) -> str:
    return next((key for key, request in SEQUENCES.items() if request == assignment), "")


def _builds(page: TensorsState) -> bool:
    return page.view == "build"


def _operates(page: TensorsState) -> bool:
    return page.view == "operate"


def _assigns(page: TensorsState) -> bool:
    return page.view == "assign"


def _runs(page: TensorsState) -> bool:
    return page.view == "run"


def _stacks(page: TensorsState) -> bool:
    return page.view == "stack"


def _plays(page: TensorsState) -> bool:
    """Whether the lab shows a sequence of the table."""
    return _assigns(page) and bool(_key_of(page.assignment))


def _composes(page: TensorsState) -> bool:
    """Whether the lab shows a sequence that the learner has composed."""
    return _assigns(page) and not _key_of(page.assignment)


# A link holds the words of the open lab alone.
WORDS: Final[Mapping[str, Word]] = {
    "view": VIEW,
    "make": text("tensor", "constructor", _builds),
    "shape": Word("tensor", "shape", read_shape, _write_shape, _builds),
    "dtype": text("tensor", "dtype", _builds),
    **{name: real("tensor", name, _builds) for name in ("value", "mean", "stddev", "low", "high")},
    "seed": whole("tensor", "seed", _builds),
    "op": text("operation", "operation", _operates),
    "a": Word("operation.a", "values", read_values, write_values, _operates),
    "a_dtype": text("operation.a", "dtype", _operates),
    "b": Word("operation.b", "values", read_values, write_values, _operates),
    "b_dtype": text("operation.b", "dtype", _operates),
    "axis": whole("operation", "axis", _operates),
    "sequence": Word("assignment", "", _sequence, _key_of, _plays),
    "start": Word("assignment.initial", "values", read_values, write_values, _composes, True),
    "start_dtype": Word("assignment.initial", "dtype", str, str, _composes, True),
    "steps": Word("assignment", "steps", read_steps, write_steps, _composes, True),
    "step": whole("", "step", _assigns),
    "samples": whole("stack", "samples", _stacks),
    **{name: text("stack", name, _stacks) for name in ("join", "targets", "numbers")},
    "draw": whole("stack", "seed", _stacks),
    "run": text("", "experiment", _runs),
    "script": text("", "script", _runs),
    "line": whole("", "line", _runs),
    "function": text("", "function", _runs),
    "call": whole("", "call", _runs),
    "question": QUESTION,
    "trap": TRAP,
}
STATE: Final = PageState(PAGE, TensorsState(), WORDS, LABS, traps_of(PAGE))
