"""What the labs say beside their numbers: each sentence is standing knowledge, or is checked (`TRUTHS`).

Every lab runs at three settings (`lab_settings.py`). What it says is heard with the values that were put in.
A sentence in neither table fails: whoever adds one decides whether numbers can make it false.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from playground.lessons.traps import traps_of
from playground.locale import languages, say, strings
from playground.shell import language
from playground.trainer.trainer import Trainer
from tests.pages.conftest import MAIN
from tests.pages.lab_settings import LABS, SETTINGS, STATES
from tests.pages.lab_shown import Shown
from tests.pages.lab_truths import TRUTHS

LOCALES = {"en": "en-US", "ko": "ko-KR"}
WAITING = [say(f"common.{reason}", lang) for reason in ("busy", "warming") for lang in languages()]
MOST_RUNS = 300  # of the page until its trainings are over, on a busy machine
AREAS = {*STATES, *(f"{page}_page" for page in STATES), "lessons"}
# What holds whatever the numbers are: what a lab is about, what a knob does, how a task is stated.
STANDING = re.compile(
    r".*\.(?:lead|lead_training|about|cannot|hint|prompt|\w+_help|help)"
    r"|fit\.key\.\w+|fit_page\.(?:code_why|explorer\.why|guide\.why\.\w+|metrics\.why|validation\.train)"
    r"|layers\.model\.(?:sequential|heads|residual)\.can|layers_page\.(?:kinds\.hint|gallery\.no_sequential)"
    r"|tape_page\.tangent\.own_tape|tensors\.script_note\.\w+|tensors_page\.(?:run\.eager_lead|stack\.variables)"
    r"|fit_page\.choosing\.told\.mse_grew|predict_page\.(?:points\.(?:none|idle)|call\.before)"
)
CASES = [(page, lab, number) for page, lab in LABS for number in range(3)]


@dataclass(frozen=True)
class Sentence:
    """A key of the catalogue and the values that were put into its text."""

    key: str
    values: Mapping[str, Any]


def opened(page: str, lab: str, number: int, lang: str) -> AppTest:
    """The page of a lab at one of its settings, with its buttons pressed and its trainings over."""
    words, presses = SETTINGS[page, lab][number]
    app = AppTest.from_file(str(MAIN), default_timeout=60)
    app.context = {"locale": LOCALES[lang], "url": f"http://localhost:8501/{page}"}
    app.run()
    app.switch_page(f"../pages/{page}.py")
    for name, text in {"view": lab, **words}.items():
        app.query_params[name] = text
    settled(app.run())
    for key in presses:
        settled(app.button(key=key).click().run())
    return app


def settled(app: AppTest) -> None:
    """Let the page run until nothing trains any more, and the trainer has had time for what was asked."""
    for _ in range(MOST_RUNS):
        assert not app.exception
        is_asking = any(text.value in WAITING for text in app.text)
        if not is_asking and all(training.status != "running" for training in trainings(app)):
            return
        app.run()
    raise AssertionError("still training")


def trainings(app: AppTest) -> Sequence[Any]:
    state = app.session_state
    single = state["fit_trainings"].values() if "fit_trainings" in state else ()
    several = state["fit_choosing_trainings"].values() if "fit_choosing_trainings" in state else ()
    return [*single, *(training for side_by_side in several for training in side_by_side.values())]


def heard(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> list[Sentence]:
    """The sentences that the page says in one run, each once."""
    found: list[Sentence] = []

    def hearing(key: str, lang: str | None = None, **values: object) -> str:
        area, _, name = key.partition(".")
        sentence = Sentence(key, values)
        if area in AREAS and strings(area).get(name, "").rstrip(")").endswith(".") and sentence not in found:
            found.append(sentence)
        return say(key, lang, **values)

    with monkeypatch.context() as listening:
        listening.setattr(language, "say", hearing)
        app.run()
    assert not app.exception
    return found


def shown_by(app: AppTest, page: str, lab: str, number: int) -> Shown:
    words = {"view": lab, **SETTINGS[page, lab][number].words}
    record, problems = STATES[page].read(words)
    assert problems == ()
    pictures = {
        part.key.split("-")[0]: json.loads(part.proto.json)[0]
        for part in app.get("bidi_component")
        if part.proto.json.startswith("[")  # what loads a module is given a dictionary
    }
    return Shown(record, pictures, "\n".join(part.proto.body for part in app.get("html")), trainings(app))


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("page", "lab", "number"), CASES)
def test_what_a_lab_says_is_true_of_its_numbers(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch, page: str, lab: str, number: int
) -> None:
    app = opened(page, lab, number, "en")
    sentences = [said for said in heard(app, monkeypatch) if not STANDING.fullmatch(said.key)]
    shown = shown_by(app, page, lab, number)
    unknown = [said.key for said in sentences if said.key not in TRUTHS]
    assert unknown == [], "neither standing knowledge nor checked: see the top of this file"
    for said in sentences:
        TRUTHS[said.key](shown, **said.values)


@pytest.mark.slow
@pytest.mark.parametrize(("page", "lab", "number"), CASES)
def test_another_language_says_the_same_of_the_same_numbers(
    trainer: Trainer, monkeypatch: pytest.MonkeyPatch, page: str, lab: str, number: int
) -> None:
    keys = [
        {said.key for said in heard(opened(page, lab, number, lang), monkeypatch)} for lang in languages()
    ]
    assert all(own == keys[0] for own in keys)


def test_every_lab_of_the_pages_has_its_settings() -> None:
    assert list(SETTINGS) == LABS
    assert len(traps_of("tensors")) == 5  # its card says "Five common mistakes"
