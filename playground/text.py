"""Reading numbers from untrusted text, and showing such text in one line."""

from __future__ import annotations

import re

__all__ = ["as_whole", "as_real", "number_text", "quote"]

# Stricter than float(): no "nan", "inf", "1_000" or digits of other scripts, and bounded in length.
_REAL = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE = re.compile(r"[+-]?[0-9]+")
_LONGEST = 40


def as_real(text: str) -> float | None:
    """The finite number a text stands for, or None."""
    text = text.strip()
    if len(text) > _LONGEST or not _REAL.fullmatch(text):
        return None
    value = float(text)
    return value if abs(value) <= 1e300 else None


def as_whole(text: str) -> int | None:
    """The whole number a text stands for, or None."""
    text = text.strip()
    return int(text) if len(text) <= _LONGEST and _WHOLE.fullmatch(text) else None


def number_text(value: float) -> str:
    """The shortest text that reads back as the same number: 3 for 3.0, 0.1, 1e-05."""
    text = repr(value)
    return text.removesuffix(".0")


def quote(value: object, longest: int = 60) -> str:
    """A value in one printable line of bounded length, for messages."""
    try:
        shown = repr(value) if isinstance(value, str) else str(value)
    except ValueError:  # Python refuses to print whole numbers of many thousand digits
        shown = "a huge number"
    if not shown.isprintable():
        shown = ascii(shown)
    return shown if len(shown) <= longest else f"{shown[: longest - 3]}..."
