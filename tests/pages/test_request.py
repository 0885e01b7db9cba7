"""What a browser sends is read or refused, and never raises."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.experiment import Experiment
from playground.core.wire_format import Checkpoint
from playground.stage.request import Decided, Request, fitting, read_checkpoint

GOOD: dict[str, Any] = {
    "seq": 7,
    "page": "linear",
    "lang": "en",
    "words": {"lr": "0.05"},
    "held": {},
    "start": 40,
    "stride": 2,
    "count": 60,
    "checkpoint": {"step": 38, "values": [0.5, -1.0, 0.0]},
    "have": {"config": "c", "data": None},
    "batch_at": None,
    "scrubbing": True,
    "tab": "t",
}

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from([10**400, -1, 1e308, "neg", "pos", math.nan, -math.inf])
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
words = st.sampled_from([*GOOD, "step", "values", "base64", "resting", "texts", "lr", "edits"])
messages = st.dictionaries(words, anything, max_size=12) | anything
READERS = (Request.read, Decided.read, read_checkpoint)


@pytest.mark.parametrize("read", READERS)
@given(value=messages)
def test_nonsense_never_raises(read: Any, value: object) -> None:
    read(value)


@given(word=st.sampled_from(sorted(GOOD)), value=anything)
def test_a_request_with_one_wrong_word_never_raises(word: str, value: object) -> None:
    request = Request.read({**GOOD, word: value})
    if request is not None:
        assert 0 <= request.start <= 10_000_000
        assert request.stride >= 1
        assert 1 <= request.count <= 240


def test_a_request_is_read_as_it_was_sent() -> None:
    request = Request.read(json.loads(json.dumps(GOOD)))
    assert request is not None
    assert (request.seq, request.page, request.language, request.words, request.held) == (
        7, "linear", "en", {"lr": "0.05"}, {},
    )  # fmt: skip
    assert (request.start, request.stride, request.count, request.batch_at) == (40, 2, 60, None)
    assert (request.is_scrubbing, request.tab) == (True, "t")
    assert request.checkpoint == Checkpoint(38, np.array([0.5, -1.0, 0.0], np.float32))
    assert (request.have_config, request.have_data) == ("c", None)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("start", -1),
        ("start", 1.5),
        ("stride", 0),
        ("count", 0),
        ("count", 241),
        ("seq", -1),
        ("page", "tensors"),
        ("lang", "xx"),
        ("words", None),
        ("words", {"lr": 0.1}),
        ("words", {"lr": "1" * 5000}),
        ("words", {str(n): "" for n in range(101)}),
        ("held", []),
        ("held", {"lr": None}),
    ],
)
def test_a_request_out_of_bounds_is_no_request(word: str, value: object) -> None:
    assert Request.read({**GOOD, word: value}) is None


def test_a_checkpoint_after_the_start_is_no_request() -> None:
    assert Request.read({**GOOD, "start": 37}) is None


def test_a_checkpoint_fits_its_optimizer_only() -> None:
    checkpoint = Checkpoint(3, np.zeros(3, np.float32))
    assert fitting(checkpoint, Experiment()) == checkpoint
    assert fitting(checkpoint, Experiment(optimizer="adam")) is None
    assert fitting(Checkpoint(3, np.zeros(9, np.float32)), Experiment(optimizer="adam")) is not None


def test_numbers_that_are_not_finite_make_no_checkpoint() -> None:
    assert read_checkpoint({"step": 1, "values": [math.nan, 0, 0]}) is None
    assert read_checkpoint({"step": 1, "values": [1e300, 0, 0]}) is None  # too large for float32


def test_what_was_decided_is_words_and_a_step() -> None:
    decided = Decided.read({"words": {"lr": "0.05"}, "step": 12, "checkpoint": None, "resting": True})
    assert decided == Decided({"lr": "0.05"}, 12, None, True)
    late = {"words": {}, "step": 3, "checkpoint": {"step": 9, "values": [0, 0, 0]}}
    assert Decided.read(late) == Decided({}, 3, None, False)
    assert Decided.read({"words": {"lr": 1}, "step": 3}) is None
    assert Decided.read({"words": {}, "step": -3}) is None


# ---- networks


def text_of(numbers: list[float]) -> str:
    return base64.b64encode(np.array(numbers, "<f4").tobytes()).decode()


def test_a_checkpoint_may_come_as_bytes_in_base64() -> None:
    checkpoint = read_checkpoint({"step": 3, "base64": text_of([0.5, -1.0, 1e-30])})
    assert checkpoint == Checkpoint(3, np.array([0.5, -1.0, 1e-30], np.float32))
    largest = read_checkpoint({"step": 3, "base64": text_of([1.0] * 5631)})
    assert largest is not None


@pytest.mark.parametrize(
    "text", ["", "????", "AAA", "AAAA", text_of([math.nan]), "A" * 100_000, 7, None, [1.0], "é" * 4]
)
def test_bytes_that_are_no_numbers_make_no_checkpoint(text: object) -> None:
    assert read_checkpoint({"step": 3, "base64": text}) is None


def test_a_network_s_checkpoint_fits_its_network_only() -> None:
    e = Experiment(hidden=(4, 2), optimizer="adam")
    checkpoint = Checkpoint(3, np.zeros(75, np.float32))
    assert fitting(checkpoint, e) == checkpoint
    assert fitting(checkpoint, e.replace(hidden=(4, 3))) is None
    assert fitting(checkpoint, e.replace(optimizer="sgd")) is None
