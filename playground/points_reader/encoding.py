"""Bytes to text: UTF-8, UTF-16, UTF-32, and what Excel writes in Korea and in the West.

Nothing is replaced in silence: bytes that fit no encoding, and bytes that fit two, are not guessed.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from playground.core.errors import DataError
from playground.core.parsing import quote
from playground.points_reader.asking import AskedError
from playground.points_reader.records import Ambiguous, Choice

__all__ = ["ENCODINGS", "decode"]

# Names of Python's codecs, and what people call them.
ENCODINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "utf-8": "UTF-8",
        "utf-16": "UTF-16",
        "utf-16-le": "UTF-16",
        "utf-16-be": "UTF-16",
        "utf-32": "UTF-32",
        "cp949": "CP949",
        "euc_kr": "EUC-KR",
        "johab": "Johab",
        "ascii": "ASCII",
        "cp1252": "Windows-1252",
        "iso8859-1": "ISO 8859-1",
        "iso8859-15": "ISO 8859-15",
        "cp1250": "Windows-1250",
        "cp1251": "Windows-1251",
        "koi8-r": "KOI8-R",
        "mac-roman": "Mac Roman",
        "cp932": "CP932",
        "shift_jis": "Shift JIS",
        "euc_jp": "EUC-JP",
        "gb18030": "GB 18030",
        "gbk": "GBK",
        "big5": "Big5",
    }
)
_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")  # xlsx, ods, numbers; xls, hwp
_OTHER_FILES: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"\x1f\x8b", "gzip"),
    (b"PAR1", "Parquet"),
    (b"\x93NUMPY", "NumPy"),
    (b"\x89HDF", "HDF5"),
    (b"SQLite format 3", "SQLite"),
    (b"\x80\x04", "pickle"),
)
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HANGUL: Final = re.compile("[가-힣ㄱ-ㆎ]")
_HANJA: Final = re.compile("[\\u4e00-\\u9fff\\uf900-\\ufaff]")
_LOOKED_AT: Final = 10_000  # characters
_OTHERS: Final = ("cp949", "cp1252", "cp932", "gb18030", "cp1251")  # in the order of asking


def decode(content: bytes, encoding: str = "") -> tuple[str, str]:
    """The text of a file and the name of its encoding; DataError for what is no text or not the named one."""
    if encoding:
        return _named(content, encoding)
    _refuse_files(content)
    if content.startswith(codecs.BOM_UTF8):
        return _strict(content.removeprefix(codecs.BOM_UTF8), "utf-8", "UTF-8"), "UTF-8"
    for mark, codec, name in _MARKS:
        if content.startswith(mark):
            return _strict(content, codec, name), name
    if wide := _wide(content):
        return _strict(content, wide, "UTF-16"), "UTF-16"
    try:
        text, name = content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as fault:
        text, name = _legacy(content, fault)
    controls = _CONTROLS.findall(text)
    if controls and (controls[0] == "\0" or len(controls) > len(text) / 50):
        raise DataError("points_binary", value="binary")
    return text, name


def _refuse_files(content: bytes) -> None:
    if content.startswith(_SPREADSHEETS):
        raise DataError("points_spreadsheet")
    for signature, name in _OTHER_FILES:
        if content.startswith(signature):
            raise DataError("points_binary", value=name)
    head = content[:200].removeprefix(codecs.BOM_UTF8)
    if re.match(rb"\s*<(!doctype html|html|\?xml|svg)", head, re.IGNORECASE):
        raise DataError("points_binary", value="HTML or XML")
    if re.match(rb"\s*\[?\s*\{\s*[\"}]", head):
        raise DataError("points_binary", value="JSON")


def _named(content: bytes, encoding: str) -> tuple[str, str]:
    try:
        codec: str = codecs.lookup(encoding).name
    except (LookupError, ValueError):  # a name may hold a null character
        codec = ""
    if codec not in ENCODINGS and codec != "utf-8-sig":
        choices = ", ".join(ENCODINGS)
        raise DataError("points_option", option="encoding", value=quote(encoding), choices=choices)
    name = ENCODINGS.get(codec, "UTF-8")
    text = _strict(content, "utf-8-sig" if codec == "utf-8" else codec, name)
    return text.removeprefix("\ufeff"), name


def _strict(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as fault:
        raise _misfit(content, fault.start, name) from None


def _misfit(content: bytes, place: int, encoding: str) -> DataError:
    """The refusal of a file whose byte at `place` is none of the encoding."""
    line = str(_line_of(content, place))
    return DataError("points_encoding", value=f"0x{content[place]:02X}", line=line, encoding=encoding)


def _line_of(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _wide(content: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of ASCII characters is 0, and hardly one of the others."""
    if len(content) < 4 or len(content) % 2:
        return None
    half = len(content) // 2
    high, low = content[1::2].count(0), content[0::2].count(0)
    if high > half / 4 and low == 0:
        return "utf-16-le"
    if low > half / 4 and high == 0:
        return "utf-16-be"
    return None


def _legacy(content: bytes, fault: UnicodeDecodeError) -> tuple[str, str]:
    """The text of a file in an older encoding: Korean, or Latin letters with accents; else it is asked."""
    readings = {codec: text for codec in _OTHERS if (text := _decoded(content, codec)) is not None}
    korean, western = readings.get("cp949"), readings.get("cp1252")
    if korean is not None and _is_korean(korean):
        return korean, "CP949"
    is_foreign = korean is None or not _HANGUL.search(korean)
    if western is not None and is_foreign and _is_western(western):
        return western, "Windows-1252"
    if len(readings) < 2:
        raise _misfit(content, fault.start, "UTF-8")
    choices = tuple(Choice(codec, quote(_foreign_word(text))) for codec, text in readings.items())
    line, shown = _line_of(content, fault.start), f"0x{content[fault.start]:02X}"
    raise AskedError(Ambiguous("encoding", line, 0, shown, choices, "points_encodings"))


def _decoded(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeDecodeError:
        return None


def _is_korean(text: str) -> bool:
    """Whether most of what is not ASCII are syllables of KS X 1001: other encodings seldom give them."""
    foreign = [character for character in text if not character.isascii()][:_LOOKED_AT]
    if any(map(_HANJA.match, foreign)):
        return False  # Chinese files read as Hangul with ideographs
    common = [c for c in foreign if _HANGUL.match(c) and _encodes(c, "euc_kr")]
    return len(common) >= 2 / 3 * len(foreign)


def _encodes(character: str, codec: str) -> bool:
    try:
        return len(character.encode(codec)) == 2
    except UnicodeEncodeError:
        return False


def _is_western(text: str) -> bool:
    """Whether what is not ASCII are letters with accents among plain ones, and a few signs."""
    foreign = [character for character in text if not character.isascii()]
    plain = sum(character.isascii() and character.isalpha() for character in text)
    letters = sum(character.isalpha() for character in foreign)
    return all(c.isalpha() or c in "°²³µ€–—‘’“”±·×" for c in foreign) and letters <= plain / 2


def _foreign_word(text: str) -> str:
    """The first word of a text that is not in ASCII, for a question about it."""
    found = re.search(r"[^\s,;|\"]*[^\x00-\x7f][^\s,;|\"]*", text)
    return found[0][:20] if found else text[:20]
