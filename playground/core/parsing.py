"""Reading numbers from untrusted text, and showing such text in one line.

Two readers, two grammars. `as_real` and `as_whole` read what a program writes: links, the command line,
CSV cells, environment variables. `typed_real` and `typed_whole` read what a person types into a field for one
number:

| typed | read as |
|---|---|
| 0.5  .5  3.  +2  −3  1e-3  1E-3 | the number |
| １２  －０．５  0。5 | the same in half width (both grammars) |
| 0,5  ,5  1234,5 | a decimal comma |
| 1,000.5  1.000,5  1 000,5  1,000,000  1.000.000 | thousands in groups of three: only one reading is left |
| 1.000 | 1: a single point is always the decimal point, as everywhere in the app |
| 50% | 0.5 (not where a whole number is wanted) |
| 1,000  12,345 | two readings: `Ambiguous` |
| 1.5,2  1,00,0  3,  1 2  1_000  inf | no number |
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

__all__ = [
    "Ambiguous",
    "as_real",
    "as_whole",
    "bound_text",
    "half_width",
    "is_cut",
    "number_text",
    "quote",
    "typed_parts",
    "typed_real",
    "typed_whole",
]

# Stricter than float(): no "nan", "inf", "1_000" or digits of other scripts, and bounded in length.
_REAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_LONGEST = 40
_LARGEST = 1e300

_TYPED = re.compile(
    r"(?P<sign>[+-]?) *(?P<digits>[0-9.,](?:[0-9., ]*[0-9.,])?)(?P<power>[eE][+-]?[0-9]+)? *(?P<percent>%?)"
)
# Each form of the digits with the characters that separate groups; the last one may hold a decimal comma.
_FORMS = (
    (re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?"), ","),
    (re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+,[0-9]+|(?:\.[0-9]{3}){2,})"), "."),
    (re.compile(r"[1-9][0-9]{0,2}(?: [0-9]{3})+(?:[.,][0-9]+)?"), " "),
    (re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+|[0-9]*,[0-9]+"), ""),
)

# What input methods and documents put in the place of ASCII. Explicit, as NFKC makes 102 of 10².
_HALF_WIDTH: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH |= dict.fromkeys(map(ord, "\u3000\u00a0\u2007\u2009\u202f"), " ")  # blanks
_HALF_WIDTH |= dict.fromkeys(map(ord, "\u2212\ufe63\u2010\u2011\u2012\u2013"), "-")  # minus, hyphens, en dash
_HALF_WIDTH |= dict.fromkeys(map(ord, "\u3001\uff64"), ",")  # ideographic commas
_HALF_WIDTH |= dict.fromkeys(map(ord, "\u3002\uff61"), ".")  # ideographic full stops
_HALF_WIDTH |= dict.fromkeys(map(ord, "\u200b\u2060\ufeff"), None)  # characters without width


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Two numbers that one text may be: 1,000 is 1000 (`first`) or, with a decimal comma, 1 (`second`)."""

    first: float
    second: float

    @property
    def texts(self) -> tuple[str, str]:
        """Both numbers as texts that have one reading."""
        return number_text(self.first), number_text(self.second)


def half_width(text: str) -> str:
    """Full-width characters, ideographic commas and full stops, minus signs and blanks as ASCII.

    Other characters stay as they are.
    """
    return text if text.isascii() else text.translate(_HALF_WIDTH)


def as_real(text: str) -> float | None:
    """The finite number that a text in plain notation stands for, or None; full width is no matter."""
    text = half_width(text).strip()
    if len(text) > _LONGEST or not _REAL.fullmatch(text):
        return None
    return _finite(text)


def as_whole(text: str) -> int | None:
    """The whole number that a text of digits stands for, or None; full width is no matter."""
    text = half_width(text).strip()
    return int(text) if len(text) <= _LONGEST and _WHOLE.fullmatch(text) else None


def typed_real(text: str) -> float | Ambiguous | None:
    """The finite number that a person typed, both numbers where a text has two readings, or None."""
    numbers = [float(number) for number in _readings(text)]
    return Ambiguous(*numbers) if len(numbers) == 2 else numbers[0] if numbers else None


def typed_whole(text: str) -> int | Ambiguous | None:
    """The same for whole numbers: 3.0 and 1e3 are some, 2.5 and 50% none; 12,345 has one such reading."""
    if "%" in half_width(text):
        return None
    numbers = [int(number) for number in _readings(text) if number == number.to_integral_value()]
    return Ambiguous(*numbers) if len(numbers) == 2 else numbers[0] if numbers else None


def typed_parts(text: str) -> list[str]:
    """The parts of a list that a person typed, in half width.

    They lie between semicolons if there are any (then a comma may be a decimal comma), else between commas,
    else between blanks.
    """
    text = half_width(text).strip()
    separator = next((mark for mark in ";," if mark in text), None)
    return [part.strip() for part in text.split(separator)]


def is_cut(part: str) -> bool:
    """Whether a part of a list looks cut out of one number: 024 of 1,024, or 05 of 0,05."""
    return re.match(r"[+-]?0[0-9]", half_width(part).strip()) is not None


def _readings(text: str) -> Iterator[Decimal]:
    """The numbers that a typed text may stand for: none, one, or two."""
    text = half_width(text).strip()
    found = _TYPED.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return
    power = int((found["power"] or "e0")[1:]) - (2 if found["percent"] else 0)
    for form, separator in _FORMS:
        if form.fullmatch(found["digits"]):
            digits = found["digits"].replace(separator, "").replace(",", ".")
            plain = f"{found['sign']}{digits}e{power}"
            if _finite(plain) is not None:
                yield Decimal(plain)


def _finite(text: str) -> float | None:
    """The number of a plain text; None if it is too large for a float64, or so small that it becomes 0."""
    value = float(text)
    vanished = value == 0 and re.search("[1-9]", re.split("[eE]", text)[0]) is not None
    return None if abs(value) > _LARGEST or vanished else value


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number: 3 for 3.0, 0.1, 1e-05."""
    text = repr(value)
    return text.removesuffix(".0")


def bound_text(value: float) -> str:
    """A bound as messages show it, without a power of ten where that is short: 0.00001, 10000000."""
    text = f"{Decimal(repr(value)):f}".removesuffix(".0")
    return text if len(text) <= 12 else number_text(value)


def quote(value: object, longest: int = 60) -> str:
    """A value in one printable line of bounded length, for messages."""
    try:
        shown = repr(value) if isinstance(value, str) else str(value)
    except ValueError:  # Python refuses to print whole numbers of many thousand digits
        shown = "a huge number"
    if not shown.isprintable():
        shown = ascii(shown)
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."
