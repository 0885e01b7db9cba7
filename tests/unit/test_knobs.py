"""The knob table: the promised names, defaults and bounds, and what a knob takes."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import KnobError
from playground.core.knobs import GROUPS, KNOBS, Knob, text_of
from playground.core.optimizers import OPTIMIZERS
from playground.locale import languages
from tests.unit.strategies import values_of

# The names and defaults are a promise to links already shared.
DEFAULTS = (
    "neg_x=0 neg_y=3 neg_sx=1 neg_sy=1 neg_rho=0.5 neg_n=1000 "
    "pos_x=3 pos_y=0 pos_sx=1 pos_sy=1 pos_rho=0.5 pos_n=1000 "
    "seed=0 data=gaussians samples=500 noise=0.1 classes=3 val=0 "
    "arch=sequential hidden= activation=tanh features=x1,x2 initializer=glorot_uniform l1=0 l2=0 dropout=0 "
    "w1= w2= b= init_seed=0 lr=0.1 batch=0 optimizer=sgd momentum=0.9 rho=0.9 beta1=0.9 beta2=0.999 "
    "epsilon=1e-07 loss=mse labels=sparse targets=column shuffle_seed=0 steps=40 stop=steps target=0.03 "
    "target_accuracy=0.99 patience=10 min_delta=0.0001"
)
knobs = st.sampled_from(list(KNOBS.values()))


def test_names_order_and_defaults() -> None:
    assert " ".join(f"{name}={text_of(knob.default)}" for name, knob in KNOBS.items()) == DEFAULTS


def test_every_group_has_knobs_and_every_knob_a_group() -> None:
    assert {knob.group for knob in KNOBS.values()} == set(GROUPS)


@pytest.mark.parametrize("knob", KNOBS.values(), ids=lambda knob: knob.name)
def test_the_table_is_sound(knob: Knob) -> None:
    assert knob.check(knob.default) == knob.default
    assert (knob.kind in ("choice", "subset")) == bool(knob.choices)
    assert (knob.default is None) == knob.optional
    if knob.kind == "widths":
        assert knob.check([knob.low] * knob.most) == (knob.low,) * knob.most
        assert knob.check([knob.high]) == (knob.high,)
    elif not knob.choices:
        assert knob.low is not None
        assert knob.high is not None
        assert knob.check(knob.low) == knob.low < knob.high == knob.check(knob.high)
        assert knob.scale == "linear" or knob.low > 0


@given(st.data(), knobs)
def test_values_survive_their_text(data: st.DataObject, knob: Knob) -> None:
    value = data.draw(values_of(knob))
    assert knob.parse(text_of(value)) == value
    assert type(knob.check(value)) is type(value)


@given(knobs, st.text())
def test_any_text_gives_a_value_in_bounds_or_a_refusal(knob: Knob, text: str) -> None:
    try:
        value = knob.parse(text)
    except KnobError:
        return
    assert knob.check(value) == value


anything = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary()
    | st.lists(st.integers())
)


@given(knobs, anything)
def test_any_object_gives_a_value_in_bounds_or_a_refusal(knob: Knob, value: object) -> None:
    try:
        checked = knob.check(value)
    except KnobError:
        return
    assert checked == (tuple(value) if isinstance(value, list) else value)
    assert type(checked) in (float, int, str, tuple, type(None))


@pytest.mark.parametrize("value", [True, math.nan, math.inf, 10**400, "0.1", None, [0.1], 1j, 10.000001, 0.0])
def test_the_rate_refuses(value: Any) -> None:
    with pytest.raises(KnobError):
        KNOBS["lr"].check(value)


@pytest.mark.parametrize("value", [np.float32(0.5), np.float64(0.5), Fraction(1, 2)])
def test_other_kinds_of_numbers_become_plain(value: Any) -> None:
    checked = KNOBS["lr"].check(value)
    assert (type(checked), checked) == (float, 0.5)


def test_whole_numbers_from_javascript_are_taken_and_fractions_are_not() -> None:
    for value in (3, 3.0, np.int64(3), np.float32(3)):
        checked = KNOBS["seed"].check(value)
        assert (type(checked), checked) == (int, 3)
    for wrong in (3.5, Decimal("3.5"), math.nan, "3", -1, 2**31):
        with pytest.raises(KnobError):
            KNOBS["seed"].check(wrong)


def test_there_is_one_zero() -> None:
    assert math.copysign(1.0, float(KNOBS["neg_x"].parse("-0") or 0.0)) == 1.0


def test_a_refusal_says_what_came_what_was_expected_and_how_to_mend_it() -> None:
    with pytest.raises(KnobError) as refusal:
        KNOBS["neg_sx"].parse("6")
    error = refusal.value
    assert (error.name, error.received) == ("neg_sx", "received neg_sx='6'")
    assert (error.expected, error.mend) == ("a number from 0.05 to 5", "try neg_sx=1")
    with pytest.raises(KnobError, match=f"one of {', '.join(OPTIMIZERS)}; try optimizer=adam"):
        KNOBS["optimizer"].parse("Adan")


def test_a_refusal_offers_what_was_meant() -> None:
    for name, text, example in (
        ("lr", "0,5", "lr=0.5"),
        ("steps", "1 000", "steps=1000"),
        ("w1", "0,0", "w1=0"),
    ):
        with pytest.raises(KnobError, match=f"try {example}$"):
            KNOBS[name].parse(text)


@pytest.mark.parametrize("read", [Knob.parse, Knob.typed])
def test_case_and_width_of_letters_and_digits_do_not_matter(read: Callable[[Knob, str], object]) -> None:
    assert read(KNOBS["optimizer"], " SGD ") == "sgd"
    assert read(KNOBS["optimizer"], "Ａdam") == "adam"
    assert read(KNOBS["features"], "X2，x1") == ("x1", "x2")
    assert read(KNOBS["hidden"], "４，２") == (4, 2)
    assert read(KNOBS["lr"], "１Ｅ－３") == read(KNOBS["lr"], "1e−3") == 0.001
    assert read(KNOBS["seed"], "＋１２") == 12


def test_what_a_person_types() -> None:
    assert KNOBS["lr"].typed("0,5") == KNOBS["lr"].typed("50%") == KNOBS["lr"].typed(" .5 ") == 0.5
    assert (
        KNOBS["steps"].typed("1e3") == KNOBS["steps"].typed("1 000") == KNOBS["steps"].typed("1000.") == 1000
    )
    assert KNOBS["w1"].typed("　") is None
    for text in ("4 2", "4;2", "(4, 2)", "[4，2]", "4、2"):
        assert KNOBS["hidden"].typed(text) == (4, 2)
    assert KNOBS["hidden"].typed("()") == KNOBS["hidden"].typed("") == ()
    assert KNOBS["features"].typed("X1 sinx1") == ("x1", "sinx1")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("lr", "1.5,2"),
        ("lr", "０，５，"),
        ("lr", ""),
        ("lr", "11"),
        ("neg_x", "200,000"),  # neither 200000 nor 200 lies within the bounds
        ("steps", "2.5"),
        ("steps", "50%"),
        ("hidden", "4,"),
        ("hidden", "4.2"),
        ("hidden", "1,000"),
        ("optimizer", "sgd adam"),
        ("features", "x1+x2"),
    ],
)
def test_what_is_typed_and_says_no_value_is_refused(name: str, text: str) -> None:
    with pytest.raises(KnobError) as refusal:
        KNOBS[name].typed(text)
    assert (refusal.value.reason, refusal.value.name) == ("knob", name)


@pytest.mark.parametrize(
    ("name", "text", "readings"),
    [
        ("w1", "-1,500", ("-1500", "-1.5")),
        ("neg_x", "1,000", ("1000", "1")),
        ("steps", "１，０００", ("1000", "1")),
        ("batch", "1,000", ("1000", "1")),
    ],
)
def test_what_may_be_two_numbers_is_asked(name: str, text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(KnobError) as refusal:
        KNOBS[name].typed(text)
    error = refusal.value
    assert (error.reason, error.name) == ("ambiguous", name)
    assert (error.values["first"], error.values["second"]) == readings
    for language in languages():
        assert all(reading in error.told(language) for reading in readings)
        assert all(reading in error.message(language) for reading in readings)
    with pytest.raises(KnobError):  # a link is strict about commas
        KNOBS[name].parse(text)


@given(st.data(), knobs)
def test_a_value_that_is_typed_as_a_link_writes_it_is_that_value(data: st.DataObject, knob: Knob) -> None:
    value = data.draw(values_of(knob))
    assert knob.typed(text_of(value)) == value


def reading_of(knob: Knob, text: str) -> object:
    """What a typed text gives: a value, or the refusal."""
    try:
        return knob.typed(text)
    except KnobError as refusal:
        return refusal


@given(knobs, st.text())
def test_any_text_typed_gives_a_value_in_bounds_or_a_refusal(knob: Knob, text: str) -> None:
    value = reading_of(knob, text)
    if isinstance(value, KnobError):
        assert value.reason in ("knob", "ambiguous")
    else:
        assert knob.check(value) == value


@given(knobs, st.integers(1, 999), st.integers(0, 999))
def test_one_reading_at_least_of_what_is_asked_can_be_taken(knob: Knob, head: int, tail: int) -> None:
    asked = reading_of(knob, f"{head},{tail:03}")
    if isinstance(asked, KnobError) and asked.reason == "ambiguous":
        answers = [reading_of(knob, asked.values[name]) for name in ("first", "second")]
        assert not all(isinstance(answer, KnobError) for answer in answers)
        assert all(isinstance(answer, float | int) or answer.reason == "knob" for answer in answers)


def test_absent_start_weights_are_an_empty_text() -> None:
    assert KNOBS["w1"].parse("") is KNOBS["w1"].parse(" ") is None
    with pytest.raises(KnobError):
        KNOBS["lr"].parse("")


def test_hidden_layers_are_at_most_six_widths_of_one_to_twelve() -> None:
    hidden = KNOBS["hidden"]
    assert hidden.parse(" 4, 2 ") == hidden.check([4.0, np.int64(2)]) == (4, 2)
    assert hidden.parse("") == hidden.check([]) == ()
    for wrong in ("4,", "0", "13", "4.5", "1,1,1,1,1,1,1", "4;2", "x"):
        with pytest.raises(KnobError, match="at most 6 whole numbers from 1 to 12"):
            hidden.parse(wrong)
    for value in ("4,2", 4, [True], [4.5], [math.nan], [None], None, [[4]], {4}):
        with pytest.raises(KnobError):
            hidden.check(value)


def test_features_are_some_of_a_table_in_its_order() -> None:
    features = KNOBS["features"]
    assert features.parse("sinx1,x2, x1") == features.check(["sinx1", "x2", "x1"]) == ("x1", "x2", "sinx1")
    for wrong in ("", "x3", "x1,"):
        with pytest.raises(KnobError, match="one or more of x1, x2, x1sq"):
            features.parse(wrong)
    with pytest.raises(KnobError):
        features.check([])
