"""Eager execution: a script line by line, and a function called as it is beside its tf.function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from typing import Final

import streamlit as st

from playground.lessons.shared.values import Value
from playground.lessons.shared.view.code_view import code_html, code_view, printed_html, words
from playground.lessons.shared.view.lab_layout import Regions, asked
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_grid import cell_text, value_html
from playground.lessons.tensors.eager import (
    NOTED,
    SCRIPTS,
    TRACED,
    CallReport,
    ScriptReport,
    StatementReport,
    TracedReport,
)
from playground.lessons.tensors.view.state import EXPERIMENTS, STATE, TensorsState
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held_choice, held_index

__all__ = ["regions"]

RUN: Final = "playground.lessons.tensors.tasks.eager:run_script"
COMPARE: Final = "playground.lessons.tensors.tasks.eager:compare_traced"


def regions(page: PageState[TensorsState]) -> Regions:
    """The experiment that is shown: a script line by line, or a function beside its tf.function."""
    shown = page.now()
    experiments = {"lines": _lines, "traced": _traced}
    return experiments[shown.shown_experiment](shown)


def _lines(shown: TensorsState) -> Regions:
    report = asked("run", RUN, shown.script)
    return Regions(
        knobs=partial(_knobs, shown),
        picture=partial(_script, shown, report),
        rail=partial(_about, shown.script),
        shelf={"tensors_page.run.whole": partial(code_view, SCRIPTS[shown.script])},
    )


def _about(script: str) -> None:
    say = speaker()
    words(say("tensors_page.run.eager_lead"), "quiet")
    if script in NOTED:
        words(say(f"tensors.script_note.{script}"))


def _traced(shown: TensorsState) -> Regions:
    report = asked("traced", COMPARE, shown.function)
    return Regions(
        knobs=partial(_knobs, shown),
        picture=partial(_calls_picture, shown, report),
        rail=partial(_why, shown, report),
        shelf={"tensors_page.run.whole": partial(_listing, report)},
        question="traced_print",
    )


def _knobs(shown: TensorsState) -> None:
    say = speaker()
    st.segmented_control(
        say("tensors_page.run.experiment"),
        format_func=lambda key: say(f"tensors_page.run.{key}"),
        required=True,
        **held_choice("tensors_experiment", shown.shown_experiment, EXPERIMENTS, _choose_experiment),
    )
    choosers = {"lines": _script_chooser, "traced": _function_chooser}
    choosers[shown.shown_experiment](shown, say)


def _script_chooser(shown: TensorsState, say: Say) -> None:
    st.radio(
        say("tensors_page.run.script"),
        format_func=lambda key: say(f"tensors.script.{key}"),
        **held_index("tensors_script", shown.script, list(SCRIPTS), _choose_script),
    )


def _function_chooser(shown: TensorsState, say: Say) -> None:
    st.radio(
        say("tensors_page.run.function"),
        format_func=lambda key: say(f"tensors.traced.{key}.title"),
        **held_index("tensors_function", shown.function, list(TRACED), _choose_function),
    )


def _script(shown: TensorsState, ran: Callable[[], ScriptReport | None]) -> None:
    """Each line's value stands beside it as soon as the line has run."""
    say, report = speaker(), ran()
    if report is None:
        return
    last = len(report.statements)
    line = min(shown.line, last)
    rows = "".join(
        _statement(statement, number <= line, number == line, say)
        for number, statement in enumerate(report.statements, start=1)
    )
    st.html(f'<ol class="gp-runs" data-testid="lines">{rows}</ol>')
    _transport("line", line, last, say)


def _calls_picture(shown: TensorsState, compared: Callable[[], TracedReport | None]) -> None:
    """The same calls twice: of the plain function, and of the function that TensorFlow traced."""
    say, report = speaker(), compared()
    if report is None:
        return
    last = len(report.eager)
    call = min(shown.call, last)
    st.html(_comparison(report, call, say))
    _transport("call", call, last, say)


def _why(shown: TensorsState, compared: Callable[[], TracedReport | None]) -> None:
    say, report = speaker(), compared()
    if report is None:
        return
    if shown.call >= len(report.eager):
        words(say(f"tensors.traced.{shown.function}.why"))
    else:
        words(say("tensors_page.run.traced_lead"), "quiet")


def _listing(compared: Callable[[], TracedReport | None]) -> None:
    report = compared()
    if report is not None:
        calls = "\n".join(call.source for call in report.traced)
        code_view(f"{report.traced_source}\n\n{calls}")


