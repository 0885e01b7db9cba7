"""Numbers from untrusted text: strict where Python is lenient, and exact."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.text import as_real, as_whole, number_text, quote

finite = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e300, max_value=1e300)


@given(finite)
def test_a_number_survives_its_shortest_text(value: float) -> None:
    assert as_real(number_text(value)) == value


@pytest.mark.parametrize(
    "text", ["nan", "inf", "-Infinity", "1_000", "١", "1e999", "0x10", "", ".", "1 2", "1" * 41]
)
def test_what_python_would_take_or_choke_on_is_no_number(text: str) -> None:
    assert as_real(text) is None


@pytest.mark.parametrize("text", ["1.0", "1e3", "1_0", "٣", "", "+-1", "9" * 5000])
def test_whole_numbers_are_digits_only(text: str) -> None:
    assert as_whole(text) is None


@pytest.mark.parametrize(("value", "text"), [(3.0, "3"), (0.1, "0.1"), (1e-5, "1e-05"), (1000, "1000")])
def test_texts_are_short(value: float, text: str) -> None:
    assert number_text(value) == text


@given(st.text() | st.integers() | st.floats() | st.binary() | st.lists(st.text()))
def test_a_quoted_value_is_one_short_printable_line(value: object) -> None:
    line = quote(value)
    assert line.isprintable()
    assert len(line) <= 60


def test_numbers_too_long_to_print_are_quoted_too() -> None:
    assert quote(10**10_000) == "a huge number"


@given(st.text())
def test_any_text_gives_a_finite_number_or_none(text: str) -> None:
    for value in (as_real(text), as_whole(text)):
        assert value is None or math.isfinite(value)
