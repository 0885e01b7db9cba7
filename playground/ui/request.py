"""What the stage sends, as checked records. Everything here comes from a browser: nonsense reads as None."""

from __future__ import annotations

import base64
import binascii
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.edits import LARGEST_WEIGHT
from playground.experiment import HARD_LIMIT, Experiment
from playground.frames import Checkpoint
from playground.knobs import KNOBS, KnobError

__all__ = [
    "MOST_BYTES",
    "Design",
    "Drag",
    "Inspect",
    "Live",
    "Rate",
    "Request",
    "Weight",
    "fitting",
    "mend_of",
    "read_checkpoint",
]

MOST_COUNT = 240
MOST_BYTES = 2**17  # of a request as JSON: the largest checkpoint takes less than half of it
_LARGEST_SEQ = 2**53
_LONGEST_ID = 64
# Of a checkpoint: two branches of six layers of twelve units, seven features, five classes; Adam's two slots.
_MOST_VALUES = 3 * (2 * (8 * 12 + 5 * 13 * 12) + 25 * 5)


@dataclass(frozen=True, slots=True)
class Request:
    """Rows start, start+stride, … of a run, and what the browser holds already."""

    seq: int
    run: str
    start: int
    stride: int
    count: int
    checkpoint: Checkpoint | None
    have_config: str | None
    have_data: str | None

    @classmethod
    def read(cls, value: object) -> Request | None:
        """The request a component state holds, or None. The checkpoint's length is checked later."""
        content = _content(value)
        have = _content(content.get("have"))
        request = cls(
            seq=_whole(content.get("seq"), 0, _LARGEST_SEQ),
            run=_identity(content.get("run")) or "",
            start=_whole(content.get("start"), 0, HARD_LIMIT),
            stride=_whole(content.get("stride"), 1, HARD_LIMIT),
            count=_whole(content.get("count"), 1, MOST_COUNT),
            checkpoint=read_checkpoint(content.get("checkpoint")),
            have_config=_identity(have.get("config")),
            have_data=_identity(have.get("data")),
        )
        if min(request.seq, request.start, request.stride, request.count) < 0 or not request.run:
            return None
        checkpoint = request.checkpoint
        if checkpoint is not None and checkpoint.step > request.start:
            return None
        return request


@dataclass(frozen=True, slots=True)
class Live:
    """Whether the learner has left step 0 of a run."""

    run: str
    started: bool

    @classmethod
    def read(cls, value: object) -> Live | None:
        content = _content(value)
        run, started = _identity(content.get("run")), content.get("started")
        return cls(run, started) if run is not None and isinstance(started, bool) else None


@dataclass(frozen=True, slots=True)
class Drag:
    """The mean of a class moved to (x, y); `final` when it was let go."""

    prefix: str
    x: float
    y: float
    final: bool

    @classmethod
    def read(cls, value: object) -> Drag | None:
        content = _content(value)
        prefix = content.get("class")
        if prefix not in ("neg", "pos"):
            return None
        x, y = (_clamped(f"{prefix}_{axis}", content.get(axis)) for axis in ("x", "y"))
        if x is None or y is None:
            return None
        return cls(prefix, x, y, content.get("final") is True)


@dataclass(frozen=True, slots=True)
class Rate:
    """The step from which a new learning rate shall hold, and the state there."""

    token: str
    step: int
    checkpoint: Checkpoint | None

    @classmethod
    def read(cls, value: object) -> Rate | None:
        content = _content(value)
        token, step = _identity(content.get("token")), _whole(content.get("step"), 0, HARD_LIMIT)
        if token is None or step < 0:
            return None
        return cls(token, step, read_checkpoint(content.get("checkpoint")))


@dataclass(frozen=True, slots=True)
class Inspect:
    """The step at which the learner paused, and a state at or before it."""

    run: str
    step: int
    checkpoint: Checkpoint | None

    @classmethod
    def read(cls, value: object) -> Inspect | None:
        content = _content(value)
        run, step = _identity(content.get("run")), _whole(content.get("step"), 0, HARD_LIMIT)
        if run is None or step < 0:
            return None
        checkpoint = read_checkpoint(content.get("checkpoint"))
        if checkpoint is not None and checkpoint.step > step:
            checkpoint = None
        return cls(run, step, checkpoint)


@dataclass(frozen=True, slots=True)
class Weight:
    """A weight set by hand at the step that is shown, and a state at or before it."""

    run: str
    step: int
    index: int
    value: float
    checkpoint: Checkpoint | None

    @classmethod
    def read(cls, value: object) -> Weight | None:
        content = _content(value)
        run, step = _identity(content.get("run")), _whole(content.get("step"), 0, HARD_LIMIT)
        index, number = _whole(content.get("index"), 0, _MOST_VALUES), content.get("value")
        if run is None or min(step, index) < 0 or not _is_number(number):
            return None
        assert isinstance(number, int | float)
        weight = min(max(float(number), -LARGEST_WEIGHT), LARGEST_WEIGHT)
        return cls(run, step, index, weight, read_checkpoint(content.get("checkpoint")))


@dataclass(frozen=True, slots=True)
class Design:
    """Another network: knobs with their checked values."""

    run: str
    values: dict[str, Any]

    @classmethod
    def read(cls, value: object) -> Design | None:
        content = _content(value)
        run = _identity(content.get("run"))
        try:
            values: dict[str, Any] = {
                name: KNOBS[name].check(content[name]) for name in ("hidden", "features") if name in content
            }
        except KnobError:
            return None
        return cls(run, values) if run is not None and values else None


def mend_of(value: object) -> float | None:
    """The learning rate of a one-click mend, in the knob's bounds."""
    return _within("lr", _content(value).get("lr"))


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


def _within(name: str, value: Any) -> float | None:
    """The value if the knob takes it."""
    if not _is_number(value):
        return None
    try:
        checked = KNOBS[name].check(float(value))
    except KnobError:
        return None
    return checked if isinstance(checked, float) else None


def _clamped(name: str, value: Any) -> float | None:
    """The value, or the bound of the knob that it lies beyond."""
    knob = KNOBS[name]
    low, high = knob.low, knob.high
    if not _is_number(value) or low is None or high is None:
        return None
    return float(min(max(value, low), high))
