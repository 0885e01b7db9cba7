"""Links that were shared before a rename open what they meant."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from playground.core import former_words
from playground.core.experiment import Experiment
from playground.core.former_words import FORMER_NAMES, FORMER_VALUES, current_words
from playground.core.knobs import KNOBS
from playground.lessons.questions import QUESTIONS


def test_every_former_word_leads_to_one_of_today() -> None:
    assert set(FORMER_NAMES.values()) <= set(KNOBS)
    assert not set(FORMER_NAMES) & set(KNOBS)
    known = {"question": set(QUESTIONS), **{name: set(knob.choices) for name, knob in KNOBS.items()}}
    for (name, former), today in FORMER_VALUES.items():
        assert today in known[name]
        assert former not in known[name]


def test_a_question_that_asks_for_another_number_now_is_found() -> None:
    assert current_words({"question": "square_at_three"}) == {"question": "square_at_minus_four"}


def test_a_former_name_is_read_and_todays_goes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(former_words, "FORMER_NAMES", MappingProxyType({"rate": "lr"}))
    assert Experiment.parse({"rate": "0.2"}) == Experiment(lr=0.2)
    assert current_words({"rate": "0.2", "lr": "0.3"}) == {"lr": "0.3"}
    assert current_words({"lr": "0.3", "rate": "0.2", "seed": "1"}) == {"lr": "0.3", "seed": "1"}
