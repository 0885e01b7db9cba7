"""Korean particles after a value that is known only when the sentence is said.

Many particles have two forms: one after a consonant, one after a vowel (이/가, 을/를). A catalogue writes
both behind the placeholder, `{value:이/가}`, and the sound of the value decides. `assets/stage/particles.js`
holds the same rule for what the browser says; tests/particles.json holds the cases of both.

| value ends in | is read as |
|---|---|
| 강, 나, ㄱ | the syllable; the letter's name |
| 7, 30, 1,000, 0.05, 1e-05, x₁ | the number in Korean: 칠, 삼십, 천, 오, 오, 일 |
| 10⁸, % , °, ∞, λ | 제곱, 퍼센트, 도, 무한대, the Greek letter's name |
| SGD, lr, x | the last letter's name |
| loss, target, sample | the English word as Korean spells it: 로스, 타깃, 샘플 |

Quotes, brackets and marks at the end have no sound.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["PAIRS", "particle", "with_particle"]

# Every pair that a catalogue may use: the form after a consonant, the form after a vowel.
PAIRS: Final = (
    ("은", "는"),
    ("이", "가"),
    ("을", "를"),
    ("과", "와"),
    ("으로", "로"),
    ("이라는", "라는"),
    ("이라고", "라고"),
    ("이며", "며"),
    ("이고", "고"),
    ("이나", "나"),
)

_DIGITS: Final = dict(zip("0123456789", "ㅇㄹ ㅁ  ㄱㄹㄹ ", strict=True))  # 영 일 이 삼 사 오 육 칠 팔 구
_TENS: Final = " ㅂㄱㄴ"  # 십 백 천
_MYRIADS: Final = " ㄴㄱ ㅇ "  # 만 억 조 경 해
_NUMBER: Final = re.compile(
    r"(?:(?P<whole>[0-9]{1,3}(?:[, ][0-9]{3})+(?![0-9])|[0-9]+)(?P<decimals>\.[0-9]*)?|(?P<bare>\.[0-9]+))"
    r"(?:[eE](?P<power>[+-]?[0-9]+))?$"
)
_SUPERSCRIPT: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_GREEK_CLOSED: Final = "εου"  # 엡실론, 오미크론, 입실론; all other names end in a vowel
_NAMES: Final = dict(zip("lrmn", "ㄹㄹㅁㄴ", strict=True))  # 엘, 알, 엠, 엔; all other names end in a vowel
_WORDS: Final = {
    "bit": " ",
    "check": " ",
    "column": "ㅁ",
    "dropout": "ㅅ",
    "json": "ㄴ",
    "web": "ㅂ",
    "xor": " ",
}
_ENGLISH: Final = (
    (re.compile(r"ng$"), "ㅇ"),
    (re.compile(r"(?:l|[aeiou]le|[^aeiou]le)$"), "ㄹ"),
    (re.compile(r"(?:m|[aeiou]me)$"), "ㅁ"),
    (re.compile(r"(?:n|[aeiou]ne)$"), "ㄴ"),
    (
        re.compile(r"(?:^|[^aeiouy])[aeiou](?:p|t|c|ck)$"),
        "ㅂ",
    ),  # step, target, block: a stop after a short vowel
)


def particle(text: str, closed: str, opened: str) -> str:
    """The form that stands after `text`: `closed` after a consonant, `opened` after a vowel.

    으로 is 로 after ㄹ, too: 서울로, 7로.
    """
    final = _final(text)
    return opened if final == " " or (final == "ㄹ" and closed.startswith("으로")) else closed


def with_particle(text: str, pair: str) -> str:
    """The text and its particle; `pair` holds both forms, as in a catalogue: 이/가."""
    closed, _, opened = pair.partition("/")
    return text + particle(text, closed, opened)


def _final(text: str) -> str:
    """The consonant in which a text ends when it is read aloud, or a blank."""
    text = text.rstrip()
    while text and not (text[-1].isalnum() or text[-1] in "%°∞" or text[-1] in _SUPERSCRIPT):
        text = text[:-1]
    if not text or text[-1] in "%°∞":
        return " "
    if text[-1] in _SUPERSCRIPT:
        return "ㅂ"
    text = unicodedata.normalize("NFKC", text.replace("−", "-"))
    number = _NUMBER.search(text)
    if number:
        return _final_of_number(number)
    last = text[-1].lower()
    if "가" <= last <= "힣":
        place = (ord(last) - ord("가")) % 28
        return " " if place == 0 else "ㄹ" if place == 8 else "ㅇ"
    if "\u1100" <= last <= "\u1112":  # NFKC turns the letter ㄱ into the one that begins a syllable
        return "ㄹ" if last == "\u1105" else "ㄱ"
    if last in _GREEK_CLOSED:
        return "ㄴ"
    word = re.search(r"[A-Za-z]+$", text)
    return _final_of_word(word[0]) if word else " "


def _final_of_number(number: re.Match[str]) -> str:
    """The consonant of a number: decimals are read digit by digit, whole numbers with 십, 백, 천, 만, 억."""
    decimals = (number["decimals"] or number["bare"] or "").lstrip(".")
    if number["power"] is None and decimals:
        return _DIGITS[decimals[-1]]
    digits = re.sub(r"[^0-9]", "", number["power"] or number["whole"]).lstrip("0") or "0"
    zeros = len(digits) - len(digits.rstrip("0"))
    if digits == "0" or zeros == 0:
        return _DIGITS[digits[-1]]
    return _TENS[zeros] if zeros < 4 else _MYRIADS[min(zeros // 4, 5)]


def _final_of_word(word: str) -> str:
    """The consonant of an English word, of a letter or of letters that are read one by one."""
    lower = word.lower()
    if lower in _WORDS:
        return _WORDS[lower]
    if len(word) == 1 or word.isupper() or not re.search("[aeiouy]", lower):
        return _NAMES.get(lower[-1], " ")
    return next((final for form, final in _ENGLISH if form.search(lower)), " ")
