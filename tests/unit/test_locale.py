"""The catalogues: every language says the same things, and everything the program says is in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from playground import locale
from playground.core.errors import PlaygroundError
from playground.core.knobs import GROUPS, KNOBS
from playground.lessons.shared.validation import LessonError
from playground.locale import SOURCE, LocaleError, areas, languages, own_strings, say, set_strict

ROOT = Path(__file__).parents[2]
OTHERS = [language for language in languages() if language != SOURCE]
EVERYWHERE = [(language, area) for language in languages() for area in areas(language)]


def placeholders(text: str) -> set[str]:
    """The names that stand in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_english_is_the_source_and_korean_is_complete() -> None:
    assert languages()[0] == "en"
    assert "ko" in languages()


def test_korean_says_everything() -> None:
    assert areas("ko") == areas()
    for area in areas():
        assert set(own_strings(area, "ko")) == set(own_strings(area)), area


@pytest.mark.parametrize("language", OTHERS)
def test_every_language_has_keys_and_placeholders_of_the_source(language: str) -> None:
    """A language may be half done: what it lacks is said in English."""
    for area in areas(language):
        source = own_strings(area)
        for key, text in own_strings(area, language).items():
            assert braces(text) == braces(source[key]), f"{area}.{key}"


def braces(text: str) -> set[str] | str:
    """The placeholders; or, for a text that is shown as it stands (a formula, say), that it has braces."""
    try:
        return placeholders(text)
    except ValueError:
        return "no format"


@pytest.mark.parametrize(("language", "area"), EVERYWHERE)
def test_no_text_is_empty_or_has_stray_space(language: str, area: str) -> None:
    for key, text in own_strings(area, language).items():
        assert text.strip(), key
        assert text == text.strip(), key


@pytest.mark.parametrize("area", areas())
def test_sentences_are_translated(area: str) -> None:
    source, korean = own_strings(area, SOURCE), own_strings(area, "ko")
    for key, text in source.items():
        words = re.findall(r"[A-Za-z]{2,}", re.sub(r"\{\w+\}|`[^`]*`", "", text))
        if len(words) > 4 and area != "code":
            assert korean[key] != text, key


@pytest.mark.parametrize("language", languages())
def test_every_knob_group_and_choice_has_its_words(language: str) -> None:
    for knob in KNOBS.values():
        assert len(say(knob.label_key, language)) <= 30
        assert len(say(knob.help_key, language)) > 10
        for choice in knob.choices:
            assert say(knob.choice_key(choice), language)
    for group in GROUPS:
        assert say(f"knobs.group.{group}", language)
    labels = [say(knob.label_key, language) for knob in KNOBS.values()]
    assert len(set(labels)) == len(labels)  # a label alone tells a control from all others


@pytest.mark.parametrize("language", languages())
def test_the_catalogue_knows_no_other_knobs(language: str) -> None:
    tables = {key.partition(".")[0] for key in own_strings("knobs", language)}
    assert tables == {*KNOBS, "group"}


# Korean has one ending and one kind of question here; which words it has is in the glossary.
KOREAN_GIVEN_UP = {
    "spacing": r"표준 편차|들여 쓰|내어 쓰|내어 쓴|붙여 넣|[0-9}] %",
    "an ending of another style": r"(?<![가-힣])(?:멈춰요|틀려요)|[가-힣](?:어요|아요|해요|돼요)(?=[.!?]|$)",
    "a question of an examination": r"니까\?",
}


@pytest.mark.parametrize("kind", KOREAN_GIVEN_UP)
def test_korean_says_a_thing_in_one_way(kind: str) -> None:
    found = {
        f"{area}.{key}": text
        for area in areas("ko")
        for key, text in own_strings(area, "ko").items()
        if re.search(KOREAN_GIVEN_UP[kind], text)
    }
    assert found == {}


