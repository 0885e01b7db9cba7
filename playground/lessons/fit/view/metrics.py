"""The lab of metrics: what BinaryAccuracy and Accuracy count, sample by sample."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import streamlit as st

from playground.core.parsing import as_whole, half_width, is_cut, number_text, quote, typed_parts, typed_real
from playground.lessons.fit.metric_scores import COUNTED, EXAMPLES, MetricReport, MetricRequest
from playground.lessons.fit.view.press import press_button, presses
from playground.lessons.fit.view.state import STATE
from playground.lessons.shared.validation import LessonError
from playground.lessons.shared.view import component
from playground.lessons.shared.view.code_view import code_view, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.trainer_reports import refusal
from playground.shell.language import Say, speaker
from playground.shell.tables import number
from playground.shell.versioned_widgets import held, held_choice, problem_at, shown_at, tidy

__all__ = ["KEY", "picture_data", "read_list", "regions", "released"]

ENTRY: Final = "fit/metrics.js"
KEY: Final = "fit_metrics_picture"
_STEP: Final = 0.05
_COUNT: Final = "playground.lessons.fit.tasks.validation:count"
PART: Final = "metrics"


def regions(page: PageState[Any]) -> Regions:
    """Scores and targets; the number line with what each metric counts; why; the code that counted."""
    request: MetricRequest = page.now().metrics
    # The same button hides the counts again, so that the learner can say them of other samples.
    is_counted = presses("fit_metrics", "counted") % 2 == 1
    report = asked("fit_metrics", _COUNT, request) if is_counted else _nothing
    return Regions(
        knobs=partial(_knobs, request),
        picture=partial(_picture, request, report, is_counted),
        rail=partial(_why, request, report),
        shelf={f"lesson_cards.what_{'ran' if is_counted else 'will_run'}": partial(_code, request)},
    )


def _nothing() -> None:
    """No report: nothing is asked before the learner asks."""


def _knobs(request: MetricRequest) -> None:
    _inputs(request, speaker())


def _picture(request: MetricRequest, report: Callable[[], MetricReport | None], is_counted: bool) -> None:
    say = speaker()
    place, below = st.container(), st.container()
    with below:  # a trainer that is still starting is told under the picture
        found = report()
    with place:
        component.show(ENTRY, KEY, picture_data(request, found), {"release": _release})
    again = say("fit_page.metrics.again") if is_counted else say("fit_page.metrics.count")
    press_button("fit_metrics", "counted", again, again)


def picture_data(request: MetricRequest, report: MetricReport | None) -> dict[str, Any]:
    """What the picture shows; counts only once there is a report."""
    say = speaker()
    return {
        "strings": {
            **component.words("fit_page", "metrics"),
            **{name: say(f"fit.{name}") for name in ("negative", "positive")},
        },
        "scores": list(request.scores),
        "written": [number_text(score).replace("-", "−") for score in request.scores],
        "targets": list(request.targets),
        "threshold": request.threshold,
        "step": _STEP,
        "metrics": [
            {
                "key": key,
                "name": _name(key, request),
                "counted": None if report is None else [int(one) for one in report.alone[key]],
                "result": "" if report is None else number(report.results[key], 4),
            }
            for key in COUNTED
        ],
    }


def _why(request: MetricRequest, report: Callable[[], MetricReport | None]) -> None:
    say, found = speaker(), report()
    if found is None:
        return
    words(say("fit_page.metrics.why"))
    equal = sum(map(bool, found.alone["accuracy"]))
    values = {"count": equal, "all": len(request.scores), "value": number(found.results["accuracy"], 4)}
    words(say(f"fit_page.metrics.equal_{'some' if equal else 'none'}", **values))


def _code(request: MetricRequest) -> None:
    code_view(request.source)


def released(value: object) -> float | None:
    """The threshold that the browser tells, if it is one."""
    given = component.told_number(value, "threshold", 0.0, 1.0)
    return None if given is None else tidy(given)


def _release() -> None:
    threshold = released(component.told(KEY, "release"))
    if threshold is not None:
        STATE.settle(PART, threshold=threshold)


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
    for problem in STATE.problems_of(PART):
        refusal(problem)


def _name(key: str, request: MetricRequest) -> str:
    return COUNTED[key].format(threshold=repr(request.threshold)).removeprefix("keras.metrics.")


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


def _example(name: str) -> None:
    STATE.settle("", metrics=EXAMPLES[name])
