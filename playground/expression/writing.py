"""From tree to text: as typed, as a line of TensorFlow, as LaTeX."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.core.parsing import number_text
from playground.expression.tree import (
    FUNCTIONS,
    Binary,
    Call,
    Expression,
    Input,
    Negative,
    Number,
    children,
    depends_on_x,
)

__all__ = ["to_label", "to_latex", "to_tensorflow_code", "to_text"]

# How tightly a node binds: an operand that binds less than its place demands needs parentheses.
_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(1, 6)
_BINDING = {"+": _SUM, "-": _SUM, "*": _PRODUCT, "/": _PRODUCT, "**": _POWER}


@dataclass(frozen=True, slots=True)
class _Style:
    x: str
    number: Callable[[float, bool], str]  # the value, and whether x stands in the part it belongs to
    call: Callable[[str, str], str]


def to_text(tree: Expression) -> str:
    """The formula as a learner types it; `parse(to_text(tree)) == tree` for every tree that parse gives."""
    style = _Style("x", lambda value, _: number_text(value), lambda name, operand: f"{name}({operand})")
    return _write(tree, style)


def to_label(tree: Expression) -> str:
    """The formula for reading: as typed, and what nobody can type by its name in TensorFlow or NumPy."""

    def call(name: str, operand: str) -> str:
        return (FUNCTIONS[name].label or f"{name}({{}})").format(operand)

    return _write(tree, _Style("x", lambda value, _: number_text(value), call))


def to_tensorflow_code(tree: Expression, x: str = "x") -> str:
    """The formula as a Python expression of TensorFlow whose value is a tensor; x names the input."""
    if isinstance(tree, Input):
        return f"tf.identity({x})"  # a Variable by itself would be no operation that the tape records
    code = _write(tree, _Style(x, _code_number, lambda name, operand: FUNCTIONS[name].code.format(operand)))
    is_tensor = depends_on_x(tree) or _has_call(tree)
    return code if is_tensor else f"tf.constant({code})"


def _code_number(value: float, beside_x: bool) -> str:
    # Beside x a whole number may stay whole (x**2). Elsewhere tf.sin(3) is refused and 10**30 fits no tensor.
    return number_text(value) if beside_x else repr(value)


def _write(tree: Expression, style: _Style, beside_x: bool = False) -> str:
    inside = depends_on_x(tree)
    match tree:
        case Number(value):
            return style.number(value, beside_x)
        case Input():
            return style.x
        case Negative(operand):
            return f"-{_wrap(operand, _write(operand, style, inside), _SIGN)}"
        case Binary(operator, left, right):
            # ** groups to the right, the others to the left.
            binding = _BINDING[operator]
            left_place, right_place = (_ATOM, _SIGN) if operator == "**" else (binding, binding + 1)
            return (
                _wrap(left, _write(left, style, inside), left_place)
                + (operator if operator == "**" else f" {operator} ")
                + _wrap(right, _write(right, style, inside), right_place)
            )
        case Call(function, operand):
            return style.call(function, _write(operand, style, inside))


def _wrap(tree: Expression, text: str, place: int) -> str:
    return text if _binding(tree) >= place else f"({text})"


def _binding(tree: Expression) -> int:
    match tree:
        case Binary(operator, _, _):
            return _BINDING[operator]
        case Negative():
            return _SIGN
        case _:
            return _ATOM


def _has_call(tree: Expression) -> bool:
    return isinstance(tree, Call) or any(map(_has_call, children(tree)))


def to_latex(tree: Expression) -> str:
    """The formula in LaTeX, for a mathematics renderer."""
    match tree:
        case Number(value):
            return _latex_number(value)
        case Input():
            return "x"
        case Negative(operand):
            return f"-{_latex_operand(operand, _SIGN)}"
        case Binary("/", left, right):
            return rf"\frac{{{to_latex(left)}}}{{{to_latex(right)}}}"
        case Binary("**", left, right):
            # A function or a number with a power of ten would read as if the power belonged to a part of it.
            plain = isinstance(left, Input) or (isinstance(left, Number) and left.value < 1e16)
            base = to_latex(left) if plain else rf"\left({to_latex(left)}\right)"
            return f"{base}^{{{to_latex(right)}}}"
        case Binary("*", left, right):
            sign = r" \cdot " if isinstance(right, Number) or _starts_with_number(right) else r"\,"
            return f"{_latex_operand(left, _PRODUCT)}{sign}{_latex_operand(right, _SIGN)}"
        case Binary(operator, left, right):
            return f"{_latex_operand(left, _SUM)} {operator} {_latex_operand(right, _PRODUCT)}"
        case Call("square", Input()) | Call("numpy_square", Input()):
            return "x^2"
        case Call(function, operand):
            return FUNCTIONS[function].latex.format(to_latex(operand))


def _latex_operand(tree: Expression, place: int) -> str:
    # A sign inside a sum or a product needs parentheses to be read: x - (-2).
    needs = _binding(tree) < place or isinstance(tree, Negative)
    return rf"\left({to_latex(tree)}\right)" if needs else to_latex(tree)


def _starts_with_number(tree: Expression) -> bool:
    match tree:
        case Number():
            return True
        case Binary(operator, left, _):
            return operator != "/" and _starts_with_number(left)
        case _:
            return False


def _latex_number(value: float) -> str:
    mantissa, _, exponent = number_text(value).partition("e")
    return rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if exponent else mantissa
