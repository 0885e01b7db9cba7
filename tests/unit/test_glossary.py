"""The glossary: each term has one word in a language, and the catalogues say no other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from playground.locale import areas, languages, own_strings, strings
from playground.locale.glossary import Term, explanation, found_terms, terms
from playground.stage.reply import EXPLAINED_LABELS


def texts(language: str) -> Iterator[tuple[str, str]]:
    """Every string of a language's catalogues, and what the glossary itself says."""
    for area in areas(language):
        for key, text in own_strings(area, language).items():
            yield f"{area}.{key}", text
    for key, term in terms(language).items():
        yield f"glossary.{key}", f"{term.word}: {term.text}"


def pattern(term: Term) -> re.Pattern[str]:
    """The forbidden variants; an English one begins a word, a Korean one may stand within a word."""
    variants = "|".join(f"(?:{variant})" for variant in term.forbidden)
    return re.compile(variants if re.search("[가-힣]", term.word) else rf"\b(?:{variants})")


@pytest.mark.parametrize("language", languages())
def test_no_string_says_a_forbidden_variant(language: str) -> None:
    said = dict(texts(language))
    for key, term in terms(language).items():
        if term.forbidden:
            # An exception that is no longer needed goes.
            assert {place for place, text in said.items() if pattern(term).search(text)} == set(term.kept), (
                key
            )


@pytest.mark.parametrize("language", languages())
def test_a_term_is_explained_in_one_sentence(language: str) -> None:
    for key in terms(language):
        text = explanation(key, language)
        assert text.endswith("다." if language == "ko" else "."), key
        assert not re.search(r"[.!?] ", text), key
        assert len(text) <= 130, key


@pytest.mark.parametrize("language", languages())
def test_a_term_is_a_word_of_the_pages(language: str) -> None:
    said = [text.lower() for place, text in texts(language) if not place.startswith("glossary.")]
    for key, term in terms(language).items():
        assert any(term.word.lower() in text for text in said), key


def test_a_word_stands_for_one_term() -> None:
    for language in languages():
        words = [term.word for term in terms(language).values()]
        assert len(set(words)) == len(words)


def test_the_terms_that_students_ask_for_are_there() -> None:
    asked = (
        "gradient threshold critical_rate logit score epoch batch step loss metric shape broadcasting unit "
    )
    asked += (
        "kernel bias eigenvalue mode hessian eager tracing learning_rate momentum regularization held_out "
    )
    asked += "residual ellipse best_line bayes norm hypothesis_space one_hot dropout gate floor"
    assert set(asked.split()) <= set(terms())
    assert terms("ko")["eigenvalue"].symbol == "λ"


def test_another_language_is_served_in_english() -> None:
    assert terms("fr")["epoch"] == terms("en")["epoch"]


def said(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end, _ in found_terms(text, language)]


def test_a_sentence_marks_each_term_once_where_it_first_says_it() -> None:
    assert said("Epochs and batches: an epoch ends with its last batch.") == ["Epochs", "batches"]
    assert said("에포크마다 배치의 그레이디언트를 구하고, 배치를 섞습니다.", "ko") == [
        "에포크",
        "배치",
        "그레이디언트",
    ]
    assert said("그레이디언트 노름은 그레이디언트의 길이입니다.", "ko") == [
        "그레이디언트 노름",
        "그레이디언트",
    ]


def test_code_and_everyday_words_are_no_terms() -> None:
    assert (
        said("tf.Variable, batch_size=32, epoch_losses, loss(y), step by step in the other direction") == []
    )
    assert said("배치표와 손실 함수값", "ko") == []


def test_the_stage_explains_labels_that_it_has() -> None:
    assert set(EXPLAINED_LABELS) <= set(strings("stage"))
    assert set(EXPLAINED_LABELS.values()) <= set(terms())
