"""Formulas: one tree, read alike by Python, NumPy and TensorFlow, and nothing but formulas."""

from __future__ import annotations

import builtins
import math
import pickle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.expression import (
    DEEPEST,
    FUNCTIONS,
    LONGEST,
    NUMPY,
    Binary,
    Call,
    Expression,
    ExpressionError,
    Input,
    Negative,
    Number,
    evaluate,
    parse,
    to_label,
    to_latex,
    to_tensorflow_code,
    to_text,
)
from playground.lessons.shared.tasks.sandbox import Namespace
from playground.locale import languages

TYPED = sorted(name for name, function in FUNCTIONS.items() if function.typed)
PYTHON = {name: FUNCTIONS[name].numpy for name in TYPED}

numbers = st.integers(0, 40).map(lambda whole: Number(whole / 4))
trees = st.recursive(
    numbers | st.just(Input()),
    lambda inner: (
        st.builds(Negative, inner)
        | st.builds(Binary, st.sampled_from(["+", "-", "*", "/", "**"]), inner, inner)
        | st.builds(Call, st.sampled_from(TYPED), inner)
    ),
    max_leaves=8,
)


def attempt(text: str) -> Expression | ExpressionError:
    """The tree or the refusal; any other exception comes through."""
    try:
        return parse(text)
    except ExpressionError as refusal:
        return refusal


def parsed(tree: Expression) -> Expression | None:
    """What the grammar makes of the tree's text; None where a limit refuses it."""
    result = attempt(to_text(tree))
    if isinstance(result, ExpressionError):
        assert result.reason.removeprefix("expression.") in {"not_finite", "too_long", "too_deep"}
        return None
    return result


@given(trees)
def test_text_reads_back_as_the_same_tree(tree: Expression) -> None:
    assert parsed(tree) in (None, tree)


@given(trees, st.floats(-5, 5))
def test_value_agrees_with_pythons_own_reading_of_the_text(tree: Expression, x: float) -> None:
    if parsed(tree) is None:
        return
    # Arrays make Python calculate as IEEE says (1/0 is infinite and no exception), and by NumPy's own loops:
    # the power of two plain np.float64 goes another way, and differs in the last bit on some processors.
    text = to_text(tree)
    wrapped = "".join(f"n({part})" if part[0].isdigit() else part for part in split_numbers(text))
    with np.errstate(all="ignore"):
        expected = eval(
            wrapped, {"n": lambda number: np.array([float(number)]), "x": np.array([x]), **PYTHON}
        )
        value = evaluate(tree, np.array([x]))
    np.testing.assert_equal(np.broadcast_to(value, 1), expected)


def split_numbers(text: str) -> list[str]:
    """Numbers and everything between them."""
    parts = [""]
    for before, character in zip(" " + text, text, strict=False):
        is_number = character.isdigit() or (character == "." and before.isdigit())
        if bool(parts[-1]) and parts[-1][0].isdigit() != is_number:
            parts.append("")
        parts[-1] += character
    return parts


@given(trees)
def test_the_line_of_tensorflow_gives_the_same_value(tree: Expression) -> None:
    if parsed(tree) is None:
        return
    namespace = Namespace()
    failure = namespace.execute(f"x = tf.constant(0.75)\ny = {to_tensorflow_code(tree)}")
    assert failure is None
    y = namespace.names["y"]
    assert str(y.dtype.name) == "float32"
    with np.errstate(all="ignore"):
        value = float(evaluate(tree, np.float64(0.75)))
        near = [float(evaluate(tree, np.float64(0.75) + shift)) for shift in (-1e-6, 1e-6)]
    # Where the formula itself is steep or leaves float32, rounding decides: nothing to compare.
    steep = not np.isfinite([value, *near]).all() or np.ptp([value, *near]) > 1e-3 * (1 + abs(value))
    if not steep and inside_float32(tree):
        assert float(y) == pytest.approx(value, rel=1e-3, abs=1e-3)


def inside_float32(tree: Expression) -> bool:
    """Whether every intermediate value is of a size that float32 holds with room to spare."""
    sizes: list[float] = []

    def noted(function: Any) -> Any:
        def call(*values: Any) -> Any:
            result = function(*values)
            sizes.append(abs(float(result)))
            return result

        return call

    with np.errstate(all="ignore"):
        evaluate(tree, np.float64(0.75), {name: noted(function) for name, function in NUMPY.items()})
    return all(size == 0 or 1e-4 < size < 1e4 for size in sizes)


@given(trees)
def test_latex_has_balanced_braces(tree: Expression) -> None:
    latex = to_latex(tree)
    depth = 0
    for character in latex:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert latex.count(r"\left") == latex.count(r"\right")


@given(st.text(max_size=150) | st.text(alphabet="x0123456789.eE+-*/() sincoexplgtarhu_^,", max_size=60))
def test_any_text_is_a_formula_or_an_expression_error(text: str) -> None:
    result = attempt(text)
    if not isinstance(result, ExpressionError):
        assert parsed(result) in (None, result)
        return
    assert 0 <= result.position <= len(text)
    assert "\n" not in str(result)
    assert all(result.message(language) for language in languages())


@given(
    st.lists(
        st.sampled_from([*"x123()+-*/", "**", ".", "1e9", *TYPED, "import", "lambda", "__"]), max_size=30
    )
)
def test_any_heap_of_tokens_is_a_formula_or_an_expression_error(tokens: list[str]) -> None:
    assert attempt("".join(tokens))


