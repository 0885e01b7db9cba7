"""Formulas in x that a learner types: a safe grammar, a frozen tree, its value and its line of TensorFlow."""

from __future__ import annotations

from playground.expression.parser import (
    DEEPEST,
    LARGEST_NUMBER,
    LONGEST,
    SMALLEST_NUMBER,
    TYPED,
    ExpressionError,
    parse,
)
from playground.expression.tree import (
    FUNCTIONS,
    NUMPY,
    Binary,
    Call,
    Expression,
    Function,
    Input,
    Negative,
    Number,
    children,
    depends_on_x,
    evaluate,
)
from playground.expression.writing import to_label, to_latex, to_tensorflow_code, to_text

__all__ = [
    "DEEPEST",
    "FUNCTIONS",
    "LARGEST_NUMBER",
    "LONGEST",
    "NUMPY",
    "SMALLEST_NUMBER",
    "TYPED",
    "Binary",
    "Call",
    "Expression",
    "ExpressionError",
    "Function",
    "Input",
    "Negative",
    "Number",
    "children",
    "depends_on_x",
    "evaluate",
    "parse",
    "to_label",
    "to_latex",
    "to_tensorflow_code",
    "to_text",
]
