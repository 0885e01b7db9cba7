"""The tensor builder: choose how a tensor is made, and see it as TensorFlow made it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import streamlit as st

from playground.lessons.tensors import CONSTRUCTORS, LARGEST_SEED, LONGEST_AXIS, TensorReport, TensorRequest
from playground.lessons.values import LARGEST_VALUE, MOST_RANK
from playground.ui.language import Say, speaker
from playground.ui.lessons.asking import ask, refusal
from playground.ui.lessons.code_view import code_view, words
from playground.ui.lessons.holding import hold, tidy
from playground.ui.lessons.tensor_grid import show, value_html
from playground.ui.lessons.tensors_state import problem_of, settle, state, telling

__all__ = ["tensor_builder"]

BUILD: Final = "playground.learning.tensors:build"
PLACE: Final = "build"
_RANKS: Final = range(MOST_RANK + 1)


@st.fragment
def tensor_builder() -> None:
    """Controls at the left, the tensor at the right."""
    say = speaker()
    controls, picture = st.columns([4, 7], gap="medium")
    with controls, st.container(key="gp_build_controls", gap="small"):
        _controls(state().tensor, say)
    with picture, st.container(key="gp_build_result", gap="small"):
        for problem in problem_of(PLACE):
            refusal(problem)
        report: TensorReport | None = ask(PLACE, BUILD, state().tensor)
        if report is None:
            return
        code_view(report.source, label=say("lesson_cards.what_ran"))
        show([value_html("t", report.value)])
        sizes = report.value.shape
        count = report.value.values.size if report.value.values is not None else 0
        words(say("tensors_page.build.summary", rank=len(sizes), count=count), "quiet")
        with st.expander(say("tensors_page.build.printed"), type="compact", key="tensors_build_printed"):
            code_view(report.value.text)


def _controls(request: TensorRequest, say: Say) -> None:
    entry = CONSTRUCTORS[request.constructor]
    hold("tensors_make", request.constructor)
    st.pills(
        say("tensors_page.build.make"),
        list(CONSTRUCTORS),
        format_func=lambda name: say(f"tensors.constructor.{name}"),
        key="tensors_make",
        required=True,
        on_change=_make,
    )
    _shape(request, say)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="gp_build_parameters"):
        for name in entry.parameters:
            _parameter(request, name, say)
    if len(entry.dtypes) > 1:
        hold("tensors_dtype", request.dtype)
        st.segmented_control(
            say("tensors.parameter.dtype"),
            entry.dtypes,
            key="tensors_dtype",
            required=True,
            on_change=_set,
            args=("dtype", "tensors_dtype"),
        )


def _shape(request: TensorRequest, say: Say) -> None:
    rank = len(request.shape)
    hold("tensors_rank", rank)
    st.segmented_control(
        say("tensors_page.build.rank"),
        _RANKS,
        format_func=lambda rank: say(f"tensors_page.build.rank_{rank}"),
        key="tensors_rank",
        required=True,
        on_change=_rank,
    )
    if not rank:
        return
    with st.container(horizontal=True, gap="small", key="gp_build_shape"):
        for axis, size in enumerate(request.shape):
            key = f"tensors_axis_{axis}"
            hold(key, size)
            st.number_input(
                say("tensors_page.build.axis", axis=axis),
                min_value=1,
                max_value=LONGEST_AXIS,
                step=1,
                key=key,
                on_change=_size,
                args=(axis, key),
                width=130,
            )


def _parameter(request: TensorRequest, name: str, say: Say) -> None:
    key = f"tensors_{name}"
    hold(key, getattr(request, name))
    if name == "seed":
        st.number_input(
            say("tensors.parameter.seed"),
            min_value=0,
            max_value=LARGEST_SEED,
            step=1,
            key=key,
            on_change=_set,
            args=(name, key),
            help=say("tensors_page.build.seed_help"),
            width=150,
        )
        st.button(
            say("tensors_page.build.next_seed"),
            key="tensors_next_seed",
            icon=":material/casino:",
            on_click=_next_seed,
        )
        return
    st.number_input(
        say(f"tensors.parameter.{name}"),
        min_value=0.0 if name == "stddev" else -LARGEST_VALUE,
        max_value=LARGEST_VALUE,
        step=1.0 if request.dtype == "int32" else 0.1,
        format="%.6g",
        key=key,
        on_change=_set,
        args=(name, key),
        width=150,
    )


def _change(**values: Any) -> None:
    with telling(PLACE):
        settle(tensor=replace(state().tensor, **values))


def _make() -> None:
    name = str(st.session_state["tensors_make"])
    dtype = state().tensor.dtype
    entry = CONSTRUCTORS.get(name)
    _change(constructor=name, dtype=dtype if entry and dtype in entry.dtypes else "float32")


def _set(name: str, key: str) -> None:
    value = st.session_state[key]
    _change(**{name: tidy(value) if isinstance(value, float) else value})


def _rank() -> None:
    """Another number of axes: the sizes there are stay, new axes are put in front."""
    rank, shape = int(st.session_state["tensors_rank"]), state().tensor.shape
    _change(shape=(2,) * (rank - len(shape)) + shape[max(len(shape) - rank, 0) :])


def _size(axis: int, key: str) -> None:
    shape = list(state().tensor.shape)
    shape[axis] = int(st.session_state[key])
    _change(shape=tuple(shape))


def _next_seed() -> None:
    _change(seed=(state().tensor.seed + 1) % (LARGEST_SEED + 1))
