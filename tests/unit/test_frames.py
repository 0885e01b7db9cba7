"""The byte layout between trainer, web process and browser."""

from __future__ import annotations

import contextlib
import json
import pickle
import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.core.knobs import KNOBS
from playground.core.wire_format import (
    LINEAR_COLUMNS,
    Checkpoint,
    Chunk,
    End,
    FrameError,
    checkpoint_size,
    pack,
    unpack,
)

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text('aé한\n"'),
    lambda values: st.lists(values) | st.dictionaries(st.text("ab"), values),
    max_leaves=10,
)
blob = st.sampled_from([np.uint8, np.uint32, np.float32]).flatmap(
    lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=1, max_dims=2, min_side=0, max_side=7))
)


@given(
    st.dictionaries(st.sampled_from("abc"), json_values),
    st.dictionaries(st.text(max_size=5), blob, max_size=5),
)
def test_what_is_packed_is_unpacked(header: dict[str, Any], blobs: dict[str, np.ndarray]) -> None:
    payload = pack(header, blobs)
    found, contents = unpack(payload)
    assert {name: value for name, value in found.items() if name != "blobs"} == header
    assert contents == {name: array.tobytes() for name, array in blobs.items()}


@given(st.lists(blob, max_size=4))
def test_every_blob_is_aligned_for_the_browser(blobs: list[np.ndarray]) -> None:
    payload = pack({"text": "é"}, {str(number): array for number, array in enumerate(blobs)})
    (length,) = struct.unpack_from("<I", payload)
    assert length % 4 == len(payload) % 4 == 0
    header = json.loads(payload[4 : 4 + length])
    for number, array in enumerate(blobs):
        offset, size = header["blobs"][str(number)]
        assert offset % 4 == 0
        assert payload[4 + length + offset :][:size] == array.tobytes()


def test_numbers_are_little_endian_whatever_they_were() -> None:
    _, blobs = unpack(
        pack({}, {"steps": np.array([1, 2], dtype=">u4"), "rows": np.ones((3, 2), order="F")[::2]})
    )
    assert np.frombuffer(blobs["steps"], "<u4").tolist() == [1, 2]
    assert np.frombuffer(blobs["rows"], "<f8").tolist() == [1.0] * 4


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), np.float32(1), b"x", {1, 2}])
def test_a_header_the_browser_could_not_read_is_refused(value: object) -> None:
    with pytest.raises(FrameError):
        pack({"loss": [value]}, {})


def truncated_or_changed() -> st.SearchStrategy[bytes]:
    payload = pack({"protocol": 1}, {"rows": np.ones(5, np.float32)})
    cut = st.integers(0, len(payload) - 1).map(lambda size: payload[:size])
    changed = st.tuples(st.integers(0, len(payload) - 1), st.integers(0, 255)).map(
        lambda change: payload[: change[0]] + bytes([change[1]]) + payload[change[0] + 1 :]
    )
    return cut | changed | st.binary(max_size=60)


@given(truncated_or_changed())
def test_broken_bytes_raise_nothing_but_frame_errors(payload: bytes) -> None:
    with contextlib.suppress(FrameError):
        unpack(payload)


def test_the_size_of_a_checkpoint_follows_the_optimiser() -> None:
    sizes = {optimizer: checkpoint_size(optimizer) for optimizer in KNOBS["optimizer"].choices}
    assert sizes.items() >= {"sgd": 3, "momentum": 6, "rmsprop": 6, "adam": 9}.items()


def test_records_are_checked_frozen_and_comparable() -> None:
    checkpoint = Checkpoint(3, np.array([1, 2, 3]))
    assert checkpoint.values.dtype == np.float32
    assert checkpoint == Checkpoint(3, np.array([1.0, 2.0, 3.0]))
    assert checkpoint == pickle.loads(pickle.dumps(checkpoint))
    assert checkpoint != Checkpoint(4, checkpoint.values)
    assert len({checkpoint, Checkpoint(3, np.array([1, 2, 3]))}) == 1
    with pytest.raises(ValueError, match="read-only"):
        checkpoint.values[0] = 9
    for step, values in ((-1, np.zeros(3)), (0, np.zeros((3, 1)))):
        with pytest.raises(FrameError):
            Checkpoint(step, values)


def test_a_chunk_has_a_row_a_step() -> None:
    start = Checkpoint(2, np.zeros(3))
    chunk = Chunk(np.array([0, 1]), np.zeros((2, len(LINEAR_COLUMNS))), start, End("done", 2, 0.1))
    assert (len(chunk), chunk.steps.dtype, chunk.rows.dtype) == (2, np.uint32, np.float32)
    with pytest.raises(FrameError):
        Chunk(np.array([0, 1]), np.zeros((3, 9)), start)
