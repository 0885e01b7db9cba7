"""The tensor builder: choose how a tensor is made, and see it as TensorFlow made it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape
from typing import Any, Final

import streamlit as st

from playground.lessons.shared.values import MOST_RANK
from playground.lessons.shared.view.code_view import code_view, printed_view
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.number_field import number_field
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_board import across, board, board_html, part
from playground.lessons.shared.view.tensor_grid import Large, largest, value_html
from playground.lessons.shared.view.trainer_reports import refusal
from playground.lessons.tensors.tensors import CONSTRUCTORS, LARGEST_SEED, TensorReport, TensorRequest
from playground.lessons.tensors.view.state import STATE, TensorsState
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held_choice

__all__ = ["regions"]

BUILD: Final = "playground.lessons.tensors.tasks.tensors:build"
PLACE: Final = "build"
_RANKS: Final = range(MOST_RANK + 1)


def regions(page: PageState[TensorsState]) -> Regions:
    """How the tensor is made; the tensor; the line that made it; what Python prints."""
    request = page.now().tensor
    report = asked(PLACE, BUILD, request)
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, report),
        rail=partial(_code, report),
        shelf={"tensors_page.build.printed": partial(_printed, report)},
    )


def _knobs(request: TensorRequest) -> None:
    _controls(request, speaker())
    for problem in STATE.problems_of(PLACE):
        refusal(problem)


def _picture(built: Callable[[], TensorReport | None]) -> None:
    say, report = speaker(), built()
    if report is None or report.value.values is None:
        return
    shape, array = report.value.shape, report.value.values
    side_by_side = across(shape)
    axes = tuple(say("tensors_page.build.axis_size", axis=axis, size=size) for axis, size in enumerate(shape))
    html = value_html("t", report.value, large=Large(side_by_side, axes), say=say)
    lines = [[part(html, shape, side_by_side)]]
    board(board_html(lines, largest([array]), say, kind="single"), "tensors_build")


def _code(built: Callable[[], TensorReport | None]) -> None:
    say, report = speaker(), built()
    if report is None or report.value.values is None:
        return
    code_view(report.source, label=say("lesson_cards.what_ran"))
    array = report.value.values
    facts = {
        "shape": str(report.value.shape),
        "rank": array.ndim,
        "elements": array.size,
        "dtype": report.value.dtype,
        "bytes": f"{array.size} × {array.itemsize} = {array.nbytes}",
    }
    cells = "".join(
        f"<dt>{escape(say(f'tensors_page.build.fact_{name}'))}</dt><dd>{escape(str(fact))}</dd>"
        for name, fact in facts.items()
    )
    st.html(f'<dl class="gp-compared">{cells}</dl>')


def _printed(built: Callable[[], TensorReport | None]) -> None:
    report = built()
    if report is not None:
        printed_view(report.value.text)


def _controls(request: TensorRequest, say: Say) -> None:
    entry = CONSTRUCTORS[request.constructor]
    st.pills(
        say("tensors_page.build.make"),
        format_func=lambda name: say(f"tensors.constructor.{name}"),
        required=True,
        **held_choice("tensors_make", request.constructor, list(CONSTRUCTORS), _make),
    )
    _shape(request, say)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="gp_build_parameters"):
        for name in entry.parameters:
            _parameter(request, name, say)
    if len(entry.dtypes) > 1:
        st.segmented_control(
            say("tensors.parameter.dtype"),
            required=True,
            **held_choice("tensors_dtype", request.dtype, entry.dtypes, partial(_set, "dtype")),
        )


def _shape(request: TensorRequest, say: Say) -> None:
    rank = len(request.shape)
    st.pills(
        say("tensors_page.build.rank"),
        format_func=lambda rank: say(f"tensors_page.build.rank_{rank}"),
        required=True,
        **held_choice("tensors_rank", rank, _RANKS, _rank),
    )
    if not rank:
        return
    with st.container(horizontal=True, gap="small", key="gp_build_shape"):
        for axis, size in enumerate(request.shape):
            number_field(
                say("tensors_page.build.axis", axis=axis),
                f"tensors_axis_{axis}",
                size,
                partial(_size, axis),
                partial(STATE.refuse, PLACE),
                True,
                width=120,
            )


def _parameter(request: TensorRequest, name: str, say: Say) -> None:
    help_text = say("tensors_page.build.seed_help") if name == "seed" else None
    number_field(
        say(f"tensors.parameter.{name}"),
        f"tensors_{name}",
        getattr(request, name),
        partial(_typed, name),
        partial(STATE.refuse, PLACE),
        name == "seed",
        help=help_text,
        width=120,
    )
    if name == "seed":
        st.button(
            say("tensors_page.build.next_seed"),
            key="tensors_next_seed",
            icon=":material/casino:",
            on_click=heard(_next_seed, counted=True),
        )


def _change(**values: Any) -> None:
    STATE.settle("tensor", PLACE, **values)


def _take(**values: Any) -> None:
    """The same, but a refusal is the caller's to tell."""
    STATE.take("tensor", **values)


def _make(name: str) -> None:
    dtype = STATE.now().tensor.dtype
    entry = CONSTRUCTORS.get(name)
    _change(constructor=name, dtype=dtype if entry and dtype in entry.dtypes else "float32")


def _set(name: str, value: Any) -> None:
    _change(**{name: value})


def _typed(name: str, value: Any) -> None:
    _take(**{name: value})


def _rank(rank: int) -> None:
    """Another number of axes: the sizes there are stay, new axes are put in front."""
    shape = STATE.now().tensor.shape
    _change(shape=(2,) * (rank - len(shape)) + shape[max(len(shape) - rank, 0) :])


def _size(axis: int, size: float) -> None:
    shape = STATE.now().tensor.shape
    _take(shape=(*shape[:axis], size, *shape[axis + 1 :]))


def _next_seed() -> None:
    _change(seed=(STATE.now().tensor.seed + 1) % (LARGEST_SEED + 1))