ATTACKS = [
    "__import__('os').system('true')",
    "x.__class__",
    "x; x",
    "x\nimport os",
    "(lambda: x)()",
    "eval('1')",
    "open(x)",
    "x[0]",
    "x if x else x",
    "x := 3",
    "'a'*9",
    "tf.sin(x)",
    "floor(x)",
    "stop(x)",
    "abs(x)",
    "sin",
    "numpy_square(x)",
    "٣",
    "x²",
    "1_000",
    "0x10",
    "1j",
    "inf",
    "nan",
    "True",
    "x" * (LONGEST + 1),
    "(" * LONGEST,
    "-" * LONGEST,
    "x**" * 39 + "x",
    "9**9**9**9",
    "1/0",
    "log(0)",
    "(0-8)**(1/3)",
    "exp(1000)",
    "1e999",
    "1e-999",
    "1e7",
    "2x",
    "x x",
    "x^2",
    "+x",
    "",
    "   ",
    "x**",
    "(x",
    "x)",
    "()",
    "sin()",
    "sin x",
]


@pytest.mark.parametrize("text", ATTACKS, ids=lambda text: text[:20])
def test_what_is_no_formula_is_refused_and_never_run(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("something was evaluated")

    with monkeypatch.context() as patch:
        for name in ("eval", "exec", "compile", "open"):
            patch.setattr(builtins, name, forbidden)
        with pytest.raises(ExpressionError) as caught:
            parse(text)
    refusal = caught.value
    assert "received" in refusal.received
    assert refusal.expected
    assert refusal.mend


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(ExpressionError):
        parse(None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "reason", "position"),
    [
        ("x^2", "caret", 1),
        ("2x", "operator", 1),
        ("3 + foo(x)", "name", 4),
        ("sin + x", "bare_function", 0),
        ("(x + 1", "unclosed", 0),
        ("x + 1)", "surplus", 5),
        ("x + ", "ended", 4),
        ("x + * 2", "operand", 4),
        ("x + 1/0", "not_finite", 5),
        ("x + $", "character", 4),
        ("ㅌ**2", "hangul", 0),
        ("2*신(x)", "hangul", 2),
        ("x + 2e7", "number_size", 4),
    ],
)
def test_the_refusal_points_at_the_place(text: str, reason: str, position: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert caught.value.reason == f"expression.{reason}"
    assert caught.value.position == position


def test_a_part_with_x_may_leave_the_finite_numbers() -> None:
    with np.errstate(all="ignore"):
        assert evaluate(parse("x*1/0"), np.float64(2)) == math.inf  # (x*1)/0


def test_a_refusal_crosses_processes() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("x^2")
    copy = pickle.loads(pickle.dumps(caught.value))
    assert isinstance(copy, ExpressionError)
    assert (str(copy), copy.position) == (str(caught.value), 1)
    assert "x**2" in copy.mend


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-2**2", -4.0),
        ("2**3**2", 512.0),
        ("2**-1", 0.5),
        ("8 - 3 - 2", 3.0),
        ("16/4/2", 2.0),
        ("8 - (3 - 2)", 7.0),
        ("-x**2", -9.0),
        ("2 + 3*x", 11.0),
        ("relu(-x) + relu(x)", 3.0),
        (".5*x", 1.5),
        ("1e-3*x", 0.003),
        ("--x", 3.0),
        ("square(x) + sqrt(4)", 11.0),
    ],
)
def test_precedence_is_pythons(text: str, value: float) -> None:
    assert float(evaluate(parse(text), 3.0)) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "code", "latex"),
    [
        ("x**2", "x**2", "x^{2}"),
        ("4.9*x**2", "4.9 * x**2", r"4.9\,x^{2}"),
        ("sin(x)/x", "tf.sin(x) / x", r"\frac{\sin(x)}{x}"),
        ("1/(1+exp(-x))", "1 / (1 + tf.exp(-x))", r"\frac{1}{1 + e^{-x}}"),
        ("5", "tf.constant(5.0)", "5"),
        ("1/2*x", "1.0 / 2.0 * x", r"\frac{1}{2}\,x"),
        ("x", "tf.identity(x)", "x"),
        ("log(2)", "tf.math.log(2.0)", r"\ln(2)"),
        ("x*(-3)", "x * -3.0", r"x\,\left(-3\right)"),
        ("(x+1)**2", "(x + 1)**2", r"\left(x + 1\right)^{2}"),
        ("1e-5*x", "1e-05 * x", r"1 \cdot 10^{-5}\,x"),
    ],
)
def test_how_a_formula_is_written(text: str, code: str, latex: str) -> None:
    assert to_tensorflow_code(parse(text)) == code
    assert to_latex(parse(text)) == latex


def test_what_is_shown_of_a_function_nobody_can_type_is_its_name_in_tensorflow() -> None:
    assert to_label(parse("4.9*x**2 + sqrt(x)")) == "4.9 * x**2 + sqrt(x)"
    untyped = {name: function for name, function in FUNCTIONS.items() if not function.typed}
    for name, function in untyped.items():
        label = to_label(Call(name, Input()))
        assert label == function.label.format("x")
        assert label.startswith(("tf.", "np."))


def test_depth_counts_nesting_not_length() -> None:
    parse("+".join("x" * 60))
    parse("(" * (DEEPEST - 1) + "x" + ")" * (DEEPEST - 1))
    with pytest.raises(ExpressionError) as caught:
        parse("(" * DEEPEST + "x" + ")" * DEEPEST)
    assert caught.value.reason == "expression.too_deep"
