"""What a browser sends is read or refused, and never raises."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.experiment import Experiment
from playground.frames import Checkpoint
from playground.ui.request import (
    Drag,
    Inspect,
    Live,
    Rate,
    Request,
    fitting,
    mend_of,
    read_checkpoint,
)

GOOD: dict[str, Any] = {
    "seq": 7,
    "run": "0123456789abcdef",
    "start": 40,
    "stride": 2,
    "count": 60,
    "checkpoint": {"step": 38, "values": [0.5, -1.0, 0.0]},
    "have": {"config": "c", "data": None},
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
NAMES = "seq run start stride count checkpoint have config data class x y final token step values lr started"
words = st.sampled_from(NAMES.split())
messages = st.dictionaries(words, anything, max_size=12) | anything
READERS = (Request.read, Live.read, Drag.read, Rate.read, Inspect.read, mend_of, read_checkpoint)


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
    assert (request.seq, request.run, request.start, request.stride, request.count) == (
        7, "0123456789abcdef", 40, 2, 60,
    )  # fmt: skip
    assert request.checkpoint == Checkpoint(38, np.array([0.5, -1.0, 0.0], np.float32))
    assert (request.have_config, request.have_data) == ("c", None)


@pytest.mark.parametrize(
    ("word", "value"),
    [("start", -1), ("start", 1.5), ("stride", 0), ("count", 0), ("count", 241), ("seq", -1), ("run", "")],
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


def test_a_drag_stays_in_the_bounds_of_its_knobs() -> None:
    assert Drag.read({"run": "r", "class": "neg", "x": 1, "y": -2.5, "final": True}) == Drag(
        "r", "neg", 1.0, -2.5, True
    )
    assert Drag.read({"run": "r", "class": "neg", "x": 11, "y": 0, "final": True}) == Drag(
        "r", "neg", 10.0, 0.0, True
    )
    assert Drag.read({"run": "r", "class": "other", "x": 1, "y": 0}) is None


def test_a_mend_is_a_learning_rate() -> None:
    assert mend_of({"lr": 0.13}) == 0.13
    assert mend_of({"lr": 0}) is None
    assert mend_of({"lr": "0.1"}) is None
