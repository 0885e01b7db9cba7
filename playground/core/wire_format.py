"""What training leaves behind, and its byte layout: shared by the trainer, the web process and the browser.

Payload: u32 little-endian header length H (a multiple of 4), H bytes of JSON padded with spaces, then the
blobs, little-endian, each starting at a multiple of 4. `header["blobs"]` maps a name to
[offset from the start of the blob area, length], both in bytes.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from playground.core.optimizers import OPTIMIZERS

__all__ = [
    "HEADS_COLUMNS",
    "LINEAR_COLUMNS",
    "NETWORK_COLUMNS",
    "NUM_WEIGHTS",
    "TEST_COLUMNS",
    "Checkpoint",
    "Chunk",
    "End",
    "EndReason",
    "FrameError",
    "checkpoint_size",
    "pack",
    "unpack",
]

LINEAR_COLUMNS = ("loss", "full_loss", "accuracy", "grad_w1", "grad_w2", "grad_b", "w1", "w2", "b")
# Behind those of the linear classifier where there is a test set; a network has such columns always.
TEST_COLUMNS = ("val_loss", "val_accuracy")
# A network's rows: these columns, for two outputs the further ones, then its weights.
NETWORK_COLUMNS = ("loss", "full_loss", "accuracy", "val_loss", "val_accuracy", "grad_norm")
HEADS_COLUMNS = (
    "loss_class",
    "loss_distance",
    "val_loss_class",
    "val_loss_distance",
    "error_distance",
    "val_error_distance",
)
NUM_WEIGHTS = 3
EndReason = Literal["done", "diverged", "target", "plateau"]


class FrameError(ValueError):
    """Bytes or arrays that do not have the layout of this module."""


def checkpoint_size(optimizer: str, num_weights: int = NUM_WEIGHTS) -> int:
    """How many numbers a checkpoint holds: the weights, then as many for each slot of the optimiser."""
    return num_weights * (1 + len(OPTIMIZERS[optimizer].slots))


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """The state before update `step`: float32 (weights, slots…, what the way to stop remembers).

    From it training goes on exactly.
    """

    step: int
    values: NDArray[np.float32]

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=np.float32, order="C")
        if values.ndim != 1 or self.step < 0:
            raise FrameError(f"received step {self.step}, values {values.shape}; expected step >= 0, (size,)")
        values.setflags(write=False)
        object.__setattr__(self, "values", values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Checkpoint):
            return NotImplemented
        return self.step == other.step and self.values.tobytes() == other.values.tobytes()

    def __hash__(self) -> int:
        return hash((self.step, self.values.tobytes()))


@dataclass(frozen=True, slots=True)
class End:
    """Why a run ended, at which step, and the loss there (it may be infinite or nan when diverged)."""

    reason: EndReason
    step: int
    loss: float


@dataclass(frozen=True, eq=False)
class Chunk:
    """Consecutive rows of a run: steps uint32 (m,), rows float32 (m, columns), and where to go on."""

    steps: NDArray[np.uint32]
    rows: NDArray[np.float32]
    checkpoint: Checkpoint
    end: End | None = None

    def __post_init__(self) -> None:
        steps = np.ascontiguousarray(self.steps, dtype=np.uint32)
        rows = np.ascontiguousarray(self.rows, dtype=np.float32)
        if steps.ndim != 1 or rows.ndim != 2 or len(steps) != len(rows):
            raise FrameError(f"received steps {steps.shape}, rows {rows.shape}; expected (m,), (m, columns)")
        object.__setattr__(self, "steps", steps)
        object.__setattr__(self, "rows", rows)

    def __len__(self) -> int:
        return len(self.steps)


def pack(header: Mapping[str, Any], blobs: Mapping[str, NDArray[Any]]) -> bytes:
    """A header and arrays as one byte string; FrameError if the header holds nan, infinity or no JSON."""
    table: dict[str, list[int]] = {}
    parts: list[bytes] = []
    offset = 0
    for name, array in blobs.items():
        raw = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
        table[name] = [offset, len(raw)]
        parts.append(raw + bytes(-len(raw) % 4))
        offset += len(parts[-1])
    content = {**header, "blobs": table}
    try:
        encoded = json.dumps(content, allow_nan=False, ensure_ascii=False, separators=(",", ":")).encode()
    except (TypeError, ValueError) as fault:
        raise FrameError(f"received no JSON header: {fault}; use null for nan and infinity") from None
    encoded += b" " * (-len(encoded) % 4)
    return b"".join((struct.pack("<I", len(encoded)), encoded, *parts))


def unpack(payload: bytes) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The header and the raw bytes of each blob; FrameError if the layout is broken."""
    try:
        (length,) = struct.unpack_from("<I", payload)
        area = 4 + length
        if length % 4 or area > len(payload):
            raise FrameError(f"received header length {length} in {len(payload)} bytes; expected n*4")
        header = json.loads(payload[4:area])
        blobs = {}
        for name, (offset, size) in header["blobs"].items():
            if offset % 4 or offset < 0 or size < 0 or area + offset + size > len(payload):
                raise FrameError(f"received blob {name!r} at {offset}, {size} bytes; expected it inside")
            blobs[name] = payload[area + offset : area + offset + size]
    except FrameError:
        raise
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise FrameError(f"received no payload: {fault}; expected length, JSON and blobs") from None
    return header, blobs
