"""Run prepared scripts statement by statement, and functions as they are beside their tf.function."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cache
from typing import Any

from playground.engine.runtime import tf
from playground.lessons.shared.tasks.sandbox import Namespace, captured_standard_error, describe
from playground.lessons.shared.validation import check_choice
from playground.lessons.shared.values import Value
from playground.lessons.tensors.eager import (
    SCRIPTS,
    TRACED,
    CallReport,
    ScriptReport,
    StatementReport,
    TracedReport,
)

__all__ = ["compare_traced", "run_script"]


@cache
def run_script(key: str) -> ScriptReport:
    """The prepared script, each statement by itself, with what it made, was worth and printed."""
    source = SCRIPTS[check_choice("script", key, SCRIPTS)]
    namespace = Namespace()
    reports = []
    for statement in ast.parse(source).body:
        text = ast.get_source_segment(source, statement) or ""
        worth, failure = namespace.statement(text)
        values = _made(statement, namespace.names)
        if worth is not None:
            values = (("", describe(worth)),)
        reports.append(StatementReport(text, statement.lineno, values, namespace.printed(), failure))
    return ScriptReport(source, tuple(reports))


def _made(statement: ast.stmt, names: dict[str, Any]) -> tuple[tuple[str, Value], ...]:
    """The values of the names that a statement assigns; a tape or a generator is no value to show."""
    targets = [
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in names
    ]
    described = ((name, describe(names[name])) for name in targets)
    return tuple((name, value) for name, value in described if value.kind != "other")


@cache
def compare_traced(key: str) -> TracedReport:
    """The prepared calls of the function as it is, and of the same function under @tf.function."""
    entry = TRACED[check_choice("function", key, TRACED)]
    traced_source = entry.source.replace("def ", "@tf.function\ndef ", 1)
    return TracedReport(
        entry.source,
        traced_source,
        _calls(entry.source, entry.calls),
        _calls(traced_source, entry.calls),
    )


def _calls(source: str, calls: tuple[str, ...]) -> tuple[CallReport, ...]:
    namespace = Namespace()
    namespace.execute(source)
    name = calls[0].partition("(")[0]
    with captured_standard_error() as tf_printed:
        return tuple(_call(namespace, call, name, tf_printed) for call in calls)


def _call(namespace: Namespace, call: str, name: str, tf_printed: Callable[[], str]) -> CallReport:
    worth, failure = namespace.statement(call)
    function = namespace.names[name]
    traces = function.experimental_get_tracing_count() if hasattr(function, "get_concrete_function") else 0
    value = None if failure else describe(tf.convert_to_tensor(worth))
    return CallReport(call, value, namespace.printed(), tf_printed(), traces, failure)
