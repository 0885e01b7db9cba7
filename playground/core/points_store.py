"""The sets of own points that this process was given, by digest: bounded, the longest unused one goes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from functools import cache
from sys import getsizeof
from threading import Lock

from playground.core.errors import DataError, ExperimentError
from playground.core.parsing import quote
from playground.core.points import Points
from playground.core.points_text import LONGEST_PACKED, digest_of, unpacked
from playground.core.settings import settings

__all__ = ["PointsStore", "is_lacking", "points_of", "sent_texts", "store", "take_points", "word_of"]


class PointsStore:
    """Points by digest. Nobody finds a set whose 32 digits they do not know."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._sets: OrderedDict[str, Points] = OrderedDict()
        self._lock = Lock()

    def keep(self, points: Points) -> None:
        """Have the set at hand from now on, before all others."""
        with self._lock:
            if points.digest not in self._sets:
                self._sets[points.digest] = points
                self._bytes += _size(points)
            self._sets.move_to_end(points.digest)
            while self._bytes > self._most_bytes:
                self._bytes -= _size(self._sets.popitem(last=False)[1])

    def find(self, digest: str) -> Points | None:
        """The set of a digest, if it is here still."""
        with self._lock:
            found = self._sets.get(digest)
            if found is not None:
                self._sets.move_to_end(digest)
            return found


@cache
def store() -> PointsStore:
    """The sets of this process."""
    return PointsStore(settings().points_bytes)


def word_of(points: Points) -> str:
    """The word of a link for a set; a set that is told by its digest is kept here."""
    word = points.word
    if digest_of(word) is not None:
        store().keep(points)
    return word


def points_of(text: str) -> Points:
    """The set that a word of a link stands for; ExperimentError if it is none, or one that is not here."""
    digest = digest_of(text)
    if digest is not None:
        found = store().find(digest)
        if found is None:
            raise ExperimentError("points_gone")
        return found
    arguments = unpacked(text)
    if arguments is None:
        raise ExperimentError("points_text", value=quote(text))
    try:
        return Points(*arguments)
    except DataError as fault:
        raise ExperimentError(fault.reason, **fault.values) from None


def is_lacking(text: str) -> bool:
    """Whether a word names a set that is not here."""
    digest = digest_of(text)
    return digest is not None and store().find(digest) is None


def sent_texts(value: object, most: int) -> list[str]:
    """Texts or names of sets in a list that a browser sent, at most so many, each in bounds; else none."""
    found = value[:most] if isinstance(value, list | tuple) else []
    return [text for text in found if isinstance(text, str) and len(text) <= LONGEST_PACKED]


def take_points(texts: Iterable[str]) -> None:
    """Keep sets of own points that a browser sent, as far as they are any that a link names by digest."""
    for text in texts:
        try:
            word_of(points_of(text))
        except ExperimentError:
            continue  # what a link names is lacking then, and that is told


def _size(points: Points) -> int:
    names = (*points.class_names, *points.column_names) if points.has_names else ()
    return points.inputs.nbytes + points.targets.nbytes + sum(map(getsizeof, names))
