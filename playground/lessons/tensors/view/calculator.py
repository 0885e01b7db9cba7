"""The operation calculator: two tensors to edit, an operation, and how their shapes meet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any, Final

import streamlit as st

from playground.lessons.shared.values import DTYPES, TensorLiteral, Value, read_values, write_values
from playground.lessons.shared.view.code_view import code_view, failure_card, words
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_grid import largest, show, value_html
from playground.lessons.shared.view.trainer_reports import ask, refusal
from playground.lessons.tensors.operations import OPERATIONS, OperationReport, OperationRequest
from playground.lessons.tensors.view.broadcast_picture import alignment_html, stretched_html
from playground.lessons.tensors.view.state import STATE
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import held, held_choice, held_index, problem_at

__all__ = ["EXAMPLES", "calculator", "regions"]

OPERATE: Final = "playground.lessons.tensors.tasks.tensors:operate"
PLACE: Final = "operate"
_LONGEST_TEXT: Final = 2000
_MOST_STRETCHED: Final = 400  # elements of a result whose operands are drawn stretched
_SIGNS: Final = {"add": "+", "multiply": "×", "matmul": "@"}


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


@st.fragment
def calculator() -> None:
    """Examples, operation and operands above; shapes, tensors and result below."""
    say = speaker()
    request = STATE.now().operation
    _examples(request, say)
    _controls(request, say)
    report: OperationReport | None = ask(PLACE, OPERATE, STATE.now().operation)
    if report is None:
        return
    with st.container(key="gp_operate_result", gap="small"):
        code, shapes = st.columns(2, gap="medium")
        with code:
            code_view(report.source, label=say("lesson_cards.what_ran"))
        if report.plan is not None and len(report.operands) == 2:
            with shapes:
                st.html(alignment_html(report.plan, say))
        if report.failure is not None:
            failure_card(report.failure, "tensors_operate")
        _picture(report, request.operation, say)
        if report.plan is not None and report.plan.shape is not None and report.plan.stretches:
            words(say("tensors_page.operate.copies"), "quiet")


def _examples(request: OperationRequest, say: Say) -> None:
    current = next((name for name, example in EXAMPLES.items() if example == request), None)
    st.pills(
        say("tensors_page.examples"),
        format_func=lambda name: say(f"tensors_page.example.{name}"),
        **held_choice("tensors_example", current, list(EXAMPLES), _choose_example),
    )


def _controls(request: OperationRequest, say: Say) -> None:
    entry = OPERATIONS[request.operation]
    choice, *operands = st.columns([3, *[5] * entry.operands], gap="medium")
    with choice, st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.selectbox(
            say("tensors_page.operate.operation"),
            format_func=lambda name: say(f"tensors.operation.{name}"),
            **held_index("tensors_operation", request.operation, list(OPERATIONS), _operation),
        )
        if entry.has_axis:
            label, key = say("tensors.parameter.axis"), "tensors_concat_axis"
            number_field(label, key, request.axis, _axis, partial(STATE.refuse, PLACE), True, width=120)
    with choice:
        for problem in STATE.problems_of(PLACE):
            refusal(problem)
    for name, place in zip("ab", operands, strict=False):
        literal = request.a if name == "a" else request.b
        with place:
            if literal is not None:
                _operand(name, literal, say)
            refused = problem_at(f"tensors_{name}")
            if refused is not None:
                refusal(refused)
            for problem in STATE.problems_of(f"{PLACE}_{name}"):
                refusal(problem)


def _operand(name: str, literal: TensorLiteral, say: Say) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", wrap=False):
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
        st.selectbox(
            say("tensors_page.operate.dtype", name=name),
            width=120,
            **held_index(f"tensors_{name}_dtype", literal.dtype, DTYPES, partial(_set_dtype, name)),
        )


def _picture(report: OperationReport, operation: str, say: Say) -> None:
    """Operands, sign and result in a row; operands that broadcast as they are stretched."""
    values = [*report.operands, *([report.result] if report.result else [])]
    scale = largest(value.values for value in values)
    shape = report.plan.shape if report.plan is not None else None
    small = report.result is not None and _count(report.result) <= _MOST_STRETCHED
    parts = []
    for name, value in zip("ab", report.operands, strict=False):
        if shape is not None and value.values is not None and small:
            parts.append(stretched_html(name, value.values, shape, scale, say))
        else:
            parts.append(value_html(name, value, scale=scale, say=say))
    sign = _SIGNS.get(operation, "")
    if len(parts) == 2 and sign:
        parts.insert(1, _sign(sign))
    if report.result is not None:
        parts += [_sign("=" if sign else "→"), value_html("c", report.result, scale=scale, say=say)]
    show(parts)


def _count(value: Value) -> int:
    return 0 if value.values is None else int(value.values.size)


def _sign(text: str) -> str:
    return f'<span class="gp-sign">{escape(text)}</span>'


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


def regions(page: PageState[Any]) -> Regions:
    """The calculator."""
    return Regions(knobs=lambda: None, picture=calculator)
