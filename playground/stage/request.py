"""What the stage sends, as checked records. Everything here comes from a browser: nonsense reads as None."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from playground.core.experiment import HARD_LIMIT, MOST_WORDS, POINT_WORDS, Experiment
from playground.core.optimizers import OPTIMIZERS
from playground.core.points_store import sent_texts
from playground.core.points_text import LONGEST_PACKED
from playground.core.stops import STOPS
from playground.core.wire_format import Checkpoint
from playground.locale import languages
from playground.stage.answer_kinds import LONGEST

__all__ = [
    "COVERED",
    "MOST_BYTES",
    "MOST_COUNT",
    "PAGES",
    "Decided",
    "Given",
    "Request",
    "Want",
    "fitting",
    "read_checkpoint",
]

# What a question can cover; of these the page itself has the theory, and numbers of the run.
COVERED: Final = ("floor", "gauge", "warning", "theory", "best", "curve", "accuracy", "boundary")
PAGES: Final = ("home", "linear", "layers")  # the pages that have a stage
MOST_COUNT = 240
# Of a request as JSON: the largest checkpoint takes less than 2**16 characters, own points their share.
# Sets of points in one request for each word that names some: those that hold, and those that are to.
MOST_SETS = 2
MOST_BYTES = 2**17 + len(POINT_WORDS) * MOST_SETS * LONGEST_PACKED
_LARGEST_SEQ = 2**53
_LONGEST_ID = 64
_LONGEST_TEXT = 4000  # of 64 weights set by hand
_LONGEST_POINTS = 10_000  # of 600 points that are drawn on, nine digits a coordinate
# Of a checkpoint: two branches of six layers of twelve units, seven features, five classes; the most slots.
_MOST_SLOTS = max(len(optimizer.slots) for optimizer in OPTIMIZERS.values())
_MOST_KEPT = max(len(stop.kept) for stop in STOPS.values())
_MOST_VALUES = (1 + _MOST_SLOTS) * (2 * (8 * 12 + 5 * 13 * 12) + 25 * 5) + _MOST_KEPT


@dataclass(frozen=True, slots=True)
class Given:
    """An answer as a browser sends it: is it the first attempt, and has the run ended there?"""

    question: str
    value: str
    is_first: bool
    has_ended: bool


@dataclass(frozen=True, slots=True)
class Want:
    """Rows to be computed."""

    start: int
    stride: int
    count: int
    checkpoint: Checkpoint | None


@dataclass(frozen=True, slots=True)
class Request:
    """The draft of a page, and the rows of its run that are wanted: start, start+stride, …

    `held` are the words that the last reply said hold; None: `words` are those of a link. `have` names what
    the browser holds already. `batch_at` asks for the batch of an update. `is_scrubbing` tells that a knob is
    still moving: what only matters at rest is left out of the reply. `points` are the sets of own points that
    the server lacked, as far as the browser has them; None: it was not asked for any.
    """

    seq: int
    page: str
    language: str
    words: Mapping[str, str]
    held: Mapping[str, str] | None
    start: int
    stride: int
    count: int
    checkpoint: Checkpoint | None
    have_texts: str | None = None
    have_config: str | None = None
    have_data: str | None = None
    batch_at: int | None = None
    is_scrubbing: bool = False
    tab: str = ""
    answer: Given | None = None
    points: tuple[str, ...] | None = None

    @classmethod
    def read(cls, value: object) -> Request | None:
        """The request that JSON holds, or None. The words and the checkpoint's length are checked later."""
        content = _content(value)
        have = _content(content.get("have"))
        words, page, language = _texts(content.get("words")), content.get("page"), content.get("lang")
        held = None if content.get("held") is None else _texts(content["held"])
        if words is None or (held is None and content.get("held") is not None):
            return None
        if page not in PAGES or language not in languages():
            return None
        batch_at = _whole(content.get("batch_at"), 0, HARD_LIMIT)
        request = cls(
            seq=_whole(content.get("seq"), 0, _LARGEST_SEQ),
            page=page,
            language=language,
            words=words,
            held=held,
            start=_whole(content.get("start"), 0, HARD_LIMIT),
            stride=_whole(content.get("stride"), 1, HARD_LIMIT),
            count=_whole(content.get("count"), 1, MOST_COUNT),
            checkpoint=read_checkpoint(content.get("checkpoint")),
            have_texts=_identity(have.get("texts")),
            have_config=_identity(have.get("config")),
            have_data=_identity(have.get("data")),
            batch_at=None if batch_at < 0 else batch_at,
            is_scrubbing=content.get("scrubbing") is True,
            tab=_identity(content.get("tab")) or "",
            answer=_given(content.get("answer")),
            points=_sets(content.get("points"), {*words, *(held or ())}),
        )
        if min(request.seq, request.start, request.stride, request.count) < 0:
            return None
        checkpoint = request.checkpoint
        if checkpoint is not None and checkpoint.step > request.start:
            return None
        return request


