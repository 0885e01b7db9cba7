"""Own points as one word of a link: the numbers' shortest texts, compressed, in a link's plain letters.

A small set is its text itself. A larger one is told by its digest; whoever has the set finds it by that
(`playground.core.points_store`). Texts come from anywhere: unpacking is bounded, `Points` checks the rest.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["LONGEST_INLINE", "LONGEST_PACKED", "MOST_INLINE", "REFERENCE", "digest_of", "packed", "unpacked"]

LONGEST_INLINE: Final = 1500  # characters of a set that travels in the link
LONGEST_PACKED: Final = 2**19  # characters of the largest set: 20,000 points of nine digits take 330,000
MOST_INLINE: Final = 1000  # points of such a set
REFERENCE: Final = "~"  # before the digest of a set that does not
_INLINE: Final = "z"
_MOST_BYTES: Final = 2**20  # unpacked: 20,000 points take 620,000 at the most
_DIGITS: Final = 32
_RAW: Final = -15  # deflate without a header


def packed(
    inputs: NDArray[np.float32],
    targets: NDArray[np.float32],
    class_names: Sequence[str] = (),
    column_names: Sequence[str] = (),
) -> str:
    """The text of points; names are left out where they are the plain ones."""
    labels = "".join(map(str, targets.astype(int).tolist()))
    columns = (",".join(map(_shortest, inputs[:, axis])) for axis in (0, 1))
    names = json.dumps([list(column_names), list(class_names)], ensure_ascii=False, separators=(",", ":"))
    content = f'[{names},"{labels}",[{"],[".join(columns)}]]'
    compressor = zlib.compressobj(9, zlib.DEFLATED, _RAW)
    raw = compressor.compress(content.encode()) + compressor.flush()
    return _INLINE + base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unpacked(text: str) -> tuple[Any, ...] | None:
    """The arguments of `Points` that a text stands for, not checked yet; None if it is no such text."""
    if not text.startswith(_INLINE) or len(text) > LONGEST_PACKED:
        return None
    try:
        raw = base64.b64decode(text[1:].encode("ascii") + b"=" * (-(len(text) - 1) % 4), b"-_", validate=True)
        inflator = zlib.decompressobj(_RAW)
        content = inflator.decompress(raw, _MOST_BYTES)
        if not inflator.eof or inflator.unused_data:
            return None
        (columns, classes), labels, first, second = json.loads(
            content, parse_int=float, parse_constant=_refuse
        )
        targets = np.frombuffer(labels.encode("ascii"), dtype=np.uint8).astype(np.float32) - ord("0")
        with np.errstate(over="ignore"):
            inputs = np.array([first, second], dtype=np.float64).T.astype(np.float32)
    except (ValueError, TypeError, AttributeError, RecursionError, OverflowError, zlib.error, binascii.Error):
        return None
    if not isinstance(columns, list) or not isinstance(classes, list) or not isinstance(labels, str):
        return None
    return (inputs, targets, tuple(classes), *((tuple(columns),) if columns else ()))


def digest_of(text: str) -> str | None:
    """The digest by which a text names a set; None for any other text."""
    digest = text.removeprefix(REFERENCE)
    is_digest = len(digest) == _DIGITS and set(digest) <= set("0123456789abcdef")
    return digest if is_digest and digest != text else None


def _shortest(number: np.float32) -> str:
    return str(number).removesuffix(".0")


def _refuse(name: str) -> float:
    raise ValueError(name)
