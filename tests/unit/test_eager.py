"""Eager scripts line by line, and what tf.function changes about print."""

from __future__ import annotations

import numpy as np
import pytest

from playground.lessons.shared.tasks.sandbox import Namespace, run
from playground.lessons.shared.validation import LessonError
from playground.lessons.tensors.eager import SCRIPTS, TRACED
from playground.lessons.tensors.tasks.eager import compare_traced, run_script
from playground.locale import languages, say


@pytest.mark.parametrize("key", SCRIPTS)
def test_a_script_runs_as_a_whole_and_line_by_line_alike(key: str) -> None:
    report = run_script(key)
    assert "\n".join(statement.source for statement in report.statements) == SCRIPTS[key]
    assert [statement.failure for statement in report.statements] == [None] * len(report.statements)
    whole = run(report.source)
    assert whole.failure is None
    assert whole.printed == "".join(statement.printed for statement in report.statements)
    for statement in report.statements:
        assert report.source.splitlines()[statement.line - 1] == statement.source.splitlines()[0]
        assert statement.values or statement.printed  # every line shows something


def test_the_value_of_each_line_appears() -> None:
    variable, _, gradient, number = run_script("gradient").statements
    assert [name for name, _ in variable.values] == ["input_var"]
    assert variable.values[0][1].kind == "variable"
    assert gradient.values[0][1].number == 6.0
    name, value = number.values[0]
    assert name == ""
    assert float(value.values) == 6.0  # type: ignore[arg-type]


def test_print_shows_at_tracing_only_and_tf_print_at_every_call() -> None:
    report = compare_traced("shapes")
    assert [call.printed.startswith("print: tf.Tensor([") for call in report.eager] == [True] * 3
    assert [call.printed for call in report.traced] == [
        'print: Tensor("x:0", shape=(2,), dtype=float32)\n',
        "",
        'print: Tensor("x:0", shape=(3,), dtype=float32)\n',
    ]
    shown = ["tf.print: [1 2]\n", "tf.print: [3 4]\n", "tf.print: [1 2 3]\n"]
    assert [call.tf_printed for call in report.eager] == shown
    assert [call.tf_printed for call in report.traced] == shown
    assert [call.traces for call in report.eager] == [0, 0, 0]
    assert [call.traces for call in report.traced] == [1, 1, 2]
    for eager, traced in zip(report.eager, report.traced, strict=True):
        assert eager.value is not None
        assert traced.value is not None
        np.testing.assert_array_equal(eager.value.values, traced.value.values)  # type: ignore[arg-type]


def test_python_numbers_are_traced_anew_and_tensors_share_a_trace() -> None:
    assert [call.traces for call in compare_traced("numbers").traced] == [1, 2, 3, 3]


def test_what_only_python_does_happens_once() -> None:
    report = compare_traced("side_effect")
    assert [call.value.number for call in report.eager if call.value] == [11.0, 12.0, 13.0]
    assert [call.value.number for call in report.traced if call.value] == [11.0, 11.0, 11.0]


@pytest.mark.parametrize("key", TRACED)
def test_the_two_sources_differ_by_the_decorator_alone(key: str) -> None:
    report = compare_traced(key)
    assert report.traced_source.replace("@tf.function\n", "") == report.eager_source
    assert all(call.failure is None for call in (*report.eager, *report.traced))


def test_autograph_reads_the_source_that_ran() -> None:
    namespace = Namespace()
    namespace.execute("@tf.function\ndef size(x):\n    if x > 0.0:\n        return x\n    return -x")
    assert float(namespace.statement("size(tf.constant(-2.0))")[0]) == 2.0


@pytest.mark.parametrize("source", ["open('x')", "__import__('os')", "import os", "eval('1')", "exec('1')"])
def test_sources_reach_neither_files_nor_the_process(source: str) -> None:
    failure = Namespace().execute(source)
    assert failure is not None
    assert failure.error in {"NameError", "ImportError"}


def test_namespaces_share_nothing() -> None:
    run("secret = 1")
    failure = run("secret").failure
    assert failure is not None
    assert (failure.error, failure.reason, failure.line) == ("NameError", "name", 1)


def test_an_exit_of_the_source_is_a_failure_like_any_other() -> None:
    failure = run("x = 1\nraise SystemExit").failure
    assert failure is not None
    assert (failure.error, failure.line) == ("SystemExit", 2)


def test_unknown_scripts_are_refused() -> None:
    for task in (run_script, compare_traced):
        with pytest.raises(LessonError):
            task("nothing")


@pytest.mark.parametrize("language", languages())
def test_every_script_has_its_words(language: str) -> None:
    assert all(say(f"tensors.script.{key}", language) for key in SCRIPTS)
    for key in TRACED:
        assert say(f"tensors.traced.{key}.title", language)
        assert say(f"tensors.traced.{key}.why", language)
