"""Eager execution: a script line by line, and a function called as it is beside its tf.function."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import streamlit as st

from playground.lessons.shared.values import Value
from playground.lessons.shared.view.code_view import code_html, code_view, words
from playground.lessons.shared.view.lab import Regions
from playground.lessons.shared.view.page_state import PageState
from playground.lessons.shared.view.tensor_grid import cell_text, value_html
from playground.lessons.shared.view.trainer_reports import ask
from playground.lessons.tensors.eager import (
    SCRIPTS,
    TRACED,
    CallReport,
    ScriptReport,
    StatementReport,
    TracedReport,
)
from playground.lessons.tensors.view.state import STATE
from playground.shell.language import Say, speaker
from playground.shell.versioned_widgets import heard, held_choice

__all__ = ["script_runner", "traced_runner", "regions"]

RUN: Final = "playground.lessons.tensors.tasks.eager:run_script"
COMPARE: Final = "playground.lessons.tensors.tasks.eager:compare_traced"


def _runners() -> None:
    script_runner()
    traced_runner()


@st.fragment
def script_runner() -> None:
    """A script of the notes: each line's value stands beside it as soon as the line has run."""
    say = speaker()
    st.subheader(say("tensors_page.run.eager"), anchor=False)
    words(say("tensors_page.run.eager_lead"))
    st.pills(
        say("tensors_page.run.script"),
        format_func=lambda key: say(f"tensors.script.{key}"),
        required=True,
        label_visibility="collapsed",
        **held_choice("tensors_script", STATE.now().script, list(SCRIPTS), _choose_script),
    )
    report: ScriptReport | None = ask("run", RUN, STATE.now().script)
    if report is None:
        return
    last = len(report.statements)
    line = min(STATE.now().line, last)
    _transport("line", line, last, say)
    rows = "".join(
        _statement(statement, number <= line, number == line, say)
        for number, statement in enumerate(report.statements, start=1)
    )
    st.html(f'<ol class="gp-runs">{rows}</ol>')


@st.fragment
def traced_runner() -> None:
    """The same calls twice: of the plain function, and of the function that TensorFlow traced."""
    say = speaker()
    st.subheader(say("tensors_page.run.traced"), anchor=False)
    words(say("tensors_page.run.traced_lead"))
    st.pills(
        say("tensors_page.run.function"),
        format_func=lambda key: say(f"tensors.traced.{key}.title"),
        required=True,
        label_visibility="collapsed",
        **held_choice("tensors_function", STATE.now().function, list(TRACED), _choose_function),
    )
    report: TracedReport | None = ask("traced", COMPARE, STATE.now().function)
    if report is None:
        return
    plain, traced = st.columns(2, gap="medium")
    with plain:
        code_view(report.eager_source, label=say("tensors_page.run.as_it_is"))
    with traced:
        code_view(report.traced_source, {1: "now"}, say("tensors_page.run.with_function"))
    last = len(report.eager)
    call = min(STATE.now().call, last)
    _transport("call", call, last, say)
    if call:
        st.html(_calls(report.eager[:call], report.traced[:call], say))
    else:
        words(say("tensors_page.run.predict"), "prompt")
    if call == last:
        words(say(f"tensors.traced.{STATE.now().function}.why"))


def _transport(name: str, place: int, last: int, say: Say) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="center", key=f"gp_{name}_transport"):
        for button, target, icon in (
            ("first", 0, "first_page"),
            ("back", place - 1, "chevron_left"),
            ("next", place + 1, "play_arrow"),
            ("all", last, "last_page"),
        ):
            st.button(
                say(f"tensors_page.run.{name}_{button}"),
                icon=f":material/{icon}:",
                key=f"tensors_{name}_{button}",
                type="primary" if button == "next" else "secondary",
                disabled=not 0 <= target <= last or target == place,
                on_click=heard(_go),
                args=(name, target),
            )


def _statement(statement: StatementReport, has_run: bool, is_last: bool, say: Say) -> str:
    """A statement and what it gave; what has not run yet shows nothing."""
    mark = dict.fromkeys(range(1, 20), "" if has_run else "later")
    results = ""
    if has_run:
        parts = [value_html(name or "→", value, say=say) for name, value in statement.values]
        results = f'<div class="gp-tensors">{"".join(parts)}</div>' if parts else ""
        if statement.printed.strip():
            label = escape(say("lesson_cards.printed"))
            results += f'<div class="gp-label">{label}</div>{code_html(statement.printed.rstrip())}'
        if statement.failure is not None:
            results += f'<div class="gp-failure"><code>{escape(statement.failure.summary)}</code></div>'
    named = " is-now" if is_last else ""
    return f'<li class="gp-run{named}">{code_html(statement.source, mark)}<div>{results}</div></li>'


def _calls(eager: tuple[CallReport, ...], traced: tuple[CallReport, ...], say: Say) -> str:
    call, *named = (escape(say(f"tensors_page.run.{name}")) for name in ("call", "as_it_is", "with_function"))
    heads = "".join(f'<th scope="col">{name}</th>' for name in (call, *named))
    rows = []
    before = 0
    for plain, graph in zip(eager, traced, strict=True):
        is_new = graph.traces > before
        before = graph.traces
        note = say("tensors_page.run.traced_now" if is_new else "tensors_page.run.not_traced")
        trace = f'<div class="gp-trace{" is-new" if is_new else ""}">{escape(note)}</div>'
        cells = (_call(plain, say), _call(graph, say) + trace)
        row = "".join(f'<td data-head="{head}">{cell}</td>' for head, cell in zip(named, cells, strict=True))
        rows.append(f'<tr><th scope="row"><code>{escape(plain.source)}</code></th>{row}</tr>')
    caption = escape(say("tensors_page.run.calls"))
    return (
        f'<div class="gp-scroll" tabindex="0"><table class="gp-calls"><caption class="gp-hidden">{caption}'
        f"</caption><thead><tr>{heads}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


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


def _choose_script(key: str) -> None:
    STATE.settle("", script=key, line=0)


def _choose_function(key: str) -> None:
    STATE.settle("", function=key, call=0)


def _go(name: str, place: int) -> None:
    STATE.settle("", **{name: place})


def regions(page: PageState[Any]) -> Regions:
    """The runners."""
    return Regions(knobs=lambda: None, picture=_runners)
