"""The lab of metrics: what BinaryAccuracy and Accuracy count, sample by sample."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from playground.lessons.metric_scores import COUNTED, EXAMPLES, MetricReport, MetricRequest
from playground.lessons.refusals import LessonError
from playground.text import as_whole, number_text, quote, typed_parts, typed_real
from playground.ui.language import Say, speaker
from playground.ui.lessons.asking import ask, refusal
from playground.ui.lessons.code_view import code_view, words
from playground.ui.lessons.fit_state import PLACE
from playground.ui.lessons.holding import held, tidy
from playground.ui.lessons.trying import tried
from playground.ui.tables import number, table

__all__ = ["metric_lab", "read_scores"]

_COUNT: Final = "playground.learning.validation:count"
PART: Final = "metrics"


@st.fragment
def metric_lab(aside: Callable[[], None]) -> None:
    """Scores, targets, a threshold, `aside` below; a column for each metric, a row for each sample."""
    say = speaker()
    left, right = st.columns([4, 8], gap="large")
    with left, st.container(gap="small", key="gp_metric_inputs"):
        _inputs(PLACE.now().metrics, say)
        aside()
    with right, st.container(gap="small", key="gp_metric_result"):
        request = PLACE.now().metrics
        # Once they have been counted, they follow; before, the learner says what they will be.
        if not tried("fit_metrics", "counted", say("fit_page.metrics.count")):
            return
        report: MetricReport | None = ask("fit_metrics", _COUNT, request)
        if report is None:
            return
        _counted(request, report, say)
        words(say("fit_page.metrics.why"))
        with st.expander(say("lesson_cards.what_ran"), type="compact", key="fit_metrics_ran"):
            code_view(report.source)


def _inputs(request: MetricRequest, say: Say) -> None:
    current = next((name for name, entry in EXAMPLES.items() if entry == request), None)
    st.pills(
        say("fit_page.metrics.examples"),
        list(EXAMPLES),
        format_func=lambda name: say(f"fit_page.metrics.example.{name}"),
        **held("fit_metric_example", current, _example),
    )
    for name in ("scores", "targets"):
        written = ", ".join(map(number_text, getattr(request, name)))
        st.text_input(
            say(f"fit_page.metrics.{name}"),
            max_chars=200,
            autocomplete="off",
            # What was refused stays to be mended.
            **held(f"fit_metric_{name}", written, _lists, lambda _: bool(PLACE.problems_of(PART))),
        )
    st.slider(
        say("fit_page.metrics.threshold"),
        0.0,
        1.0,
        step=0.05,
        **held("fit_metric_threshold", request.threshold, _threshold),
    )
    for problem in PLACE.problems_of(PART):
        refusal(problem)


def _counted(request: MetricRequest, report: MetricReport, say: Say) -> None:
    names = {key: _name(key, request) for key in COUNTED}
    header = [say("fit_page.metrics.target"), say("fit_page.metrics.score"), *names.values()]
    rows = [
        [str(target), number(score, 6), *(_mark(report.alone[key][place], say) for key in COUNTED)]
        for place, (score, target) in enumerate(zip(request.scores, request.targets, strict=True))
    ]
    rows.append([say("fit_page.metrics.all"), "", *(number(report.results[key], 4) for key in COUNTED)])
    table(say("fit_page.metrics.table"), header, rows)


def _name(key: str, request: MetricRequest) -> str:
    return COUNTED[key].format(threshold=repr(request.threshold)).removeprefix("keras.metrics.")


def _mark(counted: float, say: Say) -> str:
    return f"✓ {say('fit_page.metrics.counted')}" if counted else "–"


def read_scores(scores: str, targets: str) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Both lists from their texts; LessonError names the part that is no number."""
    numbers, labels = [], []
    for text in typed_parts(scores) or [""]:
        value = typed_real(text)
        if not isinstance(value, float):
            raise LessonError("lesson.score_list", value=quote(text))
        numbers.append(value)
    for text in typed_parts(targets) or [""]:
        label = as_whole(text)
        if label is None:
            raise LessonError("lesson.target_list", value=quote(text))
        labels.append(label)
    return tuple(numbers), tuple(labels)


def _lists(_: str) -> None:
    try:
        scores, targets = read_scores(
            st.session_state["fit_metric_scores"], st.session_state["fit_metric_targets"]
        )
    except LessonError as problem:
        PLACE.refuse(PART, problem)
        return
    PLACE.settle(PART, scores=scores, targets=targets)


def _threshold(value: float) -> None:
    PLACE.settle(PART, threshold=tidy(value))


def _example(name: str) -> None:
    PLACE.settle("", metrics=EXAMPLES[name])
