"""The operation calculator: two tensors to edit, an operation, and how their shapes meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import streamlit as st

from playground.lessons.shared.values import DTYPES, TensorLiteral, read_values, write_values
from playground.lessons.shared.view.code_view import code_view, printed_view, whole_message, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_board import board
from playground.lessons.shared.view.trainer_reports import refusal
from playground.lessons.tensors.operations import OPERATIONS, OperationReport, OperationRequest
from playground.lessons.tensors.view.equation import equation_html
from playground.lessons.tensors.view.state import STATE, TensorsState
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import held, held_choice, held_index, problem_at

__all__ = ["EXAMPLES", "regions"]

OPERATE: Final = "playground.lessons.tensors.tasks.tensors:operate"
PLACE: Final = "operate"
_LONGEST_TEXT: Final = 2000


def _example(
    operation: str, a: str, b: str, dtypes: str = "float32 float32", axis: int = 0
) -> OperationRequest:
    first, second = dtypes.split()
    return OperationRequest(operation, TensorLiteral.read(a, first), TensorLiteral.read(b, second), axis)


# To start from; one entry each. Titles: tensors_page.example.<key>.
EXAMPLES: Final[Mapping[str, OperationRequest]] = {
    "broadcast": _example("add", "[[1], [2], [3]]", "[10, 20, 30, 40]"),
    "scalar": _example("multiply", "[[1, 2], [3, 4]]", "10"),
    "forward": _example("matmul", "[[0, 3], [3, 0], [1, 1]]", "[[0.5], [0.5]]"),
    "stack": _example("concat", "[[0, 3], [1, 2]]", "[[3, 0]]"),
    "relu": _example("relu", "[[-2, -0.5], [0, 3]]", "1"),
    "clash": _example("add", "[[1, 2, 3], [4, 5, 6]]", "[10, 20]"),
    "dtypes": _example("add", "[1, 2]", "[0.5, 0.5]", "int32 float32"),
}


def regions(page: PageState[TensorsState]) -> Regions:
    """Operation and operands; shapes, tensors and result; the code that ran."""
    request = page.now().operation
    report = asked(PLACE, OPERATE, request)
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, request, report),
        rail=partial(_code, report),
        shelf={"tensors_page.operate.printed": partial(_printed, report)},
    )


def _knobs(request: OperationRequest) -> None:
    say = speaker()
    _examples(request, say)
    _controls(request, say)


def _picture(request: OperationRequest, computed: Callable[[], OperationReport | None]) -> None:
    report = computed()
    if report is not None:
        board(equation_html(report, request, speaker()), "tensors_operate")


def _code(computed: Callable[[], OperationReport | None]) -> None:
    say, report = speaker(), computed()
    if report is None:
        return
    code_view(report.source, label=say("lesson_cards.what_ran"))
    if report.failure is not None:
        whole_message(report.failure, "tensors_operate")
    elif report.plan is not None and report.plan.stretches:
        words(say("tensors_page.operate.copies"), "quiet")


def _printed(computed: Callable[[], OperationReport | None]) -> None:
    """The tensors as text."""
    report = computed()
    if report is None:
        return
    values = [*report.operands, *([report.result] if report.result else [])]
    for name, value in zip("abc", values, strict=False):
        printed_view(value.text, name)


def _examples(request: OperationRequest, say: Say) -> None:
    current = next((name for name, example in EXAMPLES.items() if example == request), None)
    st.pills(
        say("tensors_page.examples"),
        format_func=lambda name: say(f"tensors_page.example.{name}"),
        **held_choice("tensors_example", current, list(EXAMPLES), _choose_example),
    )


def _controls(request: OperationRequest, say: Say) -> None:
    entry = OPERATIONS[request.operation]
    st.selectbox(
        say("tensors_page.operate.operation"),
        format_func=lambda name: say(f"tensors.operation.{name}"),
        **held_index("tensors_operation", request.operation, list(OPERATIONS), _operation),
    )
    if entry.has_axis:
        label, key = say("tensors.parameter.axis"), "tensors_concat_axis"
        number_field(label, key, request.axis, _axis, partial(STATE.refuse, PLACE), True)
    for problem in STATE.problems_of(PLACE):
        refusal(problem)
    for name, literal in (("a", request.a), ("b", request.b))[: entry.operands]:
        if literal is not None:
            _operand(name, literal, say)
        refused = problem_at(f"tensors_{name}")
        if refused is not None:
            refusal(refused)
        for problem in STATE.problems_of(f"{PLACE}_{name}"):
            refusal(problem)


def _operand(name: str, literal: TensorLiteral, say: Say) -> None:
    st.text_input(
        say("tensors_page.operate.operand", name=name),
        max_chars=_LONGEST_TEXT,
        autocomplete="off",
        help=say("tensors_page.operate.operand_help"),
        **held(
            f"tensors_{name}",
            write_values(literal.values),
            partial(_set_values, name),
            same=lambda shown: _says(shown, literal),
        ),
    )
    st.segmented_control(
        say("tensors_page.operate.dtype", name=name),
        required=True,
        **held_choice(f"tensors_{name}_dtype", literal.dtype, DTYPES, partial(_set_dtype, name)),
    )


def _says(text: object, literal: TensorLiteral) -> bool:
    """Whether a text means the same values, however it is spaced."""
    try:
        return isinstance(text, str) and read_values(text) == literal.values
    except ValueError:
        return False


def _operation(name: str) -> None:
    STATE.settle("operation", PLACE, operation=name)


def _axis(axis: int) -> None:
    STATE.take("operation", axis=axis)


def _set_values(name: str, text: str) -> None:
    STATE.take(f"operation.{name}", values=read_values(text))


def _set_dtype(name: str, dtype: str) -> None:
    STATE.settle(f"operation.{name}", f"{PLACE}_{name}", dtype=dtype)


def _choose_example(name: str) -> None:
    STATE.settle("", PLACE, operation=EXAMPLES[name])
