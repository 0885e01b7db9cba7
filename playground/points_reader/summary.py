"""What was understood of a file, in one sentence of a language."""

from __future__ import annotations

from playground.core.points import COLUMN_NAMES
from playground.locale import SOURCE, say
from playground.points_reader.options import SEPARATORS
from playground.points_reader.records import Understanding

__all__ = ["sentence"]

_NAMES = {mark: name for name, mark in SEPARATORS.items()}


def sentence(understood: Understanding, language: str = SOURCE) -> str:
    """Encoding, separator, decimal mark, columns, classes and counts: all that was decided."""
    u = understood
    name = _NAMES.get(u.separator)
    mark = say(f"points.separator_{name}", language) if name else u.separator
    parts = [
        *([u.encoding] if u.encoding else []),
        mark,
        say(f"points.decimal_{'comma' if u.decimal == ',' else 'point'}", language),
    ]
    told = [", ".join(parts)]
    first, second = (_column(u, place, language) for place in u.chosen)
    if (first.casefold(), second.casefold()) != COLUMN_NAMES:
        told.append(say("points.columns", language, first=first, second=second))
    if u.label is not None and u.classes:
        label = _column(u, u.label, language)
        counts = ", ".join(f"{name} {count}" for name, count in u.classes)
        told.append(say("points.classes", language, count=len(u.classes), label=label, classes=counts))
    told.append(say("points.counts", language, points=u.points, lines=u.lines))
    if u.dropped:
        told.append(say("points.dropped", language, count=u.dropped))
    if u.damaged:
        told.append(say("points.damaged", language, count=u.damaged))
    return say("points.understood", language, parts="; ".join(told))


def _column(u: Understanding, place: int, language: str) -> str:
    name = u.names[place] if place < len(u.names) else ""
    return name or say("points.column", language, number=place + 1)
