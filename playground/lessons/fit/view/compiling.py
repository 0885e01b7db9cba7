"""The lab of compile(): strings beside objects, which loss for which task, and the loss of one sample."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.lessons.fit.compiling import LOSSES as NAMED_LOSSES
from playground.lessons.fit.compiling import METRICS, NAMED, RATES, CompileReport, CompileSide
from playground.lessons.fit.loss_choice import TASKS, ChoiceReport, labels_of, outputs_of
from playground.lessons.fit.loss_point import LARGEST_SCORE, LOSSES, LossPointReport
from playground.lessons.fit.view.figures import loss_figure
from playground.lessons.fit.view.state import STATE
from playground.lessons.shared.view.code_view import code_view, different_lines, words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.reveal_button import tried
from playground.lessons.shared.view.tensor_grid import show, value_html
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import held, held_choice, held_index, tidy

__all__ = ["loss_explorer", "loss_guide", "strings_and_objects", "regions"]

_COMPARE: Final = "playground.lessons.fit.tasks.compiling:compare"
_EXAMPLE: Final = "playground.lessons.fit.tasks.compiling:loss_example"
_POINT: Final = "playground.lessons.fit.tasks.compiling:loss_point"


@st.fragment
def strings_and_objects() -> None:
    """Two programs side by side; both are trained when the learner asks."""
    say, request = speaker(), STATE.now().compile
    st.subheader(say("fit_page.compile.named_title"), anchor=False)
    with st.container(horizontal=True, gap="small", key="gp_compile_choices"):
        for name, options, words_of in (
            ("optimizer", tuple(NAMED), "knobs.optimizer.choices"),
            ("loss", tuple(NAMED_LOSSES), "knobs.loss.choices"),
            ("metric", tuple(METRICS), "fit_page.compile.metric"),
            ("rate", RATES, "fit_page.compile.rate"),
        ):
            _choose("compile", name, options, f"fit_page.compile.{name}", say, words_of)
    report: CompileReport | None = None
    if tried("compile", request, say("fit_page.compile.train_both")):
        report = ask("fit_compile", _COMPARE, request)
    columns = st.columns(2, gap="medium")
    sides = (("strings", request.strings, request.objects), ("objects", request.objects, request.strings))
    for column, (name, source, other) in zip(columns, sides, strict=True):
        with column, st.container(gap="small"):
            marks = dict.fromkeys(different_lines(source, other), "now")
            code_view(source, marks, say(f"fit_page.compile.{name}"))
    if report is not None:
        _compared(report, say)


def _compared(report: CompileReport, say: Say) -> None:
    same = report.difference == 0.0
    words(
        say(f"fit_page.compile.{'same' if same else 'differ'}", difference=number(report.difference, 3)),
        "right" if same else "notice",
    )
    sides = (("strings", report.strings), ("objects", report.objects))
    rows = [[say(f"fit_page.compile.{name}"), *_row(side)] for name, side in sides]
    header = ["", *(say(f"fit_page.compile.column_{name}") for name in ("optimizer", "lr", "metric", "keys"))]
    table(
        say("fit_page.compile.became"),
        [*header, "loss", "w₁", "w₂", "b"],
        rows,
    )


def _row(side: CompileSide) -> list[str]:
    return [
        side.optimizer,
        number(side.learning_rate, 3),
        side.metric,
        ", ".join(side.history),
        number(side.history["loss"][-1], 6),
        *(number(float(weight), 6) for weight in side.weights),
    ]


@st.fragment
def loss_guide() -> None:
    """Up to three answers lead to a last layer, a loss, a shape of labels, and why."""
    say, request = speaker(), STATE.now().choice
    st.subheader(say("fit_page.guide.title"), anchor=False)
    left, right = st.columns([4, 7], gap="large")
    with left, st.container(gap="small", key="gp_guide_choices"):
        _radio("task", TASKS, say)
        if outputs_of(request.task):
            _radio("output", outputs_of(request.task), say)
        if labels_of(request.task):
            _radio("labels", labels_of(request.task), say)
    with right, st.container(gap="small", key="gp_guide_result"):
        report: ChoiceReport | None = ask("fit_guide", _EXAMPLE, request)
        if report is None:
            return
        table(
            say("fit_page.guide.table"),
            [say(f"fit_page.guide.{name}") for name in ("layer", "loss", "label_shape")],
            [[request.choice.layer, request.choice.loss, str(report.labels.shape)]],
            heads=False,
        )
        words(say(f"fit_page.guide.why.{request.task}"))
        if outputs_of(request.task):
            words(say(f"fit_page.guide.why.{request.output}"))
        if labels_of(request.task):
            words(say(f"fit_page.guide.why.{request.labels}"))
        code_view(report.source, label=say("lesson_cards.what_ran"))
        named = (("labels", report.labels), ("predictions", report.predictions), ("value", report.value))
        show(value_html(name, value) for name, value in named)


def _radio(name: str, options: Sequence[str], say: Say) -> None:
    st.radio(
        say(f"fit_page.guide.ask_{name}"),
        format_func=lambda choice: say(f"fit_page.guide.{name}.{choice}"),
        **held_index(
            f"fit_choice_{name}", getattr(STATE.now().choice, name), options, partial(_set, "choice", name)
        ),
    )


@st.fragment
def loss_explorer() -> None:
    """Move the score of one sample; three losses and their gradients follow."""
    say, request = speaker(), STATE.now().point
    st.subheader(say("fit_page.explorer.title"), anchor=False)
    words(say("fit_page.explorer.lead"))
    left, right = st.columns([4, 8], gap="large")
    with left, st.container(gap="small", key="gp_explorer"):
        st.segmented_control(
            say("fit_page.explorer.target"),
            required=True,
            **held_choice("fit_point_target", request.target, (0, 1), partial(_set, "point", "target")),
        )
        st.slider(
            say("fit_page.explorer.score"),
            -LARGEST_SCORE,
            LARGEST_SCORE,
            step=0.1,
            **held("fit_point_score", request.score, partial(_set, "point", "score")),
        )
        report: LossPointReport | None = ask("fit_point", _POINT, STATE.now().point)
        if report is None:
            return
        names = {name: say(f"fit_page.explorer.{name}") for name in (*LOSSES, "score", "loss", "gradient")}
        rows = [
            [names[key], number(curve.loss, 4), number(curve.gradient + 0.0, 4)]
            for key, curve in report.curves.items()
        ]
        header = [say("fit_page.explorer.column"), names["loss"], names["gradient"]]
        table(say("fit_page.explorer.table"), header, rows)
    with right, st.container(gap="small"):
        figure = loss_figure(report, request.score, names)
        st.plotly_chart(
            figure,
            key="fit_point_figure",
            config={"displayModeBar": False},
            alt=say("fit_page.explorer.alt"),
        )
        words(say("fit_page.explorer.why"))
        with folded(say("lesson_cards.what_ran"), "fit_point_ran"):
            code_view("\n\n".join(curve.source for curve in report.curves.values()))


def _choose(part: str, name: str, options: Sequence[str], stem: str, say: Say, words_of: str = "") -> None:
    current = getattr(getattr(STATE.now(), part), name)
    st.selectbox(
        say(f"{stem}.label"),
        format_func=lambda choice: say(f"{words_of or stem}.{choice.replace('.', '_')}"),
        **held_index(f"fit_{part}_{name}", current, options, partial(_set, part, name)),
    )


def _set(part: str, name: str, value: Any) -> None:
    STATE.settle(part, **{name: tidy(value) if isinstance(value, float) else value})


def regions(page: PageState[Any]) -> Regions:
    """Compile."""
    return Regions(knobs=lambda: None, picture=_compile)


def _compile() -> None:
    strings_and_objects()
    loss_explorer()
    loss_guide()