def calls() -> Iterator[tuple[str, str, set[str] | None]]:
    """(place, key, keyword names or None if unknown) of every `say("…")` in the program."""
    files = [*(ROOT / "playground").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
    for path in sorted(files):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            key = node.args[0]
            if name != "say" or not isinstance(key, ast.Constant) or not isinstance(key.value, str):
                continue
            names = {keyword.arg for keyword in node.keywords}
            known = None if None in names else {str(name) for name in names} - {"language"}
            yield f"{path.relative_to(ROOT)}:{node.lineno}", key.value, known


def test_what_the_program_says_is_in_the_catalogue() -> None:
    found, wrong = 0, []
    for place, key, names in calls():
        found += 1
        try:
            text = say(key)
        except LocaleError as missing:
            wrong.append(f"{place} {missing}")
            continue
        if names and braces(text) != names:
            wrong.append(f"{place} {key}: {names}")
    assert found > 250
    assert wrong == []


def refusals() -> list[str]:
    return sorted({key.rpartition(".")[0] for key in own_strings("refusals")})


@pytest.mark.parametrize("language", languages())
def test_every_refusal_is_told_in_sentences(language: str) -> None:
    for reason in refusals():
        values = {name for part in ("received", "expected", "mend") for name in _braces_of(reason, part)}
        told = own_strings("told", language)[reason]
        assert placeholders(told) <= {*values, "name", "place"}, reason
        assert told.endswith((".", "?", ")", "}")), reason


def _braces_of(reason: str, part: str) -> set[str]:
    return placeholders(own_strings("refusals")[f"{reason}.{part}"])


def test_every_checked_name_has_its_word() -> None:
    """What a record checks by name is called by a word of the language on the page."""
    words = {key.removeprefix("name.") for key in own_strings("told") if key.startswith("name.")}
    found = set()
    for path in sorted((ROOT / "playground").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").startswith("check_") and node.args:
                name = node.args[0]
                if isinstance(name, ast.Constant) and isinstance(name.value, str):
                    found.add(name.value)
    assert len(found) > 30
    assert found <= words


def test_a_refusal_without_sentences_of_its_own_is_told_by_its_parts() -> None:
    problem = PlaygroundError("never")
    assert problem.told("en") == (
        "Received stop=never. Possible: stop=steps or stop=loss, because nobody can pause this command. "
        "Leave stop out and give steps."
    )
    assert problem.told("ko").startswith("stop=never를 받았습니다. ")


def told_problems() -> Iterator[PlaygroundError]:
    """Every refusal of the catalogues, its placeholders filled with code in lower case."""
    for area, kind in (("errors", PlaygroundError), ("refusals", LessonError)):
        reasons = {key.rpartition(".")[0] for key in own_strings(area)} - {"", "kind"}
        for reason in sorted(reasons):
            if reason.startswith("expression"):
                continue
            texts = [own_strings(area)[f"{reason}.{part}"] for part in ("received", "expected", "mend")]
            names = {name for text in texts for name in placeholders(text)}
            yield kind(reason, **(dict.fromkeys(names, "loss=mse") | {"name": "x", "value": "'hidden'"}))


@pytest.mark.parametrize("language", languages())
def test_code_and_names_keep_their_case(language: str) -> None:
    for problem in told_problems():
        text = problem.told(language)
        assert not re.search(r"\b[A-Z]\w*=|\bX[₁₂]?\b|\bLoss\b|\bTargets\b|\bHidden\b|\bEdits\b", text), text
        if language == SOURCE:
            assert re.match(r"[A-Z'x]", text), text


def test_values_are_filled_in_and_are_no_templates_themselves() -> None:
    assert say("cli.mend_smaller", "en", suggested="{lr}") == "try lr={lr}"
    assert "0.01" in say("cli.mend_smaller", "ko", suggested=0.01)


@pytest.mark.parametrize(
    ("key", "language", "message"),
    [
        ("knobs.lr.name", "en", "received key 'knobs.lr.name'; expected one in locale/en/knobs.toml"),
        ("nowhere.x", "en", "received key 'nowhere.x'; expected one in locale/en/nowhere.toml"),
        ("../knobs.x", "en", r"received key '\.\./knobs.x'"),
    ],
)
def test_a_missing_entry_is_a_clear_error(key: str, language: str, message: str) -> None:
    with pytest.raises(LocaleError, match=message):
        say(key, language)


def test_a_missing_value_is_a_clear_error() -> None:
    with pytest.raises(
        LocaleError, match=r"received no value for 'suggested', a placeholder of 'cli.mend_smaller'"
    ):
        say("cli.mend_smaller", other=1)


@pytest.fixture
def half_a_language(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """French with one string, beside whole English; not strict, as where the app is served."""
    for name, texts in {
        "en": 'whole = "whole"\nhalf = "half of {all}"\n',
        "fr": 'whole = "entier"\n',
    }.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "words.toml").write_text(texts, encoding="utf-8")
    (tmp_path / "en" / "more.toml").write_text('one = "one"\n', encoding="utf-8")
    monkeypatch.setattr(locale, "_FOLDER", tmp_path)
    caches = (locale.languages, locale.own_strings, locale.strings)
    for cached in caches:
        cached.cache_clear()
    set_strict(False)
    yield
    set_strict(True)
    for cached in caches:
        cached.cache_clear()


@pytest.mark.usefixtures("half_a_language")
def test_half_a_language_serves_and_what_it_lacks_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    assert languages() == ("en", "fr")
    assert [say(key, "fr", all=3) for key in ("words.whole", "words.half", "more.one")] == [
        "entier",
        "half of 3",
        "one",
    ]
    assert "locale/fr lacks 1 strings of words, such as half" in caplog.text


@pytest.mark.usefixtures("half_a_language")
def test_words_take_no_page_down(caplog: pytest.LogCaptureFixture) -> None:
    assert say("words.nothing.at_all") == "nothing.at_all"
    assert say("nowhere.x", "xx") == "x"
    assert say("words.half", other=1) == "half of {all}"
    assert caplog.text.count("received") == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ko", "ko"), ("KO", "ko"), ("ko-KR", "ko"), ("ko_KR.UTF-8", "ko"), ("kr", "ko"), ("en-US", "en")],
)
def test_a_language_is_found_by_what_browsers_and_people_write(text: str, expected: str) -> None:
    assert locale.language_of(text) == expected


@pytest.mark.parametrize("text", ["", "ja", "korean", "<b>", "/en"])
def test_there_is_no_other_language(text: str) -> None:
    assert locale.language_of(text) is None


def test_a_language_is_named_in_itself() -> None:
    assert [locale.own_name(language) for language in ("en", "ko")] == ["English", "한국어"]
