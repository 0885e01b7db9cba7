"""The lab of compile(): strings beside objects, which loss for which task, and the loss of one sample."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.lessons.fit.compiling import LOSSES as NAMED_LOSSES
from playground.lessons.fit.compiling import METRICS, NAMED, RATES, CompileReport, CompileSide
from playground.lessons.fit.loss_choice import TASKS, ChoiceReport, labels_of, outputs_of
from playground.lessons.fit.loss_point import LARGEST_SCORE, LossPointReport, LossPointRequest
from playground.lessons.fit.view.press import press_button, presses
from playground.lessons.fit.view.state import STATE
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, different_lines, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_grid import show, value_html
from playground.lessons.shared.view.trainer_reports import ask
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import held_choice, held_index, tidy

__all__ = ["KEY", "loss_guide", "picture_data", "regions", "released", "strings_and_objects"]

ENTRY: Final = "fit/loss_point.js"
KEY: Final = "fit_point_picture"
_STEP: Final = 0.1  # from one score that TensorFlow computes to the next

_COMPARE: Final = "playground.lessons.fit.tasks.compiling:compare"
_EXAMPLE: Final = "playground.lessons.fit.tasks.compiling:loss_example"
_POINT: Final = "playground.lessons.fit.tasks.compiling:loss_point"


def regions(page: PageState[Any]) -> Regions:
    """Target of the sample; its loss and pull; the numbers; strings and objects, the guide, the code."""
    request: LossPointRequest = page.now().point
    report = asked("fit_point", _POINT, request)
    return Regions(
        knobs=_target,
        picture=partial(_picture, request, report),
        rail=partial(_numbers, report),
        shelf={
            "fit_page.compile.named_title": strings_and_objects,
            "fit_page.guide.title": loss_guide,
            "lesson_cards.what_ran": partial(_code, report),
        },
    )


def _target() -> None:
    say, request = speaker(), STATE.now().point
    st.segmented_control(
        say("fit_page.explorer.target"),
        required=True,
        **held_choice("fit_point_target", request.target, (0, 1), partial(_set, "point", "target")),
    )


def _picture(request: LossPointRequest, report: Callable[[], LossPointReport | None]) -> None:
    place, below = st.container(), st.container()
    with below:
        found = report()
    with place:
        component.show(ENTRY, KEY, picture_data(request, found), {"release": _release})


def picture_data(request: LossPointRequest, report: LossPointReport | None) -> dict[str, Any]:
    """The three losses and gradients at all scores; none while TensorFlow starts."""
    say = speaker()
    curves = {} if report is None else report.curves
    return {
        "strings": component.words("fit_page", "explorer"),
        "scores": [] if report is None else [round(score, 6) for score in report.scores.tolist()],
        "losses": [
            {
                "name": say(f"fit_page.explorer.{key}"),
                "losses": curve.losses.tolist(),
                "gradients": curve.gradients.tolist(),
            }
            for key, curve in curves.items()
        ],
        "largest": LARGEST_SCORE,
        "step": _STEP,
        "score": request.score,
        "target": request.target,
    }


def _numbers(report: Callable[[], LossPointReport | None]) -> None:
    say, found = speaker(), report()
    if found is None:
        return
    rows = [
        [say(f"fit_page.explorer.{key}"), number(curve.loss, 4), number(curve.gradient + 0.0, 4)]
        for key, curve in found.curves.items()
    ]
    header = [say(f"fit_page.explorer.{name}") for name in ("column", "loss", "gradient")]
    table(say("fit_page.explorer.table"), header, rows)
    words(say("fit_page.explorer.why"))


def _code(report: Callable[[], LossPointReport | None]) -> None:
    found = report()
    if found is not None:
        code_view("\n\n".join(curve.source for curve in found.curves.values()))


def released(value: object) -> float | None:
    """The score that the browser tells, if it is one."""
    given = component.told_number(value, "score", -LARGEST_SCORE, LARGEST_SCORE)
    return None if given is None else tidy(given)


def _release() -> None:
    score = released(component.told(KEY, "release"))
    if score is not None:
        _set("point", "score", score)


@st.fragment
def strings_and_objects() -> None:
    """Two programs, one below the other; both are trained when the learner asks."""
    say, request = speaker(), STATE.now().compile
    with st.container(horizontal=True, gap="small", key="gp_compile_choices"):
        for name, options, words_of in (
            ("optimizer", tuple(NAMED), "knobs.optimizer.choices"),
            ("loss", tuple(NAMED_LOSSES), "knobs.loss.choices"),
            ("metric", tuple(METRICS), "fit_page.compile.metric"),
            ("rate", RATES, "fit_page.compile.rate"),
        ):
            _choose("compile", name, options, f"fit_page.compile.{name}", say, words_of)
    press_button("compile", request, say("fit_page.compile.train_both"), say("fit.train_again"))
    if presses("compile", request):
        report: CompileReport | None = ask("fit_compile", _COMPARE, request)
        if report is not None:
            _compared(report, say)
    sides = (("strings", request.strings, request.objects), ("objects", request.objects, request.strings))
    for name, source, other in sides:
        marks = dict.fromkeys(different_lines(source, other), "now")
        code_view(source, marks, say(f"fit_page.compile.{name}"))


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
    with st.container(gap="small", key="gp_guide_choices"):
        _radio("task", TASKS, say)
        if outputs_of(request.task):
            _radio("output", outputs_of(request.task), say)
        if labels_of(request.task):
            _radio("labels", labels_of(request.task), say)
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


def _choose(part: str, name: str, options: Sequence[str], stem: str, say: Say, words_of: str) -> None:
    current = getattr(getattr(STATE.now(), part), name)
    st.selectbox(
        say(f"{stem}.label"),
        format_func=lambda choice: say(f"{words_of}.{choice.replace('.', '_')}"),
        **held_index(f"fit_{part}_{name}", current, options, partial(_set, part, name)),
    )


def _set(part: str, name: str, value: Any) -> None:
    STATE.settle(part, **{name: tidy(value) if isinstance(value, float) else value})
