"""Questions of a teacher's scenes: judged by the run as the app's own are; faults are told at the start."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from playground.core import scenes
from playground.core.data import draw
from playground.core.errors import SettingsError
from playground.core.experiment import Experiment
from playground.core.scene_file import ANSWERS, SceneFile, read_scenes
from playground.core.scenes import APP_PAGES
from playground.locale import languages, say, strings
from playground.stage.request import Given
from playground.stage.run_questions import AREA, RUN_QUESTIONS
from playground.stage.scene_answers import FITS, asked_of, check_answers, describe_question
from playground.stage.verdict import judge
from tests.unit.test_run_questions import plain_losses, trained

START = "w1=0.5&w2=0.5&b=0"


def scene(answer: str, link: str = f"/linear?lr=0.01&steps=200&{START}", more: str = "") -> str:
    words = {"name": answer, "title": "T", "question": "Q?", "link": link, "answer": answer}
    return "\n".join(["[[scene]]", *(f'{field} = "{text}"' for field, text in words.items()), more, ""])


def read(text: str) -> SceneFile:
    return read_scenes(text, "scenes.toml", APP_PAGES)


LINKS = {
    "settles": "/linear?lr=0.3&steps=90",
    "half": "/layers?data=xor&hidden=4&steps=60",
    "critical": "/linear?neg_x=-1&steps=30",
    "boundary": "/linear?neg_y=2&steps=60",
    "sketch": "/layers?data=moons&hidden=4&steps=30",
}
DRAWN = {"boundary": ("linear", "0,0,1,1"), "half": ("layers", "3"), "sketch": ("layers", "1," * 7 + "1")}


@pytest.fixture
def school(monkeypatch: pytest.MonkeyPatch) -> Iterator[SceneFile]:
    """A server with a scene for each kind of answer."""
    given = [scene(name, LINKS[name]) for name in ANSWERS if name in LINKS]
    file = read("".join([*given, scene("level", more="level = 0.1")]))
    monkeypatch.setattr(scenes, "scene_file", lambda: file)
    scenes.scenes_of.cache_clear()
    yield file
    scenes.scenes_of.cache_clear()


def judged(page: str, e: Experiment, value: str) -> dict[str, object]:
    asked = asked_of(page, e)
    assert asked is not None
    verdict = judge(page, e, Given(asked.name, value, True, True), trained(e), "en")
    assert verdict is not None
    assert verdict["phase"] == "verdict"
    assert "{" not in str(verdict["text"])
    return dict(verdict)


def test_the_names_are_those_of_the_questions_about_runs() -> None:
    assert set(ANSWERS) == set(RUN_QUESTIONS) == set(FITS)


def test_every_kind_is_described_and_covers_as_its_rule_says(school: SceneFile) -> None:
    check_answers(school)
    for entry in school.scenes:
        for language in languages():
            told = describe_question(entry.page, entry.name, language)
            assert told is not None
            question = RUN_QUESTIONS[entry.answer].question
            assert (told["name"], told["kind"]) == (entry.name, question.kind)
            assert told["covers"] == list(question.covers)
            assert [key for key, _ in told["choices"]] == list(question.choices)
            assert all(text in strings(AREA, language).values() for _, text in told["choices"])


def test_answers_are_judged_by_the_run(school: SceneFile) -> None:
    of = {entry.name: entry.experiment for entry in school.scenes}
    level = of["level"]
    assert level is not None
    losses = plain_losses(level, np.array([0.5, 0.5, 0.0]), 200)
    truth = int(np.argmax(np.array(losses) <= 0.1))
    assert 5 < truth < 200
    for value, is_right in ((truth, True), (4 * truth, False)):
        assert judged("linear", level, str(value))["right"] is is_right
    never = judge("linear", level, Given("level", "5", True, True), trained(level.replace(lr=1e-4)), "ko")
    assert never is not None
    assert never["right"] is False
    critical, grows = of["critical"], of["settles"]
    assert critical is not None
    assert grows is not None
    x = np.column_stack([draw(critical).inputs.astype(float), np.ones(critical.num_points)])
    rate = 2.0 / np.linalg.eigvalsh(2.0 * x.T @ x / len(x))[-1]
    assert judged("linear", critical, str(rate))["right"] is True
    assert judged("linear", critical, str(2 * rate))["right"] is False
    assert judged("linear", grows, "grows")["right"] is True
    assert judged("linear", grows, "falls")["right"] is False
    for name, (page, value) in DRAWN.items():
        e = of[name]
        assert e is not None
        assert isinstance(judged(page, e, value)["right"], bool)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (scene("loss"), "answer"),
        (scene("level"), "level"),
        (scene("level", more='level = "low"'), "level"),
        (scene("level", more="level = 0"), "level"),
        (scene("half", more="level = 0.1"), "level"),
        ('[[scene]]\nname = "edge"\nanswer = "half"\n', "answer"),
    ],
)
def test_a_fault_names_scene_and_field(text: str, told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(text)
    for language in languages():
        assert f", {told}" in refused.value.message(language)
        assert "scene 1" in refused.value.message(language)


@pytest.mark.parametrize(
    "text",
    [
        scene("critical", "/linear?optimizer=adam"),
        scene("critical", "/layers?data=moons&hidden=3"),
        scene("boundary", "/linear?targets=flat"),
        scene("boundary", "/layers?data=xor&hidden=3"),
        scene("half", "/linear?stop=never"),
        scene("sketch", "/linear?steps=5000"),
    ],
)
def test_an_answer_that_the_run_does_not_have_is_told_at_the_start(text: str) -> None:
    with pytest.raises(SettingsError, match=r"scenes\.toml, scene 1"):
        check_answers(read(text))


def test_without_an_answer_nothing_is_asked(school: SceneFile) -> None:
    assert describe_question("linear", "chapter", "en") is not None
    assert read(scene("half").replace('answer = "half"', "")).scenes[0].answer == ""
    assert say(f"{AREA}.settles.choice.grows", "en")