@dataclass(frozen=True, slots=True)
class Decided:
    """What holds on a stage page, where its learner rests, what an open question covers: panels follow."""

    words: Mapping[str, str]
    step: int
    checkpoint: Checkpoint | None
    is_resting: bool
    covered: frozenset[str] = frozenset()

    @classmethod
    def read(cls, value: object) -> Decided | None:
        """The record that a component's state holds, or None. The words are checked as a link's are."""
        content = _content(value)
        words, step = _texts(content.get("words")), _whole(content.get("step"), 0, HARD_LIMIT)
        if words is None or step < 0:
            return None
        checkpoint = read_checkpoint(content.get("checkpoint"))
        if checkpoint is not None and checkpoint.step > step:
            checkpoint = None
        told = content.get("covered")
        covered = frozenset(name for name in COVERED if isinstance(told, list) and name in told)
        return cls(words, step, checkpoint, content.get("resting") is True, covered)


def read_checkpoint(value: object) -> Checkpoint | None:
    """{"step": k, "values": [numbers]} or {"step": k, "base64": bytes} with finite numbers, or None."""
    content = _content(value)
    step, numbers = _whole(content.get("step"), 0, HARD_LIMIT), content.get("values")
    if step >= 0 and "base64" in content:
        values = _unpacked(content["base64"])
        return None if values is None else Checkpoint(step, values)
    if step < 0 or not isinstance(numbers, list) or len(numbers) > _MOST_VALUES:
        return None
    if not all(_is_number(number) for number in numbers):
        return None
    with np.errstate(over="ignore"):
        values = np.array(numbers, dtype=np.float32)
    return Checkpoint(step, values) if np.isfinite(values).all() else None


def _unpacked(text: object) -> NDArray[np.float32] | None:
    """Little-endian float32 numbers from their bytes as text, all finite; or None."""
    if not isinstance(text, str) or len(text) > _MOST_VALUES * 4 * 4 // 3 + 4:
        return None
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    if not raw or len(raw) % 4:
        return None
    values = np.frombuffer(raw, dtype="<f4").astype(np.float32)
    return values if np.isfinite(values).all() else None


def fitting(checkpoint: Checkpoint | None, experiment: Experiment) -> Checkpoint | None:
    """The checkpoint, if an optimiser of this kind could have left it."""
    if checkpoint is None or len(checkpoint.values) != experiment.checkpoint_size:
        return None
    return checkpoint


def _given(value: object) -> Given | None:
    """An answer to a question, or None."""
    content = _content(value)
    question, text = _identity(content.get("question")), content.get("value")
    if question is None or not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        return None
    return Given(question, text, content.get("first") is True, content.get("ended") is True)


def _sets(value: object, named: Collection[str]) -> tuple[str, ...] | None:
    """Texts of sets of own points, in bounds; None where there is no list of them."""
    if not isinstance(value, list):
        return None
    most = MOST_SETS * sum(name in named for name in POINT_WORDS)
    return tuple(sent_texts(value, most))


def _texts(value: object) -> dict[str, str] | None:
    """Words and their texts, in bounds; None for anything else."""
    content = _content(value)
    if not isinstance(value, dict) or len(content) != len(value) or len(content) > MOST_WORDS:
        return None
    for name, text in content.items():
        longest = _LONGEST_POINTS if name in POINT_WORDS else _LONGEST_TEXT
        if not isinstance(text, str) or len(name) > _LONGEST_ID or len(text) > longest:
            return None
    return content


def _content(value: object) -> dict[str, Any]:
    """The value, if it is an object with text keys; else an empty one."""
    return value if isinstance(value, dict) and all(isinstance(key, str) for key in value) else {}


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _whole(value: object, low: int, high: int) -> int:
    """A whole number in bounds, or -1."""
    if not _is_number(value) or not isinstance(value, int | float) or value != int(value):
        return -1
    return int(value) if low <= value <= high else -1


def _identity(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID else None
