"""The lab of metrics: what BinaryAccuracy and Accuracy count, sample by sample."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.parsing import as_whole, half_width, is_cut, number_text, quote, typed_parts, typed_real
from playground.lessons.fit.metric_scores import COUNTED, EXAMPLES, MetricReport, MetricRequest
from playground.lessons.fit.view.state import STATE
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.folding import folded
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.reveal_button import tried
from playground.lessons.shared.view.trainer_reports import ask, refusal
from playground.shell.language import Say, speaker
from playground.shell.tables import number, table
from playground.shell.versioned_widgets import held, held_choice, problem_at, shown_at, tidy

__all__ = ["metric_lab", "read_list", "regions"]

_COUNT: Final = "playground.lessons.fit.tasks.validation:count"
PART: Final = "metrics"


@st.fragment
def metric_lab(aside: Callable[[], None]) -> None:
    """Scores, targets, a threshold, `aside` below; a column for each metric, a row for each sample."""
    say = speaker()
    left, right = st.columns([4, 8], gap="large")
    with left, st.container(gap="small", key="gp_metric_inputs"):
        _inputs(STATE.now().metrics, say)
        aside()
    with right, st.container(gap="small", key="gp_metric_result"):
        request = STATE.now().metrics
        # Once they have been counted, they follow; before, the learner says what they will be.
        if not tried("fit_metrics", "counted", say("fit_page.metrics.count")):
            return
        report: MetricReport | None = ask("fit_metrics", _COUNT, request)
        if report is None:
            return
        _counted(request, report, say)
        words(say("fit_page.metrics.why"))
        with folded(say("lesson_cards.what_ran"), "fit_metrics_ran"):
            code_view(report.source)


def _inputs(request: MetricRequest, say: Say) -> None:
    current = next((name for name, entry in EXAMPLES.items() if entry == request), None)
    st.pills(
        say("fit_page.metrics.examples"),
        format_func=lambda name: say(f"fit_page.metrics.example.{name}"),
        **held_choice("fit_metric_example", current, list(EXAMPLES), _example),
    )
    for name in ("scores", "targets"):
        written = ", ".join(map(number_text, getattr(request, name)))
        st.text_input(
            say(f"fit_page.metrics.{name}"),
            max_chars=200,
            autocomplete="off",
            **held(f"fit_metric_{name}", written, partial(_list, name), same=partial(_means, name, written)),
        )
        problem = problem_at(f"fit_metric_{name}")
        if problem is not None:
            refusal(problem)
    st.slider(
        say("fit_page.metrics.threshold"),
        0.0,
        1.0,
        step=0.05,
        **held("fit_metric_threshold", request.threshold, _threshold),
    )
    for problem in STATE.problems_of(PART):
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


def read_list(name: str, text: str) -> tuple[float, ...]:
    """The scores (real) or targets (whole) of a text.

    LessonError names the part that is no number, or both lists that the text may be: 0,5 is 0.5, or 0 and 5.
    """
    if name == "scores":
        _check_commas(text)
    numbers: list[float] = []
    for part in typed_parts(text) or [""]:
        value = None if is_cut(part) else as_whole(part) if name == "targets" else typed_real(part)
        if not isinstance(value, float | int):
            kind = "target_list" if name == "targets" else "score_list"
            raise LessonError(f"lesson.{kind}", value=quote(part))
        numbers.append(value)
    return tuple(numbers)


def _check_commas(text: str) -> None:
    """Refuse a list of which every comma without a blank behind it may be a decimal comma: 0,5, 0,7."""
    text = half_width(text).strip()
    groups = [group.strip() for group in re.split(", +", text)]
    if ";" in text or not all(re.fullmatch("[+-]?[0-9]+,[0-9]+", group) for group in groups):
        return
    first = "; ".join(group.replace(",", ".") for group in groups)
    second = "; ".join(part for group in groups for part in group.split(","))
    raise LessonError("lesson.ambiguous", value=quote(text), first=first, second=second)


def _list(name: str, text: str) -> None:
    """One of the two lists, with the other as it is typed: only together may they be equally long."""
    values = {name: read_list(name, text)}
    other = "targets" if name == "scores" else "scores"
    if problem_at(f"fit_metric_{other}") is not None:
        values[other] = read_list(other, shown_at(f"fit_metric_{other}"))
    STATE.take(PART, **values)


def _means(name: str, written: str, given: str) -> bool:
    """Whether two texts hold the same list, however it is spaced."""
    try:
        return read_list(name, given) == read_list(name, written)
    except LessonError:
        return False


def _threshold(value: float) -> None:
    STATE.settle(PART, threshold=tidy(value))


def _example(name: str) -> None:
    STATE.settle("", metrics=EXAMPLES[name])


def regions(page: PageState[Any]) -> Regions:
    """Metrics."""
    return Regions(knobs=lambda: None, picture=partial(metric_lab, lambda: None))
