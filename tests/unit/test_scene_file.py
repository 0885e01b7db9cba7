"""A teacher's file of scenes: what is read, where it stands among the app's, and what a fault is told as."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.core.errors import SettingsError
from playground.core.experiment import Experiment
from playground.core.scene_file import MOST_BYTES, MOST_SCENES, load_scenes, read_scenes
from playground.core.scenes import APP_PAGES, SCENES, merged
from playground.locale import languages

OWN = """
[[scene]]
name = "slow"
group = "1"
title = { en = "Slow", ko = "느리게" }
question = "How long?"
link = "https://school.example/ml/linear?lr=0.01&steps=200&lang=ko&view=code"
"""
EDGE = """
[[scene]]
name = "edge"
"""
RINGS = """
[[scene]]
name = "rings"
title = { ko = "고리" }
question = "Where?"
link = "/layers?data=rings&hidden=6&loss=bce"
"""


def read(text: str) -> str:
    """The one line that a text is refused with."""
    with pytest.raises(SettingsError) as refusal:
        read_scenes(text, "scenes.toml", APP_PAGES)
    for language in languages():
        assert "{" not in refusal.value.message(language).replace("{ en", "").replace("{'", "")
    line = str(refusal.value)
    assert "\n" not in line
    return line


def test_scenes_have_their_settings_words_and_order() -> None:
    file = read_scenes(EDGE + OWN + RINGS, "scenes.toml", APP_PAGES)
    linear = merged("linear", file)
    assert list(linear)[:3] == ["edge", "slow", "chapter"]
    assert set(linear) == {*SCENES, "slow"}
    assert linear["slow"] == Experiment(lr=0.01, steps=200)
    assert next(iter(merged("layers", file))) == "rings"
    assert list(merged("home", file)) == list(linear)
    slow, rings = file.scenes[1], file.scenes[2]
    assert slow.title
    assert slow.question
    assert rings.title
    assert [slow.title.of("en"), slow.title.of("ko"), slow.question.of("ko")] == [
        "Slow",
        "느리게",
        "How long?",
    ]
    assert rings.title.of("en") == "고리", "a text in one language stands for the others"


@pytest.mark.parametrize(
    ("place", "names"),
    [
        ("after", ["slow", "edge", *(name for name in SCENES if name != "edge")]),
        ("before", [*(name for name in SCENES if name != "edge"), "slow", "edge"]),
        ("none", ["slow", "edge"]),
    ],
)
def test_the_apps_scenes_stand_where_the_file_says(place: str, names: list[str]) -> None:
    file = read_scenes(f'app_scenes = "{place}"\n{OWN}{EDGE}', "scenes.toml", APP_PAGES)
    assert list(merged("linear", file)) == names


def test_a_scene_takes_the_place_of_an_apps_with_the_same_settings() -> None:
    file = read_scenes(OWN.replace("lr=0.01&steps=200", "lr=0.2&steps=100"), "scenes.toml", APP_PAGES)
    names = list(merged("linear", file))
    assert names[0] == "slow"
    assert "diverges" not in names


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("lr=0.01", "lr=99", "received lr='99' in scenes.toml, scene 1 ('slow'), link; expected a number"),
        ("lr=0.01", "lrr=1", "did you mean lr?"),
        ("lr=0.01", "hidden=4", "received hidden='4' in scenes.toml, scene 1 ('slow'), link"),
        ("/ml/linear", "/ml/tape", "in scenes.toml, scene 1 ('slow'), link; expected a link to /linear or"),
        ('name = "slow"', 'name = "Slow one"', "scene 1 ('Slow one'), name; expected a name of small"),
        ('name = "slow"', 'name = "edge"', "expected a name that no scene of the app has"),
        ('name = "slow"', "", "received nothing in scenes.toml, scene 1, name; expected a name of small"),
        ('link = "https', 'lnk = "https', "scene 1 ('slow'), lnk; expected only the fields name, link"),
        ('question = "How long?"', "", "received nothing in scenes.toml, scene 1 ('slow'), question"),
        ('question = "How long?"', 'question = ""', "expected one line of at most 400 characters"),
        ('en = "Slow"', 'fr = "Lent"', "'title.fr'; expected a text in one of the languages"),
        ('en = "Slow"', f'en = "{"x" * 61}"', "expected one line of at most 60 characters"),
        ("[[scene]]", "[scene]", "scene; expected 1 to 100 scenes"),
        ("[[scene]]", 'app_scenes = "late"\n[[scene]]', "app_scenes; expected one of after, before, none"),
        ("[[scene]]", "[[scene]", "received scenes.toml with a fault: Expected ']]'"),
        ("[[scene]]", "[[scenes]]", "scenes; expected one of app_scenes, [[scene]]"),
    ],
)
def test_a_fault_is_told_in_one_line_with_file_scene_and_field(before: str, after: str, told: str) -> None:
    assert told in read(OWN.replace(before, after, 1))


def test_names_and_settings_are_there_once() -> None:
    assert "expected a name that no other scene of the file has" in read(EDGE + EDGE)
    again = OWN.replace('"slow"', '"again"')
    assert "settings of its own, but scene slow has the same" in read(OWN + again)
    assert "no words of its own" in read(EDGE + 'title = "x"')
    assert "1 to 100 scenes" in read(EDGE * (MOST_SCENES + 1))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "scenes.toml"
    with pytest.raises(SettingsError, match="No such file"):
        load_scenes(str(file), APP_PAGES)
    file.write_bytes(OWN.encode("cp949"))
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_scenes(str(file), APP_PAGES)
    file.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(SettingsError, match="at most 500000 bytes"):
        load_scenes(str(file), APP_PAGES)
    file.write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    assert load_scenes(str(file), APP_PAGES).scenes[0].name == "slow"
