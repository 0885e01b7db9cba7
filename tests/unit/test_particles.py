"""Korean particles follow the sound of a value, in Python as in the browser (tests/js/particles.test.js)."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.locale import areas, languages, own_strings, say
from playground.locale.particles import PAIRS, particle, with_particle

CASES = json.loads((Path(__file__).parents[1] / "particles.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("value", "pair", "expected"), CASES)
def test_a_particle_follows_the_sound_of_its_value(value: str, pair: str, expected: str) -> None:
    assert with_particle(value, pair) == expected


@given(st.text())
def test_every_text_has_a_particle(text: str) -> None:
    assert particle(text, "이", "가") in ("이", "가")


# Digit by digit, as an oracle for whole numbers: the last syllable of the number in words.
_UNITS = ("", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
_PLACES = ("", "십", "백", "천")
_MYRIADS = ("", "만", "억", "조", "경")


def in_words(number: int) -> str:
    groups = []
    for myriad in _MYRIADS:
        number, group = divmod(number, 10_000)
        digits = reversed(list(enumerate(reversed(str(group)))))
        words = "".join(_UNITS[int(digit)] + _PLACES[place] for place, digit in digits if digit != "0")
        groups.append(words + myriad if words else "")
    return "".join(reversed(groups)) or "영"


@given(
    st.integers(0, 10**19)
    | st.integers(0, 9999).map(lambda n: n * 10_000)
    | st.integers(0, 20).map(lambda n: 10**n // 10)
)
def test_whole_numbers_are_read_aloud(number: int) -> None:
    for pair in PAIRS:
        assert particle(str(number), *pair) == particle(in_words(number), *pair)


def specs(text: str) -> set[tuple[str, str]]:
    """The pairs of forms that stand behind the placeholders of a text."""
    try:
        found = [spec for _, _, spec, _ in Formatter().parse(text) if spec]
    except ValueError:  # a formula that is shown as it stands
        return set()
    return {(spec.partition("/")[0], spec.partition("/")[2]) for spec in found}


def test_korean_catalogues_use_known_pairs_and_other_languages_none() -> None:
    for language in languages():
        for area in areas(language):
            for key, text in own_strings(area, language).items():
                assert specs(text) <= (set(PAIRS) if language == "ko" else set()), f"{area}.{key}"


# The forms of which the sound decides; the copula (이며, 이고, 입니다) is right after both.
_DECIDED = "|".join(sorted({form for pair in PAIRS[:7] for form in pair}, key=len, reverse=True))


def test_every_particle_after_a_placeholder_lets_the_value_decide() -> None:
    """Behind a closing bracket the word before the bracket decides: 학습률({rate})이."""
    bare = re.compile(rf"\{{[^{{}}]*\}}['\"’”]?(?:{_DECIDED})(?![가-힣])")
    found = {
        f"{area}.{key}": text
        for area in areas("ko")
        for key, text in own_strings(area, "ko").items()
        if bare.search(text)
    }
    assert found == {}


def test_a_sentence_takes_its_particle_from_the_value() -> None:
    told = {
        name: say("tensors_page.assign.rebound", "ko", name=name, kind="텐서") for name in ("t", "v", "n")
    }
    assert told["v"] == "이제 v라는 이름은 다른 객체를 가리킵니다: 텐서"
    assert told["n"].startswith("이제 n이라는 이름은")