def _transport(name: str, place: int, last: int, say: Say) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"gp_{name}_transport"):
        for button, target, icon in (
            ("first", 0, ":material/skip_previous:"),
            ("back", place - 1, ":material/chevron_left:"),
            ("next", place + 1, ":material/play_arrow:"),
            ("all", last, ":material/skip_next:"),
        ):
            st.button(
                say(f"tensors_page.run.{name}_{button}"),
                icon=icon,
                key=f"tensors_{name}_{button}",
                type="primary" if button == "next" else "secondary",
                disabled=not 0 <= target <= last or target == place,
                on_click=heard(_go),
                args=(name, target),
            )


def _statement(statement: StatementReport, has_run: bool, is_last: bool, say: Say) -> str:
    """A statement and what it gave; what has not run yet keeps its place and shows nothing."""
    mark = dict.fromkeys(range(1, 20), "" if has_run else "later")
    results = ""
    if has_run:
        parts = [value_html(name or "→", value, say=say) for name, value in statement.values]
        results = f'<div class="gp-tensors">{"".join(parts)}</div>' if parts else ""
        if statement.printed.strip():
            label = escape(say("lesson_cards.printed"))
            results += f'<div class="gp-label">{label}</div>{printed_html(statement.printed.rstrip())}'
        if statement.failure is not None:
            results += f'<div class="gp-failure"><code>{escape(statement.failure.summary)}</code></div>'
    named = " is-now" if is_last else "" if has_run else " is-later"
    return f'<li class="gp-run{named}">{code_html(statement.source, mark)}<div>{results}</div></li>'


def _comparison(report: TracedReport, made: int, say: Say) -> str:
    """Both sources side by side, and below them what each call gave; a call to come keeps its place."""
    heads = [escape(say(f"tensors_page.run.{name}")) for name in ("as_it_is", "with_function")]
    sources = (code_html(report.eager_source), code_html(report.traced_source, {1: "now"}))
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    groups = [f'<tbody class="is-source"><tr>{_pair(heads, sources)}</tr></tbody>']
    before = 0
    for number, (plain, graph) in enumerate(zip(report.eager, report.traced, strict=True), start=1):
        is_new = graph.traces > before
        before = graph.traces
        note = say("tensors_page.run.traced_now" if is_new else "tensors_page.run.not_traced")
        trace = f'<div class="gp-trace{" is-new" if is_new else ""}">{escape(note)}</div>'
        cells = (_call(plain, say), _call(graph, say) + trace) if number <= made else ("", "")
        kind = "later" if number > made else "now" if number == made else "made"
        groups.append(
            f'<tbody class="is-{kind}"><tr><th scope="rowgroup" colspan="2">'
            f"<code>{escape(plain.source)}</code></th></tr><tr>{_pair(heads, cells)}</tr></tbody>"
        )
    caption = escape(say("tensors_page.run.calls"))
    return (
        f'<div class="gp-scroll" tabindex="0"><table class="gp-calls"><caption class="gp-hidden">{caption}'
        f"</caption><thead><tr>{top}</tr></thead>{''.join(groups)}</table></div>"
    )


def _pair(heads: Sequence[str], cells: Sequence[str]) -> str:
    return "".join(f'<td data-head="{head}">{cell}</td>' for head, cell in zip(heads, cells, strict=True))


def _call(report: CallReport, say: Say) -> str:
    lines = [("print", report.printed.strip()), ("tf.print", report.tf_printed.strip())]
    shown = [
        f"<div><dt>{name}</dt><dd><code>{escape(text)}</code></dd></div>" for name, text in lines if text
    ]
    if not report.printed.strip():
        nothing = escape(say("tensors_page.run.nothing"))
        shown.insert(0, f'<div class="is-quiet"><dt>print</dt><dd>{nothing}</dd></div>')
    result = report.failure.summary if report.failure else _short(report.value)
    name = escape(say("tensors_page.run.result"))
    shown.append(f"<div><dt>{name}</dt><dd><code>{escape(result)}</code></dd></div>")
    return f"<dl>{''.join(shown)}</dl>"


def _short(value: Value | None) -> str:
    if value is None or value.values is None:
        return "None"
    return cell_text(value.values[()]) if value.values.ndim == 0 else str(value.values.tolist())


def _choose_experiment(key: str) -> None:
    STATE.settle("", experiment=key)


def _choose_script(key: str) -> None:
    STATE.settle("", script=key, line=1)


def _choose_function(key: str) -> None:
    STATE.settle("", function=key, call=0)


def _go(name: str, place: int) -> None:
    experiment = {"call": "traced"}.get(name, STATE.now().experiment)
    STATE.settle("", experiment=experiment, **{name: place})
