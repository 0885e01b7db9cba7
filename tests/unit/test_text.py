"""Numbers from untrusted text: strict where Python is lenient, and exact."""

from __future__ import annotations

import math
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.parsing import (
    Ambiguous,
    as_real,
    as_whole,
    bound_text,
    half_width,
    is_cut,
    number_text,
    quote,
    typed_parts,
    typed_real,
    typed_whole,
)

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


# ---- numbers as people type them

FULL_WIDTH = {ord(ascii_): chr(ord(ascii_) + 0xFEE0) for ascii_ in "0123456789+-.,eE"}


@st.composite
def typed_numbers(draw: st.DrawFn) -> tuple[float, str]:
    """A number, and a text in one of the ways in which people write it, with one reading."""
    value = draw(finite)
    text = draw(st.sampled_from([number_text(value), repr(value), f"{value:.17g}", f"{value:.17e}"]))
    mantissa, exponent, power = text.partition("e")
    whole, point, decimals = mantissa.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else (draw(st.sampled_from(["", "+"])), whole)
    if draw(st.booleans()) and not exponent:
        digits = re.sub(r"(?<=[0-9])(?=(?:[0-9]{3})+$)", " ", digits)
    if point and draw(st.booleans()) and (digits == "0" or len(decimals) != 3):
        point = ","
    if digits == "0" and point and draw(st.booleans()):
        digits = ""
    if exponent and draw(st.booleans()):
        exponent = "E"
    text = sign + digits + point + decimals + exponent + power
    if draw(st.booleans()):
        text = text.replace("-", draw(st.sampled_from(["\u2212", "\u2013"])))
    if draw(st.booleans()):
        text = text.translate(FULL_WIDTH)
    blanks = st.sampled_from(["", " ", "\u3000", "\u00a0"])
    return value, draw(blanks) + text + draw(blanks)


@given(typed_numbers())
def test_a_number_is_read_back_however_it_is_typed(written: tuple[float, str]) -> None:
    value, text = written
    if len(half_width(text).strip()) <= 40:
        assert typed_real(text) == value


@given(st.integers(-(10**15), 10**15), st.sampled_from([",", ".", " "]))
def test_whole_numbers_in_groups_are_read_back(value: int, separator: str) -> None:
    text = f"{value:,}".replace(",", separator)
    groups = text.count(separator)
    if separator == "." and groups == 1:
        assert typed_real(text) == float(text)  # a single point is the decimal point
    elif separator == "," and groups == 1:
        assert typed_real(text) == Ambiguous(value, float(text.replace(",", ".")))
    else:
        assert typed_whole(text) == typed_real(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,5", 0.5),
        ("1,5", 1.5),
        (",5", 0.5),
        (".5", 0.5),
        ("3.", 3),
        ("+2", 2),
        ("- 3", -3),
        ("−3", -3),
        ("1e-3", 0.001),
        ("1E-3", 0.001),
        ("1,5e3", 1500),
        ("１２", 12),
        ("－０．５", -0.5),
        ("０，５", 0.5),
        ("0。5", 0.5),
        ("0、5", 0.5),
        ("1.000", 1),
        ("0,125", 0.125),
        ("0,000", 0),
        ("1234,567", 1234.567),
        ("1.000,5", 1000.5),
        ("1,000.5", 1000.5),
        ("1 000,5", 1000.5),
        ("1\u202f000", 1000),
        ("1,000,000", 1e6),
        ("1.000.000", 1e6),
        ("1.234.567,8", 1234567.8),
        ("50%", 0.5),
        ("12,5 %", 0.125),
        ("\u200b7\ufeff", 7),
    ],
)
def test_what_people_type(text: str, value: float) -> None:
    assert typed_real(text) == value
    assert typed_whole(text) == (int(value) if value == int(value) and "%" not in text else None)


@pytest.mark.parametrize(
    ("text", "real", "whole"),
    [
        ("1,000", Ambiguous(1000, 1), Ambiguous(1000, 1)),
        ("１，０００", Ambiguous(1000, 1), Ambiguous(1000, 1)),
        ("-12,345", Ambiguous(-12345, -12.345), -12345),
        ("2,500%", Ambiguous(25, 0.025), None),
    ],
)
def test_a_text_that_may_be_two_numbers_gives_both(
    text: str, real: Ambiguous, whole: Ambiguous | int | None
) -> None:
    assert typed_real(text) == real
    assert typed_whole(text) == whole
    assert [typed_real(reading) for reading in real.texts] == [real.first, real.second]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "1.5,2",
            "1,00,0",
            "1,0000,000",
            "0,000,000",
            "3,",
            ",",
            ".",
            "",
            "-",
            "%",
            "1 2",
            "1 00",
            "1  000",
        ),
        *(
            "1,000.",
            "1,2.5",
            "1_000",
            "1e",
            "e3",
            "1e400",
            "1e-400",
            "10²",
            "½",
            "①",
            "١",
            "nan",
            "inf",
            "0x1",
        ),
        *("1.5천", "약 11", "16개", "1-2", "2*3", "1'000", "1·5", "1e1,5", "5%%", "--1", "1" * 41),
    ],
)
def test_what_says_no_single_number_is_none(text: str) -> None:
    assert typed_real(text) is None
    assert typed_whole(text) is None


@given(st.text("0123456789.,eE+-% ０５，．", max_size=12))
def test_a_typed_text_is_never_read_as_a_number_that_it_does_not_say(text: str) -> None:
    """Whatever is read has the digits of the text in their order: separators and signs alone may go."""
    found = typed_real(text)
    for value in (found.first, found.second) if isinstance(found, Ambiguous) else [found]:
        if value is None:
            continue
        mantissa = re.split("[eE]", half_width(text))[0]
        digits = re.sub("[^0-9]", "", mantissa).strip("0")
        read = "".join(map(str, Decimal(repr(value)).as_tuple().digits)).strip("0")
        assert read == digits
        assert math.copysign(1, value) == (-1 if mantissa.strip().startswith("-") else 1)
        plain = as_real(text)
        assert plain is None or plain == value


@given(st.text())
def test_any_typed_text_is_finite_ambiguous_or_none(text: str) -> None:
    for value in (typed_real(text), typed_whole(text)):
        readings = (value.first, value.second) if isinstance(value, Ambiguous) else (value,)
        assert all(reading is None or math.isfinite(reading) for reading in readings)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("4,2", ["4", "2"]),
        ("4 2", ["4", "2"]),
        ("0,5; 1,5", ["0,5", "1,5"]),
        ("４，２", ["4", "2"]),
        ("4、2", ["4", "2"]),
        ("4,", ["4", ""]),
        ("", []),
    ],
)
def test_lists_are_divided_by_the_mark_that_can_only_divide(text: str, parts: list[str]) -> None:
    assert typed_parts(text) == parts


@pytest.mark.parametrize(
    ("value", "text"),
    [(1e-5, "0.00001"), (10, "10"), (0.99999, "0.99999"), (1e7, "10000000"), (1e-20, "1e-20")],
)
def test_bounds_are_shown_without_powers_of_ten(value: float, text: str) -> None:
    assert bound_text(value) == text
    assert as_real(bound_text(value)) == value


@pytest.mark.parametrize(
    ("part", "cut"),
    [("024", True), ("-05", True), ("０００", True), ("0", False), ("0.5", False), ("10", False)],
)
def test_a_part_that_begins_with_a_zero_and_a_digit_is_cut_out_of_a_number(part: str, cut: bool) -> None:
    assert is_cut(part) is cut
