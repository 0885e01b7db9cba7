"""From text to tree: tokenizer and recursive descent. Nothing is ever evaluated as Python.

    expression = term   { ("+" | "-") term }
    term       = factor { ("*" | "/") factor }
    factor     = "-" factor | power
    power      = atom [ "**" factor ]
    atom       = number | "x" | function "(" expression ")" | "(" expression ")"

The precedence is Python's, so that the line of TensorFlow shows the formula as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from playground.core.errors import PlaygroundError
from playground.core.parsing import number_text, quote
from playground.expression.tree import (
    FUNCTIONS,
    Binary,
    Call,
    Expression,
    Input,
    Negative,
    Number,
    depends_on_x,
    evaluate,
)
from playground.expression.writing import to_text
from playground.locale import SOURCE, say

__all__ = ["DEEPEST", "LARGEST_NUMBER", "LONGEST", "SMALLEST_NUMBER", "TYPED", "ExpressionError", "parse"]

LONGEST = 120  # characters of a formula
DEEPEST = 20  # levels of parentheses, functions, signs and powers in one another
LARGEST_NUMBER = 1e6
SMALLEST_NUMBER = 1e-6  # of those that are not 0: float32 must be able to hold what is typed
_CONSTANT_RANGE = (1e-30, 1e30)  # a part without x must be 0 or of such a size, for the same reason


class ExpressionError(PlaygroundError):
    """A text that is no formula; `position` counts characters from 0 to the place of the fault."""

    @property
    def position(self) -> int:
        return int(self.values["position"])

    def _part(self, part: str, language: str = SOURCE) -> str:
        return say(f"refusals.{self.reason}.{part}", language, **self.values)


def parse(text: str) -> Expression:
    """The tree of a formula; raises ExpressionError, and nothing else, for any other text."""
    return _Parser(text).parse()


_TOKEN = re.compile(
    r"(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"
    r"|(?P<sign>\*\*|[-+*/()])"
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # number, name, sign or end
    text: str
    position: int


# The functions of the grammar, by name.
TYPED = tuple(name for name, function in FUNCTIONS.items() if function.typed)


class _Parser:
    """Recursive descent over the tokens of one text, as deep as DEEPEST."""

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise _refusal("not_text", 0, quote(text))
        if len(text) > LONGEST:
            raise _refusal("too_long", LONGEST, str(len(text)))
        self.tokens = _tokens(text)
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> _Token:
        return self.tokens[self.index]

    def parse(self) -> Expression:
        if self.token.kind == "end":
            raise _refusal("empty", 0, "")
        tree = self.expression()
        if self.token.kind != "end":
            raise self.after_operand()
        return tree

    def expression(self) -> Expression:
        tree = self.term()
        while self.at("+", "-"):
            tree = self.binary(tree, self.term)
        return tree

    def term(self) -> Expression:
        tree = self.factor()
        while self.at("*", "/"):
            tree = self.binary(tree, self.factor)
        return tree

    def factor(self) -> Expression:
        # Every recursion of the grammar passes here, so this is where depth is counted.
        self.depth += 1
        if self.depth > DEEPEST:
            raise _refusal("too_deep", self.token.position, str(DEEPEST))
        tree = self.sign() if self.at("-") else self.power()
        self.depth -= 1
        return tree

    def sign(self) -> Expression:
        position = self.take().position
        return self.checked(Negative(self.factor()), position)

    def power(self) -> Expression:
        base = self.atom()
        return self.binary(base, self.factor) if self.at("**") else base

    def binary(self, left: Expression, operand: Callable[[], Expression]) -> Expression:
        token = self.take()
        return self.checked(Binary(token.text, left, operand()), token.position)

    def atom(self) -> Expression:
        token = self.take()
        if token.kind == "number":
            value = float(token.text)
            is_zero = (
                float(token.text.lower().partition("e")[0]) == 0
            )  # 1e-999 is not, though it reads as 0.0
            if value > LARGEST_NUMBER or (value < SMALLEST_NUMBER and not is_zero):
                raise _refusal("number_size", token.position, token.text)
            return Number(value)
        if token.kind == "name":
            return Input() if token.text == "x" else self.call(token)
        if token.text == "(":
            return self.closed(token)
        if token.kind == "end":
            raise _refusal("ended", token.position, self.tokens[self.index - 1].text)
        raise _refusal("operand", token.position, quote(token.text))

    def call(self, token: _Token) -> Expression:
        if token.text not in TYPED:
            raise _refusal("name", token.position, quote(token.text))
        if not self.at("("):
            raise _refusal("bare_function", token.position, token.text)
        return self.checked(Call(token.text, self.closed(self.take())), token.position)

    def closed(self, opening: _Token) -> Expression:
        tree = self.expression()
        if self.token.kind == "end":
            raise _refusal("unclosed", opening.position, "(")
        if not self.at(")"):
            raise self.after_operand()
        self.take()
        return tree

    def checked(self, tree: Expression, position: int) -> Expression:
        """A part without x must be a finite number that float32 can hold (1/0 and log(0) are not)."""
        if depends_on_x(tree):
            return tree
        with np.errstate(all="ignore"):
            value = abs(float(evaluate(tree, 0.0)))
        low, high = _CONSTANT_RANGE
        if not (value == 0 or low <= value <= high):
            raise _refusal("not_finite", position, to_text(tree))
        return tree

    def at(self, *signs: str) -> bool:
        return self.token.kind == "sign" and self.token.text in signs

    def take(self) -> _Token:
        token = self.token
        if token.kind != "end":
            self.index += 1
        return token

    def after_operand(self) -> ExpressionError:
        token = self.token
        reason = "surplus" if token.text == ")" else "operator"
        return _refusal(reason, token.position, quote(token.text))


def _tokens(text: str) -> tuple[_Token, ...]:
    tokens = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        found = _TOKEN.match(text, position)
        if found is None:
            raise _refusal(_no_token(text[position]), position, quote(text[position]))
        tokens.append(_Token(str(found.lastgroup), found.group(), position))
        position = found.end()
    tokens.append(_Token("end", "", len(text)))
    return tuple(tokens)


def _no_token(character: str) -> str:
    """Why a character begins no token. Hangul is x, sin or * on a keyboard that was left in Korean."""
    if character == "^":
        return "caret"
    return "hangul" if "\u3131" <= character <= "\u318e" or "가" <= character <= "힣" else "character"


def _refusal(reason: str, position: int, value: str) -> ExpressionError:
    return ExpressionError(
        f"expression.{reason}",
        value=value,
        position=str(position),
        place=str(position + 1),
        functions=", ".join(TYPED),
        longest=str(LONGEST),
        largest=number_text(LARGEST_NUMBER),
        smallest=number_text(SMALLEST_NUMBER),
    )
